/**
 * Edits of what an event offers: its kind, service and route. A customer has bought just that, so such an edit needs an event on which
 * no customer has a live hold or a booking. It withdraws all places first, so that no hold is placed meanwhile. Pure.
 */
import { isDeepStrictEqual } from 'node:util';
import { changesOffer, type EventEdit, OFFER_FACTS } from './event-edits.ts';
import { fault } from './event-rules.ts';
import { type Event, JOURNEY_KINDS } from './model.ts';
import type { FieldError } from './refusals.ts';

/** The edit without the offer facts that the event has already. A client may repeat them although it changes others. */
export function withoutUnchangedOffer(event: Event, edit: EventEdit): EventEdit {
  const facts = { ...edit.facts };
  for (const name of OFFER_FACTS) if (isDeepStrictEqual(facts[name] ?? undefined, event[name])) delete facts[name];
  return { ...edit, facts: changesOffer(edit) ? facts : edit.facts };
}

/** Whether the edit makes the event a journey, or ends that: a claim says whether it is on a journey. */
export const changesJourney = (
  { kind: before }: Pick<Event, 'kind'>,
  { facts: { kind = before } }: EventEdit,
): boolean => JOURNEY_KINDS.includes(before) !== JOURNEY_KINDS.includes(kind);

/** An edit of the offer withdraws all places and sells them again, so it cannot change places too. */
export function offerFaults(edit: EventEdit): FieldError[] {
  if (!changesOffer(edit)) return [];
  const others = (['sections', 'addSections', 'removeSections', 'blockSeats', 'unblockSeats'] as const).filter(
    name => edit[name].length > 0,
  );
  // The counters of ticket types are settled like areas.
  const names = [...others, ...(edit.facts.prices === undefined ? [] : (['prices'] as const))];
  return names.map(name => fault(name, 'must not be in one request with a change of kind, service or route'));
}
