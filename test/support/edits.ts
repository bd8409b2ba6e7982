/** Editing events in tests: functions that die or leave in the middle, and what an event is made of in the end. */
import type { EventChanges } from '../../lib/contract/edit-messages.ts';
import type { Event } from '../../lib/contract/messages.ts';
import { EDIT_PATIENCE_MS, EVENT_WORK_LEASE_SECONDS } from '../../lib/domain/limits.ts';
import { type Answer, edit, type Person, type Said, type World } from './world.ts';

/** Until the lease of a function that died has run out. */
export const LEASE_MS = EVENT_WORK_LEASE_SECONDS * 1000;

/** A function whose time to edit is over as soon as it has begun. */
export async function editInNoTime(
  world: World,
  as: Person,
  event: Event,
  changes: EventChanges,
): Promise<Answer<Event & Said>> {
  let ms = 0;
  const impatient = await world.another({ stopwatch: () => ms });
  impatient.faults.interpose(async ({ name }) => {
    if (name === 'UpdateCommand') ms += EDIT_PATIENCE_MS;
  });
  return edit(impatient, as, event, changes);
}
