/**
 * Prepares an event: writes its places batch by batch, and publishes it when the last one is in. Whoever holds the lease
 * goes on where the last one got to. Each place is put where it is absent, so a batch may be written twice, by two at
 * once, or arrive long after the event is on sale, and changes nothing (P2).
 */
import type { ImportJob, LeasedJob } from '../../domain/event-jobs.ts';
import type { EventFacts } from '../../domain/model.ts';
import { type PlaceBatch, placeBatchesOf } from '../../domain/place-batches.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { bySystem } from '../change-claim.ts';

export type PrepareDependencies = Pick<Dependencies, 'store' | 'edits' | 'eventImports'>;
type Leased = LeasedJob<ImportJob>;

/** After so many batches it is remembered how far it is: what a crash makes the next one look at again. */
const BATCHES_REMEMBERED = 20;
const BATCHES_AT_ONCE = 4;

/** False where its time is over (`timeLeft` in ms) and another run goes on; the lease is given back then. */
export async function importEvent(
  dependencies: PrepareDependencies,
  call: Call,
  leased: Leased,
  timeLeft: () => number,
): Promise<boolean> {
  const facts = await dependencies.store.readEvent(leased.eventId);
  if (facts?.event.state !== 'preparing') throw new Error(`event ${leased.eventId} is not in preparation`);
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

/** Where batches are not cut as they were, by another version of this code, it begins again. */
const doneOf = ({ job: { progress } }: Leased, { length }: PlaceBatch[]): number =>
  progress?.of === length ? progress.done : 0;

/** False where the time was over before the last of them. */
async function writeAll(
  { eventImports }: PrepareDependencies,
  eventId: string,
  batches: PlaceBatch[],
  timeLeft: () => number,
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

function publish({ eventImports }: PrepareDependencies, call: Call, leased: Leased, facts: EventFacts): Promise<void> {
  const entry = { ...bySystem(call), action: 'event.published', from: 'preparing', to: 'published' };
  return eventImports.publish(leased, facts, entry);
}
