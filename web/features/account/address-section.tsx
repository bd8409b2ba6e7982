/** The e-mail address: whether it is confirmed, and its change. */
import { useChange } from '../../api/queries.ts';
import type { User } from '../../api/session.ts';
import { useSpeech } from '../../i18n/speech.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Field } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import styles from './account.module.css';
import { useFieldTexts } from './field-texts.ts';
import { useAccountForm } from './use-account-form.ts';

export function AddressSection({ user }: { user: User }) {
  const { fields, page } = useSpeech().texts.account;
  return (
    <Card>
      <h2>{fields.email}</h2>
      {user.emailVerifiedAt === undefined ? <NotVerified email={user.email} /> : <p>{page.verified}</p>}
      {!user.isGuest && <ChangeAddress />}
    </Card>
  );
}

function NotVerified({ email }: { email: string }) {
  const { page } = useSpeech().texts.account;
  const send = useChange('request-verification-mail');
  return (
    <>
      <Notice kind="warning">{page.notVerified}</Notice>
      {send.isError && <Failure error={send.error} isChange onAgain={() => send.mutate({})} />}
      {send.isSuccess ? (
        <Notice kind="success" isFocused>
          {page.mailSent(email)}
        </Notice>
      ) : (
        <div>
          <Button look="secondary" isPending={send.isPending} onPress={() => send.mutate({})}>
            {page.sendMail}
          </Button>
        </div>
      )}
    </>
  );
}

function ChangeAddress() {
  const { fields, page } = useSpeech().texts.account;
  const request = useChange('request-email-change');
  const texts = useFieldTexts({ wrong: 'currentPassword' });
  const { errors, failure, check } = useAccountForm(request, texts);
  const submit = check(['email', 'currentPassword'], ({ email = '', currentPassword = '' }) =>
    request.mutate({ body: { email: email.trim(), currentPassword } }),
  );
  if (request.isSuccess) {
    return (
      <Notice kind="success" isFocused>
        {page.mailSent(request.variables.body.email)}
      </Notice>
    );
  }
  return (
    <details className={styles.more}>
      <summary>{page.changeEmail}</summary>
      <Form errors={errors} onSubmit={submit} label={page.changeEmail}>
        <p>{page.changeEmailText}</p>
        {failure && <Failure error={failure} isChange />}
        <Field label={fields.newEmail} name="email" type="email" autoComplete="email" isRequired error={errors.email} />
        <PasswordField
          label={fields.currentPassword}
          name="currentPassword"
          autoComplete="current-password"
          error={errors.currentPassword}
        />
        <div>
          <Button type="submit" isPending={request.isPending}>
            {page.changeEmail}
          </Button>
        </div>
      </Form>
    </details>
  );
}
