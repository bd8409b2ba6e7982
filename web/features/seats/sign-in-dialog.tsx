/** Asks a visitor without a session how to go on: sign in, register, or have a link sent as a guest. */
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { call, unwrap } from '../../api/client.ts';
import { useSpeech } from '../../i18n/speech.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Field } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import styles from './sign-in-dialog.module.css';

interface SignInDialogProps {
  isOpen: boolean;
  /** The address that holds the places once there is a session. */
  address: string;
  onClose: () => void;
  /** Keeps the selection for the tab that the link of the mail opens. */
  onGuest: () => void;
}

export function SignInDialog({ isOpen, address, onClose, onGuest }: SignInDialogProps) {
  const { signIn: texts } = useSpeech().texts.seats;
  const query = `?return=${encodeURIComponent(address)}`;
  return (
    <Dialog heading={texts.heading} isOpen={isOpen} onClose={onClose}>
      <p>{texts.intro}</p>
      <div className={styles.choices}>
        <ButtonLink to={`/signin${query}`}>{texts.signIn}</ButtonLink>
        <ButtonLink to={`/register${query}`} look="secondary">
          {texts.register}
        </ButtonLink>
      </div>
      <Guest onGuest={onGuest} />
    </Dialog>
  );
}

function Guest({ onGuest }: { onGuest: () => void }) {
  const { texts, language } = useSpeech();
  const { signIn: words } = texts.seats;
  const [form, setForm] = useState({ name: '', email: '' });
  const [isChecked, check] = useState(false);
  const request = useMutation({
    mutationFn: async (guest: typeof form) =>
      unwrap(await call('request-guest-link', { body: { ...guest, language } })),
    onSuccess: onGuest,
  });
  const faultOf = (value: string, isFine = value !== ''): string | undefined =>
    isChecked && !isFine ? words.missing : undefined;
  if (request.isSuccess) {
    return (
      <Notice kind="success" isFocused>
        <p>{words.sent(form.email)}</p>
      </Notice>
    );
  }
  return (
    <form
      className={styles.guest}
      noValidate
      onSubmit={event => {
        event.preventDefault();
        const guest = { name: form.name.trim(), email: form.email.trim() };
        check(true);
        if (guest.name !== '' && guest.email.includes('@')) request.mutate(guest);
      }}
    >
      <h3>{words.guest}</h3>
      <p className={styles.hint}>{words.guestHint}</p>
      {request.isError && <Failure error={request.error} />}
      <Field
        label={words.name}
        autoComplete="name"
        value={form.name}
        onChange={name => setForm({ ...form, name })}
        error={faultOf(form.name)}
      />
      <Field
        label={words.email}
        type="email"
        autoComplete="email"
        value={form.email}
        onChange={email => setForm({ ...form, email })}
        error={faultOf(form.email, form.email.includes('@'))}
      />
      <Button type="submit" look="secondary" isPending={request.isPending}>
        {words.send}
      </Button>
    </form>
  );
}
