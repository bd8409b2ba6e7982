/** Notices above the choice of places: the state of the sale, an own hold, a refusal, and lost seats. */
import { useTexts } from '../../i18n/speech.tsx';
import { Notice } from '../../ui/notice.tsx';
import styles from './choosing.module.css';
import { HoldRefused } from './hold-refused.tsx';
import { OwnHold } from './own-hold.tsx';
import { SaleNotice } from './sale-notice.tsx';
import type { EventFacts } from './seating.ts';
import type { Choice } from './use-choosing.ts';
import { addressToHold } from './use-hold-on-return.ts';

export function ChoosingNotices({ event, choice }: { event: EventFacts; choice: Choice }) {
  const { seats: texts } = useTexts();
  const { seats, holding, names, goneText, tooMany } = choice;
  return (
    <div className={styles.notices}>
      <SaleNotice event={event} seating={seats.seating} availability={seats.availability} />
      <OwnHold eventId={event.id} />
      {holding.error !== undefined && (
        <HoldRefused
          event={event}
          error={holding.error}
          names={names}
          address={addressToHold(event.id)}
          onAgain={holding.again}
        />
      )}
      {holding.error === undefined && goneText !== undefined && (
        <Notice kind="warning">
          <p>{goneText}</p>
        </Notice>
      )}
      {tooMany && (
        <Notice kind="warning">
          <p>{texts.chosen.most(event.placesPerHoldMax)}</p>
        </Notice>
      )}
    </div>
  );
}
