/**
 * A booking with its tickets and gates, as the service has them. They are kept on this device, and shown as of then where the service does
 * not answer.
 */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { hasCode, isUnanswered } from '../../api/problems.ts';
import { read } from '../../api/queries.ts';
import { useOnline } from '../../api/use-online.ts';
import { useSession } from '../../api/use-session.ts';
import { type Gate, type KeptBooking, keepBooking } from '../tickets/kept-tickets.ts';
import { ASK_AGAIN_MS, useIsUnanswered, useKeptBooking } from './use-kept.ts';

export type ShownBooking = KeptBooking & { isKept: boolean };

export interface BookingQuery {
  data: ShownBooking | undefined;
  error: unknown;
  isPending: boolean;
  /** There is no connection, and this device has not shown the booking before. */
  isNotKept: boolean;
  refetch: () => void;
}

const asking = {
  refetchInterval: ({ state }: { state: { error: unknown } }) => (isUnanswered(state.error) ? ASK_AGAIN_MS : false),
} as const;

export function useBooking(bookingId: string): BookingQuery {
  const isOnline = useOnline();
  const booking = useQuery({ ...read('read-booking', { path: { bookingId } }), ...asking });
  const tickets = useQuery({ ...read('list-tickets', { path: { bookingId } }), ...asking });
  const gates = useGates(booking.data?.eventId);
  const error = booking.error ?? tickets.error;
  const isAnswered = booking.data !== undefined && tickets.data !== undefined;
  const needsKept = useIsUnanswered(isAnswered, error);
  const kept = useKeptBooking(bookingId, needsKept);
  const asOf = new Date(booking.dataUpdatedAt).toISOString();
  useKeeping(booking.data && tickets.data && { asOf, booking: booking.data, tickets: tickets.data.tickets, gates });
  const shownKept = needsKept && kept ? { ...kept, isKept: true } : undefined;
  return {
    data: isAnswered
      ? { asOf, booking: booking.data, tickets: tickets.data.tickets, gates, isKept: !isOnline }
      : shownKept,
    error,
    isPending: !isAnswered && !shownKept && error === null && (isOnline || kept !== null),
    isNotKept: !isOnline && !isAnswered && kept === null,
    refetch: () => void Promise.all([booking.refetch(), tickets.refetch()]),
  };
}

/** Keeps each answer once, for the user whom this page has shown it to: after another one has signed in, it may be still there. */
function useKeeping(answer: KeptBooking | undefined): void {
  const session = useSession();
  const userId = session.is === 'signed-in' ? session.user.id : undefined;
  const [ownerId, setOwnerId] = useState(userId);
  if (ownerId === undefined && userId !== undefined) setOwnerId(userId);
  const isOwner = userId !== undefined && userId === ownerId;
  const text = answer && JSON.stringify(answer);
  useEffect(() => {
    if (isOwner && text !== undefined) keepBooking(ownerId, JSON.parse(text)).catch(() => undefined);
  }, [isOwner, ownerId, text]);
}

/** The gates of the event. Without them, because the event was deleted for example, a ticket names no gate. */
function useGates(eventId: string | undefined): Gate[] {
  const event = useQuery({
    ...read('read-event', { path: { eventId: eventId ?? '' } }),
    enabled: eventId !== undefined,
  });
  return event.data?.gates ?? NO_GATES;
}
const NO_GATES: Gate[] = [];

export const isAbsent = (error: unknown): boolean => hasCode(error, 'booking-not-found');
