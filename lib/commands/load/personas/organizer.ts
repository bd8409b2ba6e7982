/** Edits its own event while it sells: prices, title, blocked seats, capacity and rows. Checks its integrity now and then. */
import type { EventChanges } from '../../../contract/events/edit-requests.ts';
import { type EventOnSale, isArea, isSeated } from '../events-on-sale.ts';
import { happens, pick, pickByWeight, type Random, wholeBetween } from './chance.ts';
import { sendUntilKnown } from './retries.ts';
import { call, type PersonaWorld, type Steps, wait } from './steps.ts';

const EDITS = { price: 3, title: 1, block: 3, capacity: 3, rows: 2 };
type Edit = keyof typeof EDITS;

/** An edit waits for the withdrawal of places, for up to EDIT_REQUEST_MS of lib/domain/limits.ts. */
const TIMEOUT_MS = 25_000;
const SEATS_BLOCKED_MAX = 3;

export function* organizer(world: PersonaWorld): Steps {
  const { random } = world;
  const edited = world.events().filter(({ isEdited }) => isEdited);
  if (edited.length === 0) return;
  const event = pick(random, edited);
  for (let edits = wholeBetween(random, 2, 4); edits > 0; edits--) {
    const done = yield* edit(world, event, changesOf(random, event, pickByWeight(random, EDITS)));
    yield wait(wholeBetween(random, 500, 2_500));
    if (done.undo) yield* edit(world, event, done.undo);
  }
  const parts = { as: 'organizer', params: { eventId: event.id } } as const;
  if (happens(random, 0.3)) yield* sendUntilKnown(world, call('check-integrity', parts));
  if (happens(random, 0.3)) {
    yield* sendUntilKnown(world, call('read-occupancy', { as: 'organizer', query: { eventId: event.id } }));
  }
}

interface Changes {
  changes: EventChanges;
  /** The changes that undo this one, if it was made. */
  undo?: EventChanges;
}

function* edit(
  world: PersonaWorld,
  { id }: EventOnSale,
  given: Changes | EventChanges,
): Steps<{ undo?: EventChanges | undefined }> {
  const { changes, undo } = 'changes' in given ? (given as Changes) : { changes: given as EventChanges };
  const step = call('edit-event', {
    as: 'organizer',
    params: { eventId: id },
    body: changes,
    timeoutMs: TIMEOUT_MS,
  });
  const { status } = yield* sendUntilKnown(world, step);
  return status === 200 || status === 202 ? { undo } : {};
}

function changesOf(random: Random, event: EventOnSale, kind: Edit): Changes {
  const section = pick(random, event.sections);
  const area = event.sections.find(isArea);
  const seated = event.sections.find(isSeated);
  if (kind === 'price')
    return { changes: { sections: [{ id: section.id, price: 100 * wholeBetween(random, 10, 60) }] } };
  if (kind === 'block' && seated) return blockSome(random, seated.rows);
  if (kind === 'rows' && seated) return addRow(random, seated.id);
  if (kind === 'capacity' && area) {
    const capacity = wholeBetween(random, Math.ceil(area.capacity / 2), area.capacity * 2);
    return { changes: { sections: [{ id: area.id, capacity }] } };
  }
  return { changes: { title: `Load: edited (${wholeBetween(random, 1, 999)})` } };
}

function blockSome(random: Random, rows: string[][]): Changes {
  const row = pick(random, rows);
  const count = Math.min(row.length, wholeBetween(random, 1, SEATS_BLOCKED_MAX));
  const first = wholeBetween(random, 0, row.length - count);
  const seats = row.slice(first, first + count);
  return { changes: { blockSeats: seats }, undo: { unblockSeats: seats } };
}

function addRow(random: Random, id: string): Changes {
  const row = `X${wholeBetween(random, 1_000, 9_999)}`;
  const sections = [{ id, addRows: [{ row, count: wholeBetween(random, 2, 6) }] }];
  // The removal is refused if one of the row's seats is held or booked by then.
  return { changes: { sections }, ...(happens(random, 0.5) && { undo: { sections: [{ id, removeRows: [row] }] } }) };
}
