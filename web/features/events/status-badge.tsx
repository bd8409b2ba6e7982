/** The state of an event in a few words. An event on sale needs none. */
import { useSpeech } from '../../i18n/speech.tsx';
import { Badge } from '../../ui/badge.tsx';
import { EventTime } from '../../ui/event-time.tsx';
import type { Event } from './search.ts';
import { stateOfEvent } from './state-of-event.ts';
import styles from './status-badge.module.css';

const LOOKS = {
  preparing: 'neutral',
  'sold-out': 'bad',
  closed: 'neutral',
  ended: 'neutral',
  departed: 'neutral',
  cancelled: 'bad',
} as const;

export function StatusBadge({ event, now, available }: { event: Event; now: number; available?: number | undefined }) {
  const { texts } = useSpeech();
  const state = stateOfEvent(event, now, available);
  const { opens, soldOut, ...status } = texts.events.status;
  if (state === 'open' || (state === 'upcoming' && event.salesOpenAt === undefined)) return null;
  if (state === 'upcoming') return <Opens text={opens} time={event.salesOpenAt ?? ''} timeZone={event.timeZone} />;
  return <Badge look={LOOKS[state]} text={state === 'sold-out' ? soldOut : status[state]} />;
}

const Opens = ({ text, time, timeZone }: { text: string; time: string; timeZone: string }) => (
  <span className={styles.opens}>
    {text} <EventTime time={time} timeZone={timeZone} look="short" />
  </span>
);
