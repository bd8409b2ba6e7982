/** The chosen places with their ticket types, the code, the total, and the button that holds them. It stays in view. */
import { Trash2 } from 'lucide-react';
import { useId } from 'react';
import { useSpeech, useTexts } from '../../i18n/speech.tsx';
import { Button } from '../../ui/button.tsx';
import { textOf } from '../../ui/failure.tsx';
import styles from './chosen-places.module.css';
import { CodeField } from './code-field.tsx';
import type { EventFacts, Seating } from './seating.ts';
import { countOf, NOTHING, type Selection, typesIn, withoutSeats, withQuantity, withType } from './selection.ts';
import { TypeRules } from './type-rules.tsx';
import type { PlaceNames } from './use-place-names.ts';
import type { Total } from './use-quote.ts';
import type { Availability } from './use-seats.ts';

interface ChosenPlacesProps {
  event: EventFacts;
  seating: Seating | undefined;
  availability: Availability | undefined;
  selection: Selection;
  total: Total;
  names: PlaceNames;
  isPending: boolean;
  isOnSale: boolean;
  isSignedIn: boolean;
  onChange: (selection: Selection) => void;
  onHold: () => void;
}

export function ChosenPlaces(props: ChosenPlacesProps) {
  const { seats: texts } = useTexts();
  const { event, selection, total, isPending, isOnSale, onChange, onHold } = props;
  const count = countOf(selection);
  const id = useId();
  return (
    <>
      <section className={styles.chosen} aria-labelledby={id} data-testid="selection">
        <h2 id={id}>{texts.chosen.heading}</h2>
        {count === 0 ? <p className={styles.soft}>{texts.chosen.empty}</p> : <Places {...props} />}
        {count > 0 && <TypeRules event={event} availability={props.availability} selection={selection} />}
        {event.status !== 'closed' && event.status !== 'cancelled' && (
          <CodeField
            event={event}
            selection={selection}
            error={total.error}
            isSignedIn={props.isSignedIn}
            onChange={onChange}
          />
        )}
        {count > 1 && (
          <Button
            look="quiet"
            onPress={() => onChange({ ...NOTHING, ...(selection.code && { code: selection.code }) })}
          >
            {texts.chosen.clear}
          </Button>
        )}
      </section>
      <div className={styles.bar} data-empty={count === 0 || undefined}>
        <p className={styles.total} aria-live="polite">
          <span>{texts.chosen.count(count)}</span> {count > 0 && <Amount event={event} total={total} />}
        </p>
        <Button onPress={onHold} isPending={isPending} isDisabled={count === 0 || !isOnSale}>
          {isPending ? texts.chosen.holding : texts.chosen.hold}
        </Button>
      </div>
    </>
  );
}

function Amount({ event, total }: { event: EventFacts; total: Total }) {
  const texts = useTexts();
  const { money } = useSpeech();
  if (total.error !== undefined) return <span>{textOf(texts, total.error)}</span>;
  if (total.amount === undefined) return <span>{texts.seats.chosen.calculating}</span>;
  const { amount } = total;
  return (
    <strong>
      {texts.seats.chosen.total}: {amount === 0 ? texts.app.money.free : money({ amount, currency: event.currency })}
    </strong>
  );
}

function Places({ event, seating, selection, total, names, onChange }: ChosenPlacesProps) {
  const { seats: texts, place } = useTexts();
  const { money } = useSpeech();
  const hasCode = selection.code !== undefined;
  const types = new Map((event.prices?.ticketTypes ?? []).map(type => [type.id, type.name]));
  const quoted = new Map(total.quote?.places.flatMap(held => ('seatId' in held ? [[held.seatId, held.price]] : [])));
  return (
    <ul className={styles.list}>
      {selection.seats.map(({ seatId, type }) => {
        const seat = seating?.seats.get(seatId);
        const name = names.seatById(seatId);
        const choices = seat ? typesIn(event, seat.sectionId, hasCode) : [];
        const price = quoted.get(seatId);
        return (
          <li key={seatId} className={styles.place}>
            <span className={styles.name}>{name}</span>
            <span className={styles.price}>
              {price
                ? price.amount === 0
                  ? names.price(0)
                  : money(price)
                : seat && choices.length === 0 && names.price(seat.price)}
            </span>
            {choices.length > 1 && (
              <select
                aria-label={texts.chosen.type(name)}
                value={type ?? choices[0]?.id}
                onChange={({ target }) => onChange(withType(selection, seatId, target.value))}
              >
                {choices.map(choice => (
                  <option key={choice.id} value={choice.id}>
                    {choice.name}
                  </option>
                ))}
              </select>
            )}
            <Remove name={name} onPress={() => onChange(withoutSeats(selection, new Set([seatId])))} />
          </li>
        );
      })}
      {selection.areas.map(area => {
        const typed = area.type === undefined ? undefined : types.get(area.type);
        const name = [names.section(area.areaId), ...(typed === undefined ? [] : [typed])].join(', ');
        return (
          <li key={`${area.areaId} ${area.type}`} className={styles.place}>
            <span className={styles.name}>{`${place.quantity(area.quantity)} ${name}`}</span>
            <AreaPrice area={area} total={total} />
            <Remove name={name} onPress={() => onChange(withQuantity(selection, { ...area, quantity: 0 }))} />
          </li>
        );
      })}
    </ul>
  );
}

/** Of all places of this type in the area. A code may lower the prices of some. */
function AreaPrice({ area, total: { quote } }: { area: Selection['areas'][number]; total: Total }) {
  const { money } = useSpeech();
  const held = (quote?.places ?? []).flatMap(place =>
    'areaId' in place && place.areaId === area.areaId && (area.type ?? place.type?.id) === place.type?.id
      ? [place]
      : [],
  );
  const [first] = held;
  if (!first) return null;
  const amount = held.reduce((sum, { price, quantity }) => sum + price.amount * quantity, 0);
  return <span className={styles.price}>{money({ ...first.price, amount })}</span>;
}

function Remove({ name, onPress }: { name: string; onPress: () => void }) {
  const { seats: texts } = useTexts();
  return (
    <button type="button" className={styles.remove} aria-label={texts.chosen.remove(name)} onClick={onPress}>
      <Trash2 aria-hidden="true" size={18} />
    </button>
  );
}
