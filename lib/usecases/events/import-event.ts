/**
 * Imports a large event: writes its places in batches, then publishes it. The function that holds the lease continues where
 * the last one stopped. Each place is put only if it is absent. So a batch may be written twice, by two functions at once,
 * or arrive after the event is on sale, and changes nothing (P2).
 */
import type { LeasedImport } from '../../domain/event-jobs.ts';
import type { EventFacts } from '../../domain/model.ts';
import { type PlaceBatch, placeBatchesOf } from '../../domain/place-batches.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { bySystem } from '../origin.ts';
import type { TimeLeft } from './edit-run.ts';

type ImportDependencies = Pick<Dependencies, 'store' | 'edits' | 'eventImports'>;

/** The number of batches between two writes of the progress. After a crash, at most these are written again. */
const BATCHES_REMEMBERED = 20;
const BATCHES_AT_ONCE = 4;

/** Returns false, and gives the lease back, if the time ends first (`timeLeft` in ms): another run continues. A deleted event is done. */
export async function importEvent(
  dependencies: ImportDependencies,
  call: Call,
  leased: LeasedImport,
  timeLeft: TimeLeft,
): Promise<boolean> {
  const facts = await dependencies.store.readEvent(leased.eventId);
  if (!facts) return true;
  if (facts.event.state !== 'preparing') throw new Error(`event ${leased.eventId} is not in state preparing`);
  const batches = placeBatchesOf(facts);
  for (let done = doneOf(leased, batches); done < batches.length; done += BATCHES_REMEMBERED) {
    const some = batches.slice(done, done + BATCHES_REMEMBERED);
    if (!(await writeAll(dependencies, leased.eventId, some, timeLeft))) {
      await dependencies.edits.leave(leased);
      return false;
    }
    await dependencies.eventImports.remember(leased, { done: done + some.length, of: batches.length });
  }
  await publish(dependencies, call, leased, facts);
  return true;
}

/** How many batches are written. Another version of this code may divide them differently: then the import starts again. */
const doneOf = ({ job: { progress } }: LeasedImport, { length }: PlaceBatch[]): number =>
  progress?.of === length ? progress.done : 0;

/** Returns false if the time ended before the last batch was begun. */
async function writeAll(
  { eventImports }: ImportDependencies,
  eventId: string,
  batches: PlaceBatch[],
  timeLeft: TimeLeft,
): Promise<boolean> {
  const waiting = batches.values();
  let isInTime = true;
  const workers = Array.from({ length: BATCHES_AT_ONCE }, async () => {
    for (const batch of waiting) {
      isInTime &&= timeLeft() > 0;
      if (!isInTime) return;
      await eventImports.writePlaces(eventId, batch);
    }
  });
  await Promise.all(workers);
  return isInTime;
}

function publish(
  { eventImports }: ImportDependencies,
  call: Call,
  leased: LeasedImport,
  facts: EventFacts,
): Promise<void> {
  const entry = { ...bySystem(call), action: 'event.published', from: 'preparing', to: 'published' };
  return eventImports.publish(leased, facts, entry);
}
