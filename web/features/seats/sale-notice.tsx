/** Says why nothing can be held just now: sales have not begun, have ended, or everything is taken. */
import { useSpeech } from '../../i18n/speech.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { EventFacts, Seating } from './seating.ts';
import { type Availability, areasIn } from './use-seats.ts';

interface SaleNoticeProps {
  event: EventFacts;
  seating: Seating | undefined;
  availability: Availability | undefined;
}

export function SaleNotice({ event, seating, availability }: SaleNoticeProps) {
  const { texts, dateTime } = useSpeech();
  const { sale } = texts.seats;
  const text = ((): string | undefined => {
    if (event.status === 'cancelled') return sale.cancelled;
    if (event.status === 'closed') return sale.closed;
    if (event.status === 'preparing') return sale.preparing;
    if (event.status === 'upcoming')
      return sale.upcoming(dateTime(event.salesOpenAt ?? event.startsAt, event.timeZone));
    return isSoldOut(event, seating, availability) ? sale.soldOut : undefined;
  })();
  if (text === undefined) return null;
  return (
    <Notice kind={event.status === 'cancelled' ? 'danger' : 'warning'}>
      <p>{text}</p>
    </Notice>
  );
}

function isSoldOut(event: EventFacts, seating: Seating | undefined, availability: Availability | undefined): boolean {
  const areas = areasIn(event);
  if (areas.length > 0 && !availability) return false;
  const freeIn = (id: string): number => availability?.sections.find(section => section.id === id)?.available ?? 0;
  return (
    (seating?.sections ?? []).every(({ available }) => available === 0) && areas.every(({ id }) => freeIn(id) === 0)
  );
}
