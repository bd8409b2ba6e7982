/** Uses a ticket at the door, without the times and gates of its event. */
import { scanChange } from '../../lib/domain/check-in.ts';
import { newNonce } from './door.ts';
import type { World } from './world.ts';

/** Keeps an admission of the ticket with this number (from 1) of a booking, as a scan does. */
export async function redeemTicket(world: World, booking: { id: string }, number: number): Promise<void> {
  const claim = await world.claimOf(booking);
  const scan = { ticket: number, nonce: newNonce(), direction: 'in', outcome: 'admitted' } as const;
  const change = scanChange(claim, scan, { at: world.now, actor: 'usr_door-staff', requestId: 'scan' });
  const outcome = await world.service.dependencies.store.recordScans(claim, [change]);
  if (outcome.is !== 'done') throw new Error(`the ticket ${number} of ${booking.id} was not redeemed: ${outcome.is}`);
}
