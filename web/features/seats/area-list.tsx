/** Places that are sold by count, for each ticket type. */
import { useTexts } from '../../i18n/speech.tsx';
import styles from './area-list.module.css';
import type { EventFacts } from './seating.ts';
import { quantityOf, type Selection, typesIn, withQuantity } from './selection.ts';
import { Stepper } from './stepper.tsx';
import type { PlaceNames } from './use-place-names.ts';
import { type Availability, areasIn } from './use-seats.ts';

interface AreaListProps {
  event: EventFacts;
  availability: Availability | undefined;
  selection: Selection;
  /** How many places the visitor may still choose. */
  room: number;
  names: PlaceNames;
  onChange: (selection: Selection) => void;
}

export function AreaList({ event, availability, selection, room, names, onChange }: AreaListProps) {
  const { seats: texts } = useTexts();
  return (
    <ul className={styles.list}>
      {areasIn(event).map(({ id, name, price }) => {
        const types = typesIn(event, id, selection.code !== undefined);
        const free = availability?.sections.find(section => section.id === id)?.available;
        const facts = free === undefined ? [] : [free > 0 ? texts.sections.free(free) : texts.sections.none];
        return (
          <li key={id} className={styles.area}>
            <p>
              <span className={styles.name}>{name}</span>
              {`, ${[...facts, names.price(price)].join(', ')}`}
            </p>
            {(types.length > 0 ? types : [undefined]).map(type => {
              const quantity = quantityOf(selection, id, type?.id);
              return (
                <Stepper
                  key={type?.id ?? ''}
                  label={texts.areas.count(name, type?.name)}
                  value={quantity}
                  max={quantity + Math.min(room, free ?? room)}
                  onChange={count =>
                    onChange(withQuantity(selection, { areaId: id, quantity: count, ...(type && { type: type.id }) }))
                  }
                />
              );
            })}
          </li>
        );
      })}
    </ul>
  );
}
