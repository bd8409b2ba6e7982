/** Records the calls of a run as a call history. */
import {
  CALL_HISTORY_VERSION,
  type CallHistory,
  type CallHistoryLine,
  type Invocation,
  type Ledger,
} from '../checker/call-history.ts';

export interface Recorder {
  /** Records the invocation, and returns the number of the call. */
  invoke(call: Omit<Invocation, 'is' | 'call' | 'at'>): number;
  answer(call: number, answer: { status: number; body: string; isReplay: boolean }): void;
  unknown(call: number, because: string): void;
  settled(): void;
  ledger(payments: Ledger['payments']): void;
  history(): CallHistory;
}

export function createRecorder(now: () => number, header: { source: string; skewMaxMs: number }): Recorder {
  const lines: CallHistoryLine[] = [];
  let calls = 0;
  return {
    invoke(call) {
      calls += 1;
      lines.push({ is: 'invoke', call: calls, at: now(), ...call });
      return calls;
    },
    answer: (call, answer) => lines.push({ is: 'answer', call, at: now(), ...answer }),
    unknown: (call, because) => lines.push({ is: 'unknown', call, at: now(), because }),
    settled: () => lines.push({ is: 'settled', at: now() }),
    ledger: payments => lines.push({ is: 'ledger', at: now(), payments }),
    history: () => ({ header: { is: 'call-history', version: CALL_HISTORY_VERSION, ...header }, lines }),
  };
}
