/** A partly sold event and every kind of edit of it, for tests of crashes, repeated edits and concurrent edits. */
import type { EventChanges } from '../../lib/contract/events/edit-requests.ts';
import type { NewEvent } from '../../lib/contract/events/requests.ts';
import type { Event } from '../../lib/contract/events/responses.ts';
import { EDIT_SETTLE_MS } from '../../lib/domain/limits.ts';
import type { EventFacts } from '../../lib/domain/model.ts';
import { type EventState, eventStateOf, expectConsistent } from './edits.ts';
import { runJobs } from './import.ts';
import { publishHistoryOf } from './payments.ts';
import {
  type ApiResponse,
  edit,
  hold,
  holdPlaces,
  type Person,
  type ProblemFields,
  pay,
  publish,
  type World,
} from './world.ts';

const SECTIONS: NewEvent['sections'] = [
  {
    id: 'a',
    name: 'A',
    kind: 'seated',
    price: 100,
    rows: [
      { row: 'A', count: 3 },
      { row: 'B', count: 3 },
      { row: 'C', count: 90 },
    ],
  },
  { id: 'b', name: 'B', kind: 'seated', price: 100, rows: [{ row: 'A', count: 2 }] },
  { id: 'standing', name: 'Standing', kind: 'area', price: 10, capacity: 120 },
];

export interface EditCase {
  changes: EventChanges | 'delete';
  /** Whether the fixture has bookings. */
  isSold?: boolean;
  /** The places of the area that the organizer has blocked before. */
  kept?: number;
  /** Whether sales were closed before, and whether the closing has ended. */
  closed?: 'finished' | 'unfinished';
  /** All holds of the fixture have lapsed. */
  hasLapsed?: boolean;
  /** The code with which the edit is refused. */
  refused?: string;
}

export const EDIT_CASES: Record<string, EditCase> = {
  'a new title': { changes: { title: 'Another evening' } },
  'added rows and sections': {
    changes: {
      sections: [{ id: 'a', addRows: [{ row: 'D', count: 90 }] }],
      addSections: [
        { id: 'c', name: 'C', kind: 'seated', price: 5, rows: [{ row: 'A', count: 1 }] },
        { id: 'lawn', name: 'Lawn', kind: 'area', price: 1, capacity: 70 },
      ],
    },
  },
  'removed rows and seats': { changes: { sections: [{ id: 'a', removeRows: ['A', 'C'], removeSeats: ['B-3'] }] } },
  'a removed section': { changes: { removeSections: ['b'], blockSeats: ['a/A-1'] } },
  'unblocked and blocked seats': { changes: { unblockSeats: ['a/B-3'], blockSeats: ['a/A-1'] } },
  'a lowered capacity': { changes: { sections: [{ id: 'standing', capacity: 9 }] } },
  'a raised capacity': { changes: { sections: [{ id: 'standing', capacity: 760 }] } },
  'more blocked places and seats, with a note': {
    kept: 20,
    changes: { sections: [{ id: 'standing', blocked: 75 }], blockSeats: ['a/A-1', 'a/B-3'], blockNote: 'camera' },
  },
  'fewer blocked places': { kept: 60, changes: { sections: [{ id: 'standing', blocked: 5 }] } },
  'a lowered capacity, of sold and of blocked places': {
    kept: 60,
    changes: { sections: [{ id: 'standing', capacity: 40, blocked: 15 }] },
  },
  'places that are added for the organizer': {
    kept: 60,
    changes: {
      sections: [{ id: 'standing', capacity: 190, blocked: 170 }],
      addSections: [
        {
          id: 'c',
          name: 'C',
          kind: 'seated',
          price: 5,
          rows: [{ row: 'A', count: 3 }],
          blocks: [{ seats: ['A-2'], note: 'crew' }],
        },
      ],
    },
  },
  'a refused block of too many places, after seats that can be blocked': {
    kept: 60,
    changes: { sections: [{ id: 'standing', blocked: 112 }], blockSeats: ['a/A-1'], blockNote: 'camera' },
    refused: 'area-sold-out',
  },
  'closing the sales': { changes: { status: 'closed' } },
  'a cancellation': { changes: { status: 'cancelled' } },
  'opening closed sales again': { changes: { status: 'open' }, closed: 'finished', kept: 20 },
  'opening sales again that are being closed': { changes: { status: 'open' }, closed: 'unfinished', kept: 20 },
  'another kind': { changes: { kind: 'festival' }, isSold: false, hasLapsed: true, kept: 20 },
  'a concert that becomes a journey': {
    changes: {
      kind: 'train',
      service: { number: 'T 1', carrier: 'Rail' },
      route: { origin: 'Graz', destination: 'Wien' },
    },
    isSold: false,
    hasLapsed: true,
  },
  'another kind of a sold event': { changes: { kind: 'festival' }, refused: 'event-has-bookings' },
  'a deletion': { changes: 'delete', isSold: false, hasLapsed: true },
  'a refused capacity after a row that can be removed': {
    changes: {
      sections: [
        { id: 'a', removeRows: ['C'] },
        { id: 'standing', capacity: 8 },
      ],
    },
    refused: 'capacity-below-sold',
  },
};

export interface EditFixture {
  organizer: Person;
  event: Event;
  published: EventFacts;
}

/** The organizer has blocked one seat, and places if the case says so. Bob holds one seat and five places. Alice has booked one seat and four places. Some holds have lapsed. */
export async function createEditFixture(
  world: World,
  { isSold = true, kept, closed, hasLapsed }: EditCase,
): Promise<EditFixture> {
  const [organizer, alice, bob] = await Promise.all([world.person('organizer'), world.person(), world.person()]);
  const event = await publish(world, { sections: SECTIONS, placesPerHoldMax: 40, holdSeconds: 7_200 }, organizer);
  const published = (await world.service.dependencies.store.readEvent(event.id)) as EventFacts;
  await edit(world, organizer, event, { blockSeats: ['a/B-3'] });
  if (kept !== undefined) await edit(world, organizer, event, { sections: [{ id: 'standing', blocked: kept }] });
  await hold(world, alice, event, ['a/A-3']);
  const lapsing = await holdPlaces(world, alice, event, 40);
  world.now = Date.parse(lapsing.body.expiresAt);
  await hold(world, bob, event, ['a/B-1']);
  await holdPlaces(world, bob, event, 5);
  if (isSold) {
    await pay(world, alice, (await hold(world, alice, event, ['a/B-2'])).body);
    const standing = (await holdPlaces(world, alice, event, 4)).body;
    await pay(world, alice, standing);
    await publishHistoryOf(world, standing);
  }
  if (closed) await edit(world, organizer, event, { status: 'closed' });
  if (closed === 'finished') await finishEdits(world);
  if (hasLapsed) world.now += 7_200_000;
  return { organizer, event, published };
}

export const requestEdit = (
  on: World,
  { organizer, event }: EditFixture,
  { changes }: EditCase,
): Promise<ApiResponse<Event & ProblemFields>> =>
  changes === 'delete'
    ? on.invoke('delete-event', { as: organizer, params: { eventId: event.id } })
    : edit(on, organizer, event, changes);

/** Runs the event jobs until all are done. Closing sales takes several runs, until no cache holds old facts. */
export async function finishEdits(world: World): Promise<void> {
  for (let run = 0; run < 3; run++) {
    world.now += EDIT_SETTLE_MS;
    const { unfinished, failed } = await runJobs(world, () => 1_000);
    if (failed > 0) throw new Error('an event job failed');
    if (unfinished === 0) return;
  }
}

export const finalState = async (world: World, { published }: EditFixture): Promise<EventState> =>
  eventStateOf(await expectConsistent(world, published), world.now);
