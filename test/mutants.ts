/**
 * Removes each condition in turn, in a copy of the tree, and runs the tests. If no test fails, the condition is not
 * tested. `npm run mutants` prints the tests that failed for each removal, and fails if there is none for one of them.
 * `npm run mutants -- session` selects the removals whose name or tests contain the word; `-- area` selects all of
 * areas, and `-- engine` all of the embedded engine.
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it replaces source text
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Table from 'cli-table3';
import { ENGINE_MUTANTS } from './engine/mutants.ts';

interface Mutant {
  removes: string;
  file: string;
  from: string;
  to: string;
  /** The tests to run instead of the default ones. */
  tests?: string[];
  /** The Vitest projects to run: by default the unit tests and the tests of the service, both on the embedded engine. */
  projects?: string[];
}

const UNIT_TESTS = ['unit'];
const ALL_TESTS = [...UNIT_TESTS, 'service'];

const CONDITIONS = 'lib/table/conditions.ts';
const ALWAYS = 'expression`(attribute_exists(pk) OR attribute_not_exists(pk))`';

/** Makes a condition always true. `parameters` is the text of the parameter list of a condition with values. */
const without = (name: string, expression: string, parameters?: string): Mutant => {
  const start = parameters === undefined ? `export const ${name} = ` : `export const ${name} = (${parameters}) => `;
  return { removes: name, file: CONDITIONS, from: `${start}${expression};`, to: `${start}${ALWAYS};` };
};

const BUCKETS = 'lib/domain/buckets.ts';
const AREA_TAKES = 'lib/table/claims/allocate-buckets.ts';
const TAKE_SHARE = 'lib/table/claims/allocate-from-bucket.ts';
const AREA_TESTS = ['domain/buckets', 'bucket-conditions', 'areas'];
/** Slower tests, for several buckets, functions or areas, and for effects that only some interleavings show. */
const TAKES = [...AREA_TESTS, 'allocate-buckets'];
const INTERLEAVED = [...AREA_TESTS, 'area-interleavings'];

const AREA_MUTANTS: Mutant[] = [
  { removes: 'mayBeTaken', file: CONDITIONS, from: 'and(hasEnough(needed), hasNoShare(claimId))', to: ALWAYS },
  {
    removes: 'the check that a bucket has enough places',
    file: CONDITIONS,
    from: 'and(hasEnough(needed), hasNoShare(claimId))',
    to: 'hasNoShare(claimId)',
  },
  {
    removes: 'the check that a bucket does not have the claim yet',
    file: CONDITIONS,
    from: 'and(hasEnough(needed), hasNoShare(claimId))',
    to: 'hasEnough(needed)',
  },
  {
    removes: 'isStillLapsed',
    file: CONDITIONS,
    from: 'expression`claims.${attribute(claimId)}.expiresAt = ${expiresAt}`',
    to: ALWAYS,
  },
  {
    removes: 'shareIsStillMine',
    file: CONDITIONS,
    from: 'expression`claims.${attribute(claimId)}.quantity = ${quantity}`',
    to: ALWAYS,
  },
  {
    removes: 'counting the places that a release frees',
    file: 'lib/table/claims/move-places.ts',
    from: ', expression`freed = freed + ${quantity}`],',
    to: '],',
    tests: INTERLEAVED,
  },
  {
    removes: 'counting the lapsed places that an allocation frees',
    file: TAKE_SHARE,
    from: '[expression`freed = freed + ${reclaimed}`]',
    to: '[]',
  },
  {
    removes: 'the freed places in the bound between two reads',
    file: BUCKETS,
    from: ' + bucket.freed - seen.freed',
    to: '',
  },
  {
    removes: 'the third read if a bucket was added between two reads',
    file: BUCKETS,
    from: 'Number.POSITIVE_INFINITY',
    to: 'bucket.capacity',
  },
  {
    removes: 'the second read before an area is refused as sold out',
    file: AREA_TAKES,
    from: 'const after = await readAll();',
    to: 'const after = before;',
    tests: TAKES,
  },
  {
    removes: 'removing only lapsed claims from a bucket',
    file: TAKE_SHARE,
    from: 'lapsedClaimsOf(bucket, now)',
    to: 'lapsedClaimsOf(bucket, Number.MAX_SAFE_INTEGER)',
  },
  {
    removes: 'the lapse of claims in buckets (P4)',
    file: BUCKETS,
    from: 'bucket.available + lapsedClaimsOf(bucket, now).reduce((sum, { quantity }) => sum + quantity, 0)',
    to: 'bucket.available',
  },
  {
    removes: 'unavailable seats before a sold-out area',
    file: 'lib/table/claims/place-hold.ts',
    from: 'if (obstacles) return obstacles;\n  const shortages',
    to: 'const shortages',
  },
  {
    removes: 'the read before a refusal from cached buckets',
    file: AREA_TAKES,
    from: 'return guess ?? find(quantity);',
    to: 'return guess ?? { areaId: area.id, available: 0 };',
    tests: TAKES,
  },
  {
    removes: 'the fresh read of an area that may have grown',
    file: 'lib/usecases/holds/propose-hold.ts',
    from: 'if (haveSameRules(claim, fresh.claim) && !haveGrown(areas, fresh.areas)) return undefined;',
    to: 'if (haveSameRules(claim, fresh.claim)) return undefined;',
    tests: TAKES,
  },
  {
    removes: 'all areas that are short, except the first',
    file: AREA_TAKES,
    from: "('place' in choice ? shortageOf(choice.place) : choice)",
    to: "('place' in choice ? undefined : choice)",
    tests: TAKES,
  },
].map(mutant => ({ tests: AREA_TESTS, ...mutant }));

const RUN_EDIT = 'lib/usecases/events/run-edit.ts';
const EDIT_TESTS = ['edit-conditions'];
const EDITS_TESTS = ['service/events/edits.test', 'edits-together'];

const EDIT_MUTANTS: Mutant[] = [
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
  without('wasBlockedBy', 'expression`blockedBy = ${jobId}`', 'jobId: string'),
  { removes: 'mayBeAdded', file: CONDITIONS, from: 'or(isAbsent, mayBeUnblocked(write))', to: ALWAYS },
  without('hasStill', 'expression`available = ${available}`', 'available: number'),
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
    from: 'if (count.row?.leaseOf === leased.leaseOf && count.row.entries === leased.entries + 1) return done;',
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
    from: ' && by.at >= (ended.job.decidedAt ?? by.at) + EDIT_SETTLE_MS',
    to: '',
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
    tests: EDITS_TESTS,
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
    tests: EDITS_TESTS,
  },
  {
    removes: 'recognizing that the same edit was done',
    file: 'lib/usecases/events/edit-event.ts',
    from: 'event.lastEdit === digest || ',
    to: '',
    tests: EDITS_TESTS,
  },
  {
    removes: 'voiding a payment for a deleted event',
    file: 'lib/usecases/bookings/payment-steps.ts',
    from: 'if (!facts || !recoversBooking',
    to: 'if (facts && !recoversBooking',
    tests: EDITS_TESTS,
  },
].map(mutant => ({ tests: EDIT_TESTS, ...mutant }));

const PAYMENT_TESTS = ['payment-conditions', 'cancel.test', 'reconciler'];
const RULES_TESTS = ['payment-conditions', 'customer-limit', 'journeys'];
/** Slow tests, for effects that only some interleavings or crashes show. */
const MONEY_TESTS = [...PAYMENT_TESTS, 'payments-crashes', 'payments-interleavings'];
const DRIVE = 'lib/usecases/bookings/drive-payment.ts';
const STEPS = 'lib/usecases/bookings/payment-steps.ts';
const RULES = 'lib/table/claims/customer-rules.ts';
const RECOVER = 'lib/table/claims/recover-booking.ts';

const PAYMENT_MUTANTS: Mutant[] = [
  without('shareIsBooked', 'expression`booked >= ${quantity}`', 'quantity: number'),
  {
    removes: 'the check of a bucket for a late payment',
    file: 'lib/table/claims/recover-booking.ts',
    from: 'and(hasEnough(taken.needed), ...taken.conditions)',
    to: 'and(hasEnough(0), ...taken.conditions)',
  },
  without('claimIsConfirmed', "claimIs('confirmed')"),
  without('claimMayBeRecovered', "or(claimIs('active'), claimIs('expired'))"),
  {
    removes: 'limitAllows',
    file: CONDITIONS,
    from: 'or(expression`attribute_not_exists(used)`, expression`used <= ${room}`)',
    to: ALWAYS,
    tests: RULES_TESTS,
  },
  {
    ...without('itineraryIsUnchanged', 'expression`version = ${version}`', 'version: number'),
    tests: RULES_TESTS,
  },
  {
    ...without('hasEntry', 'expression`attribute_exists(${attribute(claimId)})`', 'claimId: string'),
    tests: RULES_TESTS,
  },
  {
    removes: 'entryIsStillLapsed',
    file: CONDITIONS,
    from: 'expression`${attribute(claimId)}.expiresAt = ${expiresAt}`',
    to: ALWAYS,
    tests: RULES_TESTS,
  },
  {
    removes: 'the check that a cancelled seat is booked',
    file: CONDITIONS,
    from: 'and(isBooked, isMine(claimId), comesAfterLastChange(changedAt))',
    to: 'and(isMine(claimId), comesAfterLastChange(changedAt))',
  },
  {
    removes: 'the owner of a booked seat',
    file: CONDITIONS,
    from: 'and(isBooked, isMine(claimId), comesAfterLastChange(changedAt))',
    to: 'and(isBooked, comesAfterLastChange(changedAt))',
  },
  {
    removes: 'the check that a late payment takes its own or a lapsed seat',
    file: CONDITIONS,
    from: 'and(isHeld, or(isMine(claimId), holdHasLapsed(now)))',
    to: 'isHeld',
  },
  {
    removes: 'the own seats of a late payment',
    file: CONDITIONS,
    from: 'and(isHeld, or(isMine(claimId), holdHasLapsed(now)))',
    to: 'and(isHeld, holdHasLapsed(now))',
    tests: MONEY_TESTS,
  },
  {
    removes: 'the check that a payment is still wanted',
    file: CONDITIONS,
    from: "expression`${path(`payments[${number - 1}]`)}.wanted = ${'captured' satisfies PaymentWanted}`",
    to: ALWAYS,
  },
  {
    removes: 'recording that a payment is given up before calling the gateway',
    file: STEPS,
    from: "  if (outcome.is === 'places-gone') return giveUp(context, 'authorised', answer);",
    to: "  if (outcome.is === 'places-gone') await dependencies.gateway.void(context.gatewayPayment, call.now);\n  if (outcome.is === 'places-gone') return record(context, 'declined', answer);",
    tests: MONEY_TESTS,
  },
  {
    removes: 'the recovery of a late payment',
    file: STEPS,
    from: "if (outcome.is === 'places-gone') return recover(context, answer);",
    to: "if (outcome.is === 'places-gone') return giveUp(context, 'authorised', answer);",
  },
  {
    removes: 'reading fresh facts before a payment is given up',
    file: STEPS,
    from: 'await dependencies.events.fresh(claim.eventId)',
    to: 'await dependencies.events.cached(claim.eventId)',
  },
  {
    removes: 'the time limit for a gateway without an answer',
    file: STEPS,
    from: "  if (isGivenUp(context)) return giveUp(context, 'initiated');",
    to: '',
  },
  {
    removes: 'the refund of a cancellation',
    file: 'lib/domain/claim-changes.ts',
    from: "...(payment && { payment: { ...payment, wanted: 'refunded' } }),",
    to: '',
  },
  {
    removes: 'the refusal of cancellations after the start',
    file: 'lib/domain/cancellation.ts',
    from: 'Math.min(event.startsAt, ',
    to: 'Math.max(0, ',
  },
  {
    removes: 'checking that an administrator still is one',
    file: 'lib/lambda/http/authenticate.ts',
    from: "(knowsAdmins === true && role === 'admin')",
    to: 'false',
  },
  {
    removes: 'leaving stuck payments to a person',
    file: DRIVE,
    from: "step === 'none' || payment.stuckSince !== undefined",
    to: "step === 'none'",
  },
  {
    removes: 'the partition of stuck payments',
    file: 'lib/table/claims/claim-rows.ts',
    from: ', payment.stuckSince !== undefined)',
    to: ')',
  },
  {
    removes: 'the check of rules for a claim without an entry',
    file: RECOVER,
    from: 'if (withoutEntry.some(rule => refusalBy(rule, claim, rows[rule]?.row, now))) return undefined;',
    to: '',
    tests: RULES_TESTS,
  },
  {
    removes: 'raising the version of an itinerary',
    file: RULES,
    from: 'expression`version = version + ${1}`',
    to: 'expression`version = version`',
    tests: RULES_TESTS,
  },
  {
    removes: 'not counting an entry that exists already',
    file: 'lib/table/journal/journal.ts',
    from: 'transact(table, actionsOf(table, absent), {',
    to: 'transact(table, [...actionsOf(table, absent).slice(0, absent.length), ...actionsOf(table, group).slice(group.length)], {',
    tests: ['tallies', 'money'],
  },
  {
    removes: 'the check that an entry is absent before it is counted',
    file: 'lib/table/journal/journal.ts',
    from: 'put(table.name, journalRow(entry), isAbsent) }))',
    to: '{ TableName: table.name, Item: journalRow(entry) } }))',
    tests: ['tallies'],
  },
  {
    removes: 'resuming the cancellation of an event',
    file: 'lib/usecases/events/end-claims.ts',
    from: 'if (claimsAfter === before) return leased;',
    to: 'if (claimsAfter !== before || claimsAfter === before) return leased;',
    tests: ['edits-together'],
  },
  {
    removes: 'the second read of the integrity check',
    file: 'lib/usecases/administration/check-integrity.ts',
    from: 'violation => suspected.has(nameOf(violation))',
    to: '() => true',
    tests: ['integrity.test'],
  },
].map(mutant => ({ tests: PAYMENT_TESTS, ...mutant }));

const MUTANTS: Mutant[] = [
  ...AREA_MUTANTS,
  ...ENGINE_MUTANTS.map(mutant => ({ ...mutant, projects: UNIT_TESTS })),
  ...PAYMENT_MUTANTS,
  ...EDIT_MUTANTS,
  without('isAvailable', "seatIs('available')"),
  without('isHeld', "seatIs('held')"),
  without('holdHasLapsed', 'expression`holdExpiresAt <= ${now}`', 'now: number'),
  without('isMine', 'expression`claimId = ${claimId}`', 'claimId: string'),
  without('comesAfterLastChange', 'expression`changedAt < ${changedAt}`', 'changedAt: number'),
  without('claimIsActive', "claimIs('active')"),
  without('claimHasNotLapsed', 'expression`expiresAt > ${now}`', 'now: number'),
  without('claimHasLapsed', 'expression`expiresAt <= ${now}`', 'now: number'),
  without('claimIsUnchanged', 'expression`size(history) = ${entries}`', 'entries: number'),
  without('isAbsent', 'expression`attribute_not_exists(pk)`'),
  without('isAbsentOrExpired', 'or(isAbsent, expression`expiresAt <= ${now}`)', 'now: number'),
  {
    removes: 'the expiry of an idempotency record',
    file: CONDITIONS,
    from: 'or(isAbsent, expression`expiresAt <= ${now}`)',
    to: 'isAbsent',
  },
  {
    removes: 'the lapse of a seat (P4)',
    file: CONDITIONS,
    from: 'or(isAvailable, and(isHeld, holdHasLapsed(now)))',
    to: 'isAvailable',
  },
  {
    removes: 'the exact millisecond of the deadline',
    file: CONDITIONS,
    from: 'expression`holdExpiresAt <= ${now}`',
    to: 'expression`holdExpiresAt < ${now}`',
  },
  {
    removes: 'retrying while a transient error hides the record',
    file: 'lib/table/transact.ts',
    from: 'if (recordIsHidden || ',
    to: 'if (',
  },
  {
    removes: 'the fresh read before a refusal from the cache',
    file: 'lib/usecases/decide-from-event.ts',
    from: 'if (!(decision instanceof Refusal)) return decision;',
    to: 'if (!(decision instanceof Refusal)) return decision;\n  throw decision;',
  },
  {
    removes: 'reading the record before a refusal',
    file: 'lib/usecases/idempotency.ts',
    from: 'if (!duplicate) throw refusal;',
    to: 'throw refusal;',
  },
  without('accountIsUnchanged', 'expression`version = ${version}`', 'version: number'),
  {
    removes: 'the check that an admin still is one',
    file: CONDITIONS,
    from: 'expression`#role = ${role}`',
    to: 'expression`(#role = ${role} OR attribute_exists(pk))`',
  },
  without('passwordIsUnchanged', 'expression`passwordHash = ${passwordHash}`', 'passwordHash: string'),
  without('tokenIsCurrent', 'expression`tokenHash = ${tokenHash}`', 'tokenHash: string'),
  {
    removes: 'sessionIsOpen',
    file: CONDITIONS,
    from: 'and(expression`attribute_not_exists(endedAt)`, expression`expiresAt > ${now}`)',
    to: ALWAYS,
  },
  {
    removes: 'the end of a session',
    file: CONDITIONS,
    from: 'and(expression`attribute_not_exists(endedAt)`, expression`expiresAt > ${now}`)',
    to: 'expression`expiresAt > ${now}`',
  },
  {
    removes: 'the expiry of a session',
    file: CONDITIONS,
    from: 'and(expression`attribute_not_exists(endedAt)`, expression`expiresAt > ${now}`)',
    to: 'expression`attribute_not_exists(endedAt)`',
  },
  {
    removes: 'the room in a quota',
    file: CONDITIONS,
    from: 'expression`${path(oldest)} <= ${windowStart}`',
    to: 'expression`attribute_exists(pk)`',
  },
  {
    removes: 'ending a session when a spent token is used',
    file: 'lib/usecases/accounts/refresh.ts',
    from: "if (standing === 'spent') await endFamily",
    to: "if (standing === 'over') await endFamily",
  },
  {
    removes: 'the time in which a spent token is answered again',
    file: 'lib/domain/session-policy.ts',
    from: 'return isPredecessor && now <',
    to: 'return isPredecessor || now <',
  },
  {
    removes: 'the check that a session is not older than the password',
    file: 'lib/domain/session-policy.ts',
    from: ' && session.passwordVersion >= account.passwordVersion',
    to: '',
  },
  {
    removes: 'accepting a session that is newer than the account read',
    file: 'lib/domain/session-policy.ts',
    from: 'session.passwordVersion >= account.passwordVersion',
    to: 'session.passwordVersion === account.passwordVersion',
  },
  {
    removes: 'the second read of a session that seems older than its account',
    file: 'lib/table/accounts/accounts.ts',
    from: 'session.passwordVersion >= account.passwordVersion) return',
    to: 'session) return',
  },
  {
    removes: 'the retry of a password change that succeeded',
    file: 'lib/usecases/accounts/change-password.ts',
    from: 'if (isRecent && ',
    to: 'if (!isRecent && ',
  },
  {
    removes: 'reading the role from the table',
    file: 'lib/lambda/http/authenticate.ts',
    from: 'role: account.role };',
    to: 'role: caller.role };',
  },
  {
    removes: 'the check of the owner of a claim (P10)',
    file: 'lib/usecases/change-claim.ts',
    from: 'if (claim?.ownerId !== caller.userId)',
    to: 'if (!claim)',
  },
];

interface Verdict {
  failed: string[];
  total: number;
}

const ROOT = join(import.meta.dirname, '..');
const PARTS = ['lib', 'functions', 'test', 'bench', 'docs', 'package.json', 'tsconfig.json', 'vitest.config.ts'];

/** Copies the tree, so that later changes of it do not matter. */
function copyOfTree(): string {
  const place = mkdtempSync(join(tmpdir(), 'holdfast-mutants-'));
  for (const part of PARTS) cpSync(join(ROOT, part), join(place, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(place, 'node_modules'));
  return place;
}

/** The tests of the conditions and of the acceptance scenarios. The others only repeat them in more cases. */
const TESTS = [
  'conditions',
  'rate-counter',
  'race',
  'for-sale-again',
  'idempotency',
  'transient-errors',
  'caches',
  'rights',
  'history',
  'sessions',
  'session-policy',
  'accounts',
  'roles',
];

function verdictOn({ file, from, to, tests = TESTS, projects = ALL_TESTS }: Mutant, place: string): Verdict {
  const path = join(place, file);
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace(from, to));
  const report = join(place, 'report.json');
  // The first failure is enough.
  const reporter = ['--bail', '1', '--reporter', 'json', '--outputFile', report];
  const chosen = projects.flatMap(name => ['--project', name]);
  spawnSync('npx', ['vitest', 'run', ...chosen, ...tests, ...reporter], {
    cwd: place,
    stdio: 'ignore',
  });
  writeFileSync(path, text);
  return read(report);
}

function read(report: string): Verdict {
  const { testResults, numTotalTests } = JSON.parse(readFileSync(report, 'utf8')) as {
    numTotalTests: number;
    testResults: { assertionResults: { status: string; fullName: string }[] }[];
  };
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  return {
    total: numTotalTests,
    failed: tests.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName),
  };
}

const table = new Table({ head: ['removed', 'failed', 'examples'], wordWrap: true, colWidths: [38, 10, 90] });
for (const { removes, file, from } of MUTANTS) {
  if (!readFileSync(join(ROOT, file), 'utf8').includes(from))
    throw new Error(`${file} has changed: "${removes}" no longer finds ${from}`);
}
let unnoticed = 0;
const place = copyOfTree();
const word = process.argv[2] ?? '';
const chosen = MUTANTS.filter(({ removes, tests = [] }) => [removes, ...tests].some(name => name.includes(word)));
for (const mutant of chosen) {
  const { failed, total } = verdictOn(mutant, place);
  if (failed.length === 0) unnoticed += 1;
  table.push([mutant.removes, `${failed.length}/${total}`, failed.slice(0, 3).join('\n') || 'NOT NOTICED']);
  process.stderr.write(`${mutant.removes}: ${failed.length} of ${total}\n`);
}
rmSync(place, { recursive: true, force: true });
process.stdout.write(`${table.toString()}\n${unnoticed} of ${chosen.length} removals went unnoticed\n`);
process.exitCode = unnoticed === 0 ? 0 : 1;
