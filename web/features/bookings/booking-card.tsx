/** One booking in the list. */
import { Link } from 'react-router';
import type { Schemas } from '../../api/client.ts';
import { useSpeech } from '../../i18n/speech.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Card } from '../../ui/card.tsx';
import { EventTime } from '../../ui/event-time.tsx';
import { bookingLook, LOOK_OF_STATUS } from './booking-status.ts';
import styles from './bookings.module.css';
import { ticketsOf } from './cancellation.ts';

export function BookingCard({ booking }: { booking: Schemas['Booking'] }) {
  const { texts, money } = useSpeech();
  const { event, reference, refunded } = booking;
  const look = bookingLook(booking);
  const count = ticketsOf(booking).filter(({ status }) => status !== 'void').length;
  return (
    <Card as="li">
      <div className={styles.top}>
        <h2>
          <Link to={`/bookings/${booking.id}`}>{event.title}</Link>
        </h2>
        <Badge look={LOOK_OF_STATUS[look]} text={texts.bookings.status[look]} />
      </div>
      <p>
        <EventTime time={event.startsAt} timeZone={event.timeZone ?? 'UTC'} />
        {event.venue !== undefined && <span className={styles.soft}> · {event.venue}</span>}
      </p>
      <p className={styles.facts}>
        <span className={styles.reference}>{reference}</span>
        {count > 0 && <span>{texts.bookings.places(count)}</span>}
        <span>{booking.total.amount === 0 ? texts.booking.free : money(booking.total)}</span>
        {refunded.amount > 0 && (
          <span>
            {texts.booking.refund}: {money(refunded)}
          </span>
        )}
      </p>
    </Card>
  );
}
