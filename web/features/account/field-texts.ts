/** The texts about wrong values of the fields of accounts. */
import type { FieldTexts } from '../../api/field-errors.ts';
import { useTexts } from '../../i18n/speech.tsx';

/** `password` is the field to which refusals of a wrong or a weak password belong. */
export function useFieldTexts(password: { wrong?: string; weak?: string } = {}): FieldTexts {
  const { account, problems } = useTexts();
  const { fields } = account;
  const { wrong = 'password', weak = 'password' } = password;
  const isSignIn = wrong === 'password';
  return {
    fields: { email: fields.wrongEmail, name: fields.wrongName },
    refusals: {
      'bad-credentials': { field: wrong, text: isSignIn ? problems['bad-credentials'] : fields.wrongPassword },
      'weak-password length': { field: weak, text: fields.weakLength },
      'weak-password common': { field: weak, text: fields.weakCommon },
      'email-taken': { field: 'email', text: account.register.takenNext },
    },
  };
}
