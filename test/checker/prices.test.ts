/** Histories of a sale with ticket types, fees and a code: the rules of prices find each change of a correct one. */
import { describe, expect, it } from 'vitest';
import { checkCallHistory } from '../../lib/checker/check-call-history.ts';
import type { RuleName } from '../../lib/checker/rules.ts';
import {
  CODE,
  FAMILY,
  FAMILY_AT,
  FAMILY_REQUEST,
  familyHold,
  ofPlay,
  PLAY,
  PRICES,
  publishPlay,
  sellPlay,
} from './priced-sale.ts';
import {
  ADMIN,
  ALICE,
  BOB,
  CAROL,
  claimNamed,
  eventDocument,
  HOLD_MS,
  type Recorder,
  recorder,
  release,
  timeOf,
} from './recorder.ts';

const OTHER = claimNamed('other');
const ENDS = FAMILY_AT + HOLD_MS;
const euros = (amount: number) => ({ amount, currency: 'EUR' });
const rulesBrokenBy = (write: (recorded: Recorder) => void): RuleName[] => {
  const recorded = recorder();
  publishPlay(recorded);
  write(recorded);
  return [...new Set(checkCallHistory(recorded.history()).violations.map(({ rule }) => rule))];
};
const edit = (recorded: Recorder, at: number, operation: string, body: object): void => {
  const isCode = operation !== 'edit-event';
  const code = { code: 'SPRING20', status: 'open', createdAt: timeOf(-580) };
  const document = isCode ? code : eventDocument({ id: PLAY });
  const params = { eventId: PLAY, ...(isCode && { code: 'SPRING20' }) };
  recorded.ask(at, { caller: ADMIN, operation, params, body }, 200, document);
};
/** A hold of the family that differs from the correct one. */
const differing =
  (fields: Record<string, unknown>, request: object = FAMILY_REQUEST) =>
  (recorded: Recorder) =>
    void recorded.ask(0, ofPlay(ALICE, 'p1', { ...request }), 201, familyHold(FAMILY, 5, fields));
const [seat, child] = familyHold(FAMILY, 0).places as unknown as [object, object];

const RIGHT: [name: string, write: (recorded: Recorder) => void][] = [
  ['a sale and its refusals', recorded => sellPlay(recorded, {})],
  ['a hold with the total that its customer expects', differing({}, { ...FAMILY_REQUEST, expectedTotal: 6_200 })],
  [
    'a use and a place of a type that a lapse has given back',
    recorded => {
      sellPlay(recorded, {});
      const [request, at] = [ofPlay(BOB, 'p4', FAMILY_REQUEST), ENDS + 1_000];
      recorded.ask(at, request, 201, familyHold(OTHER, at + 5));
    },
  ],
  [
    'a refusal of a type that an edit has just added: it used to be taken for a flaw',
    recorded => {
      const student = { id: 'student', name: 'Student', placesMax: 1 };
      edit(recorded, 0, 'edit-event', { prices: { ...PRICES, ticketTypes: [...PRICES.ticketTypes, student] } });
      const call = recorded.invoke(100, ofPlay(BOB, 'p1', { seats: [{ seat: 'a/A-1', type: 'student' }] }));
      recorded.refuse(call, 120, 'ticket-type-sold-out', { shortages: [{ type: 'student', available: 0 }] });
    },
  ],
  [
    'a hold by the prices before an edit, within the age of a cache',
    recorded => {
      edit(recorded, 0, 'edit-event', { prices: { ...PRICES, fees: [] } });
      recorded.ask(1_000, ofPlay(ALICE, 'p1', FAMILY_REQUEST), 201, familyHold(FAMILY, 1_005));
    },
  ],
];

const WRONG: [name: string, rule: RuleName, write: (recorded: Recorder) => void][] = [
  ['a total that is not the sum of the lines', 'sold-prices', differing({ total: euros(6_100) })],
  [
    'another discount than the code gives',
    'sold-prices',
    differing({ places: [{ ...seat, price: euros(4_500), discount: euros(500) }, child] }),
  ],
  [
    'another type than was sold',
    'sold-prices',
    differing({ places: [seat, { ...child, type: { id: 'member', name: 'M' } }] }),
  ],
  ['another tax', 'sold-prices', differing({ taxes: [{ percent: 19, gross: euros(4_000), tax: euros(640) }] })],
  ['a hold without its code', 'sold-prices', differing({ code: undefined })],
  ['another total than expected', 'sold-prices', differing({}, { ...FAMILY_REQUEST, expectedTotal: 6_199 })],
  [
    'a hold by prices that were replaced long before',
    'sold-prices',
    recorded => {
      edit(recorded, 0, 'edit-event', { prices: { ...PRICES, fees: [] } });
      recorded.ask(500_000, ofPlay(ALICE, 'p1', FAMILY_REQUEST), 201, familyHold(FAMILY, 500_005));
    },
  ],
  [
    'a code after its organizer has ended it',
    'sold-prices',
    recorded => {
      edit(recorded, -500, 'end-code', {});
      differing({})(recorded);
    },
  ],
  [
    'a code before its window',
    'sold-prices',
    recorded => {
      edit(recorded, -550, 'edit-code', { opensAt: timeOf(60_000) });
      differing({})(recorded);
    },
  ],
  [
    'a second use of a code and a second place of a type that have only one',
    'counted-sales',
    recorded => {
      sellPlay(recorded, {});
      const seats = { ...seat, seatId: 'a/A-2' };
      const request = { ...FAMILY_REQUEST, seats: [{ seat: 'a/A-2', type: 'adult' }] };
      recorded.ask(12_000, ofPlay(CAROL, 'p4', request), 201, familyHold(OTHER, 12_005, { places: [seats, child] }));
    },
  ],
  [
    'a type that is sold out, and that nobody has',
    'true-refusals',
    recorded => {
      const call = recorded.invoke(0, ofPlay(BOB, 'p1', FAMILY_REQUEST));
      recorded.refuse(call, 20, 'ticket-type-sold-out', { shortages: [{ type: 'child', available: 0 }] });
    },
  ],
  [
    'a code that is used up after its only hold was released',
    'true-refusals',
    recorded => {
      differing({})(recorded);
      recorded.ask(12_000, release(ALICE, FAMILY), 204, undefined);
      const call = recorded.invoke(13_000, ofPlay(BOB, 'p4', FAMILY_REQUEST));
      recorded.refuse(call, 13_020, 'code-used-up', {});
    },
  ],
  [
    'a customer at a limit who has no use of the code',
    'true-refusals',
    recorded => {
      const call = recorded.invoke(0, ofPlay(BOB, 'p1', FAMILY_REQUEST));
      recorded.refuse(call, 20, 'code-limit-reached', { usesMax: CODE.usesPerCustomerMax });
    },
  ],
  [
    'a code that is unknown after it was created',
    'true-refusals',
    recorded => recorded.refuse(recorded.invoke(0, ofPlay(BOB, 'p1', FAMILY_REQUEST)), 20, 'code-not-found', {}),
  ],
  [
    'a code that is over, and that nobody has ended',
    'true-refusals',
    recorded =>
      recorded.refuse(recorded.invoke(0, ofPlay(BOB, 'p1', FAMILY_REQUEST)), 20, 'code-not-usable', { reason: 'over' }),
  ],
];

describe('a history of a priced sale', () => {
  it.each(RIGHT)('breaks no rule: %s', (_name, write) => expect(rulesBrokenBy(write)).toEqual([]));
  it.each(WRONG)('is wrong: %s', (_name, rule, write) => {
    const broken = rulesBrokenBy(write);
    // A hold that is not what its key asked for breaks the rule of keys too.
    expect(broken.filter(other => other !== 'one-effect')).toEqual([rule]);
  });
});
