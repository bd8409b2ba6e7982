/**
 * The port of editing on DynamoDB. Every step is one transaction: what it changes, its journal entry, and the row that
 * counts the entries and says whose turn it is. A step that was committed before, its reply lost, is recognised by that.
 */
import { withdrawnBy } from '../domain/buckets.ts';
import type { Origin } from '../domain/claim-changes.ts';
import type { EditWork, LeasedWork } from '../domain/event-work.ts';
import { PLACES_PER_STEP_MAX } from '../domain/limits.ts';
import type { Bucket, EventFacts, PlacesTouched, SeatedSection } from '../domain/model.ts';
import { busy, type Conflict } from '../domain/refusals.ts';
import { seatStatusAt } from '../domain/seat-lifecycle.ts';
import type { EventEdits } from '../usecases/edit-dependencies.ts';
import { eventIsUnchanged } from './conditions.ts';
import { beginWork, endWork, leaseWork, leaveWork, refuseEdit, stepActions } from './event-work.ts';
import { put } from './expression.ts';
import { eventRow, seatOf, sectionRow } from './items.ts';
import { seatKeyOf } from './keys.ts';
import { readRows } from './queries.ts';
import type { Table } from './table.ts';
import { type Action, type Reason, transact } from './transact.ts';
import {
  addSeat,
  blockBucket,
  blockSeat,
  endWithdrawal,
  raiseBucket,
  type SeatStep,
  unblockSeat,
  withdrawShare,
} from './transactions/edit-places.ts';

type Leased = LeasedWork<EditWork>;

export function createEventEdits(table: Table): EventEdits {
  return {
    begin: (eventId, work, lease) => beginWork(table, eventId, work, lease),
    lease: (eventId, lease) => leaseWork(table, eventId, lease),
    leave: work => leaveWork(table, work),
    refuse: work => refuseEdit(table, work),
    end: work => endWork(table, work),

    async readSeatsById(eventId, seatIds) {
      const rows = await readRows(
        table,
        seatIds.map(seatId => seatKeyOf(eventId, seatId)),
      );
      return rows.flatMap(row => (row ? [seatOf(row)] : []));
    },
    blockSeats: (work, seatIds, origin) =>
      changeSeats(table, work, seatIds, { origin, by: work.work.id, action: 'event.places-blocked', write: blockSeat }),
    async unblockSeats(work, seatIds, origin, only) {
      const by = only === 'own' ? { by: work.work.id } : {};
      const change = { origin, ...by, action: 'event.places-unblocked', write: unblockSeat } as const;
      return (await changeSeats(table, work, seatIds, change)).work;
    },
    async addSeats(eventId, seats, at) {
      for (let from = 0; from < seats.length; from += PLACES_PER_STEP_MAX) {
        const some = seats.slice(from, from + PLACES_PER_STEP_MAX);
        const actions = some.map(seat => addSeat({ table: table.name, eventId, changedAt: at }, seat));
        // Refused are those that stand there already, made by an earlier attempt of this very work.
        if ((await transactEach(table, actions)) === 'busy') throw busy();
      }
    },

    async withdraw(work, area, shares, seen, origin) {
      const id = stepName(work);
      const byNumber = new Map(seen.map(bucket => [bucket.number, bucket]));
      const where = { table: table.name, eventId: work.eventId, now: origin.at };
      const actions = shares.map(share => withdrawShare(where, area.id, share, byNumber.get(share.bucket), id));
      const touched = touchedShares(area.id, shares);
      const taken = await takeStep(table, work, actions, { action: 'event.places-blocked', origin, touched });
      return taken.is === 'done' && taken.work;
    },
    restore: (work, buckets, origin) => endWithdrawals(table, work, buckets, origin, 'restore'),
    shrink: (work, buckets, origin) => endWithdrawals(table, work, buckets, origin, 'shrink'),
    async raise(work, areaId, by, there, origin) {
      const known = new Set(there.map(({ number }) => number));
      let current = work;
      for (let from = 0; from < by.length; from += PLACES_PER_STEP_MAX) {
        const some = by.slice(from, from + PLACES_PER_STEP_MAX);
        const where = { table: table.name, eventId: work.eventId };
        const actions = some.map(share => raiseBucket(where, areaId, share, known.has(share.bucket)));
        const touched = touchedShares(areaId, some);
        current = required(await takeStep(table, current, actions, { action: 'event.places-added', origin, touched }));
      }
      return current;
    },
    async blockBuckets(work, buckets, origin) {
      const where = { table: table.name, eventId: work.eventId, now: origin.at };
      const touched: PlacesTouched = {
        seatIds: [],
        shares: buckets.map(({ areaId, number, available }) => ({ areaId, bucket: number, quantity: available })),
      };
      const actions = buckets.map(bucket => blockBucket(where, bucket));
      const taken = await takeStep(table, work, actions, { action: 'event.places-blocked', origin, touched });
      return taken.is === 'done' && taken.work;
    },
    decide: (work, after, layouts, change) => decide(table, work, after, layouts, change),
  };
}

interface StepEntry {
  action: string;
  origin: Origin;
  touched?: PlacesTouched;
}

type Step = { is: 'done'; work: Leased } | { is: 'refused'; reasons: Reason[] };

/** One step: all of it with its journal entry, or what refused. */
async function takeStep(
  table: Table,
  work: Leased,
  actions: Action[],
  { action, origin, touched }: StepEntry,
  decided?: EditWork,
): Promise<Step> {
  const entry = { ...origin, action, to: work.work.id, ...(touched && { touched }) };
  const own = stepActions(table.name, work, entry, decided ? { work: decided } : 'same');
  const sent = await transact(table, [...own, ...actions], { idempotencyFirst: true });
  if (sent.is === 'busy') throw busy();
  const done: Step = {
    is: 'done',
    work: { ...work, entries: work.entries + 1, ...(decided && { work: decided }) },
  };
  if (sent.is === 'committed') return done;
  const [count] = sent.reasons;
  if (!count?.refused) return { is: 'refused', reasons: sent.reasons.slice(own.length) };
  // Only who holds the lease counts an entry more: it was an earlier attempt of this step, and its reply was lost.
  if (count.row?.leaseOf === work.leaseOf && count.row.entries === work.entries + 1) return done;
  throw busy();
}

function required(step: Step): Leased {
  if (step.is === 'done') return step.work;
  throw busy();
}

interface SeatsChange {
  origin: Origin;
  by?: string;
  action: string;
  write: (step: SeatStep, seatId: string) => Action;
}

/** Changes as many of the seats as may be, and names those that somebody has. */
async function changeSeats(
  table: Table,
  leased: Leased,
  seatIds: string[],
  { origin, by, action, write }: SeatsChange,
): Promise<{ work: Leased; conflicts: Conflict[] }> {
  const conflicts: Conflict[] = [];
  let work = leased;
  for (let from = 0; from < seatIds.length; from += PLACES_PER_STEP_MAX) {
    let rest = seatIds.slice(from, from + PLACES_PER_STEP_MAX);
    let changedAt = origin.at;
    while (rest.length > 0) {
      const step = {
        table: table.name,
        eventId: work.eventId,
        now: origin.at,
        changedAt,
        ...(by !== undefined && { by }),
      };
      const actions = rest.map(seatId => write(step, seatId));
      const taken = await takeStep(table, work, actions, { action, origin, touched: { seatIds: rest, shares: [] } });
      if (taken.is === 'done') {
        work = taken.work;
        break;
      }
      const read = readRefused(rest, taken.reasons, action, origin.at);
      conflicts.push(...read.conflicts);
      rest = read.rest;
      changedAt = Math.max(changedAt, read.lastChangedAt + 1);
    }
  }
  return { work, conflicts };
}

/** Refused by a later clock, a seat is tried again; somebody's is a conflict; what is as it should be is left out. */
function readRefused(seatIds: string[], reasons: Reason[], action: string, now: number) {
  const conflicts: Conflict[] = [];
  let lastChangedAt = 0;
  const rest = seatIds.filter((seatId, i) => {
    const reason = reasons[i];
    if (!reason?.refused) return true;
    if (!reason.row) return false;
    const seat = seatOf(reason.row);
    const status = seatStatusAt(seat, now);
    if (status === 'held' || status === 'booked') {
      conflicts.push({ seatId, reason: status, ...(status === 'held' && { until: seat.holdExpiresAt as number }) });
      return false;
    }
    const isDone = (status === 'blocked') === (action === 'event.places-blocked');
    if (isDone || seat.changedAt < now) return false;
    lastChangedAt = Math.max(lastChangedAt, seat.changedAt);
    return true;
  });
  return { conflicts, rest, lastChangedAt };
}

/** Names a step among the claims of a bucket: the work, and which of its steps. */
const stepName = ({ work, entries }: Leased): string => `${work.id}.${entries}`;

async function endWithdrawals(
  table: Table,
  leased: Leased,
  buckets: Bucket[],
  origin: Origin,
  how: 'restore' | 'shrink',
): Promise<Leased> {
  const withdrawals = buckets.flatMap(bucket =>
    withdrawnBy(bucket, leased.work.id).map((claim, round) => ({ bucket, claim, round })),
  );
  // One of a bucket at a time: a transaction takes no row twice.
  const rounds = Map.groupBy(withdrawals, ({ round }) => round).values();
  let work = leased;
  for (const round of rounds) {
    for (let from = 0; from < round.length; from += PLACES_PER_STEP_MAX) {
      const some = round.slice(from, from + PLACES_PER_STEP_MAX);
      const where = { table: table.name, eventId: work.eventId };
      const actions = some.map(({ bucket, claim }) => endWithdrawal(where, bucket, claim, how));
      const touched: PlacesTouched = {
        seatIds: [],
        shares: some.map(({ bucket, claim }) => ({
          areaId: bucket.areaId,
          bucket: bucket.number,
          quantity: claim.quantity,
        })),
      };
      const action = how === 'restore' ? 'event.places-unblocked' : 'event.places-removed';
      work = required(await takeStep(table, work, actions, { action, origin, touched }));
    }
  }
  return work;
}

const touchedShares = (areaId: string, shares: { bucket: number; quantity: number }[]): PlacesTouched => ({
  seatIds: [],
  shares: shares.map(share => ({ areaId, ...share })),
});

/** Commits what can be of writes that do not depend on each other. */
async function transactEach(table: Table, actions: Action[]): Promise<'done' | 'busy'> {
  let rest = actions;
  while (rest.length > 0) {
    const sent = await transact(table, rest, { idempotencyFirst: false });
    if (sent.is === 'busy') return 'busy';
    if (sent.is === 'committed') return 'done';
    const { reasons } = sent;
    rest = rest.filter((_, i) => !reasons[i]?.refused);
  }
  return 'done';
}

async function decide(
  table: Table,
  work: Leased,
  after: EventFacts,
  layouts: SeatedSection[],
  { action, origin, decidedAt }: Parameters<EventEdits['decide']>[3],
): Promise<Leased> {
  const { event } = after;
  const actions: Action[] = [
    { Put: put(table.name, eventRow(after), eventIsUnchanged, { ':version': event.version - 1 }) },
    ...layouts.map(section => ({ Put: { TableName: table.name, Item: sectionRow(event.id, section) } })),
  ];
  const decided: EditWork = { ...work.work, decidedAt };
  return required(await takeStep(table, work, actions, { action, origin }, decided));
}
