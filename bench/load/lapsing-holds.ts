/** Places holds that will lapse together, as the holds of an earlier run do. The calls have an earlier time. */
import { randomUUID } from 'node:crypto';
import type { Service } from '../../lib/lambda/compose/http-service.ts';
import { placeHold } from '../../lib/usecases/holds/place-hold.ts';
import type { SeatsOnSale } from '../sales.ts';

const AT_ONCE = 16;

/** Holds each seat for a customer of its own. All holds have the deadline `lapseAt` (epoch ms). */
export async function lapsingHolds(
  { dependencies }: Service,
  { eventId, seatIds }: SeatsOnSale,
  lapseAt: number,
): Promise<void> {
  const facts = await dependencies.events.cached(eventId);
  if (!facts) throw new Error(`the event ${eventId} does not exist, so its seats cannot be held`);
  const now = lapseAt - facts.event.holdSeconds * 1_000;
  const waiting = [...seatIds];
  const workers = Array.from({ length: AT_ONCE }, async () => {
    for (let seatId = waiting.pop(); seatId; seatId = waiting.pop()) {
      const idempotency = { key: randomUUID(), operation: 'place-hold', fingerprint: seatId };
      const caller = { userId: `usr_${dependencies.ids.next()}`, role: 'customer' as const };
      await placeHold(
        dependencies,
        { now, requestId: 'bench', caller, idempotency },
        { eventId, seats: [{ seatId }], areas: [] },
      );
    }
  });
  await Promise.all(workers);
}
