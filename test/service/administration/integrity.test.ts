/**
 * Acceptance scenario 22: the integrity check of an event finds each fault that a test writes into the rows, and
 * finds none in an event that only sells, or whose journal is only late.
 */

import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Integrity } from '../../../lib/contract/administration/responses.ts';
import type { EventChanges } from '../../../lib/contract/events/edit-requests.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { Hold } from '../../../lib/contract/holds/responses.ts';
import type { ViolationKind } from '../../../lib/domain/integrity.ts';
import { JOURNAL_LAG_MAX_SECONDS } from '../../../lib/domain/limits.ts';
import {
  bucketKey,
  claimKey,
  itineraryKey,
  journalKey,
  type Key,
  limitKey,
  seatKeyOf,
  tallyPartition,
} from '../../../lib/table/keys.ts';
import { queryPartition } from '../../../lib/table/queries.ts';
import { tableNameOf } from '../../../lib/table/table.ts';
import { publishHistory } from '../../../lib/usecases/administration/publish-history.ts';
import { runJobs } from '../../support/import.ts';
import { publishHistoryOf, reconcile } from '../../support/payments.ts';
import {
  cancel,
  edit,
  MINUTE,
  newKey,
  openWorld,
  type Person,
  pay,
  publish,
  release,
  sweep,
  type World,
} from '../../support/world.ts';

let world: World;
let organizer: Person;
let alice: Person;
let event: Event;
/** Two bookings (of seats and of the area), an active hold, a released hold and a cancelled booking. */
let booked: Hold;
let standing: Hold;
let live: Hold;
let released: Hold;
let cancelled: Hold;

const place = async (body: object): Promise<Hold> => {
  const request = { as: alice, key: newKey(), params: { eventId: event.id }, body };
  const answer = await world.invoke<Hold>('place-hold', request);
  expect(answer.status).toBe(201);
  return answer.body;
};
const publishHistories = async (): Promise<void> => {
  for (const held of [booked, standing, live, released, cancelled]) await publishHistoryOf(world, held);
};

beforeEach(async () => {
  world = await openWorld();
  [organizer, alice] = await Promise.all([world.person('organizer'), world.person()]);
  event = await publish(
    world,
    {
      kind: 'flight',
      placesPerCustomerMax: 20,
      holdSeconds: 3_600,
      sections: [
        { id: 'a', name: 'A', kind: 'seated', price: 100, rows: [{ row: 'A', count: 20 }] },
        { id: 'standing', name: 'Standing', kind: 'area', price: 10, capacity: 40 },
      ],
    },
    organizer,
  );
  booked = await place({ seats: ['a/A-1', 'a/A-2'] });
  standing = await place({ areas: [{ areaId: 'standing', quantity: 3 }] });
  live = await place({ seats: ['a/A-5'], areas: [{ areaId: 'standing', quantity: 2 }] });
  released = await place({ seats: ['a/A-7'] });
  cancelled = await place({ seats: ['a/A-8'] });
  for (const held of [booked, standing, cancelled]) expect((await pay(world, alice, held)).status).toBe(201);
  await release(world, alice, released);
  expect((await cancel(world, alice, { id: cancelled.id.replace('hld', 'bkg') })).status).toBe(200);
});

const check = async (as: Person = organizer): Promise<Integrity> => {
  const { status, body } = await world.invoke<Integrity>('check-integrity', { as, params: { eventId: event.id } });
  expect(status).toBe(200);
  return body;
};

async function change(
  key: Key,
  set: string,
  values: Record<string, unknown>,
  { removes, names = {} }: { removes?: string; names?: Record<string, string> } = {},
): Promise<void> {
  const reserved = ['status', 'capacity', 'state', 'total'].filter(name => set.includes(`#${name}`));
  const all = { ...Object.fromEntries(reserved.map(name => [`#${name}`, name])), ...names };
  await world.table.documents.send(
    new UpdateCommand({
      TableName: tableNameOf(world.table, key),
      Key: key,
      UpdateExpression: `SET ${set}${removes ? ` REMOVE ${removes}` : ''}`,
      ExpressionAttributeValues: values,
      ...(Object.keys(all).length > 0 && { ExpressionAttributeNames: all }),
    }),
  );
}
const put = (Item: Record<string, unknown>) =>
  world.table.documents.send(new PutCommand({ TableName: tableNameOf(world.table, Item), Item }));
const remove = (Key: Key) =>
  world.table.documents.send(new DeleteCommand({ TableName: tableNameOf(world.table, Key), Key }));
const idOf = ({ id }: Hold): string => id.slice(4);
const claimRowOf = async (held: Hold): Promise<Record<string, unknown>> =>
  (await queryPartition(world.table, claimKey(idOf(held)).pk))[0] as Record<string, unknown>;
const bucket = () => bucketKey(event.id, 'standing', 0);

describe('the integrity check of an event without faults', () => {
  it('finds no violation, and checks all seats, buckets and claims', async () => {
    await publishHistories();
    const found = await check();
    expect(found).toEqual({
      ok: true,
      checked: { seats: 20, buckets: 1, claims: 5, journalEntries: expect.any(Number) },
      violations: [],
      asOf: new Date(world.now).toISOString(),
    });
    expect(found.checked.journalEntries).toBeGreaterThan(12);
    expect((await check(await world.person('admin'))).ok).toBe(true);
  });

  it('finds no violation after edits, closing and cancellation', async () => {
    const changes: EventChanges[] = [
      { addSections: [{ id: 'b', name: 'B', kind: 'seated', price: 5, rows: [{ row: 'A', count: 4 }] }] },
      { sections: [{ id: 'a', removeSeats: ['A-19'] }], blockSeats: ['a/A-20'] },
      { sections: [{ id: 'standing', blocked: 12 }], blockNote: 'guests' },
      { sections: [{ id: 'standing', capacity: 20, blocked: 7 }] },
      { removeSections: ['b'] },
      { status: 'closed' },
      { status: 'cancelled' },
    ];
    await publishHistories();
    for (const [i, change] of changes.entries()) {
      if (i === 1) {
        const [inB, lapsing] = [await place({ seats: ['b/A-1'] }), await place({ seats: ['b/A-2'] })];
        await release(world, alice, inB);
        await publishHistoryOf(world, inB);
        // The hold has lapsed and is not swept yet when its section is removed.
        world.now = Date.parse(lapsing.expiresAt);
        await publishHistoryOf(world, lapsing);
      }
      expect([i, (await edit(world, organizer, event, change)).status]).toEqual([i, 200]);
      expect((await check()).violations).toEqual([]);
    }
    world.now += MINUTE;
    for (let run = 0; run < 3; run++) {
      await runJobs(world);
      await reconcile(world);
      world.now += 2 * MINUTE;
    }
    await publishHistories();
    expect((await check()).violations).toEqual([]);
    expect((await world.claimOf(standing)).status).toBe('cancelled');
  });

  it('finds no violation while the journal and the list of claims are late, up to the allowed lag', async () => {
    expect((await check()).violations).toEqual([]);
    const claim = await world.claimOf(booked);
    const begun = { claim: { ...claim, history: claim.history.slice(0, 2) }, entriesBefore: 0 };
    await publishHistory(world.service.dependencies, [begun]);
    expect((await check()).violations).toEqual([]);
    world.now += JOURNAL_LAG_MAX_SECONDS * 1000;
    expect((await check()).violations.map(({ kind }) => kind)).toContain('journal-incomplete');
  });

  it('finds no violation while the event sells between two reads of the check', async () => {
    await publishHistories();
    const other = await world.another();
    const bob = await world.person();
    let sold = 0;
    const busy = await world.another();
    busy.faults.beforeRequests(async ({ name }) => {
      if (!/Query|BatchGet/.test(name) || sold > 5) return;
      sold += 1;
      const request = { as: bob, key: newKey(), params: { eventId: event.id } };
      const body = { seats: [`a/A-${10 + sold}`], areas: [{ areaId: 'standing', quantity: 1 }] };
      const { body: held } = await other.invoke<Hold>('place-hold', { ...request, body });
      await pay(other, bob, held);
      if (sold % 2) await publishHistoryOf(other, held);
    });
    const { body } = await busy.invoke<Integrity>('check-integrity', { as: organizer, params: { eventId: event.id } });
    expect(body.violations).toEqual([]);
    expect(sold).toBeGreaterThan(3);
  });
});

describe('the integrity check', () => {
  const FAULTS: Record<string, [ViolationKind, () => Promise<unknown>]> = {
    'a seat in two bookings': [
      'seat-sold-twice',
      async () => {
        const { places } = (await claimRowOf(booked)) as { places: unknown[] };
        await change(claimKey(idOf(standing)), 'places = :places, tickets = :tickets', {
          ':places': places,
          ':tickets': ['valid', 'valid'],
        });
      },
    ],
    'a booked seat that is for sale again': [
      'seat-lost',
      () =>
        change(seatKeyOf(event.id, 'a/A-1'), '#status = :status', { ':status': 'available' }, { removes: 'claimId' }),
    ],
    'a booked seat that is booked for another claim': [
      'seat-lost',
      () => change(seatKeyOf(event.id, 'a/A-2'), 'claimId = :claim', { ':claim': idOf(live) }),
    ],
    'a seat that is booked for an unknown claim': [
      'seat-lost',
      () =>
        change(seatKeyOf(event.id, 'a/A-9'), '#status = :status, claimId = :claim', {
          ':status': 'booked',
          ':claim': 'x',
        }),
    ],
    'a seat that stays booked for a cancelled booking': [
      'seat-lost',
      () =>
        change(seatKeyOf(event.id, 'a/A-8'), '#status = :status, claimId = :claim', {
          ':status': 'booked',
          ':claim': idOf(cancelled),
        }),
    ],
    'a seat without a row': ['seat-lost', () => remove(seatKeyOf(event.id, 'a/A-10'))],
    'a held seat that is for sale': [
      'seat-lost',
      () =>
        change(seatKeyOf(event.id, 'a/A-5'), '#status = :status', { ':status': 'available' }, { removes: 'claimId' }),
    ],
    'a seat that is held longer than its hold': [
      'seat-lost',
      () => change(seatKeyOf(event.id, 'a/A-5'), 'holdExpiresAt = :at', { ':at': world.now + 99_999_999 }),
    ],
    'a bucket that does not add up': [
      'area-off',
      () => change(bucket(), 'available = available - :one', { ':one': 1 }),
    ],
    'a bucket below zero': [
      'area-off',
      () => change(bucket(), 'available = :less, #capacity = :capacity', { ':less': -1, ':capacity': 4 }),
    ],
    'a bucket with fewer blocked places than none': [
      'area-off',
      () => change(bucket(), 'blockedByOrganizer = :less, available = available + :one', { ':less': -1, ':one': 1 }),
    ],
    'a bucket that keeps places which it does not have': [
      'area-off',
      () => change(bucket(), 'blockedByOrganizer = :two', { ':two': 2 }),
    ],
    'a blocked seat without an owner': [
      'block-unowned',
      () => change(seatKeyOf(event.id, 'a/A-11'), '#status = :status', { ':status': 'blocked' }),
    ],
    'a bucket that lost a booking': [
      'area-off',
      () => change(bucket(), 'booked = booked - :one, available = available + :one', { ':one': 1 }),
    ],
    'a bucket with a booking too many': [
      'area-off',
      async () => {
        await change(bucket(), 'booked = booked + :one, available = available - :one', { ':one': 1 });
        world.now += JOURNAL_LAG_MAX_SECONDS * 1000;
      },
    ],
    'a bucket with the places of an unknown claim': [
      'area-off',
      () =>
        change(bucket(), 'claims.absentClaim = :share, available = available - :one', {
          ':share': { quantity: 1, expiresAt: world.now + 1 },
          ':one': 1,
        }),
    ],
    'a charge without a booking': [
      'charge-without-booking',
      () =>
        change(claimKey(idOf(released)), 'payments = :payments', {
          ':payments': [{ number: 1, state: 'captured', wanted: 'captured', method: 'm', amount: 100 }],
        }),
    ],
    'a second charge for a booking': [
      'charge-without-booking',
      () =>
        change(claimKey(idOf(booked)), 'payments = list_append(payments, :payments)', {
          ':payments': [{ number: 2, state: 'captured', wanted: 'captured', method: 'm', amount: 100 }],
        }),
    ],
    'a booking without a charge': [
      'booking-without-charge',
      () => change(claimKey(idOf(booked)), 'payments[0].#state = :state', { ':state': 'declined' }),
    ],
    'a booking that paid too little': [
      'booking-without-charge',
      () => change(claimKey(idOf(booked)), 'payments[0].amount = :amount', { ':amount': 1 }),
    ],
    'a lapsed hold that the sweep has passed': [
      'hold-not-expired',
      async () => {
        world.now += 60 * MINUTE;
        const row = await claimRowOf(live);
        world.now += 5 * MINUTE;
        await sweep(world);
        await put(row);
      },
    ],
    'a wrong tally': [
      'tally-off',
      async () => {
        const [tally] = await queryPartition(world.table, tallyPartition(event.id));
        await put({ ...tally, gross: Number(tally?.gross ?? 0) + 1 });
      },
    ],
    'a journal with a gap': ['journal-incomplete', () => remove(journalKey(idOf(booked), 1))],
    'a journal that does not replay': [
      'journal-differs',
      () => change(journalKey(idOf(booked), 2), 'payment.amount = :amount', { ':amount': 7 }),
    ],
    'a claim that differs from its journal': [
      'journal-differs',
      () => change(claimKey(idOf(booked)), '#total = :total', { ':total': 7 }),
    ],
    'a customer limit with a wrong count': [
      'limit-off',
      () => change(limitKey(event.id, alice.userId), 'used = used - :one', { ':one': 1 }),
    ],
    'a customer limit without a booking': [
      'limit-off',
      () =>
        change(
          limitKey(event.id, alice.userId),
          'used = used - :two',
          { ':two': 2 },
          { removes: '#claim', names: { '#claim': idOf(booked) } },
        ),
    ],
    'an itinerary without a journey': [
      'itinerary-off',
      () =>
        change(
          itineraryKey(alice.userId),
          'version = :zero',
          { ':zero': 0 },
          { removes: '#claim', names: { '#claim': idOf(booked) } },
        ),
    ],
  };

  const entryOf = (held: Hold, entry: object) =>
    change(
      itineraryKey(alice.userId),
      '#claim = :entry',
      { ':entry': { eventId: event.id, ...entry } },
      { names: { '#claim': idOf(held) } },
    );
  const withoutEntry = (FAULTS['an itinerary without a journey'] as (typeof FAULTS)[string])[1];
  // The session of the organizer ends after a week.
  const kinds = async () =>
    (await check(await world.person('admin'))).violations.map(({ kind, holdIds }) => [kind, holdIds]);

  it.each<[string, () => Promise<unknown>, () => Hold]>([
    ['the entry of a cancelled claim', () => entryOf(cancelled, {}), () => cancelled],
    ['the entry of a released claim', () => entryOf(released, { expiresAt: 1 }), () => released],
    ['a booking with the deadline of its hold', () => entryOf(booked, { expiresAt: 1 }), () => booked],
    ['a booking under another event', () => entryOf(booked, { eventId: 'evt_other' }), () => booked],
  ])('finds in an itinerary %s', async (_name, plant, claim) => {
    await publishHistories();
    await plant();
    expect(await kinds()).toEqual([['itinerary-off', [claim().id]]]);
  });

  it('finds a missing entry by the present end of the journey, and not by the end at its sale', async () => {
    await publishHistories();
    const length = Date.parse(event.endsAt) - Date.parse(event.startsAt);
    const later = Date.parse(event.endsAt) + 10 * length;
    const times = { startsAt: new Date(later).toISOString(), endsAt: new Date(later + length).toISOString() };
    expect((await edit(world, organizer, event, times)).status).toBe(200);
    await withoutEntry();
    await release(world, alice, live);
    world.now = Date.parse(event.endsAt) + MINUTE;
    await publishHistories();
    expect(await kinds()).toEqual([['itinerary-off', [booked.id]]]);
    world.now = later + length - 1;
    expect(await kinds()).toEqual([['itinerary-off', [booked.id]]]);
    world.now += 1;
    expect(await kinds()).toEqual([]);
  });

  it('does not miss an entry of a journey that was moved earlier and has ended, but finds one of a cancelled claim', async () => {
    await publishHistories();
    const starts = world.now + 600 * MINUTE;
    const times = { startsAt: new Date(starts).toISOString(), endsAt: new Date(starts + MINUTE).toISOString() };
    expect((await edit(world, organizer, event, times)).status).toBe(200);
    await withoutEntry();
    await release(world, alice, live);
    world.now = starts + MINUTE;
    await publishHistories();
    expect(await kinds()).toEqual([]);
    await entryOf(cancelled, {});
    expect(await kinds()).toEqual([['itinerary-off', [cancelled.id]]]);
  });

  it.each(Object.keys(FAULTS))('finds %s', async name => {
    const [kind, writeFault] = FAULTS[name] as (typeof FAULTS)[string];
    await publishHistories();
    expect((await check()).ok).toBe(true);
    await writeFault();
    const { ok, violations } = await check();
    expect(ok).toBe(false);
    expect(violations.map(found => found.kind)).toContain(kind);
    for (const { detail, holdIds } of violations) {
      expect(detail).toMatch(/^[A-Za-z].*\.$/);
      for (const id of holdIds) expect(id).toMatch(/^hld_[0-9a-z]{25}$/);
    }
  });
});
