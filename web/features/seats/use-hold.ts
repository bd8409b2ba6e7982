/** Holds the selection or the best seats. A repeated request keeps its key, so it holds them once. */
import { useCallback, useState } from 'react';
import { useNavigate } from 'react-router';
import type { Schemas } from '../../api/client.ts';
import { problemOf } from '../../api/problems.ts';
import { queryClient, read, useChange } from '../../api/queries.ts';
import type { BestWish } from './best-wish.ts';
import type { SeatChange } from './seating.ts';
import { placesOf, type Selection } from './selection.ts';

type HoldBody = Schemas['NewHoldOfSeats'] | Schemas['NewHoldOfAreas'] | Schemas['NewHoldOfBestSeats'];

interface Following {
  /** The places are held. */
  held(): void;
  /** Other buyers have these seats. */
  lost(conflicts: readonly SeatChange[]): void;
  /** The service has refused for another reason. */
  refused(): void;
}

export interface Holding {
  hold(body: HoldBody): void;
  isPending: boolean;
  error: unknown;
  /** The last request again, with its key. */
  again(): void;
  forgetError(): void;
}

export function useHold(eventId: string, following: Following): Holding {
  const navigate = useNavigate();
  const change = useChange('place-hold');
  const [last, setLast] = useState<HoldBody>();
  const { mutate, reset } = change;
  const hold = (body: HoldBody): void => {
    setLast(body);
    mutate(
      { path: { eventId }, body },
      {
        onSuccess: ({ body: held }) => {
          queryClient.setQueryData(read('read-hold', { path: { holdId: held.id } }).queryKey, held);
          following.held();
          navigate(`/holds/${held.id}`);
        },
        onError: error => {
          const problem = problemOf(error);
          if (problem?.code === 'seats-unavailable') {
            following.lost(problem.conflicts.map(({ seatId, reason }) => ({ seatId, status: reason })));
          } else following.refused();
        },
      },
    );
  };
  return {
    hold,
    isPending: change.isPending,
    error: change.error ?? undefined,
    again: () => last && hold(last),
    forgetError: useCallback(() => reset(), [reset]),
  };
}

/** The request for a selection. The total guards against a price that has changed since it was shown. */
export function bodyOf(selection: Selection, expectedTotal: number | undefined): HoldBody | undefined {
  const places = placesOf(selection);
  return places && { ...places, ...codeOf(selection), ...(expectedTotal !== undefined && { expectedTotal }) };
}

export const bestBodyOf = (best: BestWish, selection: Selection): HoldBody => ({
  bestAvailable: best,
  ...codeOf(selection),
});

const codeOf = ({ code }: Selection) => code !== undefined && { code };
