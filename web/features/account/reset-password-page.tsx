/** Asks for a mail with which a new password can be set. The answer does not tell whether there is an account. */
import { Link } from 'react-router';
import { useChange } from '../../api/queries.ts';
import { useSpeech } from '../../i18n/speech.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Field } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { useFieldTexts } from './field-texts.ts';
import { useAccountForm } from './use-account-form.ts';

export default function ResetPasswordPage() {
  const { language, texts } = useSpeech();
  const { fields, reset } = texts.account;
  const request = useChange('request-password-reset');
  const { errors, failure, check } = useAccountForm(request, useFieldTexts());
  const submit = check(['email'], ({ email = '' }) => request.mutate({ body: { email: email.trim(), language } }));
  return (
    <Page heading={reset.heading} isNarrow>
      <Card>
        {request.isSuccess ? (
          <Notice kind="success" isFocused>
            {reset.sent(request.variables.body.email)}
          </Notice>
        ) : (
          <Form errors={errors} onSubmit={submit}>
            <p>{reset.text}</p>
            {failure && <Failure error={failure} isChange />}
            <Field
              label={fields.email}
              name="email"
              type="email"
              autoComplete="username"
              isRequired
              error={errors.email}
            />
            <Button type="submit" isWide isPending={request.isPending}>
              {reset.submit}
            </Button>
          </Form>
        )}
        <p>
          <Link to="/signin">{reset.back}</Link>
        </p>
      </Card>
    </Page>
  );
}
