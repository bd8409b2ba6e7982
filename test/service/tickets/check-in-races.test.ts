/**
 * Races of a scan with another change of its booking: the other change is made between any two requests of the scan, and the scan
 * between any two requests of the other change. A void ticket is never admitted, one ticket admits one person, and nothing is lost (P7, P8, P12).
 */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Booking } from '../../../lib/contract/bookings/responses.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { isCancellation } from '../../../lib/domain/cancellation-entries.ts';
import { PLACES_PER_HOLD_MAX } from '../../../lib/domain/limits.ts';
import type { Claim } from '../../../lib/domain/model.ts';
import { LedgerGateway } from '../../../lib/simulation/ledger-gateway.ts';
import { bookPlaces } from '../../support/bookings.ts';
import { newNonce, type Scanned, scan, scanTicket } from '../../support/door.ts';
import type { Fault } from '../../support/faults.ts';
import { runJobs } from '../../support/import.ts';
import { join } from '../../support/members.ts';
import { expectIntegrity, expectJournalGivesClaim, publishHistoryOf, reconcile } from '../../support/payments.ts';
import { cancel, edit, MINUTE, newKey, openWorld, type Person, publish, type World } from '../../support/world.ts';

const POINTS_MAX = 60;
const SECTIONS = [{ id: 'a', name: 'A', kind: 'seated' as const, price: 5_000, rows: [{ row: 'A', count: 40 }] }];

let world: World;
let gateway: LedgerGateway;
let organizer: Person;
let staff: Person;
let owner: Person;
beforeEach(async () => {
  gateway = new LedgerGateway();
  world = await openWorld({ gateway });
  organizer = await world.person('organizer');
  staff = await join(world, organizer, await world.signedUp(), 'door-staff');
  owner = await world.person();
});

interface Sold {
  event: Event;
  booking: Booking;
}

/** A booking of some seats, of an event whose doors are open and whose bookings may be cancelled. */
async function sell(seats = 3): Promise<Sold> {
  const inHours = (hours: number): string => new Date(world.now + hours * 60 * MINUTE).toISOString();
  const times = { doorsAt: inHours(0), startsAt: inHours(2), endsAt: inHours(4) };
  const event = await publish(world, { sections: SECTIONS, placesPerHoldMax: 40, ...times }, organizer);
  const named = Array.from({ length: seats }, (_, i) => `a/A-${i + 1}`);
  return { event, booking: await bookPlaces(world, owner, event, { seats: named }) };
}

interface Answer {
  status: number;
  code?: string | undefined;
}
type Action = (on: World, sold: Sold) => Promise<Answer>;
const answerOf = async (sent: Promise<{ status: number; body: { code?: string } }>): Promise<Answer> => {
  const { status, body } = await sent;
  return { status, code: body.code };
};

const scanFirst: Action = (on, { booking }) => answerOf(scanTicket(on, staff, booking, 1));

/** Runs one action, and the other one whole before the request `point` of the first. Returns undefined after the last point. */
async function interrupted(sold: Sold, point: number, first: Action, second: Action): Promise<Answer[] | undefined> {
  const on = await world.another({ gateway });
  let sent = 0;
  let other: Answer | undefined;
  on.faults.beforeRequests(async () => {
    if (sent++ !== point) return;
    on.faults.beforeRequests(undefined);
    other = await second(world, sold);
  });
  const one = await first(on, sold);
  return other && [one, other];
}

/** Interrupts each action by the other one at each of its points, with a new booking each time. */
async function atEachPoint(
  other: Action,
  judge: (sold: Sold, scanned: Answer, changed: Answer) => Promise<void>,
  prepare: () => Promise<Sold> = sell,
): Promise<void> {
  const tried = [0, 0];
  for (const [turn, actions] of [[scanFirst, other] as const, [other, scanFirst] as const].entries()) {
    for (let point = 0; point < POINTS_MAX; point++) {
      const sold = await prepare();
      const answers = await interrupted(sold, point, ...actions);
      if (!answers) break;
      tried[turn] = point + 1;
      const [scanned, changed] = (turn === 0 ? answers : answers.toReversed()) as [Answer, Answer];
      await judge(sold, scanned, changed).catch(error => {
        throw new Error(`${turn === 0 ? 'the other change' : 'the scan'} at the point ${point}: ${error}`, {
          cause: error,
        });
      });
    }
  }
  // The scan reads the session, the member, the event and the claim, and then writes.
  expect(tried[0]).toBeGreaterThanOrEqual(4);
  expect(tried[1]).toBeGreaterThanOrEqual(3);
  expect(Math.max(...tried)).toBeLessThan(POINTS_MAX);
}

/** Expects that no ticket was admitted when it was void or its person was inside, and that journal and event are as they should be. */
async function expectSound({ event, booking }: Sold): Promise<Claim> {
  const claim = await world.claimOf(booking);
  const gone = new Set<number>();
  const inside = new Set<number>();
  for (const entry of claim.history) {
    const { scan: kept, cancelled } = entry;
    if (isCancellation(entry))
      for (const number of cancelled?.tickets ?? claim.tickets.keys().map(i => i + 1)) gone.add(number);
    if (kept?.outcome === 'left') inside.delete(kept.ticket);
    if (kept?.outcome !== 'admitted') continue;
    expect([gone.has(kept.ticket), inside.has(kept.ticket)]).toEqual([false, false]);
    inside.add(kept.ticket);
  }
  await publishHistoryOf(world, booking);
  await expectJournalGivesClaim(world, booking);
  await expectIntegrity(world, event);
  return claim;
}

const admissionsIn = ({ history }: Claim): number =>
  history.filter(({ action }) => action === 'ticket.admitted').length;

describe('a scan', () => {
  it('at another gate: one of them admits the person, and the other one names it', async () => {
    await atEachPoint(
      (on, { booking }) => answerOf(scanTicket(on, staff, booking, 1)),
      async (sold, ...answers) => {
        expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
        expect(answers.find(({ status }) => status === 409)?.code).toBe('already-admitted');
        expect(admissionsIn(await expectSound(sold))).toBe(1);
      },
    );
  });

  it('with the same nonce, sent twice at once: both get the same answer, and there is one entry', async () => {
    let nonce = '';
    const twin: Action = (on, { booking }) => answerOf(scanTicket(on, staff, booking, 1, { nonce }));
    for (let point = 0; ; point++) {
      nonce = newNonce();
      const sold = await sell();
      const answers = await interrupted(sold, point, twin, twin);
      if (!answers) break;
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      const claim = await expectSound(sold);
      expect(claim.history.filter(({ scan: kept }) => kept)).toHaveLength(1);
    }
  });

  it('against a cancellation by the owner: the person is inside and the place is kept, or the ticket is void', async () => {
    await atEachPoint(
      (on, { booking }) => answerOf(cancel(on, owner, booking, { seats: ['a/A-1'] })),
      async (sold, scanned, cancelled) => {
        const claim = await expectSound(sold);
        const isInside = scanned.status === 200;
        expect([scanned.code, cancelled.code]).toEqual(
          isInside ? [undefined, 'ticket-redeemed'] : ['ticket-void', undefined],
        );
        expect(claim.tickets).toEqual([isInside ? 'redeemed' : 'void', 'valid', 'valid']);
      },
    );
  });

  it('against a cancellation of the whole booking by the owner: none of it, or all of it', async () => {
    await atEachPoint(
      (on, { booking }) => answerOf(cancel(on, owner, booking)),
      async (sold, scanned, cancelled) => {
        const claim = await expectSound(sold);
        const isInside = scanned.status === 200;
        expect(cancelled.code).toBe(isInside ? 'ticket-redeemed' : undefined);
        expect(claim.tickets).toEqual(isInside ? ['redeemed', 'valid', 'valid'] : ['void', 'void', 'void']);
      },
    );
  });

  it('against a cancellation by the organizer, which always succeeds: a scan after it is void', async () => {
    await atEachPoint(
      (on, { booking }) => answerOf(cancel(on, organizer, booking, { seats: ['a/A-1'], reason: 'x' })),
      async (sold, scanned, cancelled) => {
        const claim = await expectSound(sold);
        expect(cancelled.status).toBe(200);
        expect(scanned.code).toBe(scanned.status === 200 ? undefined : 'ticket-void');
        expect(claim.tickets).toEqual(['void', 'valid', 'valid']);
      },
    );
  });

  it('against the end of the event: after the answer to its organizer nobody is admitted', async () => {
    await atEachPoint(
      async (on, { event }) => {
        const answer = await answerOf(edit(on, organizer, event, { status: 'cancelled' }));
        await runJobs(on);
        return answer;
      },
      async (sold, scanned, cancelled) => {
        world.now += 10 * MINUTE;
        await runJobs(world);
        await runJobs(world);
        const claim = await expectSound(sold);
        expect(cancelled.status).toBeLessThan(300);
        expect(scanned.code).toBe(scanned.status === 200 ? undefined : 'ticket-void');
        expect([claim.status, claim.tickets]).toEqual(['cancelled', ['void', 'void', 'void']]);
        expect((await scanFirst(world, sold)).code).toBe('ticket-void');
      },
    );
  });

  it('against the capture of the payment: both are kept', async () => {
    await atEachPoint(
      async on => {
        await reconcile(on);
        return { status: 200 };
      },
      async (sold, scanned) => {
        const claim = await expectSound(sold);
        expect([scanned.status, claim.payments[0]?.state, claim.tickets[0]]).toEqual([200, 'captured', 'redeemed']);
      },
      async () => {
        gateway.faultOf = call => (call === 'capture' ? 'lost-reply' : undefined);
        const sold = await sell();
        gateway.faultOf = () => undefined;
        world.now += MINUTE;
        return sold;
      },
    );
  });

  it('against the refund of another place: both are kept', async () => {
    await atEachPoint(
      async on => {
        await reconcile(on);
        return { status: 200 };
      },
      async (sold, scanned) => {
        const claim = await expectSound(sold);
        expect([scanned.status, claim.payments[0]?.refunds?.map(({ state }) => state)]).toEqual([200, ['refunded']]);
        expect(claim.tickets).toEqual(['redeemed', 'void', 'valid']);
      },
      async () => {
        const sold = await sell();
        gateway.faultOf = call => (call === 'refund' ? 'lost-reply' : undefined);
        await cancel(world, owner, sold.booking, { seats: ['a/A-2'] });
        gateway.faultOf = () => undefined;
        world.now += MINUTE;
        return sold;
      },
    );
  });

  it('against a new code of the ticket: the person is inside with the old one, or the old one is void', async () => {
    await atEachPoint(
      (on, { booking }) => {
        const params = { bookingId: booking.id, ticketId: `tkt_${booking.id.slice(4)}_1` };
        return answerOf(on.invoke('reissue-ticket', { as: owner, key: newKey(), params }));
      },
      async (sold, scanned, reissued) => {
        const claim = await expectSound(sold);
        const isInside = scanned.status === 200;
        expect(scanned.code).toBe(isInside ? undefined : 'ticket-void');
        expect(reissued.status).toBe(isInside ? 409 : 200);
        if (isInside) expect(reissued.code).toBe('ticket-redeemed');
        expect(claim.ticketVersions).toEqual(isInside ? undefined : [2, 1, 1]);
      },
    );
  });

  it('against a scan on the way out: the person is inside or outside, as the order says', async () => {
    await atEachPoint(
      (on, { booking }) => answerOf(scanTicket(on, staff, booking, 1, { direction: 'out' })),
      async (sold, scanned, left) => {
        await expectSound(sold);
        expect(left.status).toBe(200);
        expect(scanned.code).toBe(scanned.status === 200 ? undefined : 'already-admitted');
      },
      async () => {
        const sold = await sell();
        await scanTicket(world, staff, sold.booking, 1);
        return sold;
      },
    );
  });
});

describe('the tickets of one booking', () => {
  it.each([10, PLACES_PER_HOLD_MAX])('are all admitted at %i gates at once', async count => {
    const sold = await sell(count);
    const gates = await Promise.all(Array.from({ length: count }, () => world.another({ gateway })));
    const answers = await Promise.all(gates.map((on, i) => scanTicket(on, staff, sold.booking, i + 1)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const claim = await expectSound(sold);
    expect(claim.tickets).toEqual(answers.map(() => 'redeemed'));
    expect(admissionsIn(claim)).toBe(count);
  });
});

describe('a scan whose request or reply is lost', () => {
  const isWrite = (name: string): boolean => name === 'UpdateCommand';

  it.each<[string, Fault]>([
    ['the reply is lost', 'lost-reply'],
    ['the request is lost', 'lost-request'],
    ['the table is throttled', 'throttle'],
    ['a transaction has the booking', { conflictOn: 0 }],
  ])('has its effect once, and says so: %s', async (_name, fault) => {
    const sold = await sell();
    let isDone = false;
    world.faults.inject(({ name }) => {
      if (!isWrite(name) || isDone) return undefined;
      isDone = true;
      return fault;
    });
    const { status, body } = await scanTicket(world, staff, sold.booking, 1);
    expect([status, body.outcome, isDone]).toEqual([200, 'admitted', true]);
    world.faults.clear();
    expect(admissionsIn(await expectSound(sold))).toBe(1);
  });

  it('may be unknown: it is repeated with its nonce, and admits once', async () => {
    const sold = await sell();
    const nonce = newNonce();
    world.faults.inject(({ name }) => (isWrite(name) ? 'lost-request' : undefined));
    const first = await scanTicket(world, staff, sold.booking, 1, { nonce });
    world.faults.clear();
    expect([first.status, first.body.code]).toEqual([503, 'busy']);
    const again = await scanTicket(world, staff, sold.booking, 1, { nonce });
    expect([again.status, again.body.outcome]).toEqual([200, 'admitted']);
    expect(admissionsIn(await expectSound(sold))).toBe(1);
  });

  it('and whose ticket was cancelled before it was repeated keeps its answer', async () => {
    const sold = await sell();
    const nonce = newNonce();
    const first: Scanned = await scanTicket(world, staff, sold.booking, 1, { nonce });
    await cancel(world, organizer, sold.booking, { reason: 'x' });
    const again = await scanTicket(world, staff, sold.booking, 1, { nonce });
    expect(again.body).toEqual(first.body);
    expect((await scanTicket(world, staff, sold.booking, 1)).body.code).toBe('ticket-void');
  });
});

it('a request with a ticket id of nowhere writes nothing', async () => {
  const { event } = await sell();
  world.faults.requests.length = 0;
  const ticketId = `tkt_${'0'.repeat(25)}_1`;
  const { status, body } = await scan(world, organizer, event, { ticketId, readmit: true });
  expect([status, body.code]).toEqual([404, 'ticket-not-found']);
  expect(world.faults.requests.some(({ name }) => /Put|Update|Transact/.test(name))).toBe(false);
});
