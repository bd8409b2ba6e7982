/**
 * Runs an edit from where it stands, as far as the time allows. Any function that holds the job's lease can continue it,
 * also after a crash. Until it is decided, an edit may be refused, and then all its changes are undone. After that it only
 * goes forward.
 */
import { refusalByClock } from '../../domain/event-edit-rules.ts';
import {
  addedSeats,
  changesOffer,
  type EventEdit,
  editedEvent,
  layoutsToWrite,
  takesAllPlaces,
} from '../../domain/event-edits.ts';
import type { LeasedEdit } from '../../domain/event-jobs.ts';
import { factsBefore } from '../../domain/facts-before.ts';
import { EDIT_SETTLE_MS } from '../../domain/limits.ts';
import type { EventFacts } from '../../domain/model.ts';
import type { Refusal } from '../../domain/refusals.ts';
import type { Call } from '../../ports/calls.ts';
import type { EditAction } from '../../ports/event-edits.ts';
import type { EditOutcome, EditRun, Progress, RunDependencies, TimeLeft, Withdrawn } from './edit-run.ts';
import { endClaimsAndSales } from './end-claims.ts';
import { blockWhatIsLeft, withdrawAll } from './end-sales.ts';
import { reopenPlaces } from './reopen-places.ts';
import { settlePlaces } from './settle-places.ts';
import { changeInSteps, sellAgain, withdraw } from './withdraw-places.ts';

/** Runs an edit, and gives its lease back. After a crash the lease runs out by itself. */
export async function runEdit(
  dependencies: RunDependencies,
  call: Call,
  leased: LeasedEdit,
  timeLeft: TimeLeft,
): Promise<EditOutcome> {
  try {
    return await continueEdit(dependencies, call, leased, timeLeft);
  } catch (error) {
    // A request of ours may still be in flight. It does no harm: it fails once another function holds the lease.
    await dependencies.edits.leave(leased).catch(() => undefined);
    throw error;
  }
}

async function continueEdit(
  dependencies: RunDependencies,
  call: Call,
  leased: LeasedEdit,
  timeLeft: TimeLeft,
): Promise<EditOutcome> {
  const { store, edits } = dependencies;
  const facts = await store.readEvent(leased.eventId);
  // A deleted event has nothing left to settle.
  if (!facts) return done(dependencies, leased);
  const run: EditRun = { store, edits, call, facts, timeLeft, by: { ...leased.job.origin, at: call.now } };
  if (leased.job.isRefused) return undo(run, leased);
  if (leased.job.decidedAt !== undefined) return settleEdit(run, leased);
  // An earlier run may have begun the edit before the event ended.
  const tooLate = refusalByClock(facts, leased.job.edit, call.now);
  if (tooLate) return undo(run, await edits.refuse(leased, run.by), tooLate);
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

async function done({ edits }: RunDependencies, leased: LeasedEdit): Promise<EditOutcome> {
  await edits.end(leased);
  return { is: 'done' };
}

/** Blocks the places to be removed, and creates the new seats, which no buyer can hold before a layout names them. */
async function prepare(run: EditRun, leased: LeasedEdit): Promise<Withdrawn> {
  const { edit } = leased.job;
  if (takesAllPlaces(edit)) return withdrawAll(run, leased);
  // Holds and bookings do not keep an event from being closed or cancelled: its places are blocked after the decision.
  if (edit.end) return { is: 'withdrawn', leased };
  const withdrawn = await withdraw(run, leased);
  if (withdrawn.is !== 'withdrawn') return withdrawn;
  const added = await changeInSteps(run, withdrawn.leased, addedSeats(run.facts, edit), run.edits.addSeats);
  return { is: added.isDone ? 'withdrawn' : 'unfinished', leased: added.leased };
}

/** Undoes a refused edit. The caller learns of the refusal at once, even if undoing takes further runs. */
async function undo(run: EditRun, refused: LeasedEdit, refusal?: Refusal): Promise<EditOutcome> {
  const { leased, isDone } = await sellAgain(run, refused);
  await (isDone ? run.edits.end(leased) : run.edits.leave(leased));
  return { is: 'refused', ...(refusal && { refusal }) };
}

const ACTIONS: Record<NonNullable<EventEdit['end']>, EditAction> = {
  closed: 'event.closed',
  cancelled: 'event.cancelled',
  deleted: 'event.deleted',
  reopened: 'event.reopened',
};

async function decide(run: EditRun, prepared: LeasedEdit): Promise<EditOutcome> {
  const { facts, edits, by } = run;
  const { edit, digest } = prepared.job;
  const { event, sections } = editedEvent(facts, edit);
  const closedBy = edit.end === 'closed' && { closedBy: prepared.job.id };
  const lastEdit = { lastEdit: digest, lastEditFrom: facts.event.version };
  const after: EventFacts = { event: { ...event, ...lastEdit, ...closedBy }, sections };
  const decided = await edits.decide(
    prepared,
    after,
    layoutsToWrite(facts, after),
    edit.end ? ACTIONS[edit.end] : 'event.edited',
    by,
    factsBefore(facts.event, event, edit.facts),
  );
  return settleEdit({ ...run, facts: after }, decided);
}

/** Brings the places in line with the decided event, or ends its sales and claims. */
async function settleEdit(run: EditRun, decided: LeasedEdit): Promise<EditOutcome> {
  const { leased, isDone } = await settle(run, decided);
  if (isDone) return done(run, leased);
  await run.edits.leave(leased);
  return { is: 'unfinished', isDecided: true };
}

async function settle(run: EditRun, decided: LeasedEdit): Promise<Progress> {
  const { edit, waits } = decided.job;
  switch (edit.end) {
    case 'closed':
      return untilCachesExpire(run, await blockWhatIsLeft(run, decided));
    case 'cancelled':
      return untilCachesExpire(run, await endClaimsAndSales(run, decided));
    case 'reopened':
      return reopenPlaces(run, decided);
    default:
      if (!changesOffer(edit)) return settlePlaces(run, decided);
      return waits && !areCachesExpired(run, decided) ? { leased: decided, isDone: false } : sellAgain(run, decided);
  }
}

/** Not done while a function may still grant from the facts of before the edit: the next run looks again. */
const untilCachesExpire = (run: EditRun, { leased, isDone }: Progress): Progress => ({
  leased,
  isDone: isDone && areCachesExpired(run, leased),
});

const areCachesExpired = ({ by }: EditRun, { job: { decidedAt = by.at } }: LeasedEdit): boolean =>
  by.at >= decidedAt + EDIT_SETTLE_MS;
