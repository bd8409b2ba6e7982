/**
 * Opens the use cases without HTTP: their dependencies over an embedded engine of their own. The test moves the clock, reads
 * the metrics, log lines and pauses, and replaces single methods of a port.
 */

import { createDocumentClient } from '../../lib/engine/client/document-client.ts';
import { createEngine } from '../../lib/engine/engine.ts';
import { composeOver } from '../../lib/lambda/compose/http-service.ts';
import { IDS } from '../../lib/lambda/compose/system-clock.ts';
import { createTables } from '../../lib/local/create-table.ts';
import type { Caller, CallerCall, IdempotentCall } from '../../lib/ports/calls.ts';
import type { Dependencies } from '../../lib/ports/dependencies.ts';
import type { LogFields } from '../../lib/ports/observability.ts';
import { LedgerGateway } from '../../lib/simulation/ledger-gateway.ts';
import { namesOf } from '../../lib/table/table.ts';
import { generateLinkKeys } from '../../lib/tokens/link-keys.ts';
import { generateTicketKeys } from '../../lib/tokens/ticket-keys.ts';
import { generateTokenKeys } from '../../lib/tokens/token-keys.ts';
import { countChanges } from '../../lib/usecases/count-changes.ts';
import { PLAIN_PASSWORDS } from './plain-passwords.ts';

/** The time at which each test starts. */
export const START = Date.UTC(2027, 2, 1, 12);
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

export interface LogLine extends LogFields {
  level: 'info' | 'warn' | 'error';
  message: string;
}

export interface UseCases extends Dependencies {
  gateway: LedgerGateway;
  /** The time of calls and caches (epoch ms). */
  now: number;
  /** The counted metrics, in order. Each has its name, the value of the dimension, and the amount if it is not 1. */
  counted: string[];
  lines: LogLine[];
  /** The pauses (ms). */
  pauses: number[];
  /** The operations that were sent to the engine. */
  sent: string[];
}

const TABLES = { sales: 'holdfast', accounts: 'holdfast-accounts', journal: 'holdfast-journal' };
const TICKET_KEYS = { json: JSON.stringify(await generateTicketKeys()) };
const LINK_KEYS = { json: JSON.stringify(await generateLinkKeys()) };
const TOKEN_KEYS = { json: JSON.stringify(await generateTokenKeys()) };

/** Opens the use cases over a new, empty table. */
export async function openUseCases(): Promise<UseCases> {
  const time = { now: START };
  const sent: string[] = [];
  const engine = createEngine({ now: () => time.now });
  const documents = createDocumentClient((operation, input, codec) => {
    sent.push(operation);
    return engine.execute(operation, input, codec);
  });
  const { tables } = await createTables(documents as never, TABLES);
  sent.length = 0;
  const clock = { pause: async () => {}, random: () => 0.5, stopwatch: () => time.now, token: () => IDS.next() };
  const { dependencies } = await composeOver(
    { ...namesOf(tables), documents, clock },
    {
      tokenKeys: TOKEN_KEYS,
      ticketKeys: TICKET_KEYS,
      mail: { isTestStage: true, queues: {}, linkKeys: LINK_KEYS },
      isTestStage: true,
      rateLimits: 'off',
      logLevel: 'SILENT',
    },
    () => time.now,
  );
  return Object.defineProperty({ ...dependencies, ...recorders(dependencies), sent } as UseCases, 'now', {
    get: () => time.now,
    set: (epochMs: number) => {
      time.now = epochMs;
    },
  });
}

/** Ports that record calls, in place of those that write to CloudWatch, call a gateway or wait. */
function recorders({ store }: Dependencies) {
  const [counted, lines, pauses]: [string[], LogLine[], number[]] = [[], [], []];
  const metrics: Dependencies['metrics'] = {
    count(metric, amount = 1, dimensions = {}) {
      counted.push([metric, ...Object.values(dimensions), ...(amount === 1 ? [] : [amount])].join(' '));
    },
  };
  const writer =
    (level: LogLine['level']) =>
    (message: string, fields: LogFields = {}) =>
      lines.push({ level, message, ...fields });
  return {
    counted,
    lines,
    pauses,
    metrics,
    log: { info: writer('info'), warn: writer('warn'), error: writer('error') } as unknown as Dependencies['log'],
    store: countChanges(store, metrics),
    gateway: new LedgerGateway(),
    passwords: { ...PLAIN_PASSWORDS },
    pause: async (ms: number) => pauses.push(ms),
  };
}

let people = 0;

/** A caller with a new id. */
export function person(role: Caller['role'] = 'customer'): Caller {
  people += 1;
  return { userId: `usr_${String(people).padStart(25, '0')}`, role };
}

/** A call by this caller at the current time. */
export const callBy = (
  useCases: Pick<UseCases, 'now'>,
  caller: Caller,
  changes: Partial<CallerCall> = {},
): CallerCall => ({
  now: useCases.now,
  requestId: 'request-1',
  caller,
  ...changes,
});

let keys = 0;

/** A call with an idempotency key, by default a new one. */
export function keyedCall(
  useCases: Pick<UseCases, 'now'>,
  caller: Caller,
  operation: string,
  { key = `key-${++keys}`, fingerprint = 'digest' } = {},
): IdempotentCall {
  return { ...callBy(useCases, caller), idempotency: { key, operation, fingerprint } };
}
