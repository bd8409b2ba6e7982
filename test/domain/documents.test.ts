/** The facts of documents, their digest and their paper. */
import { describe, expect, it } from 'vitest';
import { documentDigest, documentFactsOf } from '../../lib/domain/documents.ts';
import type { Claim, Event, EventFacts, Place } from '../../lib/domain/model.ts';
import { paperOf } from '../../lib/domain/paper.ts';

const event: Event = {
  id: 'evt_4jyk2wq7mdz8r0ctx5n1vbh3g',
  organizerId: 'usr_1',
  organizationId: 'org_1',
  kind: 'concert',
  title: 'An evening',
  description: 'Not in a document',
  startsAt: 2_000,
  endsAt: 3_000,
  timeZone: 'America/New_York',
  salesCloseAt: 2_000,
  state: 'published',
  holdSeconds: 300,
  placesPerHoldMax: 10,
  cancellationClosesMinutes: 60,
  currency: 'USD',
  createdAt: 1,
  version: 7,
  gates: [
    { id: 'north', name: 'North gate', sections: ['stalls'] },
    { id: 'south', name: 'South gate', areas: ['floor'] },
    { id: 'all', name: 'Main gate' },
  ],
};
const facts: EventFacts = {
  event,
  sections: [
    {
      id: 'stalls',
      name: 'Stalls',
      kind: 'seated',
      price: 500,
      capacity: 2,
      rows: [{ row: 'A', name: 'First', count: 2 }],
    },
    { id: 'floor', name: 'Standing', kind: 'area', price: 300, capacity: 5, buckets: 1 },
  ],
};
const claim: Claim = {
  id: '7c1mz5q0xk4wr9t2ydb8hv6ne',
  eventId: event.id,
  ownerId: 'usr_2',
  status: 'confirmed',
  places: [
    { seatId: 'stalls/A-2', price: 500 },
    { areaId: 'floor', quantity: 2, price: 300, shares: [{ bucket: 0, quantity: 2 }] },
  ],
  total: 1100,
  currency: 'USD',
  holdSeconds: 300,
  createdAt: 1,
  expiresAt: 2,
  maxExpiresAt: 3,
  extensions: 0,
  paymentWindowUsed: false,
  payments: [],
  booking: {
    confirmedAt: 1_000,
    reference: '7C3MZ5QX',
    event: { title: 'As it was sold', startsAt: 1_500, endsAt: 3_000 },
    cancellableUntil: 0,
  },
  tickets: ['valid', 'void', 'redeemed'],
  history: [],
};
const codes = new Map([
  [1, 'code-1'],
  [3, 'code-3'],
]);

describe('the facts of documents', () => {
  it('are of the event as it is now, and of the tickets that have a code', () => {
    expect(
      documentFactsOf({ claim, facts, holder: { name: 'Maria', language: 'de' }, organizer: 'A club', codes }),
    ).toEqual({
      claimId: claim.id,
      reference: '7C3MZ5QX',
      language: 'de',
      paper: 'Letter',
      confirmedAt: 1_000,
      holder: 'Maria',
      organizer: 'A club',
      currency: 'USD',
      event: {
        id: event.id,
        version: 7,
        kind: 'concert',
        title: 'An evening',
        startsAt: 2_000,
        endsAt: 3_000,
        timeZone: 'America/New_York',
      },
      tickets: [
        {
          number: 1,
          place: { section: 'Stalls', row: 'First', seat: '2' },
          gates: ['North gate', 'Main gate'],
          price: 500,
          code: 'code-1',
        },
        { number: 3, place: { area: 'Standing' }, gates: ['South gate', 'Main gate'], price: 300, code: 'code-3' },
      ],
    });
  });

  it('have the type, the own price and the discount of each ticket, also of an area with several types', () => {
    const places: Place[] = [
      { seatId: 'stalls/A-2', price: 400, discount: 100, type: 'adult' },
      {
        areaId: 'floor',
        quantity: 2,
        price: 150,
        shares: [{ bucket: 0, quantity: 2 }],
        units: [
          { quantity: 1, price: 300, type: 'adult' },
          { quantity: 1, price: 150, type: 'child' },
        ],
      },
    ];
    const sale = {
      types: [
        { id: 'adult', name: 'Adult' },
        { id: 'child', name: 'Child, up to 14' },
      ],
    };
    const typed: Claim = { ...claim, places, sale, tickets: ['valid', 'valid', 'valid'] };
    const all = new Map([1, 2, 3].map(number => [number, `code-${number}`]));
    const made = documentFactsOf({ claim: typed, facts, holder: { name: 'Maria' }, codes: all });
    expect(made.tickets.map(({ number, type, price, discount }) => [number, type, price, discount])).toEqual([
      [1, 'Adult', 400, 100],
      [2, 'Adult', 300, undefined],
      [3, 'Child, up to 14', 150, undefined],
    ]);
  });

  it('are of a booking only', () => {
    const { booking: _none, ...hold } = claim;
    expect(() => documentFactsOf({ claim: hold, facts, holder: { name: 'Maria' }, codes })).toThrow(/is no booking/);
  });
});

describe('the digest of the facts', () => {
  const made = documentFactsOf({ claim, facts, holder: { name: 'Maria' }, codes });

  it('is the same however the facts were put together', () => {
    const { event: shown, ...rest } = made;
    const reordered = { event: Object.fromEntries(Object.entries(shown).reverse()) as typeof shown, ...rest };
    expect(documentDigest(reordered)).toBe(documentDigest(made));
    expect(documentDigest(made)).toMatch(/^[0-9a-f]{32}$/);
  });

  it.each<[string, object]>([
    ['name', { holder: 'Marie' }],
    ['language', { language: 'de' }],
    ['paper', { paper: 'A4' }],
    ['reissued code', { tickets: made.tickets.map(ticket => ({ ...ticket, code: `${ticket.code}x` })) }],
    ['cancelled ticket', { tickets: made.tickets.slice(1) }],
    ['start', { event: { ...made.event, startsAt: 2_001 } }],
    ['venue', { event: { ...made.event, venue: 'Another hall' } }],
    ['organizer', { organizer: 'A club' }],
  ])('differs with another %s', (_name, change) => {
    expect(documentDigest({ ...made, ...change })).not.toBe(documentDigest(made));
  });
});

describe('the paper', () => {
  it.each([
    'America/New_York',
    'America/Toronto',
    'America/Mexico_City',
    'Pacific/Honolulu',
    'Asia/Manila',
    'US/Eastern',
  ])('is Letter in %s', zone => expect(paperOf(zone)).toBe('Letter'));
  it.each(['Europe/Berlin', 'America/Sao_Paulo', 'Asia/Tokyo', 'Asia/Kolkata', 'UTC', 'Mars/Olympus'])(
    'is A4 in %s',
    zone => expect(paperOf(zone)).toBe('A4'),
  );
});
