/** The facts of an event that an edit has changed, as they were before it. Mails tell them to the holders of tickets. */
import { MAILED_FACTS, type MailedFact } from './mail-facts.ts';
import type { Event } from './model.ts';

/** Null: the event had no such fact. */
export type FactsBefore = { [Name in MailedFact]?: NonNullable<Event[Name]> | null };

/** Empty if the edit only repeats facts as they are. Undefined if it is not about facts that are mailed. */
export function factsBefore(before: Event, after: Event, requested: object): FactsBefore | undefined {
  if (!MAILED_FACTS.some(name => name in requested)) return undefined;
  const changed = MAILED_FACTS.filter(name => !isSame(before[name], after[name]));
  return Object.fromEntries(changed.map(name => [name, before[name] ?? null]));
}

/**
 * Those of the changed facts that are not as they were before the edit. A later edit may have undone it. Facts of which it is not known how
 * they were count as changed.
 */
export const stillChanged = (changed: MailedFact[], before: FactsBefore = {}, now: Event): MailedFact[] =>
  changed.filter(name => before[name] === undefined || !isSame(before[name] ?? undefined, now[name]));

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
