/** A choice of one of a few values, with its label: the list of the browser, which every device shows in its own way. */
import { useId } from 'react';
import fieldStyles from './field.module.css';

interface SelectProps {
  label: string;
  name?: string;
  hint?: string;
  options: readonly { value: string; text: string; lang?: string }[];
  defaultValue?: string;
  value?: string;
  onChange?: (value: string) => void;
}

export function Select({ label, hint, options, onChange, ...props }: SelectProps) {
  const id = useId();
  return (
    <div className={fieldStyles.field}>
      <label className={fieldStyles.label} htmlFor={id}>
        {label}
      </label>
      <select
        {...props}
        id={id}
        className={fieldStyles.input}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={({ target }) => onChange?.(target.value)}
      >
        {options.map(({ value, text, lang }) => (
          <option key={value} value={value} lang={lang}>
            {text}
          </option>
        ))}
      </select>
      {hint !== undefined && (
        <p id={`${id}-hint`} className={fieldStyles.hint}>
          {hint}
        </p>
      )}
    </div>
  );
}
