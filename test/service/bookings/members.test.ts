/** Members of an event's organization and administrators read its bookings and cancel them; all others find none (P10). */
import { beforeEach, describe, expect, it } from 'vitest';
import type { NewCancellation } from '../../../lib/contract/bookings/requests.ts';
import type { Booking } from '../../../lib/contract/bookings/responses.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { MEMBER_ROLES, type MemberRole } from '../../../lib/domain/organization.ts';
import { giveRole } from '../../../lib/usecases/accounts/change-role.ts';
import { join, leave } from '../../support/members.ts';
import { expectIntegrity, expectJournalGivesClaim, publishHistoryOf } from '../../support/payments.ts';
import {
  cancel,
  hold,
  MINUTE,
  newEvent,
  openWorld,
  type Person,
  type ProblemFields,
  pay,
  publish,
  START,
  type World,
} from '../../support/world.ts';

const NOT_FOUND = [404, 'booking-not-found'];
let world: World;
let organizer: Person;
let alice: Person;
let event: Event;

/** Within the lifetime of a session. */
const SOON = {
  startsAt: new Date(START + 5 * 24 * 60 * MINUTE).toISOString(),
  endsAt: new Date(START + 5 * 24 * 60 * MINUTE + 60 * MINUTE).toISOString(),
};

beforeEach(async () => {
  world = await openWorld();
  [organizer, alice] = await Promise.all([world.person('organizer'), world.person()]);
  event = await publish(world, SOON, organizer);
});

const bookingOf = async (...seats: string[]): Promise<Booking> =>
  (await pay(world, alice, (await hold(world, alice, event, seats)).body)).body;
const read = async (as: Person, { id }: { id: string }) => {
  const { status, body } = await world.invoke<Booking & ProblemFields>('read-booking', {
    as,
    params: { bookingId: id },
  });
  return { status, body, seen: [status, body.code] };
};
const tryCancel = async (as: Person, booking: Booking, body: NewCancellation = {}) => {
  const answer = await cancel(world, as, booking, body);
  return [answer.status, answer.body.code];
};
/** A person with a session, who is an organizer elsewhere, with this role in the organization of the event. */
const member = async (role: MemberRole): Promise<Person> =>
  join(world, organizer, await world.person('organizer'), role);

describe('a booking of the event', () => {
  it('is read by the members whose role has the right, and cancelled by fewer of them', async () => {
    const readers: string[] = [];
    const cancellers: string[] = [];
    for (const [i, role] of MEMBER_ROLES.entries()) {
      const [someone, booking] = [await member(role), await bookingOf(`a/A-${i + 1}`)];
      if ((await read(someone, booking)).status === 200) readers.push(role);
      const [status, code] = await tryCancel(someone, booking);
      if (status === 200) cancellers.push(role);
      else expect([status, code]).toEqual(NOT_FOUND);
    }
    expect(readers).toEqual(['owner', 'editor', 'box-office', 'finance', 'supervisor']);
    expect(cancellers).toEqual(['owner', 'editor', 'box-office']);
  });

  it('is read and cancelled by the organizer, who founded the organization, and by an administrator', async () => {
    const [one, two] = [await bookingOf('a/A-1'), await bookingOf('a/A-2')];
    const admin = await world.person('admin');
    expect((await read(organizer, one)).body).toEqual((await read(alice, one)).body);
    expect((await read(admin, one)).status).toBe(200);
    expect((await tryCancel(organizer, one))[0]).toBe(200);
    expect((await tryCancel(admin, two, { reason: 'Illness' }))[0]).toBe(200);
  });

  it('is answered like an absent one to a customer, to another organizer, and to a member of another organization', async () => {
    const booking = await bookingOf('a/A-1');
    const other = await world.person('organizer');
    const theirs = await join(world, other, await world.person('organizer'), 'owner');
    for (const as of [await world.person(), other, theirs]) {
      expect((await read(as, booking)).seen).toEqual(NOT_FOUND);
      expect(await tryCancel(as, booking, { reason: 'Mine' })).toEqual(NOT_FOUND);
    }
    expect((await read(alice, booking)).body.status).toBe('confirmed');
  });

  it('cannot be read or cancelled by a member from the moment of the removal on', async () => {
    const [someone, booking] = [await member('owner'), await bookingOf('a/A-1')];
    expect((await read(someone, booking)).status).toBe(200);
    await leave(world, organizer, someone);
    expect((await read(someone, booking)).seen).toEqual(NOT_FOUND);
    expect(await tryCancel(someone, booking)).toEqual(NOT_FOUND);
  });

  it('cannot be read or cancelled by a member whose session has ended', async () => {
    const [someone, booking] = [await member('owner'), await bookingOf('a/A-1')];
    await world.service.dependencies.sessions.end(someone.sessionId ?? '', world.now);
    expect((await read(someone, booking)).seen).toEqual(NOT_FOUND);
    expect(await tryCancel(someone, booking)).toEqual(NOT_FOUND);
  });

  it('is lost to a founder whose role was revoked, with the older token', async () => {
    const booking = await bookingOf('a/A-1');
    const { userId } = organizer;
    await giveRole(world.service.dependencies, world.call(), { userId, role: 'customer', actor: 'test' });
    expect((await read(organizer, booking)).seen).toEqual(NOT_FOUND);
    expect(await tryCancel(organizer, booking)).toEqual(NOT_FOUND);
  });

  it('is no hold: a member does not read a hold as a booking', async () => {
    const { id } = (await hold(world, alice, event, ['a/A-1'])).body;
    expect((await read(organizer, { id: id.replace('hld', 'bkg') })).seen).toEqual(NOT_FOUND);
  });

  it('is read without the other journeys of its customer', async () => {
    const journey = {
      ...newEvent({ ...SOON, kind: 'flight', route: { origin: 'A', destination: 'B' } }),
      salesCloseAt: SOON.startsAt,
    };
    event = await publish(world, journey as never, organizer);
    const booking = await bookingOf('a/A-1');
    expect((await read(alice, booking)).body).toHaveProperty('overlappingJourneys');
    expect((await read(organizer, booking)).body).not.toHaveProperty('overlappingJourneys');
  });
});

describe('a cancellation by a member', () => {
  it('cancels a part, and later the rest, also after the deadline of the customer', async () => {
    const [seller, booking] = [await member('box-office'), await bookingOf('a/A-1', 'a/A-2')];
    expect(await tryCancel(seller, booking, { seats: ['a/A-2'], reason: 'A broken chair' })).toEqual([200, undefined]);
    world.now = Date.parse(event.startsAt) + MINUTE;
    expect(await tryCancel(alice, booking)).toEqual([409, 'cancellation-closed']);
    expect(await tryCancel(seller, booking)).toEqual([200, undefined]);
    const { body } = await read(alice, booking);
    expect(body).toMatchObject({ status: 'cancelled', refunded: { amount: 10_000, currency: 'EUR' } });
    expect(body.cancellations).toEqual([
      {
        at: new Date(START).toISOString(),
        by: 'organizer',
        reason: 'A broken chair',
        tickets: [booking.places[1]?.tickets[0]?.id],
        amount: { amount: 5_000, currency: 'EUR' },
      },
      {
        at: new Date(world.now).toISOString(),
        by: 'organizer',
        tickets: [booking.places[0]?.tickets[0]?.id],
        amount: { amount: 5_000, currency: 'EUR' },
      },
    ]);
    await expectIntegrity(world, event);
  });

  it('has one effect for its key, whose response is repeated; the key of another member is another one', async () => {
    const [one, two, booking] = [await member('editor'), await member('editor'), await bookingOf('a/A-1')];
    const first = await cancel(world, one, booking, { key: 'once', reason: 'Illness' });
    const again = await cancel(world, one, booking, { key: 'once', reason: 'Illness' });
    expect([again.status, again.body, again.headers['idempotent-replayed']]).toEqual([200, first.body, 'true']);
    expect((await cancel(world, two, booking, { key: 'once', reason: 'Illness' })).body.code).toBe('booking-cancelled');
  });

  it('of an own booking is that of a customer without a reason, and that of a member with one', async () => {
    const theirs = async (seat: string): Promise<Booking> =>
      (await pay(world, organizer, (await hold(world, organizer, event, [seat])).body)).body;
    const [one, two] = [await theirs('a/B-1'), await theirs('a/B-2')];
    world.now = Date.parse(event.startsAt);
    expect(await tryCancel(organizer, one)).toEqual([409, 'cancellation-closed']);
    expect(await tryCancel(organizer, two, { reason: 'The show was cut short' })).toEqual([200, undefined]);
  });

  it('names the member in the history by id, and not to the customer', async () => {
    const [seller, booking] = [await member('box-office'), await bookingOf('a/A-1')];
    await tryCancel(seller, booking);
    expect((await world.claimOf(booking)).history.find(({ action }) => action === 'booking.cancelled')).toMatchObject({
      actor: seller.userId,
    });
    expect(JSON.stringify((await read(alice, booking)).body)).not.toContain(seller.userId);
  });
});

describe('the reason of a cancellation', () => {
  it('is shown to the customer, and is not in the journal', async () => {
    const booking = await bookingOf('a/A-1');
    await tryCancel(organizer, booking, { reason: 'Alice Example is ill' });
    await publishHistoryOf(world, booking);
    const entries = await world.service.dependencies.store.readJournal(booking.id.slice(4));
    expect(entries.map(({ action }) => action)).toContain('booking.cancelled');
    expect(JSON.stringify(entries)).not.toContain('Alice Example');
    expect((await read(alice, booking)).body.cancellations?.[0]?.reason).toBe('Alice Example is ill');
    await expectJournalGivesClaim(world, booking);
    await expectIntegrity(world, event);
  });

  it('may have 500 characters, and no hidden ones', async () => {
    const [one, two] = [await bookingOf('a/A-1'), await bookingOf('a/A-2')];
    for (const reason of ['x'.repeat(501), '', ' ', 'a\u202eb', 7 as never]) {
      expect(await tryCancel(organizer, one, { reason })).toEqual([400, 'validation-failed']);
    }
    expect((await tryCancel(organizer, one, { reason: 'x'.repeat(500) }))[0]).toBe(200);
    expect((await tryCancel(organizer, two, { reason: '=1+1' }))[0]).toBe(200);
  });

  it('is not in the repeated response to the payment', async () => {
    const held = (await hold(world, alice, event, ['a/A-1'])).body;
    const paid = await pay(world, alice, held, { key: 'paying' });
    await tryCancel(organizer, paid.body, { reason: 'Illness' });
    expect((await pay(world, alice, held, { key: 'paying' })).body).toEqual(paid.body);
  });
});
