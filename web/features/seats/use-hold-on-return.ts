/** Holds by itself, once, when the visitor returns from signing in. */
import { useEffect, useRef } from 'react';
import { useSearchParams } from 'react-router';

/** The address of the page, so that the places are held after signing in. */
export const addressToHold = (eventId: string): string => `/events/${eventId}/seats?hold=1`;

export function useHoldOnReturn(isReady: boolean, hold: () => void): void {
  const [query, setQuery] = useSearchParams();
  const isAsked = query.get('hold') === '1';
  const isDone = useRef(false);
  useEffect(() => {
    if (!isAsked || !isReady || isDone.current) return;
    isDone.current = true;
    setQuery({}, { replace: true });
    hold();
  }, [isAsked, isReady, hold, setQuery]);
}
