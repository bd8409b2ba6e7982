/** The page of an address that has none. */
import { useTexts } from '../i18n/speech.tsx';
import { ButtonLink } from '../ui/button.tsx';
import { Page } from '../ui/page.tsx';

export function NotFound() {
  const { app } = useTexts();
  return (
    <Page heading={app.notFound.heading} isNarrow>
      <p>{app.notFound.text}</p>
      <ButtonLink to="/events">{app.notFound.toEvents}</ButtonLink>
    </Page>
  );
}
