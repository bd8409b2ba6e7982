/** Rows become domain types, and a malformed row names its key and the attribute, but no value. */
import { describe, expect, it } from 'vitest';
import { NO_EDIT } from '../../lib/domain/event-edits.ts';
import type { EditJob } from '../../lib/domain/event-jobs.ts';
import { CANCELLATION_CLOSES_MINUTES_DEFAULT, CANCELLATION_CLOSES_MINUTES_STORED } from '../../lib/domain/limits.ts';
import type { Claim, EventFacts } from '../../lib/domain/model.ts';
import { MINUTE_MS } from '../../lib/domain/time.ts';
import { claimOf, claimRow } from '../../lib/table/claims/claim-rows.ts';
import { itineraryOf, limitOf } from '../../lib/table/claims/customer-rows.ts';
import { eventRow, eventSummaryOf, factsOf, gatesRow, sectionRow } from '../../lib/table/events/event-rows.ts';
import { jobAttribute, jobOf, leasedJobOf } from '../../lib/table/events/job-rows.ts';
import { availableSeatRow, bucketOf, newBucketRow, seatOf } from '../../lib/table/events/place-rows.ts';

const CLAIM: Claim = {
  id: 'c',
  eventId: 'evt_1',
  ownerId: 'usr_1',
  status: 'active',
  places: [
    { seatId: 'a/A-1', price: 5 },
    { areaId: 'standing', quantity: 2, price: 1, shares: [{ bucket: 0, quantity: 2 }] },
  ],
  total: 7,
  currency: 'EUR',
  holdSeconds: 300,
  createdAt: 1,
  expiresAt: 300_001,
  maxExpiresAt: 900_001,
  extensions: 0,
  paymentWindowUsed: false,
  payments: [],
  tickets: [],
  history: [{ action: 'hold.placed', at: 1, actor: 'owner', requestId: 'r', to: 'active', expiresAt: 300_001 }],
};
const PAYMENT = { number: 1, state: 'authorised', wanted: 'captured', method: 'card', amount: 7 } as const;

describe('the row of a claim', () => {
  it('gives the claim that it was made from', () => {
    expect(claimOf(claimRow(CLAIM))).toEqual(CLAIM);
    const paid: Claim = { ...CLAIM, payments: [PAYMENT], tickets: ['valid'], journey: { startsAt: 1, endsAt: 2 } };
    expect(claimOf(claimRow(paid))).toEqual(paid);
  });

  it('may have attributes that this version does not know', () => {
    expect(claimOf({ ...claimRow(CLAIM), seenBy: 'a later version' })).toEqual(CLAIM);
  });

  it('may have a booking older than its cancellation deadline, which made every read of it fail', () => {
    const startsAt = 10 * 60 * MINUTE_MS;
    const event = { title: 'T', startsAt, endsAt: startsAt + 1 };
    const row = { ...claimRow(CLAIM), status: 'confirmed', booking: { confirmedAt: 1, event } };
    const cancellableUntil = startsAt - CANCELLATION_CLOSES_MINUTES_STORED * MINUTE_MS;
    expect(claimOf(row).booking).toEqual({ confirmedAt: 1, event, cancellableUntil });
  });

  it.each<[string, object, string]>([
    ['an absent attribute', { history: undefined }, 'history is not a list'],
    ['a wrong type', { total: '7' }, 'total is not a number'],
    ['an unknown status', { status: 'secret' }, 'status is not one of active, confirmed'],
    ['a wrong type in a list', { payments: [{ ...PAYMENT, amount: 'secret' }] }, 'payments[0].amount is not a number'],
    ['a place of no kind', { places: [{ price: 1 }] }, 'places[0].areaId is not text'],
  ])('with %s is malformed', (_what, changes, reason) => {
    const parse = () => claimOf({ ...claimRow(CLAIM), ...changes });
    expect(parse).toThrow(`the row CLAIM#c CLAIM is malformed: ${reason}`);
    expect(parse).not.toThrow('secret');
  });
});

const FACTS: EventFacts = {
  event: {
    id: 'evt_1',
    organizerId: 'usr_1',
    organizationId: 'org_x',
    kind: 'concert',
    title: 'T',
    startsAt: 10,
    endsAt: 20,
    timeZone: 'UTC',
    salesCloseAt: 10,
    state: 'published',
    holdSeconds: 300,
    placesPerHoldMax: 10,
    cancellationClosesMinutes: 5,
    currency: 'EUR',
    createdAt: 1,
    version: 0,
  },
  sections: [
    {
      id: 'a',
      name: 'A',
      kind: 'seated',
      price: 1,
      capacity: 6,
      attributes: { view: 'good' },
      rows: [
        { row: 'A', count: 2 },
        { row: 'B', from: 1, to: 5, step: 2 },
        { row: 'C', seats: [{ number: '1', label: 'C1' }] },
      ],
    },
    { id: 'standing', name: 'Standing', kind: 'area', price: 1, capacity: 10, buckets: 1 },
  ],
};

describe('the rows of an event', () => {
  it('give the facts that they were made from', () => {
    const [seated] = FACTS.sections;
    if (seated?.kind !== 'seated') throw new Error('the first section has seats');
    expect(factsOf([eventRow(FACTS), sectionRow('evt_1', seated)])).toEqual(FACTS);
    expect(factsOf([])).toBeUndefined();
  });

  it('keep gates apart from the row that an edit by an earlier version replaces', () => {
    const gates = [{ id: 'north', name: 'North', areas: ['standing'] }];
    const event = { ...FACTS.event, gates };
    const row = eventRow({ ...FACTS, event });
    expect(row).not.toHaveProperty('gates');
    expect(factsOf([row, gatesRow(event)])?.event).toEqual(event);
    expect(factsOf([row, gatesRow(FACTS.event)])?.event).toEqual(FACTS.event);
  });

  it('may be older than an attribute, which then has its default', () => {
    const { cancellationClosesMinutes: _later, ...older } = eventRow(FACTS);
    const { event } = eventSummaryOf(older);
    expect(event.cancellationClosesMinutes).toBe(CANCELLATION_CLOSES_MINUTES_DEFAULT);
  });

  it('may be older than editing, which made every list with such an event fail', () => {
    const { version: _later, ...older } = eventRow(FACTS);
    expect(eventSummaryOf(older).event.version).toBe(0);
  });

  it('give no facts of a deleted event', () => {
    expect(factsOf([{ ...eventRow(FACTS), state: 'deleted' }])).toBeUndefined();
  });
});

describe('the row of a place', () => {
  it('gives the seat, without attributes that it does not have', () => {
    expect(seatOf(availableSeatRow('evt_1', 'a', 'A-1'))).toEqual({
      seatId: 'a/A-1',
      status: 'available',
      changedAt: 0,
    });
  });

  it('gives the bucket', () => {
    const claims = { c: { quantity: 1, expiresAt: 5 } };
    const row = { ...newBucketRow('evt_1', 'standing', 21, 50), claims };
    expect(bucketOf(row)).toMatchObject({ areaId: 'standing', number: 21, capacity: 50, available: 50, claims });
  });

  it('is malformed with an unknown status or a wrong count', () => {
    const seat = { ...availableSeatRow('evt_1', 'a', 'A-1'), status: 'gone' };
    expect(() => seatOf(seat)).toThrow('the row EVENT#evt_1#SECTION#a SEAT#A-1 is malformed: status is not one of');
    const bucket = { ...newBucketRow('evt_1', 'standing', 0, 50), claims: { c: { quantity: 1 } } };
    expect(() => bucketOf(bucket)).toThrow('claims.c.expiresAt is not a number');
  });
});

describe('the rows of a customer', () => {
  it('have an attribute for each claim', () => {
    const key = { pk: 'p', sk: 's' };
    expect(limitOf({ ...key, used: 3, c: { quantity: 3 } })).toEqual({ used: 3, claims: { c: { quantity: 3 } } });
    const journey = { eventId: 'evt_1', expiresAt: 9 };
    const ofVersion05 = { ...journey, startsAt: 1, endsAt: 2 };
    for (const c of [journey, ofVersion05])
      expect(itineraryOf({ ...key, version: 1, c })).toEqual({ version: 1, journeys: { c: journey } });
    expect(() => limitOf({ ...key, used: 3, c: { quantity: '3' } })).toThrow('claims.c.quantity is not a number');
  });
});

describe('the row of a job', () => {
  it('gives an edit with the closing job that it replaced, and fields that are removed as null', () => {
    const edit = {
      facts: { venue: null },
      sections: [{ id: 'a', addRows: [{ row: 'Z', count: 1 }] }],
      addSections: FACTS.sections,
      removeSections: [],
      blockSeats: ['a/A-1'],
      unblockSeats: [],
    };
    const origin = { at: 1, actor: 'usr_1', requestId: 'r' };
    const closing = { does: 'edit', id: 'edt_1', edit: { ...edit, end: 'closed' }, digest: 'd', origin, decidedAt: 1 };
    const work = { does: 'edit', id: 'edt_2', edit, digest: 'e', origin, isRefused: true, closing };
    const row = { pk: 'EVENT#evt_1', sk: 'WORK', work, entries: 4, leaseOf: 'l', leaseUntil: 9, since: 2 };
    expect(leasedJobOf('evt_1', row)).toEqual({ eventId: 'evt_1', job: work, entries: 4, leaseOf: 'l', since: 2 });
  });

  it('has an edit of gates under another name, so that an earlier version cannot finish it without them', () => {
    const edit = { ...NO_EDIT, facts: { gates: [{ id: 'north', name: 'North' }] } };
    const origin = { at: 1, actor: 'usr_1', requestId: 'r' };
    const job: EditJob = { does: 'edit', id: 'edt_1', edit, digest: 'd', origin };
    const work = jobAttribute(job);
    expect(work).not.toHaveProperty('edit');
    expect(jobOf({ pk: 'EVENT#evt_1', sk: 'WORK', work, entries: 1 })).toEqual(job);
    const others = { ...job, edit: NO_EDIT };
    expect(jobAttribute(others)).toHaveProperty('edit');
    expect(jobOf({ pk: 'EVENT#evt_1', sk: 'WORK', work: jobAttribute(others), entries: 1 })).toEqual(others);
  });
});
