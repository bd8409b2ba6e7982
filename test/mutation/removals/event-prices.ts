/** Removals of the checks of an event's prices, and of the counters that edits resize. */
import type { Removal } from './removal.ts';

const PRICES_TESTS = ['service/events/prices.test', 'domain/price-rules.test'];

export const EVENT_PRICE_REMOVALS: Removal[] = [
  {
    removes: 'the withdrawal from a counter whose maximum is lowered',
    file: 'lib/domain/event-edits.ts',
    from: '      ...counterChanges(facts, edit),\n',
    to: '',
    tests: PRICES_TESTS,
  },
  {
    removes: 'the capacity of a counter that its buckets have',
    file: 'lib/usecases/events/withdraw-places.ts',
    from: 'const change = withCapacity(requested, buckets);',
    to: 'const change = requested;',
    tests: PRICES_TESTS,
  },
  {
    removes: 'the counters that an edit resizes',
    file: 'lib/usecases/events/settle-places.ts',
    from: 'edit.facts.prices === undefined ? []',
    to: 'edit.facts.prices !== undefined ? []',
    tests: PRICES_TESTS,
  },
  {
    removes: 'the counters of an event that is imported',
    file: 'lib/domain/place-batches.ts',
    from: '[...sections, ...typeCountersOf(event)]',
    to: '[...sections]',
    tests: PRICES_TESTS,
  },
  {
    removes: 'the buckets that a counter had before',
    file: 'lib/domain/edited-prices.ts',
    from: 'Math.max(atLeast, bucketCountOf(type.placesMax))',
    to: 'bucketCountOf(type.placesMax)',
    tests: PRICES_TESTS,
  },
  {
    removes: 'the counted places from the size of a new event',
    file: 'lib/usecases/events/publish-event.ts',
    from: ' + countedPlacesIn(facts.event.prices)',
    to: '',
    tests: PRICES_TESTS,
  },
  {
    removes: 'the ticket types that bookings have',
    file: 'lib/usecases/events/edit-event.ts',
    from: '    await requireTypesUnused(dependencies, facts, edit);\n',
    to: '',
    tests: PRICES_TESTS,
  },
  {
    removes: 'the ticket types that bookings have, in a dry run',
    file: 'lib/usecases/events/preview-edit.ts',
    from: '  await requireTypesUnused(dependencies, facts, edit);\n',
    to: '',
    tests: PRICES_TESTS,
  },
  {
    removes: 'the cancelled places of a type from those in use',
    file: 'lib/table/journal/types-in-use.ts',
    from: ' - figures.cancelled',
    to: '',
    tests: PRICES_TESTS,
  },
  {
    removes: 'the rules of new prices from an edit',
    file: 'lib/domain/event-edit-rules.ts',
    from: 'return [...priceFaults(event.prices, sections), ...tierFaults(event.prices, sections)];',
    to: 'return [];',
    tests: PRICES_TESTS,
  },
  {
    removes: 'the rows of a price tier that an edit removes',
    file: 'lib/domain/event-edit-rules.ts',
    from: 'return pricedRemovalFaults(before.event.prices, edit, sections);',
    to: 'return [];',
    tests: PRICES_TESTS,
  },
  {
    removes: 'the type that can be sold alone',
    file: 'lib/domain/price-rules.ts',
    from: 'if (!onlyWith || onlyWith.some(other => sellable.has(other)))',
    to: 'if (!onlyWith || sellable.size >= 0)',
    tests: PRICES_TESTS,
  },
  {
    removes: 'the prices that cannot change with the offer',
    file: 'lib/domain/offer-edits.ts',
    from: "...(edit.facts.prices === undefined ? [] : (['prices'] as const))",
    to: '',
    tests: PRICES_TESTS,
  },
];
