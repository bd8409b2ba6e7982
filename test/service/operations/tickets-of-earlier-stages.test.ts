/** The tickets that still earlier versions have sold: they get codes, and each code admits one person. */
import { expect, it } from 'vitest';
import type { BookedTickets } from '../../../lib/contract/tickets/responses.ts';
import { doorsOpenAt } from '../../../lib/domain/check-in.ts';
import { bookingIdOf } from '../../../lib/domain/ids.ts';
import type { Claim, Event } from '../../../lib/domain/model.ts';
import { claimOf } from '../../../lib/table/claims/claim-rows.ts';
import { scan } from '../../support/door.ts';
import { join } from '../../support/members.ts';
import { expectIntegrity, publishHistoryOf, publishHistoryOfAll } from '../../support/payments.ts';
import { rowsOf } from '../../support/replay.ts';
import { openStage, readStage } from '../../support/stages.ts';
import type { Person, World } from '../../support/world.ts';

it.each(['a752b20', 'a052510', '3921242'])('the bookings of a stage of %s have codes that admit', async commit => {
  const world = await openStage(readStage(new URL(`stage-of-${commit}.jsonl`, import.meta.url)));
  await publishHistoryOfAll(world);
  let admitted = 0;
  for (const { claim, event } of await readBookings(world)) {
    const { id, tickets, ownerId } = claim;
    const { body } = await world.invoke<BookedTickets>('list-tickets', {
      as: { userId: ownerId, role: 'customer' },
      params: { bookingId: bookingIdOf(id) },
    });
    expect(body.tickets.map(({ status }) => status)).toEqual(tickets);
    const codes = body.tickets.flatMap(({ code }) => code ?? []);
    const isHeld = event !== undefined && event.state !== 'cancelled';
    expect(codes.length).toBe(isHeld ? tickets.filter(status => status === 'valid').length : 0);
    if (!event || !codes[0]) continue;
    world.now = Math.max(world.now, doorsOpenAt(event));
    const staff = await doorStaffOf(world, event);
    const { status, body: answer } = await scan(world, staff, event, { code: codes[0] });
    const isOver = world.now >= event.endsAt;
    expect([status, answer.code]).toEqual(isOver ? [409, 'event-over'] : [200, undefined]);
    if (!isOver) admitted += 1;
    await publishHistoryOf(world, { id: `hld_${id}` });
    await expectIntegrity(world, event);
  }
  expect(admitted).toBeGreaterThan(2);
});

/** The bookings in the order in which their doors open. A deleted event is undefined. */
async function readBookings(world: World): Promise<{ claim: Claim; event: Event | undefined }[]> {
  const claims = (await rowsOf(world, 'CLAIM#')).map(claimOf).filter(({ status }) => status === 'confirmed');
  const { store } = world.service.dependencies;
  const bookings = await Promise.all(
    claims.map(async claim => ({ claim, event: (await store.readEvent(claim.eventId))?.event })),
  );
  const doorsOf = (event: Event | undefined): number => (event ? doorsOpenAt(event) : 0);
  return bookings.sort((one, other) => doorsOf(one.event) - doorsOf(other.event));
}

/** The sessions of the people of that time have ended. */
async function doorStaffOf(world: World, { organizerId }: Event): Promise<Person> {
  return join(world, { userId: organizerId, role: 'organizer' }, await world.signedUp(), 'door-staff');
}
