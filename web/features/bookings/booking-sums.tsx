/** The price of a booking line by line, its payment, and its refunds. */
import type { Schemas } from '../../api/client.ts';
import { useSpeech } from '../../i18n/speech.tsx';
import { Card } from '../../ui/card.tsx';
import styles from './booking.module.css';
import { usePlaceName } from './use-place-name.ts';

type Booking = Schemas['Booking'];

export function BookingSums({ booking }: { booking: Booking }) {
  const { texts, money, percent } = useSpeech();
  const amountOf = (amount: Schemas['Money']): string => (amount.amount === 0 ? texts.booking.free : money(amount));
  const { total, kept, refunded, taxes = [], sellerTaxNumber } = booking;
  return (
    <Card>
      <h2>{texts.bookings.sums}</h2>
      <dl className={styles.sums}>
        <Lines booking={booking} />
        <Sum name={texts.booking.total} amount={amountOf(total)} isTotal />
        {kept !== undefined && refunded.amount > 0 && <Sum name={texts.bookings.kept} amount={money(kept)} />}
        {taxes.map(({ percent: rate, tax }) => (
          <Sum key={rate} name={texts.booking.tax(percent(rate))} amount={money(tax)} />
        ))}
      </dl>
      {sellerTaxNumber !== undefined && <p>{texts.bookings.taxNumber(sellerTaxNumber)}</p>}
      <h3>{texts.bookings.payment}</h3>
      <p>{texts.bookings.paymentStates[booking.payment?.state ?? 'none']}</p>
      <Refunds booking={booking} />
    </Card>
  );
}

const Sum = ({ name, amount, isTotal = false }: { name: string; amount: string; isTotal?: boolean }) => (
  <div className={isTotal ? styles.sum : undefined}>
    <dt>{name}</dt>
    <dd>{amount}</dd>
  </div>
);

/** The lines of the sale, or where it has none, the places with their prices. */
function Lines({ booking: { lines, places } }: { booking: Booking }) {
  const { texts, money } = useSpeech();
  const nameOf = usePlaceName();
  if (!lines) {
    return places.map(place => (
      <Sum
        key={'areaId' in place ? place.areaId : place.seatId}
        name={`${'areaId' in place ? `${texts.place.quantity(place.quantity)} ` : ''}${nameOf(place)}`}
        amount={money({ ...place.price, amount: place.price.amount * ('areaId' in place ? place.quantity : 1) })}
      />
    ));
  }
  return lines.map(line => {
    if (line.kind === 'discount')
      return <Sum key={line.code} name={texts.booking.discount(line.code)} amount={money(line.amount)} />;
    if (line.kind === 'fee') return <Sum key={line.id} name={line.name} amount={money(line.amount)} />;
    const name = line.type ? `${line.name}, ${line.type.name}` : line.name;
    return (
      <Sum
        key={`${line.sectionId} ${line.type?.id} ${line.price.amount}`}
        name={texts.bookings.line(line.quantity, name, money(line.price))}
        amount={money(line.amount)}
      />
    );
  });
}

function Refunds({ booking: { refunds } }: { booking: Booking }) {
  const { texts, money } = useSpeech();
  if (refunds.length === 0) return null;
  return (
    <>
      <h3>{texts.bookings.refunds}</h3>
      {refunds.map(({ number, status, amount }) => (
        <p key={number}>{texts.bookings.refundStates[status](money(amount))}</p>
      ))}
    </>
  );
}
