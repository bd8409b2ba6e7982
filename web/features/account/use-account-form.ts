/** The state of a form that makes one change: its errors by field, and the failure that belongs to no field. */
import { useState } from 'react';
import { type FieldErrors, type FieldTexts, fieldErrorsOf, missingFields } from '../../api/field-errors.ts';
import { useTexts } from '../../i18n/speech.tsx';

interface Change {
  error: Error | null;
  reset: () => void;
}

export interface AccountForm {
  errors: FieldErrors;
  /** Shown as a whole; undefined if the fields show it. */
  failure: Error | undefined;
  /** Calls `submit` if all of these fields are filled in. */
  check: (
    names: readonly string[],
    submit: (values: Record<string, string>) => void,
  ) => (values: Record<string, string>) => void;
}

export function useAccountForm(change: Change, texts: FieldTexts): AccountForm {
  const { account } = useTexts();
  const [missing, setMissing] = useState<FieldErrors>({});
  const refused = fieldErrorsOf(change.error, texts);
  const isAboutFields = Object.keys(refused).length > 0;
  return {
    errors: { ...refused, ...missing },
    failure: change.error && !isAboutFields ? change.error : undefined,
    check: (names, submit) => values => {
      const empty = missingFields(values, names, account.fields.missing);
      setMissing(empty);
      if (Object.keys(empty).length > 0) change.reset();
      else submit(values);
    },
  };
}
