/**
 * The values that a fact of an event may have at a time. Edits change facts, and some edits have no answer. So each fact has a list of
 * settings, and several may be possible at one time.
 */
import { EDIT_SETTLE_MS } from '../domain/limits.ts';
import type { Call, Recording } from './calls.ts';
import type { Edit } from './events.ts';

/** A value that a call between these positions gave to a fact. `to` is Infinity if the call may take effect at any later time. */
export interface Setting<Value> {
  value: Value;
  from: number;
  to: number;
}

/** A window of time in a history, as positions of its lines. */
export interface Window {
  from: number;
  to: number;
}

/** The settings of a fact: that of the publication, and those of the edits for which `of` returns a value. */
export const settingsOf = <Change, Value>(
  first: Value,
  edits: readonly (Pick<Edit, 'call'> & { changes: Change })[],
  of: (changes: Change) => Value | undefined,
): Setting<Value>[] => [
  { value: first, from: Number.NEGATIVE_INFINITY, to: Number.NEGATIVE_INFINITY },
  ...edits.filter(mayBeDecided).flatMap(({ changes, call }) => {
    const value = of(changes);
    // Only 200 says that the edit is decided. Any other edit may be decided later, in the background.
    const to = call.answer?.status === 200 ? call.to : Number.POSITIVE_INFINITY;
    return value === undefined ? [] : [{ value, from: call.from, to }];
  }),
];

/** A refused edit is undone. A server error says nothing about its edit. */
const mayBeDecided = ({ call: { answer } }: Pick<Edit, 'call'>): boolean =>
  answer === undefined || answer.status < 400 || answer.status >= 500;

/** The values that are possible at some time of the window: those that no later setting has replaced before it. */
export function valuesIn<Value>({ from, to }: Window, settings: Setting<Value>[]): Value[] {
  const isReplaced = (setting: Setting<Value>): boolean =>
    settings.some(later => later.from > setting.to && later.to < from);
  const values = settings.filter(setting => setting.from < to && !isReplaced(setting)).map(({ value }) => value);
  return [...new Set(values)];
}

/** The position from which facts of the event may be cached when this call begins. */
export function positionBefore({ calls }: Pick<Recording, 'calls'>, { from, invokedAt }: Call): number {
  const since = invokedAt - EDIT_SETTLE_MS;
  return calls.find(call => call.invokedAt >= since)?.from ?? from;
}
