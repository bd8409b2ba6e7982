/** Shows the booking of a link, with its documents, to its owner without an account. */
import type { Schemas } from '../../api/client.ts';
import { useChange } from '../../api/queries.ts';
import { useSpeech, useTexts } from '../../i18n/speech.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { EventTime } from '../../ui/event-time.tsx';
import styles from './account.module.css';
import { LinkFailure } from './link-failure.tsx';
import { placeLines } from './place-lines.ts';

type Linked = Schemas['LinkedBooking'];

export function BookingLink({ token }: { token: string }) {
  const { links } = useTexts();
  const show = useChange('read-linked-booking');
  const press = (): void => show.mutate({ body: { token } });
  return (
    <>
      {show.isError && <LinkFailure error={show.error} onAgain={press} />}
      <div>
        <Button isPending={show.isPending} onPress={press}>
          {links.purposes.booking.button}
        </Button>
      </div>
      {show.data && <LinkedBooking linked={show.data.body} />}
    </>
  );
}

function LinkedBooking({ linked }: { linked: Linked }) {
  const { money, texts } = useSpeech();
  const { links } = texts;
  const { booking } = linked;
  const { event, places, reference, refunded, status, total } = booking;
  const isCancelled = status === 'cancelled';
  return (
    <Card as="article">
      <h2>{event.title}</h2>
      <p>
        <EventTime time={event.startsAt} timeZone={event.timeZone ?? 'UTC'} />
        {event.venue !== undefined && `, ${event.venue}`}
      </p>
      <dl className={styles.facts}>
        <dt>{links.reference}</dt>
        <dd>{isCancelled ? `${reference} (${links.cancelled})` : reference}</dd>
        <dt>{links.places}</dt>
        {places
          .flatMap(place => placeLines(texts, place, isCancelled))
          .map(line => (
            <dd key={line}>{line}</dd>
          ))}
        <dt>{links.total}</dt>
        <dd>{money(total)}</dd>
        {refunded.amount > 0 && (
          <>
            <dt>{links.refund}</dt>
            <dd>{money(refunded)}</dd>
          </>
        )}
      </dl>
      <Documents linked={linked} />
    </Card>
  );
}

function Documents({ linked: { documents, links: addresses, receipt } }: { linked: Linked }) {
  const { links } = useTexts();
  const why = { made: undefined, making: links.making, withheld: links.withheld, none: links.noTickets }[documents];
  const isReceiptMade = receipt !== undefined;
  return (
    <>
      {addresses && (
        <p className={styles.links}>
          <a href={addresses.pdf}>{links.pdf}</a>
          <a href={addresses.ics}>{links.ics}</a>
        </p>
      )}
      {receipt && (
        <p>
          <a href={receipt.pdf}>{links.receipt}</a>
        </p>
      )}
      {!isReceiptMade && documents !== 'withheld' && documents !== 'making' && <p>{links.receiptMaking}</p>}
      {why !== undefined && <p>{why}</p>}
    </>
  );
}
