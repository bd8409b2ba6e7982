/** The rules of the ticket types that a visitor may combine, in words. */
import { useTexts } from '../../i18n/speech.tsx';
import styles from './code-field.module.css';
import type { EventFacts } from './seating.ts';
import type { Selection } from './selection.ts';
import type { Availability } from './use-seats.ts';

/** Few tickets of a type are worth a word. */
const FEW = 10;

export function TypeRules({
  event,
  availability,
  selection,
}: {
  event: EventFacts;
  availability: Availability | undefined;
  selection: Selection;
}) {
  const { chosen } = useTexts().seats;
  const types = (event.prices?.ticketTypes ?? []).filter(({ needsCode }) => !needsCode || selection.code !== undefined);
  const nameOf = (id: string): string => types.find(type => type.id === id)?.name ?? id;
  const rules = types.flatMap(({ id, name, onlyWith, placesPerHoldMax }) => {
    const left = availability?.ticketTypes?.find(type => type.id === id)?.available;
    return [
      ...(onlyWith ? [chosen.onlyWith(name, onlyWith.map(nameOf).join(', '))] : []),
      ...(placesPerHoldMax === undefined ? [] : [chosen.atMost(name, placesPerHoldMax)]),
      ...(left !== undefined && left <= FEW ? [chosen.left(name, left)] : []),
    ];
  });
  if (rules.length === 0) return null;
  return <p className={styles.hint}>{rules.join(' ')}</p>;
}
