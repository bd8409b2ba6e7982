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

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
