/** Removals in the times of events and in the pages of lists. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it replaces source text
import type { Removal } from './removal.ts';

const LIST_TESTS = ['test/table/lists.test.ts'];
const TIME_TESTS = ['test/service/events/times.test.ts'];
const FILL_PAGE = 'lib/table/index-pages.ts';
const LIST_EVENTS = 'lib/table/events/list-events.ts';

export const LIST_REMOVALS: Removal[] = [
  {
    removes: 'the end of sales of a journey at its departure',
    file: 'lib/domain/sales-window.ts',
    from: 'JOURNEY_KINDS.includes(kind) ? startsAt : endsAt',
    to: 'endsAt',
    tests: TIME_TESTS,
  },
  {
    removes: 'the longest length of an event',
    file: 'lib/domain/event-rules.ts',
    from: 'isLengthSet && endsAt - startsAt >',
    to: 'Number.NaN >',
    tests: TIME_TESTS,
  },
  {
    removes: 'the local day of an event',
    file: 'lib/domain/event-search.ts',
    from: 'localDayOf(startsAt, timeZone) === search.day',
    to: 'true',
    tests: TIME_TESTS,
  },
  {
    removes: 'the look at one item more than a page has',
    file: FILL_PAGE,
    from: 'if (item !== undefined && items.length === limit)',
    to: 'if (items.length === limit)',
    tests: LIST_TESTS,
  },
  {
    removes: 'reading on until the page is full',
    file: FILL_PAGE,
    from: 'if (position === undefined) return { items };',
    to: 'return { items, ...(position !== undefined && { next: position }) };',
    tests: LIST_TESTS,
  },
  {
    removes: 'the merged order of partitions',
    file: FILL_PAGE,
    from: '.sort((one, other) => (positionOf(one) > positionOf(other) ? sign : -sign))',
    to: '',
    tests: LIST_TESTS,
  },
  {
    removes: 'leaving an event that moves later to its new place',
    file: LIST_EVENTS,
    from: 'positionOf(row) > positionOf(entry)',
    to: 'false',
    tests: LIST_TESTS,
  },
  {
    removes: 'skipping entries by their keys',
    file: LIST_EVENTS,
    from: 'mayMatch: entry => keyMayMatch(keyIn(entry), search),',
    to: '',
    tests: LIST_TESTS,
  },
  {
    removes: 'continuing after all keys of the last event',
    file: LIST_EVENTS,
    from: '`${after}${AFTER_THE_EVENT}`',
    to: '`${after} `',
    tests: LIST_TESTS,
  },
];
