/** The ticket types of an event: their prices, and the rules by which they are sold. */
import { useSpeech, useTexts } from '../../i18n/speech.tsx';
import { Card } from '../../ui/card.tsx';
import styles from './event-page.module.css';
import type { Event } from './search.ts';
import type { Availability } from './use-availability.ts';

type TicketType = NonNullable<NonNullable<Event['prices']>['ticketTypes']>[number];

export function TicketTypes({ event, availability }: { event: Event; availability: Availability | undefined }) {
  const { types: texts } = useTexts().events.event;
  const types = event.prices?.ticketTypes ?? [];
  if (types.length === 0) return null;
  return (
    <Card>
      <h2>{texts.heading}</h2>
      <ul className={styles.list}>
        {types.map(type => (
          <li key={type.id}>
            <strong>{type.name}</strong>: <Rules event={event} type={type} availability={availability} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

interface RulesProps {
  event: Event;
  type: TicketType;
  availability: Availability | undefined;
}

function Rules({ event, type, availability }: RulesProps) {
  const { events } = useTexts();
  const { types: texts } = events.event;
  const price = usePriceText();
  const left = availability?.ticketTypes?.find(({ id }) => id === type.id)?.available;
  const names = (ids: readonly string[], all: readonly { id: string; name: string }[]): string =>
    ids.map(id => all.find(each => each.id === id)?.name ?? id).join(', ');
  const only = type.sections?.map(({ id }) => id);
  // In sections with prices of their own, the first one stands for the type.
  const own = type.sections?.find(section => section.price ?? section.percent) ?? type;
  const rules = [
    price(own),
    only && only.length < event.sections.length && texts.onlyIn(names(only, event.sections)),
    type.onlyWith && texts.onlyWith(names(type.onlyWith, event.prices?.ticketTypes ?? [])),
    type.placesPerHoldMax !== undefined && texts.perHold(type.placesPerHoldMax),
    type.needsCode && texts.withCode,
    left !== undefined && events.left(left),
  ];
  return rules.filter(Boolean).join('; ');
}

function usePriceText(): (type: Pick<TicketType, 'price' | 'percent'>) => string {
  const { money, percent, texts } = useSpeech();
  const { types } = texts.events.event;
  return type => {
    if (type.price) return type.price.amount === 0 ? texts.app.money.free : types.fixed(money(type.price));
    return type.percent === undefined ? types.ofPlace : types.share(percent(type.percent));
  };
}
