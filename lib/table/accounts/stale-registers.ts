/**
 * The registers of past events in the row of a customer's limits. Each event has one, so that two events never share a count.
 * Without removal the row of a customer who tries many events would grow, and every count would cost more.
 */
import { HOLD_SECONDS_MAX, STALE_REGISTERS_MAX, STALE_REGISTERS_REMOVED_MAX } from '../../domain/limits.ts';
import type { WindowCount } from '../../domain/quota.ts';
import { SECOND_MS } from '../../domain/time.ts';
import { countedAt } from '../conditions.ts';
import { and, type Change } from '../expression.ts';
import type { Row } from '../transact.ts';

/** The newest count of an event's register; see `eventRegister` in lib/contract/rate-limits.ts. */
const NEWEST = /^(e[0-9a-f]+x)0$/;

/**
 * Returns the change that removes registers whose newest count has left every window, or undefined if the row has only a few.
 * The condition keeps a register in which another call has counted since.
 */
export function staleRegisters(row: Row, windows: readonly WindowCount[], now: number): Change | undefined {
  const inUse = windows.map(({ register }) => register);
  const stale = Object.entries(row).flatMap(([name, time]) => {
    const [, register] = NEWEST.exec(name) ?? [];
    const isStale = register && !inUse.includes(register) && Number(time) <= now - HOLD_SECONDS_MAX * SECOND_MS;
    return isStale ? [{ register, newest: Number(time) }] : [];
  });
  if (stale.length <= STALE_REGISTERS_MAX) return undefined;
  const removed = stale.slice(0, STALE_REGISTERS_REMOVED_MAX);
  const isRemoved = (name: string): boolean => removed.some(({ register }) => isPlaceOf(name, register));
  return {
    remove: Object.keys(row).filter(isRemoved),
    condition: and(...removed.map(({ register, newest }) => countedAt(`${register}0`, newest))),
  };
}

const isPlaceOf = (name: string, register: string): boolean =>
  name.startsWith(register) && /^\d+$/.test(name.slice(register.length));
