/** Removals of the checks of journeys: their present times, their end, and the overlaps that bookings show. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it replaces source text
import type { Removal } from './removal.ts';

const RULES = 'lib/domain/itineraries.ts';
const READS = 'lib/table/claims/journeys.ts';
const MOVED = ['moved-journeys'];

export const JOURNEY_REMOVALS: Removal[] = [
  {
    removes: 'the time in which an ended journey stays in the itinerary',
    file: RULES,
    from: 'event.endsAt + JOURNEY_KEPT_SECONDS * SECOND_MS <= now',
    to: 'event.endsAt <= now',
    tests: MOVED,
  },
  {
    removes: 'keeping an active hold in the itinerary after the end of its journey',
    file: RULES,
    from: 'entry.expiresAt === undefined ? isForgotten(events, entry.eventId, now) : isOver(entry, now)',
    to: 'isForgotten(events, entry.eventId, now) || isOver(entry, now)',
    tests: MOVED,
  },
  {
    removes: 'leaving out journeys that are cancelled',
    file: RULES,
    from: "event?.state === 'cancelled' ? undefined : event",
    to: 'event',
    tests: MOVED,
  },
  {
    removes: 'leaving out journeys that are deleted',
    file: 'lib/table/events/event-rows.ts',
    from: "return event.state === 'deleted' ? undefined : event;",
    to: 'return event;',
    tests: MOVED,
  },
  {
    removes: 'the end of a booking in the overlaps that it shows',
    file: RULES,
    from: 'if (!event || event.endsAt <= now) return undefined;',
    to: 'if (!event) return undefined;',
    tests: MOVED,
  },
  {
    removes: 'leaving out holds in the overlaps of bookings',
    file: RULES,
    from: 'journeys, ({ expiresAt }) => expiresAt === undefined)',
    to: 'journeys, () => true)',
    tests: MOVED,
  },
  {
    removes: 'the reads of events that are new in a refused itinerary',
    file: READS,
    from: '[...named].filter(id => !known.has(id))',
    to: '[...named].filter(() => known.size === 0)',
    tests: MOVED,
  },
  {
    removes: 'saving the read of events for a first journey',
    file: READS,
    from: 'named.size === 1 ? [] : ',
    to: '',
    tests: MOVED,
  },
  {
    removes: 'the check of rules for a confirmation that has lost its entry',
    file: 'lib/table/claims/confirm-booking.ts',
    from: 'if (isRuledOut(claim, withoutEntry, at)) return outcome;',
    to: '',
    tests: MOVED,
  },
  {
    removes: 'the refusal to move a journey that has ended',
    file: 'lib/domain/event-edit-rules.ts',
    from: '...movesAfterEnd(facts, edit, now), ',
    to: '',
    tests: ['ended-journeys'],
  },
  {
    removes: 'the refusal of an edit whose journey ended while it ran',
    file: 'lib/usecases/events/run-edit.ts',
    from: 'if (tooLate) return undo(run, await edits.refuse(leased, run.by), tooLate);',
    to: '',
    tests: ['ended-journeys'],
  },
  {
    removes: 'the present end of a journey in the integrity check',
    file: 'lib/domain/claim-integrity.ts',
    from: 'endsAt > now && (entry?.eventId',
    to: 'journey.endsAt > now && (entry?.eventId',
    tests: ['integrity.test'],
  },
  {
    removes: 'the integrity check of entries of cancelled claims',
    file: 'lib/domain/claim-integrity.ts',
    from: "if (status !== 'confirmed') return entry !== undefined;",
    to: "if (status !== 'confirmed') return false;",
    tests: ['integrity.test'],
  },
  {
    removes: 'the check that a booking whose journey is restored is still confirmed',
    file: 'lib/commands/migrate/restore-journeys.ts',
    from: '    { ConditionCheck: check(table.name, claimKey(claim.id), claimIsConfirmed) },\n',
    to: '',
    tests: ['restore-journeys'],
  },
];
