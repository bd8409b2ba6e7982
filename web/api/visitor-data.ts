/** Answers that one visitor has read are never shown to the next one, also in the other tabs of this browser. */
import { forgetBookings } from '../features/tickets/kept-tickets.ts';
import { PUBLIC_READS } from './client.ts';
import { queryClient } from './queries.ts';
import { onSession, readSession } from './session.ts';

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

/** A page that shows what everybody may read stays as it is. */
function forgetAnswers(): void {
  void queryClient.resetQueries({ predicate: ({ queryKey }) => !PUBLIC_READS.has(queryKey[0]) });
}
