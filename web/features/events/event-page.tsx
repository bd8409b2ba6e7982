/** One event: when and where it is, its prices, what is left, and the way to its seats. */
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { read } from '../../api/queries.ts';
import { useTexts } from '../../i18n/speech.tsx';
import { Card } from '../../ui/card.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Page } from '../../ui/page.tsx';
import { Loading } from '../../ui/skeleton.tsx';
import { EventFacts } from './event-facts.tsx';
import styles from './event-page.module.css';
import { EventPicture } from './event-picture.tsx';
import { Sales } from './event-sales.tsx';
import { EventSections } from './event-sections.tsx';
import { EventTerms } from './event-terms.tsx';
import { TicketTypes } from './event-ticket-types.tsx';
import { isMissingEvent, MissingEvent } from './missing-event.tsx';
import type { Event } from './search.ts';
import { useAvailability } from './use-availability.ts';

export default function EventPage() {
  const { app } = useTexts();
  const { eventId = '' } = useParams();
  const event = useQuery(read('read-event', { path: { eventId } }));
  const { error } = event;
  if (isMissingEvent(error)) return <MissingEvent />;
  return (
    <Page heading={event.data?.title ?? (event.isError ? app.failure.heading : app.loading)} above={<Back />}>
      {event.isError && <Failure error={error} onAgain={() => void event.refetch()} />}
      {event.isPending && <Loading outlines={[{ height: '18rem' }, { height: '14rem' }]} />}
      {event.data && <Contents event={event.data} refetch={() => void event.refetch()} />}
    </Page>
  );
}

function Back() {
  const { event } = useTexts().events;
  return (
    <p>
      <Link to="/events">{event.back}</Link>
    </p>
  );
}

function Contents({ event, refetch }: { event: Event; refetch: () => void }) {
  const { events } = useTexts();
  const availability = useAvailability(event);
  return (
    <div className={styles.columns}>
      <div className={styles.aside}>
        <EventPicture address={event.imageUrl} className={styles.picture} width={640} height={360} />
        <Card as="article">
          <EventFacts event={event} />
          <Sales event={event} availability={availability} refetch={refetch} />
        </Card>
      </div>
      <div className={styles.main}>
        {event.description !== undefined && (
          <Card>
            <h2>{events.event.about}</h2>
            <p className={styles.description}>{event.description}</p>
          </Card>
        )}
        <EventSections event={event} availability={availability} />
        <TicketTypes event={event} availability={availability} />
        <EventTerms event={event} />
      </div>
    </div>
  );
}
