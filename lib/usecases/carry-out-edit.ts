/**
 * Carries an edit out, step by step, from wherever it stands: whoever holds its lease may take it up, after a crash too.
 * Before it is decided it may be refused, and then everything it did is undone; afterwards it only goes forward.
 */
import { chooseRaises } from '../domain/buckets.ts';
import { addedSeats, type EventEdit, editedEvent, withdrawalOf } from '../domain/event-edits.ts';
import type { EditWork, LeasedWork } from '../domain/event-work.ts';
import { areasOf, seatedSections } from '../domain/layout.ts';
import { EDIT_SETTLE_MS } from '../domain/limits.ts';
import type { Area, EventFacts } from '../domain/model.ts';
import type { Refusal } from '../domain/refusals.ts';
import type { Call, Dependencies } from './dependencies.ts';
import type { EditAction } from './edit-dependencies.ts';
import { blockWhatIsLeft, undoWithdrawal, withdraw } from './withdraw-places.ts';

/** Milliseconds until this function should leave the rest to the next. */
export type TimeLeft = () => number;
export type EditDependencies = Pick<Dependencies, 'store' | 'edits'>;
export type Leased = LeasedWork<EditWork>;

/** `unfinished`: it goes on by itself, and `isDecided` says whether it still may be refused. */
export type CarriedOut =
  | { is: 'done' }
  /** Without a refusal where it was told to an earlier caller. */
  | { is: 'refused'; refusal?: Refusal | undefined }
  | { is: 'unfinished'; isDecided: boolean };

/** The lease is given back in every case but a crash; then it runs out. */
export async function carryOutEdit(
  deps: EditDependencies,
  call: Call,
  leased: Leased,
  timeLeft: TimeLeft,
): Promise<CarriedOut> {
  const facts = await deps.store.readEvent(leased.eventId);
  if (!facts) throw new Error(`event ${leased.eventId} is gone, though an edit of it is not finished`);
  let work = leased;
  if (work.work.decidedAt === undefined) {
    const prepared = await prepare(deps, call, work, facts, timeLeft);
    if (prepared.is !== 'prepared') return prepared;
    work = await decide(deps, call, prepared.work, facts);
  }
  const after = editedEventNow(leased, work, facts);
  const isSettled = await settleEdit(deps, call, work, after, timeLeft);
  if (isSettled) await deps.edits.end(work);
  else await deps.edits.leave(work);
  return isSettled ? { is: 'done' } : { is: 'unfinished', isDecided: true };
}

/** What was read is the event before it was decided, or after. */
const editedEventNow = (before: Leased, now: Leased, facts: EventFacts): EventFacts =>
  before.work.decidedAt === now.work.decidedAt ? facts : editedEvent(facts, now.work.edit);

/** Keeps from sale what goes, and makes what comes; nobody sees any of it yet but as places that cannot be had. */
async function prepare(
  deps: EditDependencies,
  call: Call,
  leased: Leased,
  facts: EventFacts,
  timeLeft: TimeLeft,
): Promise<Exclude<CarriedOut, { is: 'done' }> | { is: 'prepared'; work: Leased }> {
  const { edit } = leased.work;
  // Closing refuses nobody who holds places: what is left ends after it is decided.
  if (edit.end === 'closed') return { is: 'prepared', work: leased };
  const withdrawn = leased.work.isRefused
    ? ({ is: 'refused', work: leased, refusal: undefined } as const)
    : await withdraw(deps, call, leased, facts, withdrawalOf(facts, edit), timeLeft);
  if (withdrawn.is === 'unfinished') {
    await deps.edits.leave(withdrawn.work);
    return { is: 'unfinished', isDecided: false };
  }
  if (withdrawn.is === 'refused') {
    const refused = withdrawn.work.work.isRefused ? withdrawn.work : await deps.edits.refuse(withdrawn.work);
    await deps.edits.end(await undoWithdrawal(deps, call, refused, facts, withdrawalOf(facts, edit)));
    return { is: 'refused', refusal: withdrawn.refusal };
  }
  await deps.edits.addSeats(leased.eventId, addedSeats(edit), call.now);
  return { is: 'prepared', work: withdrawn.work };
}

const ACTIONS: Record<NonNullable<EventEdit['end']>, EditAction> = {
  closed: 'event.closed',
  cancelled: 'event.cancelled',
  deleted: 'event.deleted',
};

function decide({ edits }: EditDependencies, call: Call, work: Leased, facts: EventFacts): Promise<Leased> {
  const { edit, origin } = work.work;
  const after = editedEvent(facts, edit);
  const before = new Map(seatedSections(facts).map(({ id, rows }) => [id, rows]));
  const layouts = seatedSections(after).filter(({ id, rows }) => before.get(id) !== rows);
  return edits.decide(work, after, layouts, {
    action: edit.end ? ACTIONS[edit.end] : 'event.edited',
    origin: { ...origin, at: call.now },
    decidedAt: call.now,
  });
}

/** What the event promises now comes true: areas shrink and grow, seats are unblocked, sales end. */
async function settleEdit(
  deps: EditDependencies,
  call: Call,
  decided: Leased,
  facts: EventFacts,
  timeLeft: TimeLeft,
): Promise<boolean> {
  const { edit, decidedAt = call.now, origin } = decided.work;
  const by = { ...origin, at: call.now };
  if (edit.end === 'closed') {
    const isOver = await blockWhatIsLeft(deps, call, decided, facts, timeLeft);
    return isOver && call.now >= decidedAt + EDIT_SETTLE_MS;
  }
  let work = decided;
  for (const area of areasOf(facts).filter(({ id }) => changesCapacity(edit, id))) {
    if (timeLeft() <= 0) return false;
    work = await resize(deps, work, area, by);
  }
  if (edit.unblockSeats.length > 0) await deps.edits.unblockSeats(work, edit.unblockSeats, by, 'any');
  return true;
}

const changesCapacity = ({ sections, addSections }: EventEdit, id: string): boolean =>
  sections.some(section => section.id === id && section.capacity !== undefined) ||
  addSections.some(section => section.id === id);

async function resize(
  { store, edits }: EditDependencies,
  leased: Leased,
  area: Area,
  by: Parameters<EditDependencies['edits']['shrink']>[2],
): Promise<Leased> {
  const work = await edits.shrink(leased, await store.readBuckets(leased.eventId, [area]), by);
  const there = await store.readBuckets(leased.eventId, [area]);
  return edits.raise(work, area.id, chooseRaises(there, area), there, by);
}
