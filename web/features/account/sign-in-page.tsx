/** Signs in, or leads to an account, a new password, or the seats as a guest. */
import { Link, Navigate, useSearchParams } from 'react-router';
import { safeAddress } from '../../api/return-address.ts';
import { begin } from '../../api/session.ts';
import { useSignIn } from '../../api/session-changes.ts';
import { useSession } from '../../api/use-session.ts';
import { useTexts } from '../../i18n/speech.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Field } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import styles from './account.module.css';
import { useFieldTexts } from './field-texts.ts';
import { GuestForm } from './guest-form.tsx';
import { useAccountForm } from './use-account-form.ts';

/** Seats can be held without an account. */
const MAY_BE_GUEST = /^\/events\/[^/?#]+\/seats/;

export default function SignInPage() {
  const { account, app } = useTexts();
  const session = useSession();
  const [params] = useSearchParams();
  const asked = params.get('return');
  const address = safeAddress(asked, '/events');
  if (session.is === 'signed-in') return <Navigate to={address} replace />;
  const isExpired = session.is === 'signed-out' && session.isExpired;
  const query = asked === null ? '' : `?return=${encodeURIComponent(address)}`;
  return (
    <Page heading={account.signIn.heading} isNarrow>
      {isExpired && <Notice kind="warning">{app.session.expired}</Notice>}
      <Card>
        <SignInForm />
        <p className={styles.links}>
          <Link to={`/register${query}`}>{account.signIn.register}</Link>
          <Link to="/reset-password">{account.signIn.reset}</Link>
        </p>
      </Card>
      {MAY_BE_GUEST.test(address) && <GuestForm address={address} />}
    </Page>
  );
}

function SignInForm() {
  const { account } = useTexts();
  const signIn = useSignIn();
  const { errors, failure, check } = useAccountForm(signIn, useFieldTexts());
  const submit = check(['email', 'password'], ({ email = '', password = '' }) =>
    signIn.mutate({ body: { email: email.trim(), password } }, { onSuccess: ({ body }) => begin(body) }),
  );
  return (
    <Form errors={errors} onSubmit={submit}>
      {failure && <Failure error={failure} isChange />}
      <Field
        label={account.fields.email}
        name="email"
        type="email"
        autoComplete="username"
        isRequired
        error={errors.email}
      />
      <PasswordField
        label={account.fields.password}
        name="password"
        autoComplete="current-password"
        error={errors.password}
      />
      <Button type="submit" isWide isPending={signIn.isPending}>
        {account.signIn.submit}
      </Button>
    </Form>
  );
}
