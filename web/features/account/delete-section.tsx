/** Deletes the account, after a dialog with the password. */
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useChange } from '../../api/queries.ts';
import type { User } from '../../api/session.ts';
import { forgetVisitor } from '../../api/session-changes.ts';
import { useTexts } from '../../i18n/speech.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Form } from '../../ui/form.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import styles from './account.module.css';
import { useFieldTexts } from './field-texts.ts';
import { useAccountForm } from './use-account-form.ts';

export function DeleteSection({ user }: { user: User }) {
  const { page } = useTexts().account;
  const [isOpen, open] = useState(false);
  return (
    <Card>
      <h2>{page.delete}</h2>
      <p>{user.isGuest ? page.deleteGuest : page.deleteText}</p>
      {!user.isGuest && (
        <div>
          <Button look="danger" onPress={() => open(true)}>
            {page.delete}
          </Button>
        </div>
      )}
      <Dialog heading={page.delete} isOpen={isOpen} onClose={() => open(false)}>
        <DeleteForm onClose={() => open(false)} />
      </Dialog>
    </Card>
  );
}

function DeleteForm({ onClose }: { onClose: () => void }) {
  const { fields, page } = useTexts().account;
  const navigate = useNavigate();
  const remove = useChange('delete-account');
  const { errors, failure, check } = useAccountForm(remove, useFieldTexts({ wrong: 'currentPassword' }));
  const done = (): void => {
    forgetVisitor();
    void navigate('/events');
  };
  const submit = check(['currentPassword'], ({ currentPassword = '' }) =>
    remove.mutate({ body: { currentPassword } }, { onSuccess: done }),
  );
  return (
    <Form errors={errors} onSubmit={submit}>
      <p>{page.deleteText}</p>
      {failure && <Failure error={failure} isChange />}
      <PasswordField
        label={fields.currentPassword}
        name="currentPassword"
        autoComplete="current-password"
        error={errors.currentPassword}
      />
      <div className={styles.actions}>
        <Button type="submit" look="danger" isPending={remove.isPending}>
          {page.deleteConfirm}
        </Button>
        <Button look="secondary" onPress={onClose}>
          {page.keep}
        </Button>
      </div>
    </Form>
  );
}
