/** Changes the password. A guest has none, and gets a mail to set one. */
import { useChange } from '../../api/queries.ts';
import type { User } from '../../api/session.ts';
import { useSpeech } from '../../i18n/speech.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Form } from '../../ui/form.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import styles from './account.module.css';
import { useFieldTexts } from './field-texts.ts';
import { useAccountForm } from './use-account-form.ts';

export function PasswordSection({ user }: { user: User }) {
  const { fields } = useSpeech().texts.account;
  return (
    <Card>
      <h2>{fields.password}</h2>
      {user.isGuest ? <SetPassword email={user.email} /> : <ChangePassword />}
    </Card>
  );
}

function SetPassword({ email }: { email: string }) {
  const { language, texts } = useSpeech();
  const { page } = texts.account;
  const request = useChange('request-password-reset');
  const send = (): void => request.mutate({ body: { email, language } });
  return (
    <>
      <p>{page.guest}</p>
      {request.isError && <Failure error={request.error} isChange onAgain={send} />}
      {request.isSuccess ? (
        <Notice kind="success" isFocused>
          {page.mailSent(email)}
        </Notice>
      ) : (
        <div>
          <Button isPending={request.isPending} onPress={send}>
            {page.setPassword}
          </Button>
        </div>
      )}
    </>
  );
}

function ChangePassword() {
  const { fields, page } = useSpeech().texts.account;
  const change = useChange('change-password');
  const texts = useFieldTexts({ wrong: 'currentPassword', weak: 'newPassword' });
  const { errors, failure, check } = useAccountForm(change, texts);
  const submit = check(['currentPassword', 'newPassword'], ({ currentPassword = '', newPassword = '' }) =>
    change.mutate({ body: { currentPassword, newPassword } }),
  );
  if (change.isSuccess) {
    return (
      <Notice kind="success" isFocused>
        {page.passwordChanged}
      </Notice>
    );
  }
  return (
    <details className={styles.more}>
      <summary>{page.changePassword}</summary>
      <Form errors={errors} onSubmit={submit} label={page.changePassword}>
        {failure && <Failure error={failure} isChange />}
        <PasswordField
          label={fields.currentPassword}
          name="currentPassword"
          autoComplete="current-password"
          error={errors.currentPassword}
        />
        <PasswordField
          label={fields.newPassword}
          name="newPassword"
          autoComplete="new-password"
          hint={fields.passwordHint}
          error={errors.newPassword}
        />
        <div>
          <Button type="submit" isPending={change.isPending}>
            {page.changePassword}
          </Button>
        </div>
      </Form>
    </details>
  );
}
