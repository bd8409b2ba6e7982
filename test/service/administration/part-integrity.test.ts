/** The integrity check of bookings of which a part is cancelled: each planted fault gives exactly its violations. */

import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Integrity } from '../../../lib/contract/administration/responses.ts';
import type { Booking } from '../../../lib/contract/bookings/responses.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { ViolationKind } from '../../../lib/domain/integrity.ts';
import { JOURNAL_LAG_MAX_SECONDS } from '../../../lib/domain/limits.ts';
import type { Payment, TicketStatus } from '../../../lib/domain/model.ts';
import {
  bucketKey,
  claimKey,
  journalKey,
  type Key,
  limitKey,
  salesPartition,
  seatKeyOf,
  tallyPartition,
} from '../../../lib/table/keys.ts';
import { queryPartition, readRow } from '../../../lib/table/queries.ts';
import { tableNameOf } from '../../../lib/table/table.ts';
import type { Row } from '../../../lib/table/transact.ts';
import { bookPlaces } from '../../support/bookings.ts';
import { publishHistoryOf } from '../../support/payments.ts';
import { newKey, openWorld, type Person, publish, type World } from '../../support/world.ts';

let world: World;
let organizer: Person;
let alice: Person;
let event: Event;
/** Three seats and four places of an area, of which a seat and a place are cancelled; and one that is cancelled in two parts. */
let partly: string;
let ended: string;

const book = (body: object): Promise<Booking> => bookPlaces(world, alice, event, body);
async function cancelPlaces({ id }: Booking, places: object = {}): Promise<void> {
  const request = { as: alice, key: newKey(), params: { bookingId: id }, body: places };
  expect((await world.invoke('cancel-booking', request)).status).toBe(200);
}

beforeEach(async () => {
  world = await openWorld();
  [organizer, alice] = await Promise.all([world.person('organizer'), world.person()]);
  event = await publish(
    world,
    {
      kind: 'flight',
      placesPerCustomerMax: 20,
      sections: [
        { id: 'a', name: 'A', kind: 'seated', price: 100, rows: [{ row: 'A', count: 9 }] },
        { id: 'standing', name: 'Standing', kind: 'area', price: 10, capacity: 40 },
      ],
    },
    organizer,
  );
  const [one, other] = [
    await book({ seats: ['a/A-1', 'a/A-2', 'a/A-3'], areas: [{ areaId: 'standing', quantity: 4 }] }),
    await book({ seats: ['a/A-5', 'a/A-6'] }),
  ];
  await cancelPlaces(one, { seats: ['a/A-2'], areas: [{ areaId: 'standing', quantity: 1 }] });
  await cancelPlaces(other, { seats: ['a/A-5'] });
  await cancelPlaces(other);
  [partly, ended] = [one.id.slice(4), other.id.slice(4)];
  for (const { id } of [one, other]) await publishHistoryOf(world, { id });
  expect((await check()).violations).toEqual([]);
});

const check = async (): Promise<Integrity> =>
  (await world.invoke<Integrity>('check-integrity', { as: organizer, params: { eventId: event.id } })).body;

/** Changes a row by hand. */
async function change(key: Key, by: (row: Row) => Record<string, unknown>): Promise<void> {
  const row = await readRow(world.table, key);
  if (!row) throw new Error(`there is no row ${key.pk} ${key.sk}`);
  await world.table.documents.send(
    new PutCommand({ TableName: tableNameOf(world.table, key), Item: { ...row, ...by(row) } }),
  );
}
const seat = (label: string, status: string, claimId?: string) =>
  change(seatKeyOf(event.id, `a/${label}`), () => ({ status, claimId }));
const bucket = (by: { booked: number; available: number }) =>
  change(bucketKey(event.id, 'standing', 0), ({ booked, available }) => ({
    booked: Number(booked) + by.booked,
    available: Number(available) + by.available,
  }));
const tickets = (claimId: string, statuses: TicketStatus[]) => change(claimKey(claimId), () => ({ tickets: statuses }));
type StoredPayment = Payment & { refundsTotal?: number };
const payment = (claimId: string, by: (payment: StoredPayment) => Record<string, unknown>) =>
  change(claimKey(claimId), ({ payments }) => {
    const [stored] = payments as [StoredPayment];
    return { payments: [{ ...stored, ...by(stored) }] };
  });
const refund = (claimId: string, amount: number) =>
  payment(claimId, ({ refunds = [] }) => ({
    refunds: refunds.map((one, i) => (i === 0 ? { ...one, amount } : one)),
    refundsTotal: refunds.slice(1).reduce((sum, one) => sum + one.amount, amount),
  }));
const limit = (by: number) =>
  change(limitKey(event.id, alice.userId), row => {
    const entry = row[partly] as { quantity: number };
    return { used: Number(row.used) + by, [partly]: { ...entry, quantity: entry.quantity + by } };
  });
/** Changes the entry of the journal that is about this action. */
async function entry(claimId: string, action: string, by: (row: Row) => Record<string, unknown>): Promise<void> {
  const position = (await world.claimOf({ id: `hld_${claimId}` })).history.findIndex(one => one.action === action);
  await change(journalKey(claimId, position), by);
}
const tally = async (field: string) => {
  const [row] = await queryPartition(world.table, tallyPartition(event.id));
  if (row)
    await change({ pk: String(row.pk), sk: String(row.sk) }, tallied => ({ [field]: Number(tallied[field]) + 1 }));
};

/** Changes an attribute of the sales of the day. */
const sales = async (attribute: string) => {
  const [row] = await queryPartition(world.table, salesPartition(event.id));
  if (row)
    await change({ pk: String(row.pk), sk: String(row.sk) }, sold => ({
      [attribute]: Number(sold[attribute] ?? 0) + 1,
    }));
};

async function loseSales(): Promise<Row> {
  const [row] = (await queryPartition(world.table, salesPartition(event.id))) as [Row];
  const { pk, sk } = row;
  await world.table.documents.send(new DeleteCommand({ TableName: world.table.name, Key: { pk, sk } }));
  return row;
}
async function moveSales(): Promise<void> {
  const row = await loseSales();
  const Item = { ...row, sk: String(row.sk).replace('2027-03-01', '2027-03-02') };
  await world.table.documents.send(new PutCommand({ TableName: world.table.name, Item }));
}

const FAULTS: Record<string, [ViolationKind[], () => Promise<unknown>]> = {
  'the seat of a void ticket is still booked': [['seat-lost'], () => seat('A-2', 'booked', partly)],
  'the seat of a ticket is for sale': [['seat-lost'], () => seat('A-1', 'available')],
  'the seat of a ticket is booked for another claim': [['seat-lost'], () => seat('A-3', 'booked', ended)],
  'the seat of a cancelled booking is still booked': [['seat-lost'], () => seat('A-6', 'booked', ended)],
  'a cancelled place of an area is still booked': [
    ['area-off'],
    async () => {
      await bucket({ booked: 1, available: -1 });
      world.now += (JOURNAL_LAG_MAX_SECONDS + 1) * 1000;
    },
  ],
  'one place of an area too many was freed': [['area-off'], () => bucket({ booked: -1, available: 1 })],
  'the limit still counts the cancelled places': [['limit-off'], () => limit(2)],
  'the limit counts too few places': [['limit-off'], () => limit(-1)],
  'the row has another sum of refunds than its list': [
    ['refunds-off'],
    () => payment(partly, ({ refundsTotal = 0 }) => ({ refundsTotal: refundsTotal - 1 })),
  ],
  'the row has no sum of its refunds': [['refunds-off'], () => payment(partly, () => ({ refundsTotal: undefined }))],
  'a refund is less than the cancelled places': [['journal-differs', 'refunds-off'], () => refund(partly, 109)],
  'a refund is more than the payment': [['journal-differs', 'refunds-off'], () => refund(partly, 341)],
  'the rest of a cancelled booking is not refunded': [
    ['journal-differs', 'refunds-off'],
    () => payment(ended, ({ refunds = [] }) => ({ refunds: refunds.slice(0, 1), refundsTotal: 100 })),
  ],
  'the refund of a part is lost': [
    ['journal-differs', 'refunds-off'],
    () => payment(partly, () => ({ refunds: undefined, refundsTotal: undefined })),
  ],
  'a booking has fewer tickets than places': [
    ['journal-differs', 'tickets-off'],
    () => tickets(partly, ['valid', 'void', 'valid', 'valid', 'valid', 'valid']).then(() => freeLast()),
  ],
  'a booking has more tickets than places': [
    ['journal-differs', 'tickets-off'],
    () => tickets(partly, ['valid', 'void', 'valid', 'valid', 'valid', 'valid', 'void', 'valid']),
  ],
  'a cancelled booking has a valid ticket': [
    ['journal-differs', 'tickets-off'],
    () => tickets(ended, ['valid', 'void']),
  ],
  'another ticket is void than the cancelled one': [
    ['journal-differs', 'seat-lost', 'seat-lost'],
    () => tickets(partly, ['void', 'valid', 'valid', 'valid', 'valid', 'valid', 'void']),
  ],
  'the journal has another part': [
    ['journal-differs'],
    () =>
      entry(partly, 'booking.places-cancelled', ({ cancelled }) => ({
        cancelled: { ...(cancelled as object), tickets: [1, 7] },
      })),
  ],
  'the journal has another value of a part': [
    ['journal-differs', 'tally-off'],
    () =>
      entry(partly, 'booking.places-cancelled', ({ cancelled }) => ({
        cancelled: { ...(cancelled as object), amount: 1 },
      })),
  ],
  'the journal has another amount of a refund': [
    ['journal-differs', 'tally-off'],
    () =>
      entry(partly, 'payment.refunded', row => ({
        payment: { ...(row.payment as object), refund: { number: 1, amount: 1 } },
      })),
  ],
  'the tally of cancelled places is wrong': [['tally-off'], () => tally('refunded')],
  'the tally of returned money is wrong': [['tally-off'], () => tally('returned')],
  'the sales of a day have one more booked seat': [['sales-off'], () => sales('b:a')],
  'the sales of a day have one more cancelled place of an area': [['sales-off'], () => sales('x:standing')],
  'the captured money of a section is wrong': [['sales-off'], () => sales('c:standing')],
  'the returned money of a section is wrong': [['sales-off'], () => sales('r:a')],
  'the number of bookings of a day is wrong': [['sales-off'], () => sales('bookings')],
  'a section has sales that no booking has': [['sales-off'], () => sales('b:b')],
  'the sales of a day are lost': [Array(9).fill('sales-off'), loseSales],
  'the sales are those of another day': [Array(18).fill('sales-off'), moveSales],
};

/** A missing ticket counts as valid, so its place is booked again. */
const freeLast = async (): Promise<void> => {
  await bucket({ booked: 1, available: -1 });
  await limit(1);
  await refund(partly, 100);
};

describe('the integrity check finds exactly one cause:', () => {
  it.each(Object.keys(FAULTS))('%s', async name => {
    const [kinds, plant] = FAULTS[name] as (typeof FAULTS)[string];
    await plant();
    const { ok, violations } = await check();
    expect(ok).toBe(false);
    expect(violations.map(({ kind }) => kind).toSorted()).toEqual(kinds);
    for (const { detail } of violations) expect(detail).toMatch(/^[A-Za-z].*\.$/);
  });
});
