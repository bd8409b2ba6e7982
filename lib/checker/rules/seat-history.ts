/**
 * The calls on each seat have an order in which every answer is right (P1, P2, P4, P5, P8). If there is such
 * an order without the reasons of refusals, the rule true-refusals is broken instead: the seat was sold once, but a buyer was
 * refused wrongly (P9).
 */
import { type Findings, nameOf, report } from '../findings.ts';
import type { History } from '../history.ts';
import type { SeatState } from '../seats/seat-model.ts';
import { type SeatOfEvent, seatsOf } from '../seats/seat-operations.ts';
import { type SeatOutcome, searchOrder } from '../seats/seat-search.ts';

export function checkSeatHistories(history: History, findings: Findings): void {
  const claims = [...history.claims.values()];
  for (const seat of seatsOf(history)) {
    const refusals = seat.operations.filter(({ isRefusal }) => isRefusal).length;
    findings.applied['seat-history'] += 1;
    findings.applied['true-refusals'] += refusals;
    const outcome = searchOrder(seat);
    if (outcome.is === 'undecided') findings.undecided += 1;
    if (outcome.is !== 'stuck') continue;
    const sales = refusals > 0 ? searchOrder(withoutRefusals(seat)) : outcome;
    const rule = sales.is === 'stuck' ? 'seat-history' : 'true-refusals';
    const shown = sales.is === 'stuck' ? sales : outcome;
    report(findings, rule, detailOf(seat, shown, claims), callsIn(shown));
  }
}

const withoutRefusals = (seat: SeatOfEvent): SeatOfEvent => ({
  ...seat,
  operations: seat.operations.filter(({ isRefusal }) => !isRefusal),
});

type Stuck = Extract<SeatOutcome, { is: 'stuck' }>;

const callsIn = ({ at, done }: Stuck) => [...done, at].flatMap(({ calls }) => calls);

function detailOf({ seatId, eventId }: SeatOfEvent, { at, state }: Stuck, claims: { id: string }[]): string {
  const call = at.calls.find(({ to }) => to === at.to) ?? at.calls[0];
  const subject = `Seat ${seatId} of ${eventId}`;
  return `${subject}: no order of its calls explains ${call ? nameOf(call) : at.does}. In the longest order the seat was ${wordsOf(state, claims)} then.`;
}

function wordsOf(state: SeatState, claims: { id: string }[]): string {
  if (state.is === 'free') return 'available';
  if (!('claim' in state)) return state.is === 'earlier' ? 'as before the history began' : state.is;
  const owner = claims[state.claim] ? `by the claim ${claims[state.claim]?.id}` : 'by a hold without an answer';
  return state.is === 'held' ? `held ${owner} until ${rangeOf(state)}` : `booked ${owner}`;
}

function rangeOf({ from, to }: { from: number; to: number }): string {
  const timeOf = (at: number): string => (Number.isFinite(at) ? new Date(at).toISOString() : 'any time');
  return from === to ? timeOf(from) : `between ${timeOf(from)} and ${timeOf(to)}`;
}
