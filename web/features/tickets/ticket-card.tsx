/** One ticket, black on white: its code, its place in large letters, and the facts for the door. */
import type { Schemas } from '../../api/client.ts';
import { useTexts } from '../../i18n/speech.tsx';
import { Badge } from '../../ui/badge.tsx';
import { EventTime } from '../../ui/event-time.tsx';
import type { Gate } from './kept-tickets.ts';
import { QrCode } from './qr-code.tsx';
import styles from './ticket-card.module.css';
import { gatesTo, type TicketPlace } from './ticket-view.ts';

interface TicketCardProps {
  ticket: Schemas['BookedTicket'];
  event: Schemas['Booking']['event'];
  reference: string;
  gates: readonly Gate[];
  number: number;
  count: number;
}

const LOOKS = { valid: 'good', redeemed: 'warning', void: 'bad' } as const;

export function TicketCard({ ticket, event, reference, gates, number, count }: TicketCardProps) {
  const texts = useTexts();
  const { status } = ticket;
  const name = texts.ticket.numbered(number, count);
  return (
    <article className={styles.ticket} aria-label={name}>
      <header className={styles.head}>
        <p className={styles.number}>{name}</p>
        <Badge look={LOOKS[status]} text={texts.tickets.status[status]} />
      </header>
      {status !== 'valid' && <p className={styles.warning}>{texts.tickets[status]}</p>}
      {ticket.code !== undefined && <QrCode code={ticket.code} name={texts.tickets.code(name)} />}
      {ticket.code === undefined && status === 'valid' && <p className={styles.warning}>{texts.tickets.noCode}</p>}
      <PlaceLarge place={ticket.place} />
      <Facts ticket={ticket} event={event} gates={gatesTo(ticket.place, gates)} reference={reference} />
    </article>
  );
}

function PlaceLarge({ place }: { place: TicketPlace }) {
  const { place: words } = useTexts();
  if ('areaId' in place) return <p className={styles.place}>{place.name}</p>;
  return (
    <p className={styles.place}>
      {place.section}{' '}
      <span className={styles.seat}>
        {place.row !== undefined && `${words.row(place.row)} `}
        {words.seat(place.seat)}
      </span>
    </p>
  );
}

type FactsProps = Pick<TicketCardProps, 'ticket' | 'event' | 'reference'> & { gates: string[] };

function Facts({ ticket, event, gates, reference }: FactsProps) {
  const texts = useTexts();
  const { startsAt, doorsAt, timeZone = 'UTC' } = event;
  return (
    <dl className={styles.facts}>
      <Fact name={texts.event.title} isWide>
        {event.title}
      </Fact>
      <Fact name={texts.event.when} isWide>
        <EventTime time={startsAt} timeZone={timeZone} />
      </Fact>
      {event.venue !== undefined && <Fact name={texts.event.venue}>{event.venue}</Fact>}
      {doorsAt !== undefined && (
        <Fact name={texts.event.doors}>
          <EventTime time={doorsAt} timeZone={timeZone} look="near" other={startsAt} />
        </Fact>
      )}
      {gates.length > 0 && <Fact name={texts.ticket.gate}>{gates.join(', ')}</Fact>}
      {ticket.type && <Fact name={texts.ticket.type}>{ticket.type.name}</Fact>}
      <Fact name={texts.booking.reference}>{reference}</Fact>
    </dl>
  );
}

const Fact = ({ name, isWide, children }: { name: string; isWide?: boolean; children: React.ReactNode }) => (
  <div className={isWide ? styles.wide : undefined}>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);
