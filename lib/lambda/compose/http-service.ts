/**
 * Composes the use cases' dependencies from the environment: the one place where ports meet adapters, time and
 * randomness.
 */
import { cacheEvents } from '../../caches/event-cache.ts';
import { createRateLimiter, type RateLimiter } from '../../caches/rate-limiter.ts';
import { cacheSeatViews } from '../../caches/recent-seats.ts';
import { cacheSearches, type SearchCache } from '../../caches/search-cache.ts';
import { createSeatContention } from '../../caches/seat-contention.ts';
import { createSeatMaps } from '../../caches/seat-map-cache.ts';
import { addressList } from '../../contract/addresses.ts';
import type { StageKind } from '../../contract/route.ts';
import type { OperationId } from '../../contract/routes.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { createAccountStore } from '../../table/accounts/accounts.ts';
import { createOrganizationStore } from '../../table/accounts/organizations.ts';
import { createRateCounter } from '../../table/accounts/rate-counter.ts';
import { createSessionStore } from '../../table/accounts/sessions.ts';
import { createDocumentRecords } from '../../table/documents/document-records.ts';
import { createCodeStore } from '../../table/events/code-store.ts';
import { createEventEdits } from '../../table/events/event-edits.ts';
import { createEventImports } from '../../table/events/event-import.ts';
import { createSeatMapStore } from '../../table/events/seat-map-snapshots.ts';
import { createAdministration } from '../../table/journal/administration.ts';
import { createIntegrityReader } from '../../table/journal/integrity.ts';
import { createMailPace } from '../../table/mail/mail-pace.ts';
import { createMailStore } from '../../table/mail/mail-store.ts';
import { createMailingStore } from '../../table/mail/mailings.ts';
import { createNoticeLog } from '../../table/notices/notice-log.ts';
import { createNoticeSources } from '../../table/notices/notice-sources.ts';
import { createStore } from '../../table/store.ts';
import type { Table } from '../../table/table.ts';
import { createTicketStore } from '../../table/tickets/ticket-store.ts';
import { createAccessTokens } from '../../tokens/access-tokens.ts';
import { createPasswords } from '../../tokens/passwords.ts';
import { createRefreshTokens } from '../../tokens/refresh-tokens.ts';
import { countChanges } from '../../usecases/count-changes.ts';
import { type HttpEnvironment, isLambda, readHttpEnvironment, type WebSettings } from '../environment.ts';
import { watchClock } from '../observe/clock-skew.ts';
import { createLog } from '../observe/log.ts';
import { countRetries, createMetrics } from '../observe/metrics.ts';
import { openAppPage, type ReadAppPage } from './app-page.ts';
import { NO_MAIL, openMailPorts } from './mail-ports.ts';
import { openTable } from './open-table.ts';
import { createParameterReader } from './parameter-reader.ts';
import { openGateway } from './payment-gateway.ts';
import { IDS, secureBytes, wallClock } from './system-clock.ts';
import { openKeys, openTicketCodes } from './token-keys.ts';

/** A composed service: everything that handlers need besides the request. */
export interface Service extends StageKind {
  dependencies: Dependencies;
  /** Epoch ms; read once per request. */
  clock: () => number;
  /** Records how long a request of this operation took, in ms. */
  recordTime(operation: OperationId, ms: number): void;
  /** False only for the local service, which browsers reach by http on this machine. */
  isDeployed: boolean;
  /** The operator's facts for the web app. */
  web: WebSettings;
  /** Reads index.html of the web app; undefined on a stage without the app. */
  appPage?: ReadAppPage | undefined;
  /** Absent if callers are not limited. */
  limiter?: RateLimiter | undefined;
  /** The search responses that this process keeps. */
  searches: SearchCache;
  assetsFolder?: string | undefined;
  /** Digests of the secrets of proxies whose word about the client's address is believed. */
  proxySecretDigests: readonly string[];
}

let service: Promise<Service> | undefined;

/** Returns the service of this process, composed once. After a failure, the next request tries again. */
export function composed(): Promise<Service> {
  service ??= compose().catch(error => {
    service = undefined;
    throw error;
  });
  return service;
}

async function compose(): Promise<Service> {
  const environment = readHttpEnvironment();
  return composeOver(openTable(environment), environment);
}

type ServiceEnvironment = Pick<
  HttpEnvironment,
  | 'tokenKeys'
  | 'isTestStage'
  | 'stageName'
  | 'logLevel'
  | 'rateLimits'
  | 'exemptAddresses'
  | 'proxySecretDigests'
  | 'assetsFolder'
> &
  Partial<
    Pick<
      HttpEnvironment,
      'isDeployed' | 'web' | 'appPage' | 'gateway' | 'ticketKeys' | 'mail' | 'requiresVerifiedEmail'
    >
  >;

/**
 * Composes the service over a given table, so that tests can inject faults between store and DynamoDB. The default
 * gateway is the simulated one.
 */
export async function composeOver(
  connected: Table,
  environment: ServiceEnvironment,
  clock: () => number = wallClock,
): Promise<Service> {
  const metrics = createMetrics(environment);
  const table = countRetries(connected, metrics);
  const store = countChanges(createStore(table), metrics);
  const { stopwatch } = table.clock;
  const log = createLog(environment.logLevel);
  const readParameter = createParameterReader(connected.documents.config, connected.clock);
  const keys = openKeys(environment.tokenKeys, { readParameter, clock, stopwatch, log });
  // Read before the first request. After a failure, the first request that needs the keys tries again.
  await keys.known().catch(() => undefined);
  const events = cacheEvents(store, stopwatch);
  const { isTestStage, gateway = { is: 'simulated' } } = environment;
  const dependencies: Dependencies = {
    store,
    events,
    seatMaps: createSeatMaps({ store, shared: createSeatMapStore(table), events, clock: table.clock }),
    seatContention: createSeatContention(store, stopwatch),
    accounts: createAccountStore(table),
    sessions: createSessionStore(table),
    organizations: createOrganizationStore(table),
    passwords: createPasswords(secureBytes),
    accessTokens: createAccessTokens(keys),
    tickets: createTicketStore(table),
    ticketCodes: openTicketCodes(environment.ticketKeys, { readParameter, stopwatch, log }),
    refreshTokens: createRefreshTokens(keys, { ids: IDS, bytes: secureBytes }),
    rates: createRateCounter(table),
    ...openGateway(gateway, { table, log, isTestStage }),
    integrity: createIntegrityReader(table),
    administration: createAdministration(table),
    edits: createEventEdits(table),
    eventImports: createEventImports(table),
    codes: createCodeStore(table),
    noticeLog: createNoticeLog(table),
    mailings: createMailingStore(table),
    noticeSources: createNoticeSources(table),
    documentRecords: createDocumentRecords(table),
    mailStore: createMailStore(table),
    mailPace: createMailPace(table),
    ...openMailPorts(environment.mail ?? NO_MAIL, { log, table }),
    seatViews: cacheSeatViews(store, stopwatch),
    random: table.clock.random,
    stopwatch,
    pause: table.clock.pause,
    metrics,
    clockSkew: watchClock(table, clock, { metrics, log }),
    ids: IDS,
    requiresVerifiedEmail: environment.requiresVerifiedEmail === true,
    log,
  };
  const { rateLimits, exemptAddresses = [], proxySecretDigests = [] } = environment;
  return {
    dependencies,
    limiter:
      rateLimits === 'off' ? undefined : createRateLimiter(dependencies, rateLimits, addressList(exemptAddresses)),
    isTestStage,
    isDeployed: environment.isDeployed ?? true,
    web: environment.web ?? {},
    appPage: openAppPage(environment.appPage, { connection: connected.documents.config, log }),
    gateway: gateway.is,
    clock,
    recordTime: (operation, ms) => metrics.count('RequestTime', ms, { operation }),
    searches: cacheSearches(table.clock),
    assetsFolder: environment.assetsFolder,
    proxySecretDigests,
  };
}

// On Lambda, composes the service while the function starts. After a failure, the first request tries again and reports
// the error.
if (isLambda()) await composed().catch(() => undefined);
