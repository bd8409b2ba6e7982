/** One booking: its tickets first, then its event, its documents, what was paid, and its cancellation. */
import { useParams } from 'react-router';
import { SignedIn } from '../../app/signed-in.tsx';
import { useSpeech } from '../../i18n/speech.tsx';
import { Badge } from '../../ui/badge.tsx';
import { ButtonLink } from '../../ui/button.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Loading } from '../../ui/skeleton.tsx';
import { TicketList } from '../tickets/ticket-list.tsx';
import { BookedEvent } from './booked-event.tsx';
import styles from './booking.module.css';
import { bookingLook, LOOK_OF_STATUS } from './booking-status.ts';
import { BookingSums } from './booking-sums.tsx';
import { CancelBooking } from './cancel-booking.tsx';
import { Documents } from './documents.tsx';
import { isAbsent, type ShownBooking, useBooking } from './use-booking.ts';

export default function BookingPage() {
  const { bookingId = '' } = useParams();
  return (
    <SignedIn>
      <BookingOf key={bookingId} bookingId={bookingId} />
    </SignedIn>
  );
}

function BookingOf({ bookingId }: { bookingId: string }) {
  const { texts } = useSpeech();
  const { data, error, isPending, isNotKept, refetch } = useBooking(bookingId);
  return (
    <Page heading={data?.booking.event.title ?? texts.bookings.heading} intro={data && <Reference shown={data} />}>
      {isPending && <Loading outlines={[{ height: '2rem', width: '50%' }, { height: '30rem' }, { height: '8rem' }]} />}
      {isNotKept && (
        <Notice kind="warning" isFocused>
          <p>{texts.tickets.notKept}</p>
        </Notice>
      )}
      {!data && !isNotKept && error !== null && (
        <Failure error={error} {...(!isAbsent(error) && { onAgain: refetch })} />
      )}
      {data && <Shown shown={data} />}
      <div>
        <ButtonLink to="/bookings" look="quiet">
          {texts.bookings.back}
        </ButtonLink>
      </div>
    </Page>
  );
}

function Reference({ shown: { booking } }: { shown: ShownBooking }) {
  const { texts } = useSpeech();
  const look = bookingLook(booking);
  return (
    <p className={styles.reference}>
      <span className={styles.soft}>{texts.booking.reference}</span> <strong>{booking.reference}</strong>{' '}
      <Badge look={LOOK_OF_STATUS[look]} text={texts.bookings.status[look]} />
    </p>
  );
}

function Shown({ shown: { booking, tickets, gates, asOf, isKept } }: { shown: ShownBooking }) {
  const { texts, dateTime } = useSpeech();
  const zone = booking.event.timeZone ?? 'UTC';
  return (
    <>
      {isKept && (
        <Notice kind="warning">
          <p>{texts.tickets.asOf(dateTime(asOf, zone))}</p>
          <p>{texts.tickets.offlineCode}</p>
        </Notice>
      )}
      <BookedEvent booking={booking} />
      <TicketList tickets={tickets} booking={booking} gates={gates} />
      <div className={styles.rest}>
        {!isKept && <Documents booking={booking} />}
        <BookingSums booking={booking} />
        {!isKept && <CancelBooking booking={booking} />}
      </div>
    </>
  );
}
