/** Leads back to places that the visitor holds for this event, for example after a page back. */
import { useQuery } from '@tanstack/react-query';
import { read } from '../../api/queries.ts';
import { serverNow } from '../../api/server-clock.ts';
import { useSession } from '../../api/use-session.ts';
import { useTexts } from '../../i18n/speech.tsx';
import { ButtonLink } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';

export function OwnHold({ eventId }: { eventId: string }) {
  const { own } = useTexts().seats;
  const session = useSession();
  const holds = useQuery({
    ...read('list-holds', { query: { status: 'active', limit: 20 } }),
    enabled: session.is === 'signed-in',
    staleTime: 0,
  });
  if (session.is !== 'signed-in') return null;
  const found = holds.data?.items.find(
    hold => hold.eventId === eventId && hold.status === 'active' && Date.parse(hold.expiresAt) > serverNow(),
  );
  if (!found) return null;
  const count = found.places.reduce((sum, place) => sum + ('quantity' in place ? place.quantity : 1), 0);
  return (
    <Notice kind="info">
      <p>{own.text(count)}</p>
      <ButtonLink to={`/holds/${found.id}`} look="secondary">
        {own.open}
      </ButtonLink>
    </Notice>
  );
}
