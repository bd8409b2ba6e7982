/** A hold that is over: expired, given back, or booked. The way to the same places, or to the booking, is one press. */

import { useEffect } from 'react';
import { useTexts } from '../../i18n/speech.tsx';
import { ButtonLink } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Page } from '../../ui/page.tsx';
import { keep, readKept } from '../seats/kept-selection.ts';
import { countOf, selectionOf } from '../seats/selection.ts';
import { HeldPlaces, type Hold } from './held-places.tsx';
import styles from './hold.module.css';

export function HoldEnded({ hold, state }: { hold: Hold; state: Exclude<Hold['status'], 'active'> }) {
  const { hold: texts } = useTexts();
  const words = texts[state];
  const isBooked = state === 'confirmed' && hold.bookingId !== undefined;
  // The same places are chosen on the page of the event, unless the visitor has chosen others since.
  useEffect(() => {
    if (state === 'confirmed' || countOf(readKept(hold.eventId).selection) > 0) return;
    keep(hold.eventId, { selection: selectionOf(hold.places, hold.code) });
  }, [state, hold]);
  return (
    <Page key={state} heading={words.heading} intro={<p role="status">{words.text}</p>} isNarrow>
      <Card>
        <HeldPlaces hold={hold} />
      </Card>
      <div className={styles.actions}>
        {isBooked ? (
          <ButtonLink to={`/bookings/${hold.bookingId}`}>{texts.confirmed.open}</ButtonLink>
        ) : (
          <ButtonLink to={`/events/${hold.eventId}/seats`}>{texts.chooseAgain}</ButtonLink>
        )}
      </div>
    </Page>
  );
}
