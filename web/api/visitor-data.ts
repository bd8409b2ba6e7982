/** Answers that one visitor has read are never shown to the next one, also in the other tabs of this browser. */
import { forgetBookings } from '../features/tickets/kept-tickets.ts';
import { queryClient } from './queries.ts';
import { onSession, readSession } from './session.ts';

/** Reads whose answers are the same for everyone. A page that shows them stays as it is. */
const PUBLIC = new Set<unknown>(['list-events', 'read-availability', 'read-event', 'read-stage']);

/** Called once, when the app starts. */
export function forgetEarlierVisitors(): void {
  let userId: string | undefined;
  onSession(() => {
    const session = readSession();
    if (session.is === 'unknown') return;
    const before = userId;
    userId = session.is === 'signed-in' ? session.user.id : undefined;
    if (userId !== undefined && userId !== before) forgetBookings(userId).catch(() => undefined);
    // After the pages have learnt of the change, so that those of the earlier visitor are gone, and ask for nothing again.
    if (before !== undefined && userId !== before) setTimeout(forgetAnswers);
  });
}

function forgetAnswers(): void {
  void queryClient.resetQueries({ predicate: ({ queryKey }) => !PUBLIC.has(queryKey[0]) });
}
