/** One event, or the dates of one service or series, on a card. */
import { useQuery } from '@tanstack/react-query';
import { CalendarDays, MapPin } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { read } from '../../api/queries.ts';
import { useSpeech } from '../../i18n/speech.tsx';
import { EventTime } from '../../ui/event-time.tsx';
import { type EventGroup, lowestPrice } from './cards.ts';
import styles from './event-card.module.css';
import { EventPicture } from './event-picture.tsx';
import { KindIcon } from './kind-icon.tsx';
import { minutesOf } from './minutes.ts';
import type { Event } from './search.ts';
import { StatusBadge } from './status-badge.tsx';

export function EventCard({ group: { events }, now }: { group: EventGroup; now: number }) {
  const [event] = events;
  const isSeries = events.length > 1;
  const available = useKnownAvailability(event.id);
  return (
    <li className={styles.card}>
      <Picture event={event} />
      <div className={styles.content}>
        <h2 className={styles.title}>
          {isSeries ? event.title : <Link to={`/events/${event.id}`}>{event.title}</Link>}
        </h2>
        <Line icon={<CalendarDays aria-hidden size={18} />}>
          <EventTime time={event.startsAt} timeZone={event.timeZone} look="short" />
        </Line>
        <Place event={event} />
        <div className={styles.foot}>
          <Price events={events} />
          {!isSeries && <StatusBadge event={event} now={now} available={available} />}
          {!isSeries && <Left available={available} />}
        </div>
        {isSeries && <Dates events={events} now={now} />}
      </div>
    </li>
  );
}

/** The number of places that another page has read. Reading it for each card would cost too much. */
function useKnownAvailability(eventId: string): number | undefined {
  const known = useQuery({ ...read('read-availability', { path: { eventId } }), enabled: false });
  return known.data?.available;
}

function Picture({ event: { kind, imageUrl } }: { event: Event }) {
  const { texts } = useSpeech();
  return (
    <div className={styles.picture}>
      <EventPicture address={imageUrl} className={styles.image} width={480} height={180} isLazy />
      <span className={styles.kind}>
        <KindIcon kind={kind} size={18} />
        {texts.events.kinds[kind]}
      </span>
    </div>
  );
}

const Line = ({ icon, children }: { icon: ReactNode; children: ReactNode }) => (
  <p className={styles.line}>
    {icon}
    <span>{children}</span>
  </p>
);

/** The route with its time of travel, or the venue. */
function Place({ event: { route, venue, startsAt, endsAt } }: { event: Event }) {
  const { events } = useSpeech().texts;
  if (!route && venue === undefined) return null;
  const text = route
    ? `${events.route(route.origin, route.destination)} · ${events.duration(...minutesOf(startsAt, endsAt))}`
    : venue;
  return <Line icon={<MapPin aria-hidden size={18} />}>{text}</Line>;
}

function Price({ events }: { events: readonly Event[] }) {
  const { money, texts } = useSpeech();
  const lowest = lowestPrice(events);
  if (!lowest) return null;
  const isFree = events.every(({ sections }) => sections.every(({ price }) => price === 0));
  return <span className={styles.price}>{isFree ? texts.app.money.free : texts.app.money.from(money(lowest))}</span>;
}

function Left({ available }: { available: number | undefined }) {
  const { events } = useSpeech().texts;
  return available !== undefined && available > 0 && <span className={styles.left}>{events.left(available)}</span>;
}

function Dates({ events, now }: { events: readonly Event[]; now: number }) {
  const { texts } = useSpeech();
  return (
    <details className={styles.dates}>
      <summary>{texts.events.dates(events.length)}</summary>
      <ul>
        {events.map(event => (
          <li key={event.id}>
            <Link to={`/events/${event.id}`} className={styles.date}>
              <EventTime time={event.startsAt} timeZone={event.timeZone} look="short" />
              <StatusBadge event={event} now={now} />
            </Link>
          </li>
        ))}
      </ul>
    </details>
  );
}
