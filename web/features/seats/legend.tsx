/** Explains the signs of the map, and has the filters: prices, and places for wheelchairs. */
import { Accessibility } from 'lucide-react';
import { useTexts } from '../../i18n/speech.tsx';
import { priceColour } from '../../seat-map/palette.ts';
import styles from './legend.module.css';
import type { SeatFilter } from './seating.ts';
import type { PlaceNames } from './use-place-names.ts';

interface LegendProps {
  prices: readonly number[];
  hasAccess: boolean;
  filter: SeatFilter;
  names: PlaceNames;
  onFilter: (filter: SeatFilter) => void;
}

const SIGNS = ['available', 'selected', 'held', 'booked', 'blocked'] as const;

export function Legend({ prices, hasAccess, filter, names, onFilter }: LegendProps) {
  const { seats: texts } = useTexts();
  const toggle = (price: number): void => {
    const next = new Set(filter.prices);
    if (!next.delete(price)) next.add(price);
    onFilter({ ...filter, prices: next });
  };
  return (
    <section className={styles.legend} aria-label={texts.legend.heading}>
      <ul className={styles.signs}>
        {SIGNS.map(sign => (
          <li key={sign}>
            <span aria-hidden="true" className={styles.sign} data-status={sign} />
            {texts.legend[sign]}
          </li>
        ))}
        {hasAccess && (
          <li>
            <Accessibility aria-hidden="true" size={18} />
            {texts.seat.access.wheelchair}
          </li>
        )}
      </ul>
      {prices.length > 1 && (
        <fieldset className={styles.prices}>
          <legend>{texts.legend.priceHint}</legend>
          <button
            type="button"
            aria-pressed={filter.prices.size === 0}
            onClick={() => onFilter({ ...filter, prices: new Set() })}
          >
            {texts.legend.allPrices}
          </button>
          {prices.map((price, i) => (
            <button key={price} type="button" aria-pressed={filter.prices.has(price)} onClick={() => toggle(price)}>
              <span aria-hidden="true" className={styles.colour} style={{ background: priceColour(i) }} />
              {names.price(price)}
            </button>
          ))}
        </fieldset>
      )}
      {hasAccess && (
        <label className={styles.check}>
          <input
            type="checkbox"
            checked={filter.isAccessible}
            onChange={({ target }) => onFilter({ ...filter, isAccessible: target.checked })}
          />
          {texts.legend.accessible}
        </label>
      )}
    </section>
  );
}
