/** When and where an event is, or the route of a journey with its times. */
import type { ReactNode } from 'react';
import { useTexts } from '../../i18n/speech.tsx';
import { EventTime } from '../../ui/event-time.tsx';
import styles from './event-page.module.css';
import { minutesOf } from './minutes.ts';
import type { Event } from './search.ts';

export function EventFacts({ event }: { event: Event }) {
  const { event: words, events } = useTexts();
  const { route, service, venue, startsAt, endsAt, doorsAt, timeZone } = event;
  const near = (time: string) => <EventTime time={time} timeZone={timeZone} look="near" other={startsAt} />;
  return (
    <dl className={styles.facts}>
      {route && (
        <Fact name={words.route}>
          {events.route(route.origin, route.destination)}{' '}
          <span className={styles.soft}>({events.duration(...minutesOf(startsAt, endsAt))})</span>
        </Fact>
      )}
      {service && (
        <Fact name={words.service}>
          {service.number}, {service.carrier}
        </Fact>
      )}
      <Fact name={route ? words.departure : words.when}>
        <EventTime time={startsAt} timeZone={timeZone} />
      </Fact>
      {doorsAt !== undefined && <Fact name={route ? words.boarding : words.doors}>{near(doorsAt)}</Fact>}
      <Fact name={route ? words.arrival : words.until}>{near(endsAt)}</Fact>
      {venue !== undefined && <Fact name={words.venue}>{venue}</Fact>}
    </dl>
  );
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);
