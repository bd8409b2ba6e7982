/** The tickets and the receipt as PDF, and the calendar file. They may have to be made first; then the page asks until they are. */
import { CalendarPlus, FileText, Printer, Receipt } from 'lucide-react';
import { useState } from 'react';
import { call, type Schemas, unwrap } from '../../api/client.ts';
import { useTexts } from '../../i18n/speech.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Notice } from '../../ui/notice.tsx';
import styles from './booking.module.css';
import { ticketsOf } from './cancellation.ts';

type Kind = 'tickets' | 'calendar' | 'receipt';
type State =
  | { is: 'idle' }
  | { is: 'making'; kind: Kind }
  | { is: 'ready'; address: string }
  | { is: 'slow' }
  | { is: 'failed'; kind: Kind; error: unknown };

/** The client repeats a call that is answered with 202 for some seconds. */
async function addressOf(kind: Kind, bookingId: string): Promise<string | undefined> {
  const path = { bookingId };
  if (kind === 'receipt') return unwrap(await call('create-receipt-link', { path }))?.pdf;
  const links = unwrap(await call('create-ticket-links', { path }));
  return kind === 'tickets' ? links?.pdf : links?.ics;
}

export function Documents({ booking }: { booking: Schemas['Booking'] }) {
  const { documents } = useTexts().bookings;
  const [state, setState] = useState<State>({ is: 'idle' });
  const open = async (kind: Kind): Promise<void> => {
    setState({ is: 'making', kind });
    try {
      const address = await addressOf(kind, booking.id);
      if (address === undefined) return setState({ is: 'slow' });
      setState({ is: 'ready', address });
      location.assign(address);
    } catch (error) {
      setState({ is: 'failed', kind, error });
    }
  };
  const isPending = (kind: Kind): boolean => state.is === 'making' && state.kind === kind;
  const hasTickets = ticketsOf(booking).some(({ status }) => status !== 'void');
  return (
    <Card>
      <h2>{documents.heading}</h2>
      <div className={styles.actions}>
        {hasTickets && (
          <>
            <Button look="secondary" isPending={isPending('tickets')} onPress={() => void open('tickets')}>
              <FileText aria-hidden="true" size={20} />
              {documents.tickets}
            </Button>
            <Button look="secondary" isPending={isPending('calendar')} onPress={() => void open('calendar')}>
              <CalendarPlus aria-hidden="true" size={20} />
              {documents.calendar}
            </Button>
            <Button look="secondary" onPress={() => print()}>
              <Printer aria-hidden="true" size={20} />
              {documents.print}
            </Button>
          </>
        )}
        <Button look="secondary" isPending={isPending('receipt')} onPress={() => void open('receipt')}>
          <Receipt aria-hidden="true" size={20} />
          {documents.receipt}
        </Button>
      </div>
      <div role="status">
        {state.is === 'making' && <p>{documents.making}</p>}
        {state.is === 'ready' && (
          <p>
            {documents.ready} <a href={state.address}>{documents.open}</a>
          </p>
        )}
      </div>
      {state.is === 'slow' && (
        <Notice kind="warning" isFocused>
          <p>{documents.slow}</p>
        </Notice>
      )}
      {state.is === 'failed' && <Failure error={state.error} onAgain={() => void open(state.kind)} />}
    </Card>
  );
}
