/** The selection of a visitor, kept in this tab, and cleared of seats that others take. */
import { useEffect, useReducer, useRef, useState } from 'react';
import { forget, type Kept, keep, readKept } from './kept-selection.ts';
import type { Seating } from './seating.ts';
import { type Selection, takenSeats, withoutSeats } from './selection.ts';

export interface Choice {
  selection: Selection;
  change(next: Selection): void;
  /** The best seats that the visitor asked for before signing in. */
  best: Kept['best'];
  /** Seats that somebody else took while they were chosen: told once, and marked on the map. */
  gone: readonly string[];
  lose(seatIds: readonly string[]): void;
  forgetGone(): void;
  /** Forgets the selection, after its places are held. */
  end(): void;
}

interface State {
  selection: Selection;
  gone: readonly string[];
}

/** The map may be as old as this when the page opens: seats that the visitor has just given back are still held on it. */
const SETTLED_MS = 3_000;

/** `isHolding`: the seats may be held by the visitor already. */
export function useSelection(eventId: string, seating: Seating | undefined, isHolding: boolean): Choice {
  const [kept] = useState(() => readKept(eventId));
  const [{ selection, gone }, update] = useReducer(
    (state: State, change: Partial<State> | ((state: State) => State)): State =>
      typeof change === 'function' ? change(state) : { ...state, ...change },
    { selection: kept.selection, gone: [] },
  );
  /** The places are held: the selection stays on the page until the next page is shown, and is not kept. */
  const isHeld = useRef(false);
  const [isSettled, setSettled] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(true), SETTLED_MS);
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => {
    if (!seating || !isSettled || isHolding || isHeld.current) return;
    update(state => without(state, takenSeats(state.selection, seating)));
  }, [seating, isSettled, isHolding]);
  useEffect(() => {
    if (!isHeld.current) keep(eventId, { selection });
  }, [eventId, selection]);
  return {
    selection,
    best: kept.best,
    gone,
    change: next => update({ selection: next }),
    lose: seatIds => update(state => without(state, seatIds)),
    forgetGone: () => update({ gone: [] }),
    end: () => {
      isHeld.current = true;
      forget(eventId);
    },
  };
}

const without = ({ selection, gone }: State, lost: readonly string[]): State => {
  if (lost.length === 0) return { selection, gone };
  return { selection: withoutSeats(selection, new Set(lost)), gone: [...new Set([...gone, ...lost])] };
};
