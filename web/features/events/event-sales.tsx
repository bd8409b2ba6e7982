/** The lowest price, what is left, and the way to the seats, or the reason why there is none. */
import { useEffect, useId, useState } from 'react';
import { serverNow } from '../../api/server-clock.ts';
import { useSpeech, useTexts } from '../../i18n/speech.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { EventTime } from '../../ui/event-time.tsx';
import { lowestPrice } from './cards.ts';
import styles from './event-page.module.css';
import type { Event } from './search.ts';
import { stateOfEvent } from './state-of-event.ts';
import { StatusBadge } from './status-badge.tsx';
import type { Availability } from './use-availability.ts';

interface SalesProps {
  event: Event;
  availability: Availability | undefined;
  /** Reads the event again, when its sales may have begun. */
  refetch: () => void;
}

export function Sales({ event, availability, refetch }: SalesProps) {
  const { events: texts } = useTexts();
  const now = serverNow();
  const available = availability?.available;
  const state = stateOfEvent(event, now, available);
  return (
    <div className={styles.sales}>
      <div className={styles.row}>
        <Price event={event} />
        {state === 'open' && available !== undefined ? (
          <span className={styles.left}>{texts.left(available)}</span>
        ) : (
          state !== 'upcoming' && <StatusBadge event={event} now={now} available={available} />
        )}
      </div>
      {state === 'upcoming' && event.salesOpenAt !== undefined && (
        <Upcoming opensAt={event.salesOpenAt} timeZone={event.timeZone} onOpen={refetch} />
      )}
      {state === 'open' ? (
        <>
          <ButtonLink to={`/events/${event.id}/seats`} isWide>
            {texts.event.choose}
          </ButtonLink>
          <p className={styles.soft}>
            {texts.event.sales.openUntil} <EventTime time={event.salesCloseAt} timeZone={event.timeZone} look="short" />
          </p>
        </>
      ) : (
        <NoSeats reason={state === 'upcoming' ? undefined : reasonOf(texts.event.sales, state)} />
      )}
    </div>
  );
}

type Sentences = ReturnType<typeof useTexts>['events']['event']['sales'];
const reasonOf = (
  { soldOut, ...sales }: Sentences,
  state: Exclude<ReturnType<typeof stateOfEvent>, 'open' | 'upcoming'>,
): string => (state === 'sold-out' ? soldOut : sales[state]);

function Price({ event }: { event: Event }) {
  const { money, texts } = useSpeech();
  const lowest = lowestPrice([event]);
  if (!lowest) return null;
  const isFree = event.sections.every(({ price }) => price === 0);
  return <span className={styles.price}>{isFree ? texts.app.money.free : texts.app.money.from(money(lowest))}</span>;
}

function NoSeats({ reason }: { reason: string | undefined }) {
  const { event } = useTexts().events;
  const id = useId();
  return (
    <>
      <Button isDisabled isWide {...(reason !== undefined && { 'aria-describedby': id })}>
        {event.choose}
      </Button>
      {reason !== undefined && <p id={id}>{reason}</p>}
    </>
  );
}

const DAY_S = 86_400;

/** Counts down to the begin of the sales, by the clock of the service. */
function Upcoming({ opensAt, timeZone, onOpen }: { opensAt: string; timeZone: string; onOpen: () => void }) {
  const { sales } = useTexts().events.event;
  const left = useSecondsUntil(opensAt, onOpen);
  const parts = [
    Math.floor(left / DAY_S),
    Math.floor(left / 3_600) % 24,
    Math.floor(left / 60) % 60,
    left % 60,
  ] as const;
  return (
    <>
      <p>
        {sales.upcoming} <EventTime time={opensAt} timeZone={timeZone} look="short" />
      </p>
      {/* A timer is not read out by itself. */}
      <p role="timer" className={styles.countdown}>
        {sales.countdown(...parts)}
      </p>
    </>
  );
}

function useSecondsUntil(time: string, onEnd: () => void): number {
  const secondsLeft = (): number => Math.max(0, Math.ceil((Date.parse(time) - serverNow()) / 1_000));
  const [left, setLeft] = useState(secondsLeft);
  useEffect(() => {
    const timer = setInterval(() => {
      const now = secondsLeft();
      setLeft(now);
      // The event is read again until the service says that it is on sale.
      if (now === 0) onEnd();
    }, 1_000);
    return () => clearInterval(timer);
  });
  return left;
}
