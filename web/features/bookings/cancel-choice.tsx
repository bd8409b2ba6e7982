/** The choice of tickets to cancel, with the refund that the service foresees for them. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { InputArguments, Schemas } from '../../api/client.ts';
import { hasCode } from '../../api/problems.ts';
import { read, useChange } from '../../api/queries.ts';
import { useSpeech } from '../../i18n/speech.tsx';
import { Button } from '../../ui/button.tsx';
import { Failure } from '../../ui/failure.tsx';
import styles from './booking.module.css';
import { cancellationOf, ticketsOf } from './cancellation.ts';
import { RefundPreview } from './refund-preview.tsx';
import { TicketChoice } from './ticket-choice.tsx';

type Booking = Schemas['Booking'];

interface ChoiceProps {
  booking: Booking;
  onDone: (refund: Schemas['Money']) => void;
  onClose: () => void;
}

export function CancelChoice({ booking, onDone, onClose }: ChoiceProps) {
  const { cancel } = useSpeech().texts.bookings;
  const queries = useQueryClient();
  const change = useChange('cancel-booking');
  const cancellable = ticketsOf(booking).filter(({ status }) => status === 'valid');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const ids = new Set(cancellable.filter(({ id }) => chosen.has(id)).map(({ id }) => id));
  const request = { path: { bookingId: booking.id }, body: cancellationOf(booking, ids) };
  // The dry run is never older than the dialog: the visitor cancels for what is shown.
  const preview = useQuery({
    ...read('cancel-booking', { ...request, query: { dryRun: true } }),
    enabled: ids.size > 0,
    staleTime: 0,
    gcTime: 0,
  });
  const renew = (): Promise<unknown> =>
    Promise.all(
      ['read-booking', 'list-tickets', 'list-bookings'].map(key => queries.invalidateQueries({ queryKey: [key] })),
    );
  // A repeated request is the same one, although its tickets may be cancelled already.
  const send = (input: InputArguments<'cancel-booking'>[0]): void =>
    change.mutate(input, {
      onSuccess: async ({ body }) => {
        await renew();
        onDone(body.refund.amount);
      },
      onError: () => void renew(),
    });
  const refused = hasCode(change.error, 'booking-places-cancelled')
    ? cancel.refusedPlaces
    : hasCode(change.error, 'ticket-redeemed')
      ? cancel.refusedTickets
      : undefined;
  return (
    <>
      <TicketChoice booking={booking} chosen={ids} onChoose={setChosen} />
      {/* The refund is read out when the choice changes. */}
      <div aria-live="polite">
        {ids.size === 0 ? <p>{cancel.nothingChosen}</p> : <RefundPreview preview={preview} />}
      </div>
      {change.isError && (
        <Failure error={change.error} onAgain={() => send(change.variables)} isChange text={refused} />
      )}
      <div className={styles.actions}>
        <Button
          look="danger"
          isDisabled={ids.size === 0 || !preview.isSuccess}
          isPending={change.isPending}
          onPress={() => send(request)}
        >
          {cancel.confirm(ids.size)}
        </Button>
        <Button look="secondary" onPress={onClose}>
          {cancel.keep}
        </Button>
      </div>
    </>
  );
}
