/** The tickets of a booking, one a screen: swiped sideways, or turned by buttons. On paper each has a page. */
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { Schemas } from '../../api/client.ts';
import { useTexts } from '../../i18n/speech.tsx';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import type { Gate } from './kept-tickets.ts';
import { ReissueTicket } from './reissue-ticket.tsx';
import { TicketCard } from './ticket-card.tsx';
import styles from './ticket-list.module.css';
import { useWakeLock } from './use-wake-lock.ts';

interface TicketListProps {
  tickets: Schemas['BookedTicket'][];
  booking: Schemas['Booking'];
  gates: readonly Gate[];
}

export function TicketList({ tickets, booking, gates }: TicketListProps) {
  const texts = useTexts();
  const { list, index, turn, isSeen } = useTurning(tickets.length, firstUsable(tickets));
  useWakeLock(isSeen && tickets.some(({ code }) => code !== undefined));
  const shown = tickets[index];
  const count = tickets.length;
  return (
    <section aria-label={texts.tickets.heading}>
      <ol ref={list} className={styles.list} aria-label={texts.tickets.list} tabIndex={count > 1 ? 0 : undefined}>
        {tickets.map((ticket, i) => (
          <li key={ticket.id}>
            <TicketCard
              ticket={ticket}
              event={booking.event}
              reference={booking.reference}
              gates={gates}
              number={i + 1}
              count={count}
            />
          </li>
        ))}
      </ol>
      {count > 1 && <Turner index={index} count={count} turn={turn} />}
      {shown?.code !== undefined && <ReissueTicket key={shown.id} bookingId={booking.id} ticket={shown} />}
    </section>
  );
}

function Turner({ index, count, turn }: { index: number; count: number; turn: (to: number) => void }) {
  const { ticket, tickets } = useTexts();
  const announce = useAnnounce();
  const to = (next: number): void => {
    turn(next);
    announce(ticket.numbered(next + 1, count));
  };
  return (
    <div className={styles.turner}>
      <Button look="secondary" aria-label={tickets.previous} isDisabled={index === 0} onPress={() => to(index - 1)}>
        <ChevronLeft aria-hidden="true" className={styles.arrow} />
      </Button>
      <p>{ticket.numbered(index + 1, count)}</p>
      <Button look="secondary" aria-label={tickets.next} isDisabled={index === count - 1} onPress={() => to(index + 1)}>
        <ChevronRight aria-hidden="true" className={styles.arrow} />
      </Button>
    </div>
  );
}

/** Of a booking that is partly cancelled, the first ticket that admits somebody is shown first. */
const firstUsable = (tickets: Schemas['BookedTicket'][]): number =>
  Math.max(
    0,
    tickets.findIndex(({ code }) => code !== undefined),
  );

/** The ticket that is on the screen, and whether any is. */
function useTurning(count: number, first: number) {
  const list = useRef<HTMLOListElement>(null);
  const [index, setIndex] = useState(0);
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    const element = list.current;
    if (!element) return undefined;
    const onScroll = (): void => setIndex(Math.round(Math.abs(element.scrollLeft) / element.clientWidth));
    const observer = new IntersectionObserver(([entry]) => setSeen(entry?.isIntersecting ?? false));
    element.addEventListener('scroll', onScroll, { passive: true });
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', onScroll);
      observer.disconnect();
    };
  }, []);
  useEffect(() => {
    if (list.current && first > 0) scrollToTicket(list.current, first, 'instant');
  }, [first]);
  const turn = (to: number): void => {
    if (list.current && to >= 0 && to < count) scrollToTicket(list.current, to, 'auto');
  };
  return { list, index: Math.min(index, count - 1), turn, isSeen };
}

function scrollToTicket(element: HTMLElement, to: number, behavior: ScrollBehavior): void {
  const sign = getComputedStyle(element).direction === 'rtl' ? -1 : 1;
  element.scrollTo({ left: sign * to * element.clientWidth, behavior });
}
