/** The event of a booking as it is now, with what has changed since the sale. */
import { Link } from 'react-router';
import type { Schemas } from '../../api/client.ts';
import { useTexts } from '../../i18n/speech.tsx';
import { EventTime } from '../../ui/event-time.tsx';
import { Notice } from '../../ui/notice.tsx';
import styles from './booking.module.css';

export function BookedEvent({ booking }: { booking: Schemas['Booking'] }) {
  const { bookings } = useTexts();
  const { event, eventId, overlappingJourneys = [] } = booking;
  const changed = (event.changedSince ?? []).filter(fact => fact !== 'status');
  const isCancelled = event.status === 'cancelled';
  return (
    <section className={styles.event}>
      <p>
        <EventTime time={event.startsAt} timeZone={event.timeZone ?? 'UTC'} />
      </p>
      {event.venue !== undefined && <p>{event.venue}</p>}
      {event.status !== undefined && (
        <p>
          <Link to={`/events/${eventId}`}>{bookings.toEvent}</Link>
        </p>
      )}
      {isCancelled && (
        <Notice kind="danger">
          <p>{bookings.eventCancelled}</p>
        </Notice>
      )}
      {!isCancelled && changed.length > 0 && (
        <Notice kind="warning">
          <p>
            <strong>{bookings.changedHeading}</strong>
          </p>
          {changed.map(fact => (
            <p key={fact}>{bookings.changed[fact]}</p>
          ))}
        </Notice>
      )}
      {overlappingJourneys.length > 0 && (
        <Notice kind="warning">
          <p>{bookings.overlapping}</p>
        </Notice>
      )}
    </section>
  );
}
