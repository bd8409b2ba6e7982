/** Sets a new password by the link of a mail. */
import { useChange } from '../../api/queries.ts';
import { useTexts } from '../../i18n/speech.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Form } from '../../ui/form.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { useFieldTexts } from './field-texts.ts';
import { LinkFailure } from './link-failure.tsx';
import { useAccountForm } from './use-account-form.ts';

export function ResetLink({ token }: { token: string }) {
  const { account, links } = useTexts();
  const reset = useChange('reset-password');
  const { errors, failure, check } = useAccountForm(reset, useFieldTexts({ weak: 'newPassword' }));
  const submit = check(['newPassword'], ({ newPassword = '' }) => reset.mutate({ body: { token, newPassword } }));
  if (reset.isSuccess) {
    return (
      <>
        <Notice kind="success" isFocused>
          {links.purposes.reset.done}
        </Notice>
        <ButtonLink to="/signin">{account.signIn.submit}</ButtonLink>
      </>
    );
  }
  return (
    <Form errors={errors} onSubmit={submit}>
      {failure && <LinkFailure error={failure} />}
      <PasswordField
        label={account.fields.newPassword}
        name="newPassword"
        autoComplete="new-password"
        hint={account.fields.passwordHint}
        error={errors.newPassword}
      />
      <Button type="submit" isPending={reset.isPending}>
        {links.purposes.reset.button}
      </Button>
    </Form>
  );
}
