/** A small number with buttons for one less and one more. */
import { Minus, Plus } from 'lucide-react';
import { useId } from 'react';
import { Button } from 'react-aria-components';
import { useTexts } from '../../i18n/speech.tsx';
import styles from './stepper.module.css';

interface StepperProps {
  label: string;
  hint?: string | undefined;
  value: number;
  min?: number;
  max: number;
  onChange: (value: number) => void;
}

export function Stepper({ label, hint, value, min = 0, max, onChange }: StepperProps) {
  const { seats } = useTexts();
  const id = useId();
  const set = (to: number): void => onChange(Math.min(max, Math.max(min, Number.isNaN(to) ? min : Math.round(to))));
  return (
    <div className={styles.stepper}>
      <label htmlFor={id}>
        {label}
        {hint !== undefined && <span className={styles.hint}>{hint}</span>}
      </label>
      <div className={styles.controls}>
        <Button
          className={styles.button ?? ''}
          aria-label={seats.areas.less(label)}
          isDisabled={value <= min}
          onPress={() => set(value - 1)}
        >
          <Minus aria-hidden="true" size={18} />
        </Button>
        <input
          id={id}
          className={styles.input}
          type="number"
          inputMode="numeric"
          min={min}
          max={max}
          value={value}
          onChange={({ target }) => set(target.valueAsNumber)}
        />
        <Button
          className={styles.button ?? ''}
          aria-label={seats.areas.more(label)}
          isDisabled={value >= max}
          onPress={() => set(value + 1)}
        >
          <Plus aria-hidden="true" size={18} />
        </Button>
      </div>
    </div>
  );
}
