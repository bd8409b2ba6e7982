/** Removals of the checks of edits of an event. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it replaces source text
import { ALWAYS, CONDITIONS, type Removal, without } from './removal.ts';

const RUN_EDIT = 'lib/usecases/events/run-edit.ts';
const EDIT_TESTS = ['edit-conditions'];
const EDITS_TESTS = ['service/events/edits.test', 'edits-together'];

export const EDIT_REMOVALS: Removal[] = [
  { removes: 'mayBeBlocked', file: CONDITIONS, from: 'mayBeBlocked = mayBeHeld', to: `mayBeBlocked = ${ALWAYS}` },
  {
    removes: 'the check that an unblocked seat is blocked',
    file: CONDITIONS,
    from: 'and(isBlocked, comesAfterLastChange(changedAt))',
    to: 'comesAfterLastChange(changedAt)',
  },
  {
    removes: 'the order of changes of an unblocked seat',
    file: CONDITIONS,
    from: 'and(isBlocked, comesAfterLastChange(changedAt))',
    to: 'isBlocked',
  },
  without('isBlockOf', 'expression`blockedBy = ${owner}`', 'owner: string'),
  { removes: 'mayBeAdded', file: CONDITIONS, from: 'or(isAbsent, mayBeUnblocked(write))', to: ALWAYS },
  without('hasStill', 'expression`available = ${available}`', 'available: number'),
  without('hasBlocked', 'expression`blocked = ${quantity}`', 'quantity: number'),
  without('isNextEntry', 'expression`entries = ${entries}`', 'entries: number'),
  {
    removes: 'journalIsAsLong',
    file: CONDITIONS,
    from: 'or(expression`attribute_not_exists(entries)`, isNextEntry(entries))',
    to: ALWAYS,
  },
  without('leaseIsMine', 'expression`leaseOf = ${leaseOf}`', 'leaseOf: string'),
  {
    removes: 'jobIsFree',
    file: CONDITIONS,
    from: 'or(expression`attribute_not_exists(leaseUntil)`, expression`leaseUntil <= ${now}`)',
    to: ALWAYS,
  },
  without('hasJob', 'expression`attribute_exists(#work)`'),
  without('hasNoJob', 'expression`attribute_not_exists(#work)`'),
  without('eventIsUnchanged', 'expression`version = ${version}`', 'version: number'),
  {
    removes: 'the check that claims in a blocked bucket are still lapsed',
    file: 'lib/table/events/edit-buckets.ts',
    from: 'and(hasStill(bucket.available), ...lapsed.map(isStillLapsed))',
    to: 'hasStill(bucket.available)',
  },
  {
    removes: 'retrying each seat that a later change time refused',
    file: 'lib/table/events/edit-seats.ts',
    from: 'changedAt = later;',
    to: '',
  },
  {
    removes: 'recognizing an earlier attempt of a step',
    file: 'lib/table/events/edit-step.ts',
    from: 'if (row.entries === leased.entries + 1) return done;',
    to: '',
  },
  {
    removes: 'recognizing an earlier attempt to lease',
    file: 'lib/table/events/event-jobs.ts',
    from: 'if (row?.leaseOf !== leaseOf)',
    to: "if (sent.is === 'refused')",
  },
  {
    removes: 'the closing that continues after a refused end',
    file: 'lib/table/events/event-jobs.ts',
    from: 'isRefused && closing',
    to: 'isRefused && !isRefused',
  },
  {
    removes: 'refusing before undoing',
    file: RUN_EDIT,
    from: 'undo(run, await edits.refuse(prepared.leased, run.by), prepared.refusal)',
    to: 'undo(run, prepared.leased, prepared.refusal)',
    tests: EDITS_TESTS,
  },
  {
    removes: 'releasing the lease after a failure',
    file: RUN_EDIT,
    from: 'await dependencies.edits.leave(leased).catch(() => undefined);',
    to: '',
    tests: EDITS_TESTS,
  },
  {
    removes: 'waiting until no cache has facts from before the sales closed',
    file: RUN_EDIT,
    from: 'isDone: isDone && areCachesExpired(run, leased)',
    to: 'isDone',
    tests: EDITS_TESTS,
  },
  {
    removes: 'the deleted event that needs no settling',
    file: RUN_EDIT,
    from: 'if (!facts) return done(dependencies, leased);',
    to: "if (!facts) throw new Error('gone');",
    tests: EDITS_TESTS,
  },
  {
    removes: 'the second read before capacity-below-sold',
    file: 'lib/usecases/events/withdraw-places.ts',
    from: 'const after = await store.readBuckets(current.eventId, [area]);',
    to: 'const after = buckets;',
    tests: ['usecases/events/withdraw-places'],
  },
  {
    removes: 'the conflicts that refuse',
    file: 'lib/usecases/events/withdraw-places.ts',
    from: 'if (conflicts.length > 0)',
    to: 'if (conflicts.length > 1_000)',
    tests: EDITS_TESTS,
  },
  {
    removes: 'the second read after blocking',
    file: 'lib/usecases/events/withdraw-places.ts',
    from: 'current = blocked.leased;',
    to: "return { is: 'withdrawn', leased: blocked.leased };",
    tests: EDITS_TESTS,
  },
  {
    removes: 'the payment that keeps an event from being cancelled',
    file: 'lib/usecases/events/end-claims.ts',
    from: ' || hasLivePayment(claim)',
    to: '',
    tests: EDITS_TESTS,
  },
  {
    removes: 'the bookings that keep an event from being cancelled',
    file: 'lib/usecases/events/end-sales.ts',
    from: 'const isClaimed = isBooked(places) || ',
    to: 'const isClaimed = ',
    tests: ['usecases/events/end-sales', 'usecases/events/end-claims', 'edits-large'],
  },
  {
    removes: 'recognizing that the same edit was done',
    file: 'lib/usecases/events/require-edit.ts',
    from: 'return (isRepeated || event.state',
    to: 'return (event.state',
    tests: EDITS_TESTS,
  },
  {
    removes: 'voiding a payment for a deleted event',
    file: 'lib/usecases/bookings/payment-steps.ts',
    from: 'if (!facts || !recoversBooking',
    to: 'if (facts && !recoversBooking',
    tests: EDITS_TESTS,
  },
].map(removal => ({ tests: EDIT_TESTS, ...removal }));
