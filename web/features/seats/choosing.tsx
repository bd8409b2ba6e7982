/** Choosing places of an event that is loaded: the list, the map, and the selection. */
import { useState } from 'react';
import { useTexts } from '../../i18n/speech.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Loading } from '../../ui/skeleton.tsx';
import { AreaList } from './area-list.tsx';
import { BestAvailable } from './best-available.tsx';
import styles from './choosing.module.css';
import { ChoosingNotices } from './choosing-notices.tsx';
import { ChosenPlaces } from './chosen-places.tsx';
import { handOver } from './kept-selection.ts';
import { Legend } from './legend.tsx';
import { SeatMapPanel } from './seat-map-panel.tsx';
import { type EventFacts, NO_FILTER, pricesOf } from './seating.ts';
import { SectionList } from './section-list.tsx';
import { countOf } from './selection.ts';
import { SignInDialog } from './sign-in-dialog.tsx';
import { useChoosing } from './use-choosing.ts';
import { addressToHold } from './use-hold-on-return.ts';
import { areasIn, hasSeats } from './use-seats.ts';

export function Choosing({ event, onChanged }: { event: EventFacts; onChanged: () => void }) {
  const { seats: texts } = useTexts();
  const choice = useChoosing(event, onChanged);
  const { seats, names, selection, selected, lost, total, holding, isOnSale, isSignedIn } = choice;
  const { asksToSignIn, forgetSignIn, update, toggle, hold } = choice;
  const { seating, availability } = seats;
  const [open, setOpen] = useState<string>();
  const [focused, setFocused] = useState<string>();
  const [filter, setFilter] = useState(NO_FILTER);
  if (seats.error !== undefined) return <Failure error={seats.error} onAgain={seats.again} />;
  if (hasSeats(event) && !seating) return <Loading outlines={[{ height: '20rem' }, { height: '12rem' }]} />;
  const areas = areasIn(event);
  const hasAccess = seating !== undefined && [...seating.seats.values()].some(({ access }) => access !== undefined);
  return (
    <>
      <ChoosingNotices event={event} choice={choice} />
      <div className={styles.columns}>
        <div className={styles.list}>
          {seating && isOnSale && (
            <BestAvailable
              event={event}
              seating={seating}
              hasCode={selection.code !== undefined}
              isPending={holding.isPending}
              onHold={hold}
            />
          )}
          {areas.length > 0 && (
            <section className={styles.block}>
              <h2>{texts.areas.heading}</h2>
              <AreaList
                event={event}
                availability={availability}
                selection={selection}
                room={event.placesPerHoldMax - countOf(selection)}
                names={names}
                onChange={update}
              />
            </section>
          )}
          {seating && seating.sections.length > 0 && (
            <section className={styles.block}>
              <h2>{texts.sections.heading}</h2>
              <p className={styles.hint}>{texts.sections.hint}</p>
              <SectionList
                sections={seating.sections}
                open={open}
                onOpen={setOpen}
                selected={selected}
                lost={lost}
                filter={filter}
                names={names}
                onToggle={toggle}
                onFocus={setFocused}
              />
            </section>
          )}
        </div>
        <div className={styles.side}>
          {seating && seating.sections.length > 0 && (
            <SeatMapPanel
              event={event}
              seating={seating}
              availability={availability}
              selected={selected}
              lost={lost}
              filter={filter}
              focused={focused}
              section={open}
              names={names}
              onSeat={seatId => {
                const seat = seating.seats.get(seatId);
                if (seat) toggle(seat);
              }}
              onSection={id => setOpen(seating.sections.some(section => section.id === id) ? id : undefined)}
            />
          )}
          {seating && (
            <Legend
              prices={pricesOf(seating, areas)}
              hasAccess={hasAccess}
              filter={filter}
              names={names}
              onFilter={setFilter}
            />
          )}
          <ChosenPlaces
            event={event}
            seating={seating}
            availability={availability}
            selection={selection}
            total={total}
            names={names}
            isPending={holding.isPending}
            isOnSale={isOnSale}
            isSignedIn={isSignedIn}
            onChange={update}
            onHold={() => hold()}
          />
        </div>
      </div>
      <SignInDialog
        isOpen={asksToSignIn !== undefined}
        address={addressToHold(event.id)}
        onClose={forgetSignIn}
        onGuest={() => handOver(event.id, { selection, ...asksToSignIn }, addressToHold(event.id))}
      />
    </>
  );
}
