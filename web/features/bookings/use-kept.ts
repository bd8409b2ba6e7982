/** The bookings that this device keeps, for pages whose service does not answer. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { isUnanswered } from '../../api/problems.ts';
import { useOnline } from '../../api/use-online.ts';
import { useUserIdOfDevice } from '../../api/use-session.ts';
import { type KeptBooking, readKeptBooking, readKeptBookings } from '../tickets/kept-tickets.ts';

/** At a door with a bad network nobody waits longer than this for tickets that the device has. */
const LATE_MS = 2_000;
/** After a call without an answer the page asks again by itself. */
export const ASK_AGAIN_MS = 10_000;

/** Whether there is no connection, no answer, or none yet. */
export function useIsUnanswered(isAnswered: boolean, error: unknown): boolean {
  const isOnline = useOnline();
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(setLate, LATE_MS, true);
    return () => clearTimeout(timer);
  }, []);
  return !isAnswered && (!isOnline || isLate || isUnanswered(error));
}

/** Undefined: not read yet. */
export function useKeptBooking(bookingId: string, isNeeded: boolean): KeptBooking | null | undefined {
  const userId = useUserIdOfDevice();
  const kept = useQuery({
    queryKey: ['kept-booking', bookingId, userId],
    queryFn: () => readKeptBooking(userId, bookingId),
    enabled: isNeeded,
    networkMode: 'always',
    staleTime: 0,
  });
  return kept.data;
}

export function useKeptBookings(isNeeded: boolean): KeptBooking[] {
  const userId = useUserIdOfDevice();
  const kept = useQuery({
    queryKey: ['kept-bookings', userId],
    queryFn: () => readKeptBookings(userId),
    enabled: isNeeded,
    networkMode: 'always',
    staleTime: 0,
  });
  return isNeeded ? (kept.data ?? NONE) : NONE;
}
const NONE: KeptBooking[] = [];
