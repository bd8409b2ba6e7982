/** Opens the session of a guest, and returns to the seats that the guest came from. */
import { useNavigate } from 'react-router';
import { takeReturn } from '../../api/return-address.ts';
import { begin } from '../../api/session.ts';
import { useGuestSession } from '../../api/session-changes.ts';
import { useTexts } from '../../i18n/speech.tsx';
import { Button } from '../../ui/button.tsx';
import { LinkFailure } from './link-failure.tsx';

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
  return (
    <>
      {open.isError && <LinkFailure error={open.error} onAgain={press} />}
      <Button isPending={open.isPending} onPress={press}>
        {links.purposes.guest.button}
      </Button>
    </>
  );
}
