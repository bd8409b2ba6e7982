/**
 * Carries an edit out, step by step, from wherever it stands: whoever holds its lease may take it up, after a crash too.
 * Before it is decided it may be refused, and then everything it did is undone; afterwards it only goes forward.
 */
import { chooseRaises } from '../../domain/buckets.ts';
import type { Origin } from '../../domain/claim-changes.ts';
import { addedSeats, type EventEdit, editedEvent } from '../../domain/event-edits.ts';
import type { EditJob, LeasedJob } from '../../domain/event-jobs.ts';
import { areasOf, seatedSections } from '../../domain/layout.ts';
import { EDIT_SETTLE_MS } from '../../domain/limits.ts';
import type { Area, EventFacts } from '../../domain/model.ts';
import type { Refusal } from '../../domain/refusals.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { EditAction } from '../../ports/event-edits.ts';
import { blockWhatIsLeft, callOff, clearEvent } from './end-sales.ts';
import { inSlices, undoWithdrawal, type Withdrawn, withdraw } from './withdraw-places.ts';

/** Milliseconds until this function should leave the rest to the next. */
export type TimeLeft = () => number;
export type EditDependencies = Pick<Dependencies, 'store' | 'edits'>;
export type Leased = LeasedJob<EditJob>;

/** One function's run at an edit. */
export interface EditRun extends EditDependencies {
  call: Call;
  /** The event as it stood when the run began. */
  facts: EventFacts;
  timeLeft: TimeLeft;
  /** Who asked for the edit, and when this run began. */
  by: Origin;
}

/** `unfinished`: it goes on by itself, and `isDecided` says whether it still may be refused. */
export type EditOutcome =
  | { is: 'done' }
  /** Without a refusal where it was told to an earlier caller. */
  | { is: 'refused'; refusal?: Refusal }
  | { is: 'unfinished'; isDecided: boolean };

/** The lease is given back in every case but a crash; then it runs out. */
export async function runEdit(
  dependencies: EditDependencies,
  call: Call,
  leased: Leased,
  timeLeft: TimeLeft,
): Promise<EditOutcome> {
  try {
    return await goOn(dependencies, call, leased, timeLeft);
  } catch (error) {
    // What we sent and know nothing of does no harm: it is refused as soon as somebody else has the lease.
    await dependencies.edits.leave(leased).catch(() => undefined);
    throw error;
  }
}

async function goOn(
  dependencies: EditDependencies,
  call: Call,
  leased: Leased,
  timeLeft: TimeLeft,
): Promise<EditOutcome> {
  const { store, edits } = dependencies;
  const facts = await store.readEvent(leased.eventId);
  // A deleted event has nothing left to settle.
  if (!facts) return done(dependencies, leased);
  const run: EditRun = { store, edits, call, facts, timeLeft, by: { ...leased.job.origin, at: call.now } };
  if (leased.job.isRefused) return undo(run, leased);
  if (leased.job.decidedAt !== undefined) return settleEdit(run, leased);
  const prepared = await prepare(run, leased);
  switch (prepared.is) {
    case 'withdrawn':
      return decide(run, prepared.leased);
    case 'refused':
      return undo(run, await edits.refuse(prepared.leased, run.by), prepared.refusal);
    case 'unfinished':
      await edits.leave(prepared.leased);
      return { is: 'unfinished', isDecided: false };
  }
}

async function done({ edits }: EditDependencies, leased: Leased): Promise<EditOutcome> {
  await edits.end(leased);
  return { is: 'done' };
}

/** Keeps from sale what goes, and makes what comes; nobody sees any of it yet but as places that cannot be had. */
async function prepare(run: EditRun, leased: Leased): Promise<Withdrawn> {
  const { edit } = leased.job;
  if (edit.end === 'deleted') return clearEvent(run, leased);
  // Nobody who has places keeps sales from ending: what is left ends after it is decided.
  if (edit.end) return { is: 'withdrawn', leased };
  const withdrawn = await withdraw(run, leased);
  if (withdrawn.is !== 'withdrawn') return withdrawn;
  const added = await inSlices(run, withdrawn.leased, addedSeats(edit), run.edits.addSeats);
  return { is: added.isOver ? 'withdrawn' : 'unfinished', leased: added.leased };
}

/** What was refused is refused, however long undoing it takes. */
async function undo(run: EditRun, refused: Leased, refusal?: Refusal): Promise<EditOutcome> {
  const { leased, isOver } = await undoWithdrawal(run, refused);
  await (isOver ? run.edits.end(leased) : run.edits.leave(leased));
  return { is: 'refused', ...(refusal && { refusal }) };
}

const ACTIONS: Record<NonNullable<EventEdit['end']>, EditAction> = {
  closed: 'event.closed',
  cancelled: 'event.cancelled',
  deleted: 'event.deleted',
};

async function decide(run: EditRun, prepared: Leased): Promise<EditOutcome> {
  const { facts, edits, by } = run;
  const { edit, digest } = prepared.job;
  const { event, sections } = editedEvent(facts, edit);
  const after: EventFacts = { event: { ...event, lastEdit: digest }, sections };
  const before = new Map(seatedSections(facts).map(({ id, rows }) => [id, rows]));
  const layouts = seatedSections(after).filter(({ id, rows }) => before.get(id) !== rows);
  const decided = await edits.decide(prepared, after, layouts, edit.end ? ACTIONS[edit.end] : 'event.edited', by);
  return settleEdit({ ...run, facts: after }, decided);
}

/** What the event promises now comes true: areas shrink and grow, seats are unblocked, sales end. */
async function settleEdit(run: EditRun, decided: Leased): Promise<EditOutcome> {
  const { edits, facts, timeLeft, by } = run;
  const { edit } = decided.job;
  const leave = async (leased: Leased): Promise<EditOutcome> => {
    await edits.leave(leased);
    return { is: 'unfinished', isDecided: true };
  };
  if (edit.end === 'closed' || edit.end === 'cancelled') {
    const { leased: ended, isOver } = await (edit.end === 'closed' ? blockWhatIsLeft : callOff)(run, decided);
    return isOver && by.at >= (ended.job.decidedAt ?? by.at) + EDIT_SETTLE_MS ? done(run, ended) : leave(ended);
  }
  let current = decided;
  for (const area of areasOf(facts).filter(({ id }) => changesCapacity(edit, id))) {
    if (timeLeft() <= 0) return leave(current);
    current = await resize(run, current, area);
  }
  if (edit.unblockSeats.length > 0) current = await edits.unblockSeats(current, edit.unblockSeats, by, 'any');
  return done(run, current);
}

const changesCapacity = ({ sections, addSections }: EventEdit, id: string): boolean =>
  sections.some(section => section.id === id && section.capacity !== undefined) ||
  addSections.some(section => section.id === id);

/** Looks again until its buckets have what the area should have. */
async function resize({ store, edits, by }: EditRun, leased: Leased, area: Area): Promise<Leased> {
  let current = await edits.shrink(leased, await store.readBuckets(leased.eventId, [area]), by);
  for (;;) {
    const there = await store.readBuckets(leased.eventId, [area]);
    const raises = chooseRaises(there, area);
    if (raises.length === 0) return current;
    current = await edits.raise(current, area.id, raises, there, by);
  }
}
