/** Stands in for a page of an event that does not exist. */
import { hasCode } from '../../api/problems.ts';
import { useTexts } from '../../i18n/speech.tsx';
import { ButtonLink } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';

/** An id that no event can have is refused by its form. */
export const isMissingEvent = (error: unknown): boolean =>
  hasCode(error, 'event-not-found') || hasCode(error, 'validation-failed');

export function MissingEvent() {
  const { notFound, back } = useTexts().events.event;
  return (
    <Page heading={notFound.heading} isNarrow>
      <p>{notFound.text}</p>
      <ButtonLink to="/events">{back}</ButtonLink>
    </Page>
  );
}
