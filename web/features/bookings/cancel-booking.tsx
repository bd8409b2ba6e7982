/** Cancels all or some tickets of a booking, after the visitor has seen what is returned. */
import { useState } from 'react';
import type { Schemas } from '../../api/client.ts';
import { serverNow } from '../../api/server-clock.ts';
import { useSpeech } from '../../i18n/speech.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { CancelChoice } from './cancel-choice.tsx';

type Booking = Schemas['Booking'];

export function CancelBooking({ booking }: { booking: Booking }) {
  const { texts, dateTime, money } = useSpeech();
  const { cancel } = texts.bookings;
  const [isOpen, setOpen] = useState(false);
  const [refund, setRefund] = useState<Schemas['Money']>();
  const { cancellableUntil: until, event } = booking;
  if (until === undefined && !refund) return null;
  const isClosed = until === undefined || Date.parse(until) <= serverNow();
  return (
    <Card>
      <h2>{cancel.heading}</h2>
      {refund && (
        <Notice kind="success" isFocused>
          <p>{cancel.done}</p>
          <p>{refund.amount === 0 ? cancel.noRefund : `${cancel.refund(money(refund))} ${cancel.days}`}</p>
        </Notice>
      )}
      {until !== undefined && (
        <p>{isClosed ? cancel.closed : cancel.until(dateTime(until, event.timeZone ?? 'UTC'))}</p>
      )}
      {!isClosed && (
        <div>
          <Button look="secondary" onPress={() => setOpen(true)}>
            {cancel.start}
          </Button>
        </div>
      )}
      <Dialog heading={cancel.choose} isOpen={isOpen} onClose={() => setOpen(false)}>
        <CancelChoice
          booking={booking}
          onClose={() => setOpen(false)}
          onDone={returned => {
            setOpen(false);
            setRefund(returned);
          }}
        />
      </Dialog>
    </Card>
  );
}
