/** Opens the links of mails. Nothing happens before a button is pressed, because scanners of mail servers open links. */
import { useEffect, useState } from 'react';
import { useTexts } from '../../i18n/speech.tsx';
import { ButtonLink } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { BookingLink } from './booking-link.tsx';
import { GuestLink } from './guest-link.tsx';
import { ResetLink } from './reset-link.tsx';
import { SignedInLink } from './signed-in-link.tsx';
import { takeLink } from './taken-link.ts';

export default function LinksPage() {
  const { app, links } = useTexts();
  const [link, setLink] = useState(takeLink);
  useEffect(() => {
    // Another link that is opened in this window changes only the fragment.
    const take = (): void => setLink(takeLink());
    addEventListener('hashchange', take);
    return () => removeEventListener('hashchange', take);
  }, []);
  if (!link) {
    return (
      <Page heading={app.name} isNarrow>
        <p>{links.noLink}</p>
        <ButtonLink to="/events">{app.notFound.toEvents}</ButtonLink>
      </Page>
    );
  }
  const { title, lead } = links.purposes[link.purpose];
  return (
    <Page heading={title} isNarrow={link.purpose !== 'booking'}>
      <p>{lead}</p>
      <Opened key={link.token} {...link} />
    </Page>
  );
}

function Opened({ purpose, token }: NonNullable<ReturnType<typeof takeLink>>) {
  if (purpose === 'booking') return <BookingLink token={token} />;
  if (purpose === 'guest') return <GuestLink token={token} />;
  if (purpose === 'reset') return <ResetLink token={token} />;
  return <SignedInLink purpose={purpose} token={token} />;
}
