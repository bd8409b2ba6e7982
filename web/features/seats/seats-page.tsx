/** The page on which a visitor chooses places of an event. It works without a session. */
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { read } from '../../api/queries.ts';
import { useSpeech } from '../../i18n/speech.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Page } from '../../ui/page.tsx';
import { Loading } from '../../ui/skeleton.tsx';
import { isMissingEvent, MissingEvent } from '../events/missing-event.tsx';
import { Choosing } from './choosing.tsx';
import type { EventFacts } from './seating.ts';

/** An event may be moved, cancelled, or go on sale while its seats are looked at. */
const FACTS_MS = 30_000;

export default function SeatsPage() {
  const { eventId = '' } = useParams();
  const { texts } = useSpeech();
  const event = useQuery({ ...read('read-event', { path: { eventId } }), refetchInterval: FACTS_MS });
  if (!event.data && isMissingEvent(event.error)) return <MissingEvent />;
  return (
    <Page heading={texts.seats.heading} intro={<Intro eventId={eventId} event={event.data} />}>
      {event.isPending && <Loading outlines={[{ height: '3rem' }, { height: '20rem' }, { height: '12rem' }]} />}
      {event.isError && !event.data && <Failure error={event.error} onAgain={() => void event.refetch()} />}
      {event.data && <Choosing key={eventId} event={event.data} onChanged={() => void event.refetch()} />}
    </Page>
  );
}

function Intro({ eventId, event }: { eventId: string; event: EventFacts | undefined }) {
  const { texts, dateTime } = useSpeech();
  return (
    <>
      {event && (
        <p>{[event.title, dateTime(event.startsAt, event.timeZone), event.venue].filter(Boolean).join(', ')}</p>
      )}
      <p>
        <Link to={`/events/${eventId}`}>{texts.seats.back}</Link>
      </p>
    </>
  );
}
