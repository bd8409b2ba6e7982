/** A sale with ticket types, a fee and a code, of which the only child place and the only use of the code are held. */
import { ADMIN, ALICE, BOB, claimNamed, eventDocument, hold, place, type Recorder, trainNamed } from './recorder.ts';

export const PLAY = trainNamed('p');
export const FAMILY = claimNamed('family');
/** When the hold of the family is placed (ms after NOW). */
export const FAMILY_AT = 11_455;

export const PRICES = {
  ticketTypes: [
    { id: 'adult', name: 'Adult', taxPercent: 19 },
    { id: 'child', name: 'Child', percent: 50, placesMax: 1, onlyWith: ['adult'] },
  ],
  fees: [{ id: 'system', name: 'System fee', per: 'ticket', amount: 100, isRefundable: false }],
};
export const CODE = { texts: ['spring-20'], discount: { percent: 20 }, usesMax: 1, usesPerCustomerMax: 1 };

const euros = (amount: number) => ({ amount, currency: 'EUR' });
const type = (id: string, name: string) => ({ id, name });
const ADULT = type('adult', 'Adult');
const CHILD = type('child', 'Child');

export const FAMILY_REQUEST = {
  seats: [{ seat: 'a/A-1', type: 'adult' }],
  areas: [{ areaId: 'floor', quantity: 1, type: 'child' }],
  code: 'Spring 20',
};

/** An adult on a seat for 50 euros, a child on the floor for half of that, 20 % off, and a fee of one euro each. */
export const familyHold = (claim: string, at: number, fields: Record<string, unknown> = {}) =>
  hold(
    claim,
    at,
    {},
    {
      eventId: PLAY,
      places: [
        {
          seatId: 'a/A-1',
          section: 'A',
          row: 'A',
          seat: '1',
          type: ADULT,
          price: euros(4_000),
          discount: euros(1_000),
        },
        { areaId: 'floor', name: 'Floor', quantity: 1, type: CHILD, price: euros(2_000), discount: euros(500) },
      ],
      total: euros(6_200),
      lines: [
        {
          kind: 'places',
          sectionId: 'a',
          name: 'A',
          type: ADULT,
          quantity: 1,
          price: euros(5_000),
          amount: euros(5_000),
        },
        {
          kind: 'places',
          sectionId: 'floor',
          name: 'Floor',
          type: CHILD,
          quantity: 1,
          price: euros(2_500),
          amount: euros(2_500),
        },
        { kind: 'discount', code: 'SPRING20', amount: euros(-1_500) },
        { kind: 'fee', id: 'system', name: 'System fee', quantity: 2, amount: euros(200) },
      ],
      taxes: [{ percent: 19, gross: euros(4_000), tax: euros(639) }],
      code: 'SPRING20',
      ...fields,
    },
  );

export const ofPlay = (caller: string, key: string, body: Record<string, unknown>) => ({
  ...place(caller, key, body),
  params: { eventId: PLAY },
});

/** Publishes the play with its code. */
export function publishPlay({ ask }: Pick<Recorder, 'ask'>): void {
  const published = eventDocument({ id: PLAY });
  ask(-650, { caller: ADMIN, operation: 'publish-event', body: { title: 'A play', prices: PRICES } }, 201, published);
  const create = { caller: ADMIN, operation: 'create-codes', key: 'codes', params: { eventId: PLAY }, body: CODE };
  ask(-600, create, 201, { codes: ['SPRING20'] });
}

/** Alice's family holds the places, so that Bob gets neither the code nor a child's place. */
export function sellPlay({ ask, invoke, refuse }: Recorder, calls: Record<string, number>): void {
  calls.family = ask(FAMILY_AT - 5, ofPlay(ALICE, 'p1', FAMILY_REQUEST), 201, familyHold(FAMILY, FAMILY_AT));
  const adult = { seats: [{ seat: 'a/A-2', type: 'adult' }] };
  calls.usedUp = invoke(11_500, ofPlay(BOB, 'p2', { ...adult, code: 'SPRING20' }));
  refuse(calls.usedUp, 11_520, 'code-used-up', {});
  calls.typeSoldOut = invoke(11_550, ofPlay(BOB, 'p3', { ...adult, areas: FAMILY_REQUEST.areas }));
  refuse(calls.typeSoldOut, 11_570, 'ticket-type-sold-out', { shortages: [{ type: 'child', available: 0 }] });
}
