/**
 * Composes the dependencies of functions without callers from the environment: store, metrics, log and more. These
 * functions verify no tokens, so they get no keys of tokens.
 */
import { cacheEvents } from '../../caches/event-cache.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { createAccountStore } from '../../table/accounts/accounts.ts';
import { createOrganizationStore } from '../../table/accounts/organizations.ts';
import { createDocumentRecords } from '../../table/documents/document-records.ts';
import { createEventEdits } from '../../table/events/event-edits.ts';
import { createEventImports } from '../../table/events/event-import.ts';
import { createMailPace } from '../../table/mail/mail-pace.ts';
import { createMailStore } from '../../table/mail/mail-store.ts';
import { createMailingStore } from '../../table/mail/mailings.ts';
import { createNoticeLog } from '../../table/notices/notice-log.ts';
import { createNoticeSources } from '../../table/notices/notice-sources.ts';
import { createStore } from '../../table/store.ts';
import type { Table } from '../../table/table.ts';
import { countChanges } from '../../usecases/count-changes.ts';
import { type Environment, readEnvironment } from '../environment.ts';
import { watchClock } from '../observe/clock-skew.ts';
import { createLog } from '../observe/log.ts';
import { countRetries, createMetrics } from '../observe/metrics.ts';
import { NO_MAIL, openMailPorts } from './mail-ports.ts';
import { openTable } from './open-table.ts';
import { openGateway } from './payment-gateway.ts';
import { IDS, wallClock } from './system-clock.ts';
import { ticketCodesOnDemand } from './ticket-codes.ts';

/** The dependencies of a stream or schedule function. */
export interface BackgroundService {
  dependencies: Pick<
    Dependencies,
    | 'store'
    | 'events'
    | 'accounts'
    | 'organizations'
    | 'ticketCodes'
    | 'edits'
    | 'eventImports'
    | 'noticeLog'
    | 'mailings'
    | 'noticeSources'
    | 'files'
    | 'documentMaker'
    | 'documentRecords'
    | 'mailQueues'
    | 'mailStore'
    | 'mailPace'
    | 'mailWriter'
    | 'mailTransport'
    | 'linkTokens'
    | 'baseUrl'
    | 'gateway'
    | 'clockSkew'
    | 'ids'
    | 'random'
    | 'pause'
    | 'stopwatch'
    | 'metrics'
    | 'log'
  >;
  /** Epoch ms; read once per invocation. */
  clock: () => number;
}

let service: BackgroundService | undefined;

/** The background service of this process, composed once. */
export async function composedBackground(): Promise<BackgroundService> {
  if (service) return service;
  const environment = readEnvironment();
  service = composeBackgroundOver(openTable(environment), environment);
  return service;
}

/** Composes the service over a given table and clock, for tests. */
export function composeBackgroundOver(
  connected: Table,
  environment: Pick<Environment, 'gateway' | 'stageName' | 'logLevel'> &
    Partial<Pick<Environment, 'mail' | 'ticketKeys'>>,
  clock: () => number = wallClock,
): BackgroundService {
  const metrics = createMetrics(environment);
  const table = countRetries(connected, metrics);
  const store = countChanges(createStore(table), metrics);
  const log = createLog(environment.logLevel);
  const dependencies = {
    store,
    events: cacheEvents(store, table.clock.stopwatch),
    // Only a test stage has the simulated gateway, so its settings apply.
    ...openGateway(environment.gateway, { table, log, isTestStage: true }),
    random: table.clock.random,
    pause: table.clock.pause,
    stopwatch: table.clock.stopwatch,
    accounts: createAccountStore(table),
    organizations: createOrganizationStore(table),
    ticketCodes: ticketCodesOnDemand(environment.ticketKeys, { table: connected, log }),
    edits: createEventEdits(table),
    eventImports: createEventImports(table),
    noticeLog: createNoticeLog(table),
    mailings: createMailingStore(table),
    noticeSources: createNoticeSources(table),
    documentRecords: createDocumentRecords(table),
    mailStore: createMailStore(table),
    mailPace: createMailPace(table),
    ...openMailPorts(environment.mail ?? NO_MAIL, { log, table }),
    clockSkew: watchClock(table, clock, { metrics, log }),
    ids: IDS,
    metrics,
    log,
  };
  return { dependencies, clock };
}
