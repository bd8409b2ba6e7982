/** A text field with its label, its hint and its error next to it. */
import { FieldError, Input, Label, Text, TextField, type TextFieldProps } from 'react-aria-components';
import styles from './field.module.css';

interface FieldProps extends Omit<TextFieldProps, 'className' | 'style' | 'children'> {
  label: string;
  /** The id of a `datalist` with suggestions. */
  list?: string;
  hint?: string;
  /** The answer of the service about the value. */
  error?: string | undefined;
}

export function Field({ label, list, hint, error, ...props }: FieldProps) {
  return (
    // The texts of the app tell what is wrong, not those of the browser, which may have another language.
    <TextField
      validationBehavior="aria"
      {...props}
      className={styles.field ?? ''}
      isInvalid={error !== undefined || props.isInvalid === true}
    >
      <Label className={styles.label ?? ''}>{label}</Label>
      <Input className={styles.input ?? ''} {...(list !== undefined && { list })} />
      {hint !== undefined && (
        <Text slot="description" className={styles.hint ?? ''}>
          {hint}
        </Text>
      )}
      <FieldError className={styles.error ?? ''}>{error}</FieldError>
    </TextField>
  );
}
