/** The places of a hold with their types, the lines of the total, and its taxes. */
import type { Schemas } from '../../api/client.ts';
import { useSpeech } from '../../i18n/speech.tsx';
import styles from './hold.module.css';

export type Hold = Schemas['Hold'];

export function HeldPlaces({ hold }: { hold: Hold }) {
  const { texts, money } = useSpeech();
  const priceOf = (price: Schemas['Money']): string => (price.amount === 0 ? texts.app.money.free : money(price));
  return (
    <ul className={styles.places}>
      {hold.places.map(place => {
        const isArea = 'areaId' in place;
        const name = isArea
          ? `${texts.place.quantity(place.quantity)} ${place.name}`
          : [
              place.section,
              ...(place.row === undefined ? [] : [texts.place.row(place.row)]),
              texts.place.seat(place.seat),
            ].join(', ');
        const price = priceOf(place.price);
        return (
          <li key={isArea ? `${place.areaId} ${place.type?.id} ${place.price.amount}` : place.seatId}>
            <span className={styles.name}>
              {name}
              {place.type && <span className={styles.soft}>{place.type.name}</span>}
            </span>
            <span>{isArea && place.quantity > 1 ? texts.hold.each(price) : price}</span>
          </li>
        );
      })}
    </ul>
  );
}

export function HoldTotal({ hold }: { hold: Hold }) {
  const { texts, money, percent } = useSpeech();
  const { booking } = texts;
  const extras = (hold.lines ?? []).filter(line => line.kind !== 'places');
  return (
    <dl className={styles.total}>
      {extras.map(line => (
        <div key={line.kind === 'fee' ? line.id : line.code}>
          <dt>{line.kind === 'fee' ? line.name : booking.discount(line.code)}</dt>
          <dd>{money(line.amount)}</dd>
        </div>
      ))}
      <div className={styles.sum}>
        <dt>{booking.total}</dt>
        <dd>{hold.total.amount === 0 ? booking.free : money(hold.total)}</dd>
      </div>
      {(hold.taxes ?? []).map(({ percent: rate, tax }) => (
        <div key={rate} className={styles.soft}>
          <dt>{booking.tax(percent(rate))}</dt>
          <dd>{money(tax)}</dd>
        </div>
      ))}
    </dl>
  );
}
