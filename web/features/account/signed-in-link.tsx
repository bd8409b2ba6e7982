/** Uses a link as the owner of an account: of a visitor who is signed in, else after signing in here. */
import { type UseMutationResult, useMutation } from '@tanstack/react-query';
import { call, unwrap } from '../../api/client.ts';
import { begin, changeUser } from '../../api/session.ts';
import { endSession, useSignIn } from '../../api/session-changes.ts';
import { useSession } from '../../api/use-session.ts';
import { useTexts } from '../../i18n/speech.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { Loading } from '../../ui/skeleton.tsx';
import styles from './account.module.css';
import { useFieldTexts } from './field-texts.ts';
import { LinkFailure } from './link-failure.tsx';
import { useAccountForm } from './use-account-form.ts';

type Purpose = 'verify' | 'change' | 'invitation';

const OPERATIONS = { verify: 'verify-email', change: 'change-email', invitation: 'accept-invitation' } as const;

interface LinkProps {
  purpose: Purpose;
  token: string;
}

export function SignedInLink({ purpose, token }: LinkProps) {
  const { links } = useTexts();
  const session = useSession();
  const use = useMutation({ mutationFn: () => follow(purpose, token) });
  if (use.isSuccess) {
    return (
      <Notice kind="success" isFocused>
        {links.purposes[purpose].done}
      </Notice>
    );
  }
  if (session.is === 'unknown') return <Loading outlines={[{ height: '6rem' }]} />;
  return session.is === 'signed-in' ? (
    <AsUser purpose={purpose} email={session.user.email} use={use} />
  ) : (
    <AfterSignIn purpose={purpose} use={use} />
  );
}

/** Uses the link, and reads the account as it is then. */
async function follow(purpose: Purpose, token: string): Promise<void> {
  unwrap(await call(OPERATIONS[purpose], { body: { token } }));
  // A change of the address may have ended the session: then the visitor signs in again.
  const profile = await call('read-profile').catch(() => undefined);
  if (profile?.ok) changeUser(profile.body);
}

type Use = UseMutationResult<void, Error, void>;

function AsUser({ purpose, email, use }: { purpose: Purpose; email: string; use: Use }) {
  const { account, app, links } = useTexts();
  return (
    <>
      <p>{account.page.signedInAs(email)}</p>
      {use.isError && <LinkFailure error={use.error} onAgain={() => use.mutate()} />}
      <div className={styles.actions}>
        <Button isPending={use.isPending} onPress={() => use.mutate()}>
          {links.purposes[purpose].buttonSignedIn}
        </Button>
        <Button look="quiet" onPress={() => void endSession().catch(() => undefined)}>
          {app.navigation.signOut}
        </Button>
      </div>
    </>
  );
}

function AfterSignIn({ purpose, use }: { purpose: Purpose; use: Use }) {
  const { account, links } = useTexts();
  const signIn = useSignIn();
  const { errors, failure, check } = useAccountForm(signIn, useFieldTexts());
  const submit = check(['email', 'password'], ({ email = '', password = '' }) =>
    signIn.mutate(
      { body: { email: email.trim(), password } },
      {
        onSuccess: ({ body }) => {
          begin(body);
          use.mutate();
        },
      },
    ),
  );
  return (
    <>
      <Form errors={errors} onSubmit={submit}>
        {failure && <LinkFailure error={failure} />}
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
        <Button type="submit" isPending={signIn.isPending}>
          {links.purposes[purpose].button}
        </Button>
      </Form>
      {purpose === 'invitation' && (
        <ButtonLink look="quiet" to="/register">
          {account.signIn.register}
        </ButtonLink>
      )}
    </>
  );
}
