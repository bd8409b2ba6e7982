/** A history as the rules read it: its calls, and what follows from them. */
import type { CallHistory } from './call-history.ts';
import { type Call, type Recording, readRecording } from './calls.ts';
import { type Claim, readClaims } from './claims.ts';
import { type KnownCode, readCodes } from './codes.ts';
import { type KnownEvent, readEvents } from './events.ts';
import { type FinalState, readFinalState } from './final-state.ts';
import { type KeyedOperation, keyedOperations } from './keyed-operations.ts';

export interface History extends Recording {
  /** The operations of each key. A key that was sent with several requests has several. */
  keys: KeyedOperation[][];
  operations: KeyedOperation[];
  claims: Map<string, Claim>;
  events: Map<string, KnownEvent>;
  /** By event and id, see findCode. */
  codes: Map<string, KnownCode>;
  final: FinalState | undefined;
}

/** The position at which the first attempt of a call's key begins. An answer to the key may depend on what was true then. */
export const positionOfFirstAttempt = ({ operations }: Pick<History, 'operations'>, call: Call): number =>
  Math.min(...(operations.find(({ attempts }) => attempts.includes(call))?.attempts ?? [call]).map(({ from }) => from));

export function readHistory(recorded: CallHistory): History {
  const recording = readRecording(recorded);
  const keys = keyedOperations(recording.calls);
  const operations = keys.flat();
  return {
    ...recording,
    keys,
    operations,
    claims: readClaims(recording, operations),
    events: readEvents(recording),
    codes: readCodes(recording),
    final: readFinalState(recording),
  };
}
