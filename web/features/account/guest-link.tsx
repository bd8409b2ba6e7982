/** Opens the session of a guest, and returns to the seats that the guest came from. A guest whose link has ended can request another one. */
import { useNavigate } from 'react-router';
import { problemOf } from '../../api/problems.ts';
import { takeReturn } from '../../api/return-address.ts';
import { begin } from '../../api/session.ts';
import { useGuestSession } from '../../api/session-changes.ts';
import { useTexts } from '../../i18n/speech.tsx';
import { Button } from '../../ui/button.tsx';
import { GuestForm } from './guest-form.tsx';
import { LinkFailure } from './link-failure.tsx';

/** With these problems the same link never opens a session again. */
const HAS_ENDED: readonly string[] = ['invalid-link', 'link-used'];

export function GuestLink({ token }: { token: string }) {
  const { links } = useTexts();
  const navigate = useNavigate();
  const open = useGuestSession();
  const press = (): void =>
    open.mutate(
      { body: { token } },
      {
        onSuccess: ({ body }) => {
          begin(body);
          void navigate(takeReturn('/bookings'), { replace: true });
        },
      },
    );
  const hasEnded = open.isError && HAS_ENDED.includes(problemOf(open.error)?.code ?? '');
  return (
    <>
      {open.isError && <LinkFailure error={open.error} onAgain={press} />}
      {hasEnded ? (
        <GuestForm />
      ) : (
        <Button isPending={open.isPending} onPress={press}>
          {links.purposes.guest.button}
        </Button>
      )}
    </>
  );
}
