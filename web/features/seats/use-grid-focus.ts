/** The roving focus of the grid of seats: where it is, which rows are drawn around it, and how keys move it. */
import { type KeyboardEvent, type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { type At, drawnRows, moved } from './grid-moves.ts';
import type { SeatedSection } from './seating.ts';

interface GridFocus {
  grid: RefObject<HTMLDivElement | null>;
  drawn: { from: number; to: number };
  /** The seat of a row that Tab reaches. */
  tabStopOf(row: number): number | undefined;
  /** Draws the rows around this one. */
  drawAround(row: number): void;
  /** Takes the focus that a press has moved. */
  follow(at: At): void;
  /** Moves the focus if the key does. */
  onKey(event: KeyboardEvent): void;
  at: At;
}

export function useGridFocus(section: SeatedSection): GridFocus {
  const { rows } = section;
  const grid = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<At>(() => firstFree(section));
  const [around, setAround] = useState(at.row);
  const drawn = useMemo(() => drawnRows(rows, around), [rows, around]);
  const hasMoved = useRef(false);
  useEffect(() => {
    if (!hasMoved.current) return;
    hasMoved.current = false;
    grid.current?.querySelector<HTMLElement>(`[data-at="${at.row}-${at.seat}"]`)?.focus();
  }, [at]);

  const isDrawn = (row: number): boolean => row >= drawn.from && row < drawn.to;
  return {
    grid,
    drawn,
    at,
    tabStopOf(row) {
      if (row === at.row) return at.seat;
      // While the seat with the focus is not drawn, the first drawn one is the tab stop.
      return row === drawn.from && !isDrawn(at.row) ? 0 : undefined;
    },
    drawAround: setAround,
    follow: setAt,
    onKey(event) {
      const to = moved(rows, at, event);
      if (!to) return;
      event.preventDefault();
      hasMoved.current = true;
      if (!isDrawn(to.row)) setAround(to.row);
      setAt(to);
    },
  };
}

/** The position of the seat that an element of the grid belongs to. */
export function positionOf(target: EventTarget): At | undefined {
  const text = (target as Element).closest<HTMLElement>('[data-at]')?.dataset.at;
  const [row, seat] = text?.split('-').map(Number) ?? [];
  return row === undefined || seat === undefined ? undefined : { row, seat };
}

function firstFree({ rows, statuses }: SeatedSection): At {
  for (const [row, { seats }] of rows.entries()) {
    const seat = seats.findIndex(({ id }) => statuses.get(id) === 'available');
    if (seat >= 0) return { row, seat };
  }
  return { row: 0, seat: 0 };
}
