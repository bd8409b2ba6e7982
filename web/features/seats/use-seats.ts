/** The seats of an event, kept up to date by asking for changes: every two seconds while the page is visible and used. */
import { useCallback, useEffect, useReducer, useRef } from 'react';
import { anonymous, type Schemas, unwrap } from '../../api/client.ts';
import { pauseOf } from './polling.ts';
import {
  type EventFacts,
  type SeatChange,
  type Seating,
  type SeatMapAnswer,
  type SeatMapChanges,
  seatingOf,
  withChanges,
  withStatuses,
} from './seating.ts';

export type Availability = Schemas['Availability'];

interface SeatsState {
  seating?: Seating;
  /** Counts of areas and of ticket types with a maximum. */
  availability?: Availability;
  /** The first request failed: there is nothing to show. */
  error?: unknown;
}

type Action =
  | { is: 'seats'; event: EventFacts; answer: SeatMapAnswer | SeatMapChanges }
  | { is: 'availability'; availability: Availability }
  | { is: 'statuses'; changes: readonly SeatChange[] }
  | { is: 'failed'; error: unknown };

function reduce(state: SeatsState, action: Action): SeatsState {
  switch (action.is) {
    case 'seats':
      return withAnswer(state, action.event, action.answer);
    case 'availability':
      return { ...state, availability: action.availability };
    case 'statuses':
      return state.seating ? { ...state, seating: withStatuses(state.seating, action.changes) } : state;
    case 'failed':
      return state.seating || state.availability ? state : { error: action.error };
  }
}

function withAnswer({ seating, availability }: SeatsState, event: EventFacts, answer: SeatMapAnswer | SeatMapChanges) {
  const counts = availability && { availability };
  if (answer.kind === 'map') return { seating: seatingOf(event, answer), ...counts };
  return { ...(seating && { seating: withChanges(seating, answer) }), ...counts };
}

export interface Seats extends SeatsState {
  /** Asks now, for example after a refusal. */
  again(): void;
  /** Merges statuses that another answer has told. */
  learn(changes: readonly SeatChange[]): void;
}

/** Maps are public: without a token a cache may answer them. */
export function useSeats(event: EventFacts): Seats {
  const [state, dispatch] = useReducer(reduce, {});
  const latest = useRef({ event, asOf: state.seating?.asOf });
  latest.current = { event, asOf: state.seating?.asOf };
  const asked = useRef<() => void>(() => undefined);
  const eventId = event.id;

  useEffect(() => {
    const poll = startPolling(
      async signal => {
        const now = latest.current;
        await Promise.all([
          hasSeats(now.event) &&
            askForSeats(eventId, now.asOf, signal).then(answer => dispatch({ is: 'seats', event: now.event, answer })),
          hasCounts(now.event) &&
            askForCounts(eventId, signal).then(availability => dispatch({ is: 'availability', availability })),
        ]);
      },
      error => dispatch({ is: 'failed', error }),
    );
    asked.current = poll.now;
    return poll.stop;
  }, [eventId]);

  const again = useCallback(() => asked.current(), []);
  const learn = useCallback((changes: readonly SeatChange[]) => dispatch({ is: 'statuses', changes }), []);
  return { ...state, again, learn };
}

export const hasSeats = ({ sections }: EventFacts): boolean => sections.some(({ kind }) => kind === 'seated');
export const areasIn = ({ sections }: EventFacts) => sections.filter(({ kind }) => kind === 'area');
const hasCounts = (event: EventFacts): boolean =>
  areasIn(event).length > 0 || (event.prices?.ticketTypes ?? []).some(({ placesMax }) => placesMax !== undefined);

async function askForSeats(eventId: string, since: string | undefined, signal: AbortSignal) {
  const query = since === undefined ? {} : { query: { since } };
  return unwrap(await anonymous.call('read-seats', { path: { eventId }, ...query, signal }));
}

async function askForCounts(eventId: string, signal: AbortSignal): Promise<Availability> {
  return unwrap(await anonymous.call('read-availability', { path: { eventId }, signal }));
}

const INPUTS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;

/** Calls `ask` again and again, after pauses that depend on how the page is used. */
function startPolling(ask: (signal: AbortSignal) => Promise<unknown>, fail: (error: unknown) => void) {
  const ended = new AbortController();
  const { signal } = ended;
  let [inputAt, failures, timer, isAsking]: [number, number, number | undefined, boolean] = [
    Date.now(),
    0,
    undefined,
    false,
  ];
  const pause = (): number | undefined =>
    pauseOf({ isVisible: !document.hidden, idleMs: Date.now() - inputAt, failures });

  async function now(): Promise<void> {
    clearTimeout(timer);
    if (isAsking || signal.aborted) return;
    isAsking = true;
    try {
      await ask(signal);
      failures = 0;
    } catch (error) {
      failures += 1;
      if (!signal.aborted) fail(error);
    }
    isAsking = false;
    plan();
  }
  function plan(): void {
    clearTimeout(timer);
    const ms = pause();
    if (ms !== undefined && !signal.aborted) timer = window.setTimeout(now, ms);
  }
  const used = (): void => {
    const before = pause();
    inputAt = Date.now();
    // After a time without input the visitor sees old seats: they are asked for at once.
    if (before !== pause()) void now();
  };
  for (const input of INPUTS) addEventListener(input, used, { signal, passive: true });
  document.addEventListener('visibilitychange', () => (document.hidden ? plan() : void now()), { signal });
  addEventListener('online', () => void now(), { signal });
  void now();
  function stop(): void {
    ended.abort();
    clearTimeout(timer);
  }
  return { now: () => void now(), stop };
}
