/**
 * Keeps the selection of each event in this tab, so that it survives a reload, a page back, and signing in. The link of a guest may open in
 * another tab: for that, the selection is kept for all tabs for an hour.
 */
import { type BestWish, isBestWish } from './best-wish.ts';
import { NOTHING, type Selection } from './selection.ts';

/** The selection, and the best seats that the visitor asked for before signing in. */
export interface Kept {
  selection: Selection;
  best?: BestWish;
}

/** The address to which the link in the mail of a guest returns. The page of links reads it. */
export const RETURN_KEY = 'holdfast-return';
const HANDED_OVER_MS = 60 * 60_000;
const keyOf = (eventId: string): string => `holdfast-selection:${eventId}`;

export function keep(eventId: string, kept: Kept): void {
  sessionStorage.setItem(keyOf(eventId), JSON.stringify(kept));
}

/** Lets another tab go on with the selection, at the address. */
export function handOver(eventId: string, kept: Kept, address: string): void {
  localStorage.setItem(keyOf(eventId), JSON.stringify({ ...kept, until: Date.now() + HANDED_OVER_MS }));
  localStorage.setItem(RETURN_KEY, address);
}

export function readKept(eventId: string): Kept {
  const own = parseKept(sessionStorage.getItem(keyOf(eventId)));
  if (own) return own;
  const handed = localStorage.getItem(keyOf(eventId));
  return (isCurrent(handed) && parseKept(handed)) || { selection: NOTHING };
}

/** Forgets the selection, after its places are held. */
export function forget(eventId: string): void {
  sessionStorage.removeItem(keyOf(eventId));
  localStorage.removeItem(keyOf(eventId));
}

const isCurrent = (text: string | null): boolean => {
  const until = parse(text)?.until;
  return typeof until === 'number' && until > Date.now();
};

/** Reads what an earlier version of the app may have written. Undefined if it is unusable. */
export function parseKept(text: string | null): Kept | undefined {
  const value = parse(text);
  const selection = value?.selection as Partial<Selection> | undefined;
  if (!Array.isArray(selection?.seats) || !Array.isArray(selection.areas)) return undefined;
  const seats = selection.seats.filter(seat => typeof seat?.seatId === 'string');
  const areas = selection.areas.filter(area => typeof area?.areaId === 'string' && area.quantity > 0);
  const best = value?.best;
  return {
    selection: { seats, areas, ...(typeof selection.code === 'string' && { code: selection.code }) },
    ...(isBestWish(best) && { best }),
  };
}

function parse(text: string | null): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
