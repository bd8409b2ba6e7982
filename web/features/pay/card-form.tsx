/** The card form of the simulated gateway, with the test cards that fill it in. */
import { type FormEvent, useRef, useState } from 'react';
import type { Schemas } from '../../api/client.ts';
import { useSpeech } from '../../i18n/speech.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import styles from './pay.module.css';
import {
  type CardForm as Card,
  type CardFaults,
  EMPTY_CARD,
  faultsOf,
  filledIn,
  inGroups,
  methodOf,
  TEST_CARDS,
  withSlash,
} from './test-cards.ts';

interface CardFormProps {
  total: Schemas['Money'];
  onMethod: (paymentMethod: string) => void;
}

export function CardForm({ total, onMethod }: CardFormProps) {
  const { texts, money } = useSpeech();
  const { pay } = texts;
  const form = useRef<HTMLFormElement>(null);
  const [card, setCard] = useState(EMPTY_CARD);
  const [faults, setFaults] = useState<CardFaults>({});
  const set = (part: Partial<Card>): void => setCard({ ...card, ...part });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const found = faultsOf(card, new Date());
    setFaults(found);
    const [first] = Object.keys(found);
    const method = methodOf(card.number);
    if (first === undefined && method !== undefined) onMethod(method);
    else form.current?.querySelector<HTMLInputElement>(`[name="${first}"]`)?.focus();
  };
  const fault = (name: keyof CardFaults): string | undefined => {
    const found = faults[name];
    return found && pay.faults[found];
  };
  return (
    <form ref={form} className={styles.form} noValidate onSubmit={submit} autoComplete="off">
      <Notice kind="info">
        <p>{pay.simulated.note}</p>
      </Notice>
      <TestCards
        onChoose={number => {
          setCard(filledIn(number, new Date()));
          setFaults({});
        }}
      />
      <Field
        name="number"
        label={pay.card.number}
        inputMode="numeric"
        autoComplete="off"
        value={card.number}
        onChange={number => set({ number: inGroups(number) })}
        error={fault('number')}
      />
      <div className={styles.pair}>
        <Field
          name="expiry"
          label={pay.card.expiry}
          hint={pay.card.expiryHint}
          inputMode="numeric"
          autoComplete="off"
          value={card.expiry}
          onChange={expiry => set({ expiry: withSlash(expiry) })}
          error={fault('expiry')}
        />
        <Field
          name="code"
          label={pay.card.code}
          inputMode="numeric"
          autoComplete="off"
          maxLength={4}
          value={card.code}
          onChange={code => set({ code })}
          error={fault('code')}
        />
      </div>
      <Field
        name="name"
        label={pay.card.name}
        autoComplete="off"
        value={card.name}
        onChange={name => set({ name })}
        error={fault('name')}
      />
      <Button type="submit" isWide>
        {pay.pay(money(total))}
      </Button>
    </form>
  );
}

function TestCards({ onChoose }: { onChoose: (number: string) => void }) {
  const { simulated } = useSpeech().texts.pay;
  return (
    <div className={styles.cards}>
      <p>{simulated.numbers}</p>
      <ul>
        {TEST_CARDS.map(({ number, method, result }) => (
          <li key={method}>
            <button
              type="button"
              onClick={() => onChoose(number)}
              aria-label={simulated.use(number)}
              aria-describedby={method}
            >
              {number}
            </button>
            <span id={method}>{simulated.results[result]}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
