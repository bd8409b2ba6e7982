/** A form whose errors are shown next to its fields. When new errors come, the focus goes to the first field that has one. */
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { FieldErrors } from '../api/field-errors.ts';
import styles from './form.module.css';

interface FormProps {
  /** By the names of fields. The fields show them themselves. */
  errors?: FieldErrors;
  /** The values of the fields by their names. */
  onSubmit: (values: Record<string, string>) => void;
  children: ReactNode;
  /** The name of the form for screen readers, where a page has several. */
  label?: string;
}

export function Form({ errors = {}, onSubmit, children, label }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  const signature = JSON.stringify(errors);
  const [attempts, setAttempts] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt with the same errors moves the focus again
  useEffect(() => {
    if (signature !== '{}') form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [signature, attempts]);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setAttempts(attempts + 1);
    const values = new FormData(event.currentTarget);
    onSubmit(Object.fromEntries([...values].map(([name, value]) => [name, String(value)])));
  };
  return (
    <form ref={form} className={styles.form} noValidate onSubmit={submit} aria-label={label}>
      {children}
    </form>
  );
}
