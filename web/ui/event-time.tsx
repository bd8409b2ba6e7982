/** A time in the zone of its event, with the viewer's own time beside it where that differs. */
import { useSpeech } from '../i18n/speech.tsx';
import { haveSameClock, viewerZone } from '../i18n/zones.ts';
import styles from './event-time.module.css';

interface EventTimeProps {
  /** ISO 8601, as the API has it. */
  time: string;
  timeZone: string;
  /** `short` has few letters, for lists. `near` leaves the day out if it is that of `other`. */
  look?: 'long' | 'short' | 'near';
  other?: string;
}

export function EventTime({ time, timeZone, look = 'long', other = time }: EventTimeProps) {
  const { clock, dateTime, day, short, near, texts } = useSpeech();
  const own = viewerZone();
  // On the same day the clock says enough.
  const beside = (): string =>
    day(time, timeZone) === day(time, own) ? clock(time, own) : show(own, look === 'long' ? 'short' : look);
  const show = (zone: string, as: typeof look): string =>
    as === 'near' ? near(time, other, zone) : as === 'short' ? short(time, zone) : dateTime(time, zone);
  return (
    <time dateTime={time}>
      {show(timeZone, look)}
      {!haveSameClock(time, timeZone, own) && <span className={styles.own}> ({texts.app.localTime(beside())})</span>}
    </time>
  );
}
