/** Pays for a hold, and follows the payment to its end, also after a reload. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { call, HoldfastProblem, type InputArguments, unwrap } from '../../api/client.ts';
import { queryClient } from '../../api/queries.ts';
import { type Attempt, forgetAttempt, keepAttempt, readAttempt } from './attempt.ts';
import { type Outcome, outcomeOf, outcomeOfPayment } from './outcome.ts';

export type PaymentState =
  | { is: 'ready' }
  | { is: 'working' }
  | { is: 'pending' }
  | { is: 'declined' }
  | { is: 'late' }
  | { is: 'elsewhere' }
  /** `isOpen`: it may have been made, so only the same payment may be repeated. */
  | { is: 'failed'; error: unknown; isOpen: boolean };

export interface Paying {
  state: PaymentState;
  /** Pays with a method of the gateway; without one for a free hold. */
  pay(method?: string): void;
  /** Repeats the payment whose outcome is not known. */
  again(): void;
}

interface Following {
  holdId: string;
  /** The hold has changed: it must be read again. */
  onChanged: () => void;
  /** Lets the bank ask the customer, in the browser. */
  onQuestion?: ((clientSecret: string) => Promise<void>) | undefined;
}

const ASK_AGAIN_MS = 2_000;

export function usePayment({ holdId, onChanged, onQuestion }: Following): Paying {
  const navigate = useNavigate();
  const [state, setState] = useState<PaymentState>(() => (readAttempt(holdId) ? { is: 'working' } : { is: 'ready' }));
  const latest = useRef({ onChanged, onQuestion });
  latest.current = { onChanged, onQuestion };
  const isMounted = useRef(true);
  /** The key of the request that waits for its answer. */
  const sent = useRef<string | undefined>(undefined);

  const end = useCallback(
    (next: PaymentState): void => {
      forgetAttempt(holdId);
      setState(next);
    },
    [holdId],
  );

  const follow = useCallback(
    async (attempt: Attempt, outcome: Outcome, error?: unknown): Promise<void> => {
      if (!isMounted.current) return;
      switch (outcome.is) {
        case 'booked':
          forgetAttempt(holdId);
          // Read again on the pages that show them. Here it would show the end of the hold for a moment.
          void queryClient.invalidateQueries({ refetchType: 'none' });
          navigate(`/bookings/${outcome.bookingId}`, { replace: true });
          return;
        case 'pending': {
          const known = { ...attempt, paymentId: outcome.paymentId };
          keepAttempt(holdId, known);
          setState({ is: 'pending' });
          if (outcome.clientSecret !== undefined) await latest.current.onQuestion?.(outcome.clientSecret);
          await pause(ASK_AGAIN_MS);
          if (isMounted.current) await askForPayment(known, follow);
          return;
        }
        case 'changed':
          end({ is: 'ready' });
          latest.current.onChanged();
          return;
        case 'failed': {
          const isOpen = isUndecided(error);
          if (!isOpen) forgetAttempt(holdId);
          setState({ is: 'failed', error, isOpen });
          return;
        }
        default:
          end({ is: outcome.is });
          if (outcome.is === 'elsewhere') latest.current.onChanged();
      }
    },
    [end, holdId, navigate],
  );

  // Also of a pending payment: only the answer to this request has the question of the bank.
  const send = useCallback(
    async (attempt: Attempt, isRepeated: boolean): Promise<void> => {
      setState({ is: attempt.paymentId === undefined ? 'working' : 'pending' });
      if (sent.current === attempt.key) return;
      sent.current = attempt.key;
      const body = { holdId, ...(attempt.method !== undefined && { paymentMethod: attempt.method }) };
      try {
        const input: InputArguments<'confirm-booking'>[0] = { body, key: attempt.key };
        const answer = await call('confirm-booking', input);
        await follow(
          attempt,
          outcomeOf(answer, isRepeated),
          answer.ok ? undefined : new HoldfastProblem(answer.problem),
        );
      } catch (error) {
        await follow(attempt, { is: 'failed' }, error);
      }
      sent.current = undefined;
    },
    [follow, holdId],
  );

  useEffect(() => {
    isMounted.current = true;
    const attempt = readAttempt(holdId);
    if (attempt) void send(attempt, true);
    return () => {
      isMounted.current = false;
    };
  }, [holdId, send]);

  return {
    state,
    pay: method => {
      const attempt = { key: crypto.randomUUID(), ...(method !== undefined && { method }) };
      keepAttempt(holdId, attempt);
      void send(attempt, false);
    },
    again: () => {
      const attempt = readAttempt(holdId);
      if (attempt) void send(attempt, true);
      else setState({ is: 'ready' });
    },
  };
}

/** Asks how a pending payment is. Reading it lets the service ask the gateway again. */
async function askForPayment(
  attempt: Attempt,
  follow: (attempt: Attempt, outcome: Outcome, error?: unknown) => Promise<void>,
): Promise<void> {
  const { paymentId = '' } = attempt;
  try {
    const payment = unwrap(await call('read-payment', { path: { paymentId } }));
    await follow(attempt, outcomeOfPayment(payment));
  } catch (error) {
    await follow(attempt, { is: 'failed' }, error);
  }
}

/** Whether the payment may have been made although there is no answer that says so. */
const isUndecided = (error: unknown): boolean =>
  !(error instanceof HoldfastProblem) ||
  error.problem.status >= 500 ||
  error.problem.status === 429 ||
  error.problem.status === 401;

const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));
