/** A password, which can be shown while it is typed. */
import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { FieldError, Input, Label, Text, TextField, ToggleButton } from 'react-aria-components';
import { useTexts } from '../i18n/speech.tsx';
import styles from './field.module.css';
import own from './password-field.module.css';

interface PasswordFieldProps {
  label: string;
  name: string;
  hint?: string;
  error?: string | undefined;
  autoComplete: 'current-password' | 'new-password';
}

export function PasswordField({ label, name, hint, error, autoComplete }: PasswordFieldProps) {
  const { app } = useTexts();
  const [isShown, show] = useState(false);
  return (
    <TextField
      className={styles.field ?? ''}
      name={name}
      type={isShown ? 'text' : 'password'}
      autoComplete={autoComplete}
      isRequired
      validationBehavior="aria"
      isInvalid={error !== undefined}
    >
      <Label className={styles.label ?? ''}>{label}</Label>
      <div className={own.row}>
        <Input className={styles.input ?? ''} spellCheck={false} autoCapitalize="none" />
        <ToggleButton
          className={own.toggle ?? ''}
          isSelected={isShown}
          onChange={show}
          aria-label={app.field.showPassword}
        >
          {isShown ? <EyeOff aria-hidden size={20} /> : <Eye aria-hidden size={20} />}
        </ToggleButton>
      </div>
      {hint !== undefined && (
        <Text slot="description" className={styles.hint ?? ''}>
          {hint}
        </Text>
      )}
      <FieldError className={styles.error ?? ''}>{error}</FieldError>
    </TextField>
  );
}
