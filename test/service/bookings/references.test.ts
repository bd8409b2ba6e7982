/** Booking references: one for the whole life of a booking, by which its owner and administrators find it. */
import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { publishHistory } from '../../../functions/stream/publish-history.ts';
import { putReferences } from '../../../lib/commands/migrate/put-references.ts';
import { republishClaims } from '../../../lib/commands/republish/republish.ts';
import { createPace } from '../../../lib/commands/shared/pace.ts';
import type { SoldBooking } from '../../../lib/contract/administration/responses.ts';
import type { Booking } from '../../../lib/contract/bookings/responses.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { newReferenceOf, oldReferenceOf } from '../../../lib/domain/booking-reference.ts';
import { claimKey, journalKey, referenceKey } from '../../../lib/table/keys.ts';
import { checkIntegrity } from '../../../lib/usecases/administration/check-integrity.ts';
import { expectIntegrity, expectJournalGivesClaim, publishHistoryOf } from '../../support/payments.ts';
import { rowsOf } from '../../support/replay.ts';
import { deliver, recordsOf } from '../../support/stream.ts';
import {
  type ApiResponse,
  cancel,
  hold,
  openWorld,
  type Person,
  type ProblemFields,
  pay,
  publish,
  type World,
} from '../../support/world.ts';

let world: World;
let event: Event;
let alice: Person;
let bob: Person;
let admin: Person;
let seats: number;

beforeEach(async () => {
  world = await openWorld();
  event = await publish(world);
  [alice, bob, admin] = await Promise.all([world.person(), world.person(), world.person('admin')]);
  seats = 0;
});

async function book(as = alice): Promise<Booking> {
  seats += 1;
  const { body: held } = await hold(world, as, event, [`a/A-${seats}`]);
  world.now += 10;
  const { status, body } = await pay(world, as, held);
  expect(status).toBe(201);
  return body;
}

type Found = ApiResponse<{ items: SoldBooking[]; nextCursor: string | null } & ProblemFields>;
const find = (as: Person, query: Record<string, string>): Promise<Found> =>
  world.invoke(as.role === 'admin' ? 'find-bookings' : 'list-bookings', { as, query });
const idsBy = async (as: Person, reference: string, query: Record<string, string> = {}): Promise<string[]> =>
  (await find(as, { reference, ...query })).body.items.map(({ id }) => id);

const partOf = ({ id }: { id: string }): string => id.slice(4);
const references = () => rowsOf(world, 'REFERENCE#');
const change = (booking: Booking, UpdateExpression: string, values?: Record<string, unknown>) =>
  world.table.documents.send(
    new UpdateCommand({
      TableName: world.table.name,
      Key: claimKey(partOf(booking)),
      UpdateExpression,
      ...(UpdateExpression.includes('#reference') && { ExpressionAttributeNames: { '#reference': 'reference' } }),
      ...(values && { ExpressionAttributeValues: values }),
    }),
  );
/** Makes a booking one that the functions of version 0.5 confirmed and published. */
async function asOfVersion05(booking: Booking): Promise<string> {
  await change(booking, 'REMOVE #reference');
  await publishHistoryOf(world, booking);
  await removeRow(referenceKey(oldReferenceOf(partOf(booking)), partOf(booking)));
  return oldReferenceOf(partOf(booking));
}
const removeRow = (Key: Record<string, string>) =>
  world.table.documents.send(new DeleteCommand({ TableName: world.table.name, Key }));

describe('the reference of a booking', () => {
  it('is the same in every response, from its confirmation to its cancellation and in the journal', async () => {
    const { body: held } = await hold(world, alice, event, ['a/J-1']);
    const { body: booking } = await pay(world, alice, held, { key: 'k' });
    expect(booking.reference).toMatch(/^[2-9A-HJKMNP-TV-Z]{8}$/);
    expect((await world.claimOf(booking)).booking?.reference).toBe(booking.reference);
    const read = () => world.invoke<Booking>('read-booking', { as: alice, params: { bookingId: booking.id } });
    expect((await read()).body.reference).toBe(booking.reference);
    expect((await cancel(world, alice, booking)).body.booking.reference).toBe(booking.reference);
    expect((await read()).body.reference).toBe(booking.reference);
    expect((await pay(world, alice, held, { key: 'k' })).body.reference).toBe(booking.reference);
    await publishHistoryOf(world, booking);
    await expectJournalGivesClaim(world, booking);
    await expectIntegrity(world, event);
  });

  it('is stored when a late payment recovers the booking', async () => {
    const { body: held } = await hold(world, alice, event, ['a/J-1']);
    expect((await pay(world, alice, held, { key: 'k', paymentMethod: 'sim_timeout_then_ok' })).status).toBe(503);
    world.now = (await world.claimOf(held)).expiresAt + 1;
    const { status, body } = await pay(world, alice, held, { key: 'k', paymentMethod: 'sim_timeout_then_ok' });
    expect(status).toBe(201);
    expect((await world.claimOf(held)).booking?.reference).toBe(body.reference);
    expect(body.reference).toBe(newReferenceOf(partOf(held)));
  });
});

describe('finding a booking by its reference', () => {
  it('works for its owner at once, and for administrators when the stream has listed it', async () => {
    const booking = await book();
    expect(await idsBy(alice, booking.reference)).toEqual([booking.id]);
    expect(await idsBy(admin, booking.reference)).toEqual([]);
    await publishHistoryOf(world, booking);
    expect(await idsBy(alice, booking.reference)).toEqual([booking.id]);
    const { body } = await find(admin, { reference: booking.reference });
    expect(body).toMatchObject({ items: [{ id: booking.id, customerId: alice.userId }], nextCursor: null });
  });

  it('takes it as people type it', async () => {
    const booking = await book();
    await publishHistoryOf(world, booking);
    const { reference } = booking;
    const typed = `${reference.slice(0, 4).toLowerCase()} – ${reference.slice(4)}`;
    for (const as of [alice, admin]) expect(await idsBy(as, typed)).toEqual([booking.id]);
  });

  it('finds no booking of another customer, and no hold', async () => {
    const booking = await book();
    await publishHistoryOf(world, booking);
    expect(await idsBy(bob, booking.reference)).toEqual([]);
    const { body: held } = await hold(world, bob, event, ['a/B-1']);
    await publishHistoryOf(world, held);
    expect(await idsBy(bob, newReferenceOf(partOf(held)))).toEqual([]);
    expect(await idsBy(bob, oldReferenceOf(partOf(held)))).toEqual([]);
    expect(await references()).toHaveLength(1);
  });

  it('reads nothing of another customer’s booking, so that the response time does not reveal that there is one', async () => {
    const booking = await book();
    await publishHistoryOf(world, booking);
    const requestsOf = async (reference: string): Promise<string[]> => {
      const requests: string[] = [];
      const service = await world.another();
      service.faults.beforeRequests(async ({ name }) => {
        requests.push(name);
      });
      await service.invoke('list-bookings', { as: bob, query: { reference } });
      return requests;
    };
    const ofForeign = await requestsOf(booking.reference);
    expect(ofForeign).toEqual(await requestsOf('22222222'));
    expect(ofForeign).toHaveLength(2);
  });

  it('does not find a booking by a reference that it never had', async () => {
    const booking = await book();
    await publishHistoryOf(world, booking);
    for (const as of [alice, admin]) expect(await idsBy(as, oldReferenceOf(partOf(booking)))).toEqual([]);
    const old = await book();
    const reference = await asOfVersion05(old);
    expect(await idsBy(alice, newReferenceOf(partOf(old)))).toEqual([]);
    expect(await idsBy(alice, reference)).toEqual([old.id]);
  });

  it('answers a text that is no reference with an empty list, and refuses only a very long one', async () => {
    await book();
    for (const reference of [
      '',
      ' ',
      'no-such',
      '7KMQ9ABCD',
      'Ж'.repeat(8),
      "' OR 1=1",
      '#',
      '\u0000',
      'x'.repeat(100),
    ]) {
      for (const as of [alice, admin]) {
        const { status, body } = await find(as, { reference });
        expect([status, body]).toEqual([200, { items: [], nextCursor: null }]);
      }
    }
    const { status, body } = await find(alice, { reference: 'x'.repeat(101) });
    expect([status, body.errors?.[0]?.path]).toEqual([400, 'query.reference']);
  });

  it('obeys the other filters', async () => {
    const booking = await book();
    await publishHistoryOf(world, booking);
    const { reference } = booking;
    const other = await publish(world);
    const soon = new Date(world.now + 1_000).toISOString();
    for (const query of [{ status: 'confirmed' }, { eventId: event.id }, { customerId: alice.userId }, { to: soon }]) {
      expect(await idsBy(admin, reference, query)).toEqual([booking.id]);
    }
    for (const query of [
      { status: 'cancelled' },
      { eventId: other.id },
      { customerId: bob.userId },
      { from: soon },
      { customerId: alice.userId, eventId: other.id },
    ]) {
      expect(await idsBy(admin, reference, query)).toEqual([]);
    }
    expect(await idsBy(alice, reference, { status: 'cancelled' })).toEqual([]);
    await cancel(world, alice, booking);
    expect(await idsBy(alice, reference, { status: 'cancelled' })).toEqual([booking.id]);
    expect(await idsBy(alice, reference, { status: 'confirmed' })).toEqual([]);
  });

  it('finds a booking of any age', async () => {
    const booking = await book();
    await publishHistoryOf(world, booking);
    world.now += 400 * 24 * 60 * 60_000;
    for (const as of [alice, await world.person('admin')]) {
      expect(await idsBy(as, booking.reference)).toEqual([booking.id]);
    }
  });
});

describe('bookings that share a reference', () => {
  const SHARED = 'ZZZZ2222';
  let all: Booking[];
  beforeEach(async () => {
    all = [await book(), await book(bob), await book()];
    for (const booking of all) {
      await change(booking, 'SET #reference = :shared', { ':shared': SHARED });
      await publishHistoryOf(world, booking);
    }
  });
  const idsOf = (...at: number[]) => at.map(i => all[i]?.id);

  it('are all listed for an administrator, and each owner sees only the own ones', async () => {
    expect(await idsBy(admin, SHARED)).toEqual(idsOf(2, 1, 0));
    expect(await idsBy(alice, SHARED)).toEqual(idsOf(2, 0));
    expect(await idsBy(bob, SHARED)).toEqual(idsOf(1));
    expect(await references()).toHaveLength(3);
    await expectIntegrity(world, event);
  });

  it.each(['1', '2', '3'])('fill pages of %s, each booking once', async limit => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const { status, body }: Found = await find(admin, { reference: SHARED, limit, ...(cursor && { cursor }) });
      expect(status).toBe(200);
      seen.push(...body.items.map(({ id }) => id));
      expect(body.items).toHaveLength(body.nextCursor === null ? ((3 - 1) % Number(limit)) + 1 : Number(limit));
      cursor = body.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(idsOf(2, 1, 0));
    const { body: first } = await find(admin, { reference: SHARED, limit: '1' });
    const other = await find(admin, { reference: 'ZZZZ3333', limit: '1', cursor: String(first.nextCursor) });
    expect(other.status).toBe(400);
  });
});

describe('the row of a reference', () => {
  it('is put once, when records arrive twice, late, split and in reverse order', async () => {
    const booking = await book();
    await cancel(world, alice, booking);
    const records = recordsOf(await world.claimOf(booking));
    for (const batch of [[...records].reverse(), [...records, ...records], ...records.map(single => [single])]) {
      expect(await deliver(world, publishHistory, batch)).toEqual({ batchItemFailures: [] });
    }
    expect(await references()).toEqual([
      { ...referenceKey(booking.reference, partOf(booking)), ownerId: alice.userId },
    ]);
  });

  it('is put with the entry that confirms the booking, and with no other', async () => {
    const booking = await book();
    const records = recordsOf(await world.claimOf(booking));
    const listed: number[] = [];
    for (const record of records) {
      await deliver(world, publishHistory, [record]);
      listed.push((await references()).length);
    }
    // Placed, payment initiated, confirmed, captured.
    expect(listed).toEqual([0, 0, 1, 1]);
  });

  it('is put before the entry: if it cannot be put, the record is delivered again and the journal lacks the entry', async () => {
    const booking = await book();
    world.faults.inject(({ name, input }) =>
      name === 'PutCommand' && JSON.stringify(input).includes('REFERENCE#') ? 'throttle' : undefined,
    );
    const records = recordsOf(await world.claimOf(booking));
    const { batchItemFailures } = await deliver(world, publishHistory, records);
    expect(batchItemFailures).toEqual([{ itemIdentifier: records[2]?.dynamodb?.SequenceNumber }]);
    const { store } = world.service.dependencies;
    expect((await store.readJournal(partOf(booking))).map(({ position }) => position)).toEqual([0, 1, 3]);
    world.faults.clear();
    expect(await deliver(world, publishHistory, records)).toEqual({ batchItemFailures: [] });
    expect(await idsBy(admin, booking.reference)).toEqual([booking.id]);
    await expectIntegrity(world, event);
  });

  it('is missed by the integrity check', async () => {
    const booking = await book();
    const kinds = async () => {
      const call = { ...world.call(), caller: admin };
      return (await checkIntegrity(world.service.dependencies, call, event.id)).violations.map(({ kind }) => kind);
    };
    expect(await kinds()).toEqual([]);
    await publishHistoryOf(world, booking);
    expect(await kinds()).toEqual([]);
    await removeRow(referenceKey(booking.reference, partOf(booking)));
    expect(await kinds()).toEqual(['reference-missing']);
    const pace = createPace(1e9, world.table.clock);
    const repaired = await republishClaims(world.table, pace, { dryRun: true, from: 0, parts: 1 });
    expect(repaired).toMatchObject({ missing: 0, unlisted: 1 });
    expect(await kinds()).toEqual(['reference-missing']);
    await republishClaims(world.table, pace, { dryRun: false, from: 0, parts: 1 });
    expect(await kinds()).toEqual([]);
  });
});

describe('a booking of version 0.5', () => {
  const migrate = () => putReferences({ table: world.table, pace: createPace(1e9, world.table.clock) }, event.id);

  it('keeps its reference: its owner finds it at once, and administrators find it after the migration', async () => {
    const [old, cancelled] = [await book(), await book()];
    await cancel(world, alice, cancelled);
    for (const booking of [old, cancelled]) {
      const reference = await asOfVersion05(booking);
      const { body } = await world.invoke<Booking>('read-booking', { as: alice, params: { bookingId: booking.id } });
      expect(body.reference).toBe(reference);
      expect(await idsBy(alice, reference)).toEqual([booking.id]);
      expect(await idsBy(bob, reference)).toEqual([]);
      expect(await idsBy(admin, reference)).toEqual([]);
    }
    await expectIntegrity(world, event);
    const fresh = await book();
    expect(await migrate()).toBe(2);
    await publishHistoryOf(world, fresh);
    expect(await migrate()).toBe(0);
    for (const booking of [old, cancelled]) {
      expect(await idsBy(admin, oldReferenceOf(partOf(booking)))).toEqual([booking.id]);
    }
    expect(await references()).toHaveLength(3);
    await expectIntegrity(world, event);
    expect((await cancel(world, alice, old)).body.booking.reference).toBe(oldReferenceOf(partOf(old)));
  });

  it('is found with O for 0, and I or L for 1', async () => {
    let old = await book();
    // Repeats until an id has such a symbol among its first eight characters.
    while (!/[01oil]/.test(partOf(old).slice(0, 8))) {
      if (seats === 10) seats = 0;
      await cancel(world, alice, old);
      old = await book();
    }
    const reference = await asOfVersion05(old);
    await migrate();
    const swap: Record<string, string> = { 0: 'O', O: '0', 1: 'L', I: '1', L: 'I' };
    const typed = [...reference].map(symbol => swap[symbol] ?? symbol).join('');
    expect(typed).not.toBe(reference);
    for (const as of [alice, admin]) expect(await idsBy(as, typed)).toEqual([old.id]);
  });

  it('that the stream function of this version publishes is listed by it', async () => {
    const booking = await book();
    await change(booking, 'REMOVE #reference');
    await publishHistoryOf(world, booking);
    expect(await idsBy(admin, oldReferenceOf(partOf(booking)))).toEqual([booking.id]);
    await expectJournalGivesClaim(world, booking);
    expect(await migrate()).toBe(0);
  });
});

describe('while functions of both versions run', () => {
  it('a booking keeps its reference when version 0.5 cancels it, which replaces all facts of the booking that it knows', async () => {
    const booking = await book();
    const { reference: _unknown, ...known } = (await world.claimOf(booking)).booking ?? {};
    await change(booking, 'SET booking = :booking', { ':booking': { ...known, cancelledAt: world.now } });
    expect((await world.claimOf(booking)).booking?.cancelledAt).toBe(world.now);
    const { body } = await world.invoke<Booking>('read-booking', { as: alice, params: { bookingId: booking.id } });
    expect(body.reference).toBe(booking.reference);
  });

  it('a confirmation that version 0.5 publishes keeps its reference, and is listed by the migration', async () => {
    const booking = await book();
    await publishHistoryOf(world, booking);
    await removeRow(referenceKey(booking.reference, partOf(booking)));
    await world.table.documents.send(
      new UpdateCommand({
        TableName: world.table.names.journal,
        Key: journalKey(partOf(booking), 2),
        UpdateExpression: 'REMOVE booking.#reference',
        ExpressionAttributeNames: { '#reference': 'reference' },
      }),
    );
    await expectIntegrity(world, event);
    expect(await putReferences({ table: world.table, pace: createPace(1e9, world.table.clock) }, event.id)).toBe(1);
    expect(await idsBy(admin, booking.reference)).toEqual([booking.id]);
    await expectIntegrity(world, event);
  });
});
