/**
 * The rate counter port on DynamoDB: exact sliding windows in one request. A quota of n is a shift register of n times in one
 * row, newest first. A count of a moves each time a places on and drops the last a times, under the condition that they
 * have left the window. DynamoDB reads all right-hand sides before it writes. With a = 1:
 *
 *   c0 = now, c1 = c0, … c(n-1) = c(n-2)     if c(n-1) is absent or at or before now - window
 *
 * DynamoDB serializes concurrent calls at the row, so each takes places of its own. A row may have several registers, which
 * one update moves together. A lost response may count its call twice, but never lets more calls pass. For a clock that is
 * d ms behind, the window is d ms longer.
 */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { HOLD_SECONDS_MAX, RATE_GIVE_BACK_ATTEMPTS_MAX, RATE_TIMEOUT_MS } from '../../domain/limits.ts';
import { positionOf, type Quota, timesInWindow, type WindowCount } from '../../domain/quota.ts';
import { SECOND_MS } from '../../domain/time.ts';
import type { CountedWindows, RateCounter, RateSubject } from '../../ports/rate-counter.ts';
import { countedAt, hasRoom } from '../conditions.ts';
import { and, type Expression, expression, path, type Update, update } from '../expression.ts';
import { epochSeconds, type Key, rateKey } from '../keys.ts';
import type { Table } from '../table.ts';
import { isTransient, type Row } from '../transact.ts';
import { staleRegisters } from './stale-registers.ts';

export function createRateCounter(table: Table): RateCounter {
  const keyOf = ({ name, subject }: RateSubject): Key => rateKey(name, subject);
  const send = async (change: Update): Promise<Row> => {
    const { Attributes = {} } = await table.documents.send(new UpdateCommand(change), {
      abortSignal: AbortSignal.timeout(RATE_TIMEOUT_MS),
    });
    return Attributes;
  };

  async function countWindows(of: RateSubject, windows: readonly WindowCount[], now: number): Promise<CountedWindows> {
    try {
      const row = await send(countCall(table.name, keyOf(of), windows, now));
      await removeStale(of, row, windows, now);
      return { is: 'counted', times: windows.map(window => timesOf(row, window, now)) };
    } catch (error) {
      const refused = refusingRow(error);
      if (refused) return { is: 'full', times: windows.map(window => timesOf(refused, window, now)) };
      if (isUnanswered(error)) return { is: 'unknown' };
      throw error;
    }
  }

  /** Removes registers that no window needs any more, if a row has collected some. Without effect if it fails. */
  async function removeStale(of: RateSubject, row: Row, windows: readonly WindowCount[], now: number): Promise<void> {
    const stale = staleRegisters(row, windows, now);
    if (!stale) return;
    try {
      await send(update(table.name, keyOf(of), stale));
    } catch (error) {
      if (!refusingRow(error) && !isUnanswered(error)) throw error;
    }
  }

  return {
    async count(of, quota, now) {
      const counted = await countWindows(of, [{ ...quota, register: CALLS, amount: 1 }], now);
      return counted.is === 'unknown' ? counted : { is: counted.is, times: counted.times[0] ?? [] };
    },
    countWindows,
    async giveBack(of, windows, at) {
      let positions: (number | undefined)[] = windows.map(() => 0);
      for (let attempt = 0; attempt < RATE_GIVE_BACK_ATTEMPTS_MAX; attempt++) {
        const found = windows.flatMap((window, i) => {
          const position = positions[i];
          return position === undefined ? [] : [{ ...window, position }];
        });
        if (found.length === 0) return;
        try {
          await send(takeBack(table.name, keyOf(of), found, at));
          return;
        } catch (error) {
          const row = refusingRow(error);
          if (!row && !isUnanswered(error)) throw error;
          if (!row) return;
          // Other calls have counted since, and have moved the times on.
          positions = windows.map(window => positionOf(registerOf(row, window), at, window.amount));
        }
      }
    },
  };
}

/** The register of a row that counts calls only. */
export const CALLS = 'c';
/** The time in a place that counts no call. */
const NEVER = 0;

const place = ({ register }: Pick<WindowCount, 'register'>, number: number): string => `${register}${number}`;

/** The update that counts one call. Pure. */
function countCall(tableName: string, key: Key, windows: readonly WindowCount[], now: number): Update {
  const set = windows.flatMap(window =>
    Array.from({ length: window.quota }, (_, i) => {
      const to = path(place(window, i));
      return i < window.amount
        ? expression`${to} = ${now}`
        : expression`${to} = if_not_exists(${path(place(window, i - window.amount))}, ${NEVER})`;
    }),
  );
  const conditions = windows.flatMap(window =>
    // Clocks differ, so the times need not be in order: each one that falls out must have left the window.
    Array.from({ length: window.amount }, (_, i) =>
      hasRoom(place(window, window.quota - window.amount + i), now - window.windowSeconds * SECOND_MS),
    ),
  );
  // A hold of another event may need its register for longer than the windows of this call.
  const seconds = Math.max(HOLD_SECONDS_MAX, ...windows.map(({ windowSeconds }) => windowSeconds));
  const change = update(tableName, key, {
    set: [...set, expression`#ttl = ${epochSeconds(now + seconds * SECOND_MS)}`],
    condition: and(...conditions),
  });
  return { ...change, ReturnValues: 'ALL_NEW' };
}

/** The update that takes counts back: the older times move forward. */
function takeBack(
  tableName: string,
  key: Key,
  windows: readonly (WindowCount & { position: number })[],
  at: number,
): Update {
  const set: Expression[] = windows.flatMap(({ position, ...window }) =>
    Array.from({ length: window.quota - position }, (_, i) => {
      const [to, from] = [position + i, position + i + window.amount];
      return from < window.quota
        ? expression`${path(place(window, to))} = if_not_exists(${path(place(window, from))}, ${NEVER})`
        : expression`${path(place(window, to))} = ${NEVER}`;
    }),
  );
  const conditions = windows.flatMap(({ position, ...window }) =>
    Array.from({ length: window.amount }, (_, i) => countedAt(place(window, position + i), at)),
  );
  return update(tableName, key, { set, condition: and(...conditions) });
}

const registerOf = (row: Row, window: Quota & Pick<WindowCount, 'register'>): number[] =>
  Array.from({ length: window.quota }, (_, i) => Number(row[place(window, i)] ?? NEVER));

const timesOf = (row: Row, window: WindowCount, now: number): number[] =>
  timesInWindow(registerOf(row, window), window, now);

/** The row whose condition refused an update; undefined for every other error. */
const refusingRow = (error: unknown): Row | undefined =>
  error instanceof ConditionalCheckFailedException ? (error.Item ? unmarshall(error.Item) : {}) : undefined;

const isUnanswered = (error: unknown): boolean =>
  isTransient(error) || (error instanceof Error && error.name === 'AbortError');
