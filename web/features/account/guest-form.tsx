/** Sends a guest the link that opens a session without a password, and returns to the seats. */

import { useChange } from '../../api/queries.ts';
import { keepReturn } from '../../api/return-address.ts';
import { useSpeech } from '../../i18n/speech.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Field } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useFieldTexts } from './field-texts.ts';
import { useAccountForm } from './use-account-form.ts';

/** Without an address the guest returns to the page that was kept before. */
export function GuestForm({ address }: { address?: string }) {
  const { language, texts } = useSpeech();
  const { fields, guest } = texts.account;
  const request = useChange('request-guest-link');
  const { errors, failure, check } = useAccountForm(request, useFieldTexts());
  const submit = check(['name', 'email'], ({ name = '', email = '' }) => {
    if (address !== undefined) keepReturn(address);
    request.mutate({ body: { name: name.trim(), email: email.trim(), language } });
  });
  return (
    <Card>
      <h2>{guest.heading}</h2>
      <p>{guest.text}</p>
      {request.isSuccess ? (
        <Notice kind="success" isFocused>
          {guest.sent(request.variables.body.email)}
        </Notice>
      ) : (
        <Form errors={errors} onSubmit={submit} label={guest.heading}>
          {failure && <Failure error={failure} isChange />}
          <Field label={fields.name} name="name" autoComplete="name" isRequired error={errors.name} />
          <Field label={fields.email} name="email" type="email" autoComplete="email" isRequired error={errors.email} />
          <Button type="submit" look="secondary" isWide isPending={request.isPending}>
            {guest.submit}
          </Button>
        </Form>
      )}
    </Card>
  );
}
