/** The total of a selection: asked for when the selection has settled, or summed up here where the places have plain prices. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { call, type InputArguments, type Schemas, unwrap } from '../../api/client.ts';
import type { EventFacts, Seating } from './seating.ts';
import { needsQuote, placesOf, type Selection, sumOf } from './selection.ts';

/** Quotes are limited to 100 a minute for an address, which a whole office may share. */
const SETTLED_MS = 500;

export interface Total {
  /** Undefined while it is not known. */
  amount: number | undefined;
  quote: Schemas['Quote'] | undefined;
  /** Why the service refuses to price the selection. */
  error: unknown;
  isPending: boolean;
}

/** A code is priced for signed-in visitors only. */
export function useQuote(
  event: EventFacts,
  seating: Seating | undefined,
  selection: Selection,
  isSignedIn: boolean,
): Total {
  const priced = isSignedIn ? selection : { seats: selection.seats, areas: selection.areas };
  const places = placesOf(priced);
  const isNeeded = places !== undefined && needsQuote(event, priced);
  const body = JSON.stringify({ ...places, ...(priced.code !== undefined && { code: priced.code }) });
  const settled = useSettled(body);
  const quote = useQuery({
    queryKey: ['quote-places', event.id, settled],
    enabled: isNeeded && settled === body,
    queryFn: async ({ signal }) => {
      const input = { path: { eventId: event.id }, body: JSON.parse(settled), signal };
      return unwrap(await call('quote-places', ...([input] as InputArguments<'quote-places'>)));
    },
  });
  if (!isNeeded)
    return { amount: sumOf(selection, event, seating), quote: undefined, error: undefined, isPending: false };
  const isCurrent = settled === body;
  return {
    amount: isCurrent ? quote.data?.total.amount : undefined,
    quote: isCurrent ? quote.data : undefined,
    error: isCurrent ? (quote.error ?? undefined) : undefined,
    isPending: !isCurrent || quote.isPending,
  };
}

function useSettled(value: string): string {
  const [settled, settle] = useState(value);
  useEffect(() => {
    const timer = setTimeout(settle, SETTLED_MS, value);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
