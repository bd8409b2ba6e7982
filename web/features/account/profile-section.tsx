/** Name and language. */
import type { Language } from '../../../lib/domain/languages.ts';
import { useChange } from '../../api/queries.ts';
import { changeUser, type User } from '../../api/session.ts';
import { useSpeech } from '../../i18n/speech.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Field } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useFieldTexts } from './field-texts.ts';
import { LanguageField } from './register-page.tsx';
import { useAccountForm } from './use-account-form.ts';

export function ProfileSection({ user }: { user: User }) {
  const { language, texts, choose } = useSpeech();
  const { fields, page } = texts.account;
  const edit = useChange('edit-profile');
  const { errors, failure, check } = useAccountForm(edit, useFieldTexts());
  const submit = check(['name'], ({ name = '', ...chosen }) => {
    const body = { name: name.trim(), language: chosen.language as Language };
    edit.mutate({ body }, { onSuccess: answer => saved(answer.body) });
  });
  const saved = (changed: User): void => {
    changeUser(changed);
    if (changed.language && changed.language !== language) void choose(changed.language);
  };
  const own = user.language ?? language;
  return (
    <Card>
      <h2>{page.profile}</h2>
      <p>{page.signedInAs(user.email)}</p>
      <Form errors={errors} onSubmit={submit} label={page.profile}>
        {failure && <Failure error={failure} isChange />}
        <Field
          label={fields.name}
          name="name"
          autoComplete="name"
          defaultValue={user.name}
          isRequired
          error={errors.name}
        />
        <LanguageField key={own} defaultValue={own} />
        <div>
          <Button type="submit" isPending={edit.isPending}>
            {page.save}
          </Button>
        </div>
        {edit.isSuccess && <Notice kind="success">{page.saved}</Notice>}
      </Form>
    </Card>
  );
}
