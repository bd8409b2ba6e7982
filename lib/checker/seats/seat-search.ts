/**
 * Searches an order of the operations on one seat in which every answer is right: linearizability, by the algorithm of Wing,
 * Gong and Lowe. Answers that only tell the state are ordered as soon as they are right, because that excludes no order of
 * the others. If two orders lead to the same state, the one that reaches it earlier allows all that the other does.
 */
import type { Edit } from '../events.ts';
import {
  isOf,
  type SeatOperation,
  type SeatState,
  type Step,
  stepOf,
  UNKNOWN_CLAIM,
  whenBlocked,
  whenTaken,
  whenVacant,
} from './seat-model.ts';

export interface SeatProblem {
  /** All of these must be ordered. */
  operations: SeatOperation[];
  /** These may have happened, at any time after their invocation. */
  optional: SeatOperation[];
  /** Position from which on a hold that no answer tells may have taken the seat. */
  unknownHoldsFrom: number | undefined;
  /** Such a hold may have a code, which may unlock the seat. */
  unknownHoldsUnlock: boolean;
  /** Edits that may block or free the seat. */
  edits: Edit[];
  initial: SeatState;
  skewMs: number;
}

export type SeatOutcome =
  | { is: 'ordered' }
  /** The search took too long. */
  | { is: 'undecided' }
  /** No order includes this operation. `done` are the last operations before it in the longest order. */
  | { is: 'stuck'; at: SeatOperation; state: SeatState; done: SeatOperation[] };

/** States that one search visits before it gives up. */
const VISITS_MAX = 100_000;

interface Choice extends Step {
  /** The number of the operation, or of the optional one. Neither for an edit, an unknown hold or the state before the history. */
  definite?: number;
  optional?: number;
}

interface Frame {
  state: SeatState;
  at: number;
  seen: number[];
  choices: Choice[];
  next: number;
  chosen: Choice | undefined;
}

export function searchOrder(problem: SeatProblem): SeatOutcome {
  const search = createSearch(problem);
  search.enter(problem.initial, Number.NEGATIVE_INFINITY);
  for (let visits = 0; visits < VISITS_MAX; visits++) {
    const outcome = search.advance();
    if (outcome) return outcome;
  }
  return { is: 'undecided' };
}

function createSearch({ operations, optional, unknownHoldsFrom, unknownHoldsUnlock, edits, skewMs }: SeatProblem) {
  const isEverUnlocked = unknownHoldsUnlock || [...operations, ...optional].some(({ mayUnlock }) => mayUnlock);
  const list = createList(operations);
  const usesOf = Map.groupBy(optional.keys(), i =>
    mayComeFromElsewhere(optional[i]) ? ANY_CLAIM : optional[i]?.claim,
  );
  const isDone = new Array<boolean>(optional.length).fill(false);
  const frames: Frame[] = [];
  const visited = new Map<string, number>();
  let longest = -1;
  let stuck: Extract<SeatOutcome, { is: 'stuck' }> | undefined;

  /** Orders the answers that only tell the state, and finds the operations that may come next. */
  function enter(state: SeatState, before: number): void {
    const frame: Frame = { state, at: before, seen: [], choices: [], next: 0, chosen: undefined };
    frames.push(frame);
    const pending: number[] = [];
    let entry = list.first();
    while (entry !== undefined && list.isCall(entry)) {
      const i = entry;
      entry = list.after(i);
      const operation = operations[i] as SeatOperation;
      const notBefore =
        operation.does === 'see' || isNoEffect(state, operation) ? sightOf(state, operation) : undefined;
      if (notBefore !== undefined && notBefore <= Math.max(frame.at, operation.invokedAt)) {
        if (entry === list.endOf(i)) entry = list.after(entry);
        frame.at = Math.max(frame.at, operation.invokedAt);
        list.remove(i);
        frame.seen.push(i);
      } else {
        pending.push(i);
      }
    }
    const first = entry === undefined ? undefined : operations[list.operationOf(entry)];
    if (!first) return;
    note(first, state);
    if (first.answeredAt < frame.at) return;
    frame.choices = choicesIn(frame, pending, first);
    // A single operation leads to no state that was visited before.
    const isForced = frame.choices.length === 1 && frame.choices[0]?.definite !== undefined;
    if (frame.choices.length > 0 && !isForced && wasVisited(frame, pending, first)) frame.choices = [];
  }

  const isNoEffect = (state: SeatState, { does, claim }: SeatOperation): boolean =>
    does === 'release' && !isOf(state, claim);
  const sightOf = (state: SeatState, operation: SeatOperation): number | undefined =>
    stepOf(state, operation, skewMs)?.notBefore;

  function choicesIn({ state, at }: Frame, pending: number[], first: SeatOperation): Choice[] {
    const choices: Choice[] = [];
    const add = (step: Step | undefined, invokedAt: number, until: number, by: Partial<Choice>): void => {
      if (!step) return;
      const notBefore = Math.max(at, invokedAt, step.notBefore);
      if (notBefore <= until) choices.push({ state: step.state, notBefore, ...by });
    };
    for (const i of pending) {
      const operation = operations[i] as SeatOperation;
      add(stepOf(state, operation, skewMs), operation.invokedAt, operation.answeredAt, { definite: i });
    }
    const owner = 'claim' in state ? state.claim : undefined;
    for (const i of [...(usesOf.get(owner) ?? []), ...(usesOf.get(ANY_CLAIM) ?? [])]) {
      const operation = optional[i] as SeatOperation;
      if (isDone[i] || operation.from > first.to) continue;
      add(stepOf(state, operation, skewMs), operation.invokedAt, first.answeredAt, { optional: i });
    }
    for (const { call, until } of edits) {
      if (call.from > first.to) continue;
      const becomes = state.is === 'blocked' ? FREE : BLOCKED;
      const edited = whenBlocked(state, skewMs, becomes) ?? whenVacant(state, skewMs, becomes);
      add(edited, call.invokedAt, Math.min(until, first.answeredAt), {});
    }
    if (state.is === 'earlier') add({ state: FREE, notBefore: at }, at, first.answeredAt, {});
    if (state.is === 'earlier' && isEverUnlocked) add({ state: BLOCKED, notBefore: at }, at, first.answeredAt, {});
    if (unknownHoldsFrom !== undefined && unknownHoldsFrom < first.to && owner !== UNKNOWN_CLAIM) {
      add(whenTaken(state, { mayUnlock: isEverUnlocked }, skewMs, HELD_UNKNOWN), at, first.answeredAt, {});
    }
    return choices;
  }

  /** The first answer that is not ordered, and the pending calls before it, determine which operations are ordered. */
  function wasVisited({ state, at }: Frame, pending: number[], first: SeatOperation): boolean {
    const uses = isDone.flatMap((isUsed, i) => (isUsed ? [i] : [])).join();
    const name = `${pending.join()}|${first.to}|${uses}|${nameOfState(state)}`;
    const earlier = visited.get(name);
    if (earlier !== undefined && earlier <= at) return true;
    visited.set(name, at);
    return false;
  }

  function note(at: SeatOperation, state: SeatState): void {
    if (list.removed() <= longest) return;
    longest = list.removed();
    stuck = { is: 'stuck', at, state, done: lastDone() };
  }

  function lastDone(): SeatOperation[] {
    const chosen = frames.slice(-DONE_SHOWN_MAX - 1).flatMap(({ chosen }) => chosen ?? []);
    return chosen.flatMap(({ definite, optional: use }) =>
      definite !== undefined ? (operations[definite] ?? []) : use !== undefined ? (optional[use] ?? []) : [],
    );
  }

  /** Takes the next choice, or goes back to the one before. */
  function advance(): SeatOutcome | undefined {
    const frame = frames.at(-1);
    if (!frame) return stuck ?? { is: 'ordered' };
    if (list.first() === undefined) return { is: 'ordered' };
    const choice = frame.choices[frame.next++];
    if (!choice) {
      leave(frame);
      return undefined;
    }
    frame.chosen = choice;
    if (choice.definite !== undefined) list.remove(choice.definite);
    if (choice.optional !== undefined) isDone[choice.optional] = true;
    enter(choice.state, choice.notBefore);
    return undefined;
  }

  function leave(frame: Frame): void {
    for (const i of frame.seen.toReversed()) list.restore(i);
    frames.pop();
    const chosen = frames.at(-1)?.chosen;
    if (chosen?.definite !== undefined) list.restore(chosen.definite);
    if (chosen?.optional !== undefined) isDone[chosen.optional] = false;
  }

  return { enter, advance };
}

const DONE_SHOWN_MAX = 6;
const ANY_CLAIM = -2;
const FREE: SeatState = { is: 'free' };
const BLOCKED: SeatState = { is: 'blocked' };
const HELD_UNKNOWN = {
  is: 'held' as const,
  claim: UNKNOWN_CLAIM,
  from: Number.NEGATIVE_INFINITY,
  to: Number.POSITIVE_INFINITY,
};

/** Whether its claim need not have the seat before the operation: it is a hold, or a late booking. */
const mayComeFromElsewhere = (operation: SeatOperation | undefined): boolean =>
  operation?.does === 'take' || operation?.does === 'book';

const nameOfState = (state: SeatState): string =>
  state.is === 'held'
    ? `held ${state.claim} ${state.from} ${state.to} ${state.isUnlocked}`
    : `${state.is} ${'claim' in state ? `${state.claim} ${state.isUnlocked}` : ''}`;

/**
 * The calls and answers that are not ordered yet, as a linked list in the order of time. Entry `i` is the call of operation
 * `i`, and entry `operations.length + i` its answer.
 */
function createList(operations: SeatOperation[]) {
  const count = operations.length;
  const end = 2 * count;
  const lineOf = (entry: number): number =>
    (entry < count ? operations[entry]?.from : operations[entry - count]?.to) ?? Number.NaN;
  const entries = Array.from({ length: end }, (_, entry) => entry).sort(
    (one, other) => lineOf(one) - lineOf(other) || one - other,
  );
  const [next, previous] = [new Int32Array(end + 1), new Int32Array(end + 1)];
  const link = (one: number, other: number): void => {
    next[one] = other;
    previous[other] = one;
  };
  let last = end;
  for (const entry of entries) {
    link(last, entry);
    last = entry;
  }
  link(last, end);
  let removed = 0;

  const at = (array: Int32Array, entry: number): number => array[entry] as number;
  const entryOrNone = (entry: number): number | undefined => (entry === end ? undefined : entry);
  const unlink = (entry: number): void => link(at(previous, entry), at(next, entry));
  const relink = (entry: number): void => {
    next[at(previous, entry)] = entry;
    previous[at(next, entry)] = entry;
  };
  return {
    first: () => entryOrNone(at(next, end)),
    after: (entry: number) => entryOrNone(at(next, entry)),
    isCall: (entry: number) => entry < count,
    endOf: (operation: number) => count + operation,
    operationOf: (entry: number) => (entry < count ? entry : entry - count),
    removed: () => removed,
    remove(operation: number): void {
      unlink(operation);
      unlink(count + operation);
      removed += 1;
    },
    /** Undoes the last removal. */
    restore(operation: number): void {
      relink(count + operation);
      relink(operation);
      removed -= 1;
    },
  };
}
