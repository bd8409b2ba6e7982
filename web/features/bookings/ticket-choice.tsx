/** The tickets of a booking as checkboxes. Used and void tickets cannot be chosen. */
import type { Schemas } from '../../api/client.ts';
import { useSpeech } from '../../i18n/speech.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import styles from './booking.module.css';
import { ticketsOf } from './cancellation.ts';
import { usePlaceName } from './use-place-name.ts';

interface TicketChoiceProps {
  booking: Schemas['Booking'];
  chosen: ReadonlySet<string>;
  onChoose: (chosen: ReadonlySet<string>) => void;
}

export function TicketChoice({ booking, chosen, onChoose }: TicketChoiceProps) {
  const { texts, money } = useSpeech();
  const { cancel } = texts.bookings;
  const nameOf = usePlaceName();
  const tickets = ticketsOf(booking).filter(({ status }) => status !== 'void');
  const valid = tickets.filter(({ status }) => status === 'valid').map(({ id }) => id);
  const toggle = (id: string, isChosen: boolean): void => {
    const next = new Set(chosen);
    if (isChosen) next.add(id);
    else next.delete(id);
    onChoose(next);
  };
  return (
    <ul className={styles.choices} role="list">
      {valid.length > 1 && (
        <li>
          <Checkbox
            isSelected={chosen.size === valid.length}
            isIndeterminate={chosen.size > 0 && chosen.size < valid.length}
            onChange={isChosen => onChoose(new Set(isChosen ? valid : []))}
          >
            {cancel.all}
          </Checkbox>
        </li>
      )}
      {tickets.map(({ id, status, place, price }) => (
        <li key={id}>
          <Checkbox
            isSelected={chosen.has(id)}
            isDisabled={status !== 'valid'}
            onChange={isChosen => toggle(id, isChosen)}
          >
            {nameOf(place)}
            {place.type && `, ${place.type.name}`} ({price.amount === 0 ? texts.booking.free : money(price)})
            {status === 'redeemed' && ` – ${cancel.redeemed}`}
          </Checkbox>
        </li>
      ))}
    </ul>
  );
}
