/** Creates an account, and signs in. */
import { Link, Navigate, useSearchParams } from 'react-router';
import { LANGUAGES, type Language } from '../../../lib/domain/languages.ts';
import { safeAddress } from '../../api/return-address.ts';
import { begin } from '../../api/session.ts';
import { useRegister } from '../../api/session-changes.ts';
import { useSession } from '../../api/use-session.ts';
import { useSpeech } from '../../i18n/speech.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Field } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Page } from '../../ui/page.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { Select } from '../../ui/select.tsx';
import styles from './account.module.css';
import { useFieldTexts } from './field-texts.ts';
import { useAccountForm } from './use-account-form.ts';

export default function RegisterPage() {
  const { language, texts } = useSpeech();
  const { fields, register: words } = texts.account;
  const session = useSession();
  const [params] = useSearchParams();
  const register = useRegister();
  const { errors, failure, check } = useAccountForm(register, useFieldTexts());
  if (session.is === 'signed-in') return <Navigate to={safeAddress(params.get('return'), '/events')} replace />;
  const submit = check(['name', 'email', 'password'], ({ name = '', email = '', password = '', ...chosen }) => {
    const body = { name: name.trim(), email: email.trim(), password, language: chosen.language as Language };
    register.mutate({ body }, { onSuccess: answer => begin(answer.body) });
  });
  return (
    <Page heading={words.heading} isNarrow>
      <Card>
        <Form errors={errors} onSubmit={submit}>
          {failure && <Failure error={failure} isChange />}
          <Field label={fields.name} name="name" autoComplete="name" isRequired error={errors.name} />
          <Field
            label={fields.email}
            name="email"
            type="email"
            autoComplete="username"
            isRequired
            error={errors.email}
          />
          <PasswordField
            label={fields.password}
            name="password"
            autoComplete="new-password"
            hint={fields.passwordHint}
            error={errors.password}
          />
          <LanguageField defaultValue={language} />
          <Button type="submit" isWide isPending={register.isPending}>
            {words.submit}
          </Button>
        </Form>
        <p className={styles.links}>
          <Link to={`/signin?${params}`}>{words.signIn}</Link>
        </p>
      </Card>
    </Page>
  );
}

export function LanguageField({ defaultValue }: { defaultValue: Language }) {
  const { texts } = useSpeech();
  const { fields } = texts.account;
  const options = LANGUAGES.map(tag => ({ value: tag, text: texts.app.footer.languages[tag], lang: tag }));
  return (
    <Select
      label={fields.language}
      hint={fields.languageHint}
      name="language"
      options={options}
      defaultValue={defaultValue}
    />
  );
}
