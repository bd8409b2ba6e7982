/** Seeded bugs in the guards of prices: ticket types, fees, codes and their counters. `npm run mutants -- price:` runs them. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it replaces source text
import { byRule, byTest, type Guard } from '../mutant.ts';

const COUNTERS = 'lib/domain/counters.ts';
const CODES = 'lib/domain/codes.ts';
const TYPES = 'lib/domain/ticket-types.ts';
const TOTALS = 'lib/domain/totals.ts';
const RULES = 'lib/domain/customer-rules.ts';
const COUNTER_TESTS = 'test/domain/counters.test.ts';
const WINDOW_TESTS = 'test/domain/code-window.test.ts';
const MAXIMUM_TESTS = 'test/service/holds/type-maximum.test.ts';
const HOLD_TESTS = 'test/service/holds/ticket-types.test.ts';

export const PRICE_GUARDS: Guard[] = [
  // Counters
  {
    name: 'price: a hold does not count the places of its type',
    file: 'lib/domain/price-places.ts',
    from: 'if (quantity === 0 || placesMax === undefined || buckets === undefined) return [];',
    to: 'if (quantity >= 0 || placesMax === undefined || buckets === undefined) return [];',
    breaks: 'P1',
    caughtBy: [
      byRule('counted-sales'),
      byTest(
        MAXIMUM_TESTS,
        'the maximum of a type > counts seats and places of areas together, and refuses what is left',
      ),
    ],
  },
  {
    name: 'price: a hold does not count its use of a code',
    file: 'lib/domain/price-places.ts',
    from: 'return uses ? [...ofTypes,',
    to: 'return uses && uses.id === id0 ? [...ofTypes,',
    also: [
      {
        file: 'lib/domain/price-places.ts',
        from: '  const uses = code && codeCounterOf(code);\n',
        to: "  const uses = code && codeCounterOf(code);\n  const id0 = '';\n",
      },
    ],
    breaks: 'P1',
    caughtBy: [byRule('counted-sales')],
  },
  {
    name: 'price: a counter is not conditioned, so that it goes below zero',
    file: 'lib/table/claims/allocate-from-bucket.ts',
    from: 'condition: and(mayBeTaken({ needed: taken.needed, claimId: claim.id }), ...taken.conditions),',
    to: "condition: and(mayBeTaken({ needed: areaId.includes(':') ? Number.MIN_SAFE_INTEGER : taken.needed, claimId: claim.id }), ...taken.conditions),",
    breaks: 'P1',
    caughtBy: [
      byRule('integrity'),
      byTest(MAXIMUM_TESTS, 'the maximum of a type > of 1 places is sold exactly to 50 buyers'),
    ],
  },
  {
    name: 'price: the end of a claim does not give its units back',
    file: 'lib/domain/places.ts',
    from: 'shares: [...shares, ...countedSharesOf(claim)]',
    to: 'shares: countedSharesOf(claim).length > 0 ? shares : shares',
    breaks: 'P4',
    caughtBy: [byTest(COUNTER_TESTS, 'the shares in counters > of a hold are all of its units'), byRule('integrity')],
  },
  {
    name: 'price: a cancelled part does not give the places of its types back',
    file: 'lib/table/claims/cancel-booking.ts',
    from: 'shares: [...shares, ...sharesOfTickets(claim, tickets)]',
    to: 'shares: sharesOfTickets(claim, tickets).length > 0 ? shares : shares',
    breaks: 'P5',
    caughtBy: [byRule('stored-rows')],
  },
  {
    name: 'price: a cancelled part gives the use of the code back',
    file: COUNTERS,
    from: 'withCode = tickets.length === remainingTicketsOf(claim).length,',
    to: 'withCode = true,',
    breaks: 'P1',
    caughtBy: [
      byTest(COUNTER_TESTS, 'the shares in counters > of cancelled tickets are those of their types'),
      byRule('integrity'),
    ],
  },
  {
    name: 'price: the last cancelled places keep the use of the code',
    file: COUNTERS,
    from: 'withCode = tickets.length === remainingTicketsOf(claim).length,',
    to: 'withCode = false,',
    breaks: 'P5',
    caughtBy: [byTest(COUNTER_TESTS, 'the shares in counters > of the last tickets include the use of the code')],
  },
  {
    name: 'price: cancelled units go back to the first bucket of their counter',
    file: COUNTERS,
    from: 'return chosen > 0 ? [{ areaId: counterId, bucket, quantity: chosen }] : [];',
    to: 'return chosen > 0 ? [{ areaId: counterId, bucket: 0 * bucket, quantity: chosen }] : [];',
    breaks: 'P5',
    caughtBy: [byTest(COUNTER_TESTS, 'the shares in counters > of a booking'), byRule('integrity')],
  },
  {
    name: 'price: a late payment takes places, and no units of counters that others have',
    file: 'lib/table/claims/recover-booking.ts',
    from: 'const buckets = area ? await readBuckets(table, claim.eventId, area) : [];',
    to: "const buckets = area ? (await readBuckets(table, claim.eventId, area)).map(one => (id.includes(':') ? { ...one, available: one.available + 9 } : one)) : [];",
    breaks: 'P1',
    caughtBy: [
      byTest(
        MAXIMUM_TESTS,
        'the maximum of a type > gives a late payment its places only while no other hold has taken them',
      ),
      byRule('stored-rows'),
    ],
  },
  {
    name: 'price: the units of a lapsed hold stay taken until the sweep',
    file: 'lib/table/claims/allocate-buckets.ts',
    from: 'const buckets = await readBuckets(table, eventId, area);',
    to: "const buckets = (await readBuckets(table, eventId, area)).map(one => (area.id.includes(':') ? { ...one, claims: {} } : one));",
    breaks: 'P4',
    caughtBy: [
      byTest(MAXIMUM_TESTS, 'the maximum of a type > gets its places back from a hold that is released or has lapsed'),
      byRule('true-refusals'),
    ],
  },

  // Codes
  {
    name: 'price: a code can be used after its window',
    file: CODES,
    from: '(closesAt !== undefined && closesAt <= now)',
    to: '(closesAt !== undefined && closesAt <= 0 * now)',
    breaks: 'P9',
    caughtBy: [byTest(WINDOW_TESTS, 'a code with a window is over'), byRule('sold-prices')],
  },
  {
    name: 'price: a code can be used before its window',
    file: CODES,
    from: 'opensAt !== undefined && now < opensAt',
    to: 'opensAt !== undefined && now < 0 * opensAt',
    breaks: 'P9',
    caughtBy: [byTest(WINDOW_TESTS, 'a code with a window is upcoming'), byRule('sold-prices')],
  },
  {
    name: 'price: a code can be used after its organizer has ended it',
    file: CODES,
    from: 'endedAt !== undefined || ',
    to: '',
    breaks: 'P9',
    caughtBy: [
      byTest(WINDOW_TESTS, 'a code without a window is open until its organizer ends it'),
      byRule('sold-prices'),
    ],
  },
  {
    name: 'price: a customer uses a code more often than one customer may',
    file: RULES,
    from: "...(sale?.code?.usesPerCustomerMax === undefined ? [] : ['code' as const]),",
    to: '...(sale ? [] : []),',
    breaks: 'P1',
    caughtBy: [byRule('stored-rows')],
  },
  {
    name: 'price: a part cancel frees the use of a code for its customer',
    file: 'lib/table/claims/cancel-booking.ts',
    from: "rules: rulesOf(claim).filter(rule => rule === 'limit'),",
    to: "rules: rulesOf(claim).filter(rule => rule !== 'itinerary'),",
    also: [
      {
        file: 'lib/table/claims/customer-rules.ts',
        from: "rule === 'limit' && move.to === 'reduce'",
        to: "rule !== 'itinerary' && move.to === 'reduce'",
      },
    ],
    breaks: 'P1',
    caughtBy: [byRule('stored-rows')],
  },
  {
    name: 'price: a type that needs a code is sold without one',
    file: TYPES,
    from: '!type.needsCode || unlocksType(code, type.id)',
    to: 'type.id !== undefined || unlocksType(code, type.id)',
    breaks: 'P9',
    caughtBy: [
      byTest(HOLD_TESTS, 'a hold and a quote are refused > for a type that only a code unlocks'),
      byRule('sold-prices'),
    ],
  },

  // Prices
  {
    name: 'price: a hold costs another total than its customer expects',
    file: 'lib/domain/hold-policy.ts',
    from: 'input.expectedTotal !== priced.total)',
    to: 'input.expectedTotal > 2 * priced.total)',
    breaks: 'P9',
    caughtBy: [
      byTest(
        'test/domain/hold-policy.test.ts',
        'the terms of a hold > are refused in the documented order: price-changed',
      ),
      byRule('sold-prices'),
    ],
  },
  {
    name: 'price: a hold that is tried again gets the prices of the event as it is now',
    file: 'lib/usecases/holds/propose-hold.ts',
    from: 'return { ...fresh, claim: { ...withLimit(claim, placesPerCustomerMax), ...(counted && { counted }) } };',
    to: 'return { ...fresh, claim: { ...withLimit(claim, placesPerCustomerMax), places: fresh.claim.places, total: fresh.claim.total, ...(counted && { counted }) } };',
    breaks: 'P3',
    caughtBy: [
      byTest(
        'test/usecases/holds/place-hold.test.ts',
        'a cached event that has changed since > applies the raised limit of a customer, at the price that it had',
      ),
    ],
  },
  {
    name: 'price: a child without an adult',
    file: TYPES,
    from: 'onlyWith !== undefined && !onlyWith.some(',
    to: 'onlyWith !== undefined && id === undefined && !onlyWith.some(',
    breaks: 'P9',
    caughtBy: [
      byTest(HOLD_TESTS, 'a hold and a quote are refused > for a child without an adult'),
      byRule('sold-prices'),
    ],
  },
  {
    name: 'price: more places of a type in one hold than allowed',
    file: TYPES,
    from: 'placesPerHoldMax !== undefined && quantity > placesPerHoldMax',
    to: 'placesPerHoldMax !== undefined && quantity > 2 * placesPerHoldMax',
    breaks: 'P9',
    caughtBy: [
      byTest(HOLD_TESTS, 'a hold and a quote are refused > for one place too many of a type'),
      byRule('sold-prices'),
    ],
  },
  {
    name: 'price: a discount that lowers the prices, and not the total',
    file: 'lib/domain/price-places.ts',
    from: 'return { price: listPrice - discount, ...(discount > 0 && { discount })',
    to: 'return { price: listPrice, ...(discount > 0 && { discount })',
    breaks: 'P9',
    caughtBy: [byRule('sold-prices')],
  },
  {
    name: 'price: a cancellation returns fees that the seller keeps',
    file: TOTALS,
    from: 'filter(({ isRefundable }) => isRefundable || all)',
    to: 'filter(({ isRefundable }) => isRefundable !== all || !all)',
    breaks: 'P6',
    caughtBy: [byRule('booking-parts')],
  },
  {
    name: 'price: a cancellation keeps the fees that are refundable',
    file: TOTALS,
    from: 'filter(({ isRefundable }) => isRefundable || all)',
    to: 'filter(({ isRefundable }) => isRefundable && all)',
    breaks: 'P6',
    caughtBy: [byRule('booking-parts')],
  },
  {
    name: 'price: the last cancelled place does not return the fees on the booking',
    file: TOTALS,
    from: '(isLast ? bookingFeeOf(booking, fee) : 0)))',
    to: '(isLast ? 0 * bookingFeeOf(booking, fee) : 0)))',
    breaks: 'P6',
    caughtBy: [byRule('booking-parts')],
  },
];
