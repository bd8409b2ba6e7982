/** Choosing places: the seats, the selection, what the visitor does with them, and what is announced of it. */
import { useIsMutating } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import type { SeatsMessages } from '../../../lib/messages/web/seats.ts';
import { useSession } from '../../api/use-session.ts';
import { useTexts } from '../../i18n/speech.tsx';
import { useAnnounce } from '../../ui/announcer.tsx';
import type { BestWish } from './best-wish.ts';
import { keep } from './kept-selection.ts';
import { type EventFacts, type Seat, statusOf } from './seating.ts';
import { countOf, isChosen, type Selection, withoutSeats, withSeat } from './selection.ts';
import { bestBodyOf, bodyOf, useHold } from './use-hold.ts';
import { useHoldOnReturn } from './use-hold-on-return.ts';
import { usePlaceNames } from './use-place-names.ts';
import { useQuote } from './use-quote.ts';
import { hasSeats, useSeats } from './use-seats.ts';
import { useSelection } from './use-selection.ts';

export type Choice = ReturnType<typeof useChoosing>;

/** `onChanged`: the event may be different from what the page shows. */
export function useChoosing(event: EventFacts, onChanged: () => void) {
  const { seats: texts } = useTexts();
  const announce = useAnnounce();
  const session = useSession();
  const seats = useSeats(event);
  const { seating } = seats;
  const names = usePlaceNames(event, seating);
  const isHolding = useIsMutating({ mutationKey: ['place-hold'] }) > 0;
  const choice = useSelection(event.id, seating, isHolding);
  const { selection, change, gone, lose, end } = choice;
  const total = useQuote(event, seating, selection, session.is === 'signed-in');
  const [asksToSignIn, askToSignIn] = useState<{ best?: BestWish }>();
  const [tooMany, sayTooMany] = useState(false);
  const holding = useHold(event.id, {
    held: end,
    lost: conflicts => {
      seats.learn(conflicts);
      lose(conflicts.map(({ seatId }) => seatId));
      seats.again();
    },
    refused: () => {
      seats.again();
      onChanged();
    },
  });
  const selected = useMemo(() => new Set(selection.seats.map(({ seatId }) => seatId)), [selection.seats]);
  const lost = useMemo(() => new Set(gone), [gone]);
  const goneText = textOfGone(texts, gone.map(names.seatById));
  useEffect(() => {
    if (goneText !== undefined) announce(goneText);
  }, [goneText, announce]);
  const isOnSale = event.status === 'open';

  const update = (next: Selection): void => {
    if (countOf(next) > event.placesPerHoldMax && countOf(next) > countOf(selection)) {
      sayTooMany(true);
      announce(texts.chosen.most(event.placesPerHoldMax));
      return;
    }
    sayTooMany(false);
    holding.forgetError();
    change(next);
  };
  const toggle = (seat: Seat): void => {
    const name = names.seat(seat);
    if (isChosen(selection, seat.id)) {
      const next = withoutSeats(selection, new Set([seat.id]));
      update(next);
      announce(texts.seat.removed(name, countOf(next)));
      return;
    }
    const status = seating && statusOf(seating, seat.id);
    if (status !== 'available' && !(status === 'blocked' && selection.code !== undefined)) {
      announce(texts.seat.notFree(name));
      return;
    }
    const next = withSeat(selection, seat.id);
    update(next);
    if (countOf(next) <= event.placesPerHoldMax) announce(texts.seat.added(name, countOf(next)));
  };
  const hold = (best?: BestWish): void => {
    if (session.is === 'signed-out') {
      keep(event.id, { selection, ...(best && { best }) });
      askToSignIn(best ? { best } : {});
      return;
    }
    choice.forgetGone();
    const body = best ? bestBodyOf(best, selection) : bodyOf(selection, total.quote?.total.amount);
    if (body) holding.hold(body);
  };
  useHoldOnReturn(session.is === 'signed-in' && (seating !== undefined || !hasSeats(event)) && isOnSale, () =>
    hold(choice.best),
  );

  return {
    seats,
    names,
    selection,
    selected,
    lost,
    goneText,
    tooMany,
    total,
    holding,
    isOnSale,
    isSignedIn: session.is === 'signed-in',
    asksToSignIn,
    forgetSignIn: () => askToSignIn(undefined),
    update,
    toggle,
    hold,
  };
}

function textOfGone({ gone }: SeatsMessages, [first, ...others]: string[]): string | undefined {
  if (first === undefined) return undefined;
  return others.length === 0 ? gone.few(first) : gone.many(others.length + 1);
}
