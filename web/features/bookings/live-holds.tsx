/** The holds that can still be paid, each with the time that is left. Shows nothing if there are none. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Schemas } from '../../api/client.ts';
import { read } from '../../api/queries.ts';
import { serverNow } from '../../api/server-clock.ts';
import { useSpeech } from '../../i18n/speech.tsx';
import { ButtonLink } from '../../ui/button.tsx';
import styles from './bookings.module.css';
import { usePlaceName } from './use-place-name.ts';

export function LiveHolds() {
  const { texts } = useSpeech();
  const holds = useQuery(read('list-holds', { query: { status: 'active' } }));
  const now = useSeconds();
  const live = holds.data?.items.filter(({ expiresAt }) => Date.parse(expiresAt) > now) ?? [];
  if (live.length === 0) return null;
  return (
    <section className={styles.holds}>
      <h2>{texts.bookings.holds.heading}</h2>
      <ul className={styles.list}>
        {live.map(hold => (
          <LiveHold key={hold.id} hold={hold} now={now} />
        ))}
      </ul>
    </section>
  );
}

function LiveHold({ hold, now }: { hold: Schemas['Hold']; now: number }) {
  const { texts, money } = useSpeech();
  const nameOf = usePlaceName();
  const seconds = Math.max(0, Math.floor((Date.parse(hold.expiresAt) - now) / 1_000));
  const { holds } = texts.bookings;
  return (
    <li className={styles.hold}>
      <div>
        <p>{hold.places.map(nameOf).join(' · ')}</p>
        <p className={styles.facts}>
          <span>{money(hold.total)}</span>
          <span className={styles.left}>{holds.left(Math.floor(seconds / 60), seconds % 60)}</span>
        </p>
      </div>
      <ButtonLink to={`/holds/${hold.id}`}>{holds.toHold}</ButtonLink>
    </li>
  );
}

/** The time of the service, anew each second. */
function useSeconds(): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
