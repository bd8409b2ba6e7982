/** The promo or access code of a selection. */
import { useState } from 'react';
import { hasCode } from '../../api/problems.ts';
import { useTexts } from '../../i18n/speech.tsx';
import { Button } from '../../ui/button.tsx';
import { textOf } from '../../ui/failure.tsx';
import { Field } from '../../ui/field.tsx';
import styles from './code-field.module.css';
import type { EventFacts } from './seating.ts';
import { type Selection, withCode, withoutCode } from './selection.ts';

interface CodeFieldProps {
  event: EventFacts;
  selection: Selection;
  /** The refusal of the total. */
  error: unknown;
  isSignedIn: boolean;
  onChange: (selection: Selection) => void;
}

const CODE_PROBLEMS = ['code-not-found', 'code-not-usable', 'code-used-up', 'code-limit-reached'] as const;

export function CodeField({ event, selection, error, isSignedIn, onChange }: CodeFieldProps) {
  const texts = useTexts();
  const { code: words } = texts.seats;
  const [typed, setTyped] = useState('');
  if (selection.code !== undefined) {
    const refused = CODE_PROBLEMS.some(code => hasCode(error, code));
    return (
      <div className={styles.code}>
        <p className={styles.used}>{words.inUse(selection.code)}</p>
        <p className={refused ? styles.refused : styles.hint}>
          {refused ? textOf(texts, error) : isSignedIn ? words.unlocks : words.needsSignIn}
        </p>
        <Button look="secondary" onPress={() => onChange(withoutCode(selection, event))}>
          {words.remove}
        </Button>
      </div>
    );
  }
  return (
    <form
      className={styles.form}
      onSubmit={event => {
        event.preventDefault();
        onChange(withCode(selection, typed.trim()));
      }}
    >
      <Field label={words.label} value={typed} onChange={setTyped} autoComplete="off" maxLength={60} />
      <Button look="secondary" type="submit">
        {words.apply}
      </Button>
    </form>
  );
}
