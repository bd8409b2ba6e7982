/** The sections and areas of an event with their prices and what is left in them. */

import { useState } from 'react';
import { useSpeech, useTexts } from '../../i18n/speech.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import styles from './event-page.module.css';
import type { Event } from './search.ts';
import type { Availability } from './use-availability.ts';

/** A hall with many sections shows these first. */
const SHOWN_FIRST = 8;

type Section = Event['sections'][number];

export function EventSections({ event, availability }: { event: Event; availability: Availability | undefined }) {
  const { sections: texts } = useTexts().events.event;
  const [isWhole, showAll] = useState(false);
  const shown = isWhole ? event.sections : event.sections.slice(0, SHOWN_FIRST);
  const leftIn = new Map(availability?.sections.map(({ id, available }) => [id, available]));
  return (
    <Card>
      <h2>{event.route ? texts.headingOfJourney : texts.heading}</h2>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{texts.name}</th>
            {availability && (
              <th scope="col" className={styles.number}>
                {texts.left}
              </th>
            )}
            <th scope="col" className={styles.number}>
              {texts.price}
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map(section => (
            <tr key={section.id}>
              <th scope="row">{section.name}</th>
              {/* It comes later, and must not move the price. */}
              {availability && <td className={styles.number}>{leftIn.get(section.id) || texts.none}</td>}
              <td className={styles.number}>
                <SectionPrice event={event} section={section} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {event.sections.length > SHOWN_FIRST && (
        <div>
          <Button look="secondary" aria-expanded={isWhole} onPress={() => showAll(!isWhole)}>
            {isWhole ? texts.showFewer : texts.showAll(event.sections.length)}
          </Button>
        </div>
      )}
    </Card>
  );
}

/** Price tiers give rows or seats of a section other prices. */
function SectionPrice({ event, section }: { event: Event; section: Section }) {
  const { money, texts } = useSpeech();
  const tiers = event.prices?.tiers?.filter(({ sectionId }) => sectionId === section.id) ?? [];
  const amounts = [section.price, ...tiers.map(({ price }) => price.amount)];
  const amount = Math.min(...amounts);
  const isOne = amounts.every(each => each === amount);
  if (amount === 0 && isOne) return texts.app.money.free;
  const text = money({ amount, currency: event.currency });
  return isOne ? text : texts.app.money.from(text);
}
