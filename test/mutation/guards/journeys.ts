/** Seeded bugs in the guards of journeys. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it replaces source text
import { byRule, byTest, type Guard } from '../mutant.ts';

const MOVED_TESTS = 'test/service/holds/moved-journeys.test.ts';
const ITINERARIES = 'lib/domain/itineraries.ts';
/** The entries keep their times when they are parsed. */
const PARSE_TIMES = {
  file: 'lib/table/claims/customer-rows.ts',
  from: "object<Itinerary['journeys'][string]>({ eventId: text, expiresAt: optional(number) })",
  to: 'object<any>({ eventId: text, expiresAt: optional(number), startsAt: optional(number), endsAt: optional(number) })',
};

export const JOURNEY_GUARDS: Guard[] = [
  {
    name: 'the times of other journeys are those in the itinerary, from when they were sold',
    file: ITINERARIES,
    from: 'const times = timesOf(events, other);',
    to: 'const times = Object.values(itinerary?.journeys ?? {}).find(entry => entry.eventId === other) as never as JourneyEvent;',
    also: [PARSE_TIMES],
    breaks: 'P9',
    caughtBy: [
      byRule('journeys'),
      byTest(MOVED_TESTS, 'a journey that was moved from day 10 to day 20 > B2'),
      byTest(MOVED_TESTS, 'a journey that was moved from day 10 to day 20 > B3'),
    ],
  },
  {
    name: 'the time of the journey that is to be held comes from the cached event',
    file: ITINERARIES,
    from: 'const others = overlapsWith(eventId, journeys, entry => !isOver(entry, now));',
    to: "const cached = new Map([...journeys.events, [eventId, { ...journey, state: 'published' as const }]]);\n  const others = overlapsWith(eventId, { ...journeys, events: cached }, entry => !isOver(entry, now));",
    breaks: 'P9',
    caughtBy: [byTest(MOVED_TESTS, 'the journey that is to be held > was moved')],
  },
  {
    name: 'a lapsed hold is still a journey of its customer',
    file: ITINERARIES,
    from: 'journeys, entry => !isOver(entry, now));',
    to: 'journeys, () => true);',
    also: [{ file: ITINERARIES, from: '    .filter(entry => !isOver(entry, now))\n', to: '' }],
    breaks: 'P4',
    caughtBy: [
      byTest(
        'test/service/holds/journeys.test.ts',
        'holds on two journeys > are allowed after the first is lapsed, although no job has run',
      ),
    ],
  },
  {
    name: 'a journey is forgotten while its hold is active',
    file: ITINERARIES,
    from: ': isOver(entry, now);\n',
    to: ': true;\n',
    breaks: 'P2',
    caughtBy: [byRule('true-refusals'), byTest('test/service/holds/journeys.test.ts', 'holds on two journeys')],
  },
];
