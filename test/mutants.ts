/**
 * Removes each condition in turn, in a copy of the tree, and runs the tests: a promise whose condition can go unnoticed
 * is not tested. `npm run mutants` prints which tests caught which removal, and fails if any went unnoticed;
 * `npm run mutants -- session` removes those whose name has the word, or that of their tests: `-- area` is all about areas.
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it replaces source text
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Table from 'cli-table3';

interface Mutant {
  removes: string;
  file: string;
  from: string;
  to: string;
  /** Where other tests than the usual are about it. */
  tests?: string[];
}

const CONDITIONS = 'lib/table/conditions.ts';
const ALWAYS = 'expression`(attribute_exists(pk) OR attribute_not_exists(pk))`';

/** The condition as if it were always true; `parameters` as they are written, for a condition with values. */
const without = (name: string, expression: string, parameters?: string): Mutant => {
  const start = parameters === undefined ? `export const ${name} = ` : `export const ${name} = (${parameters}) => `;
  return { removes: name, file: CONDITIONS, from: `${start}${expression};`, to: `${start}${ALWAYS};` };
};

const BUCKETS = 'lib/domain/buckets.ts';
const AREA_TAKES = 'lib/table/claims/allocate-buckets.ts';
const TAKE_SHARE = 'lib/table/claims/allocate-from-bucket.ts';
const AREA_TESTS = ['domain/buckets', 'bucket-conditions', 'areas'];
/** Slower ones, for what takes several buckets, functions or areas; and for what shows at some interleavings only. */
const TAKES = [...AREA_TESTS, 'allocate-buckets'];
const INTERLEAVED = [...AREA_TESTS, 'area-interleavings'];

const AREA_MUTANTS: Mutant[] = [
  { removes: 'mayBeTaken', file: CONDITIONS, from: 'and(hasEnough(needed), hasNoShare(claimId))', to: ALWAYS },
  {
    removes: 'the places that a bucket must have',
    file: CONDITIONS,
    from: 'and(hasEnough(needed), hasNoShare(claimId))',
    to: 'hasNoShare(claimId)',
  },
  {
    removes: 'the claim that a bucket must not have yet',
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
    removes: 'counting what a release has freed',
    file: 'lib/table/claims/move-places.ts',
    from: ', expression`freed = freed + ${quantity}`],',
    to: '],',
    tests: INTERLEAVED,
  },
  {
    removes: 'counting what a take has freed of lapsed claims',
    file: TAKE_SHARE,
    from: '[expression`freed = freed + ${reclaimed}`]',
    to: '[]',
  },
  {
    removes: 'what was freed from the bound between two reads',
    file: BUCKETS,
    from: ' + bucket.freed - seen.freed',
    to: '',
  },
  {
    removes: 'the further read where a bucket has come between two',
    file: BUCKETS,
    from: 'Number.POSITIVE_INFINITY',
    to: 'bucket.capacity',
  },
  {
    removes: 'the second read before an area is called sold out',
    file: AREA_TAKES,
    from: 'const after = await readAll();',
    to: 'const after = before;',
    tests: TAKES,
  },
  {
    removes: 'pruning only claims that have lapsed',
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
    removes: 'seats that others have before an area that is sold out',
    file: 'lib/table/claims/place-hold.ts',
    from: "return obstacles ?? { is: 'sold-out', shortages };",
    to: "return { is: 'sold-out', shortages };",
  },
  {
    removes: 'reading before a memory of buckets refuses',
    file: AREA_TAKES,
    from: 'return guess ?? find(quantity);',
    to: 'return guess ?? { areaId: area.id, available: 0 };',
    tests: TAKES,
  },
  {
    removes: 'the fresh look at an area that may have grown',
    file: 'lib/usecases/holds/propose-hold.ts',
    from: 'if (haveSameRules(claim, fresh.claim) && !haveGrown(areas, fresh.areas)) return undefined;',
    to: 'if (haveSameRules(claim, fresh.claim)) return undefined;',
    tests: TAKES,
  },
  {
    removes: 'every area that is short, besides the first',
    file: AREA_TAKES,
    from: '(isShortage(place) ? place : shortageOf(place))',
    to: '(isShortage(place) ? place : undefined)',
    tests: TAKES,
  },
].map(mutant => ({ tests: AREA_TESTS, ...mutant }));

const RUN_EDIT = 'lib/usecases/events/run-edit.ts';
const EDIT_TESTS = ['edit-conditions'];
const EDITS_TESTS = ['service/events/edits.test', 'edits-together'];

const EDIT_MUTANTS: Mutant[] = [
  { removes: 'mayBeBlocked', file: CONDITIONS, from: 'mayBeBlocked = mayBeHeld', to: `mayBeBlocked = ${ALWAYS}` },
  {
    removes: 'the blocked seat that is unblocked',
    file: CONDITIONS,
    from: 'and(isBlocked, comesAfterLastChange(changedAt))',
    to: 'comesAfterLastChange(changedAt)',
  },
  {
    removes: 'the order of a seat that is unblocked',
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
    removes: 'the lapse of a claim in a bucket that is blocked',
    file: 'lib/table/events/edit-buckets.ts',
    from: 'and(hasStill(bucket.available), ...lapsed.map(isStillLapsed))',
    to: 'hasStill(bucket.available)',
  },
  {
    removes: 'looking again at each seat that a later clock refused',
    file: 'lib/table/events/edit-seats.ts',
    from: 'changedAt = later;',
    to: '',
  },
  {
    removes: 'knowing an earlier attempt of a step',
    file: 'lib/table/events/edit-step.ts',
    from: 'if (count.row?.leaseOf === leased.leaseOf && count.row.entries === leased.entries + 1) return done;',
    to: '',
  },
  {
    removes: 'knowing an earlier attempt to lease',
    file: 'lib/table/events/event-jobs.ts',
    from: 'if (row?.leaseOf !== leaseOf)',
    to: "if (sent.is === 'refused')",
  },
  {
    removes: 'the closing that a refused end leaves',
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
    removes: 'giving the lease back after a failure',
    file: RUN_EDIT,
    from: 'await dependencies.edits.leave(leased).catch(() => undefined);',
    to: '',
    tests: EDITS_TESTS,
  },
  {
    removes: 'waiting until nobody has the facts of before sales closed',
    file: RUN_EDIT,
    from: ' && by.at >= (ended.job.decidedAt ?? by.at) + EDIT_SETTLE_MS',
    to: '',
    tests: EDITS_TESTS,
  },
  {
    removes: 'the deleted event that has nothing left to settle',
    file: RUN_EDIT,
    from: 'if (!facts) return done(dependencies, leased);',
    to: "if (!facts) throw new Error('gone');",
    tests: EDITS_TESTS,
  },
  {
    removes: 'the second read before a capacity is below what is sold',
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
    removes: 'the second look after blocking',
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
    removes: 'knowing that the same edit was done',
    file: 'lib/usecases/events/edit-event.ts',
    from: 'event.lastEdit === digest || ',
    to: '',
    tests: EDITS_TESTS,
  },
  {
    removes: 'voiding what is paid for a deleted event',
    file: 'lib/usecases/bookings/payment-steps.ts',
    from: 'if (!facts || !recoversBooking',
    to: 'if (facts && !recoversBooking',
    tests: EDITS_TESTS,
  },
].map(mutant => ({ tests: EDIT_TESTS, ...mutant }));

const PAYMENT_TESTS = ['payment-conditions', 'cancel.test', 'reconciler'];
const RULES_TESTS = ['payment-conditions', 'customer-limit', 'journeys'];
/** Slow ones, for what shows at some interleavings or deaths only. */
const MONEY_TESTS = [...PAYMENT_TESTS, 'payments-crashes', 'payments-interleavings'];
const DRIVE = 'lib/usecases/bookings/drive-payment.ts';
const STEPS = 'lib/usecases/bookings/payment-steps.ts';
const RULES = 'lib/table/claims/customer-rules.ts';
const RECOVER = 'lib/table/claims/recover-booking.ts';

const PAYMENT_MUTANTS: Mutant[] = [
  without('shareIsBooked', 'expression`booked >= ${quantity}`', 'quantity: number'),
  {
    removes: 'what a bucket must have for a late payment',
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
    removes: 'the booked seat that a cancellation must find',
    file: CONDITIONS,
    from: 'and(isBooked, isMine(claimId), comesAfterLastChange(changedAt))',
    to: 'and(isMine(claimId), comesAfterLastChange(changedAt))',
  },
  {
    removes: 'whose booked seat it is',
    file: CONDITIONS,
    from: 'and(isBooked, isMine(claimId), comesAfterLastChange(changedAt))',
    to: 'and(isBooked, comesAfterLastChange(changedAt))',
  },
  {
    removes: 'whose lapsed seat a late payment may take',
    file: CONDITIONS,
    from: 'and(isHeld, or(isMine(claimId), holdHasLapsed(now)))',
    to: 'isHeld',
  },
  {
    removes: 'what a late payment has of its own',
    file: CONDITIONS,
    from: 'and(isHeld, or(isMine(claimId), holdHasLapsed(now)))',
    to: 'and(isHeld, holdHasLapsed(now))',
    tests: MONEY_TESTS,
  },
  {
    removes: 'that a payment is still wanted',
    file: CONDITIONS,
    from: "expression`${path(`payments[${number - 1}]`)}.wanted = ${'captured' satisfies PaymentWanted}`",
    to: ALWAYS,
  },
  {
    removes: 'committing that a payment is given up before the gateway hears of it',
    file: STEPS,
    from: "  if (outcome.is === 'places-gone') return giveUp(context, 'authorised', answer);",
    to: "  if (outcome.is === 'places-gone') await dependencies.gateway.void(context.gatewayPayment, call.now);\n  if (outcome.is === 'places-gone') return record(context, 'declined', answer);",
    tests: MONEY_TESTS,
  },
  {
    removes: 'the last try of a late payment',
    file: STEPS,
    from: "if (outcome.is === 'places-gone') return recover(context, answer);",
    to: "if (outcome.is === 'places-gone') return giveUp(context, 'authorised', answer);",
  },
  {
    removes: 'fresh facts before a payment is given up',
    file: STEPS,
    from: 'await dependencies.events.fresh(claim.eventId)',
    to: 'await dependencies.events.cached(claim.eventId)',
  },
  {
    removes: 'the end of waiting for a silent gateway',
    file: STEPS,
    from: "  if (isGivenUp(context)) return giveUp(context, 'initiated');",
    to: '',
  },
  {
    removes: 'the refund that a cancellation wants',
    file: 'lib/domain/claim-changes.ts',
    from: "...(payment && { payment: { ...payment, wanted: 'refunded' } }),",
    to: '',
  },
  {
    removes: 'the start after which nobody cancels',
    file: 'lib/domain/cancellation.ts',
    from: 'Math.min(event.startsAt, ',
    to: 'Math.max(0, ',
  },
  {
    removes: 'asking whether an administrator still is one',
    file: 'lib/lambda/http/authenticate.ts',
    from: "(knowsAdmins === true && role === 'admin')",
    to: 'false',
  },
  {
    removes: 'leaving what is stuck to a person',
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
    removes: 'the claim that a rule has forgotten',
    file: RECOVER,
    from: 'if (forgotten.some(rule => refusalBy(rule, claim, seen[rule]?.row, now))) return undefined;',
    to: '',
    tests: RULES_TESTS,
  },
  {
    removes: 'the version that every change of an itinerary raises',
    file: RULES,
    from: 'expression`version = version + ${1}`',
    to: 'expression`version = version`',
    tests: RULES_TESTS,
  },
  {
    removes: 'the tally of an entry that was there already',
    file: 'lib/table/journal/journal.ts',
    from: 'transact(table, actionsOf(table, absent), {',
    to: 'transact(table, [...actionsOf(table, absent).slice(0, absent.length), ...actionsOf(table, group).slice(group.length)], {',
    tests: ['tallies', 'money'],
  },
  {
    removes: 'that an entry is absent before it is counted',
    file: 'lib/table/journal/journal.ts',
    from: 'put(table.name, journalRow(entry), isAbsent) }))',
    to: '{ TableName: table.name, Item: journalRow(entry) } }))',
    tests: ['tallies'],
  },
  {
    removes: 'where calling an event off was left',
    file: 'lib/usecases/events/end-claims.ts',
    from: 'if (claimsAfter === before) return leased;',
    to: 'if (claimsAfter !== before || claimsAfter === before) return leased;',
    tests: ['edits-together'],
  },
  {
    removes: 'the second look of the integrity check',
    file: 'lib/usecases/administration/check-integrity.ts',
    from: 'violation => suspected.has(nameOf(violation))',
    to: '() => true',
    tests: ['integrity.test'],
  },
].map(mutant => ({ tests: PAYMENT_TESTS, ...mutant }));

const MUTANTS: Mutant[] = [
  ...AREA_MUTANTS,
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
    removes: 'the deadline at its very millisecond',
    file: CONDITIONS,
    from: 'expression`holdExpiresAt <= ${now}`',
    to: 'expression`holdExpiresAt < ${now}`',
  },
  {
    removes: 'waiting while weather hides the record',
    file: 'lib/table/transact.ts',
    from: 'if (recordIsHidden || ',
    to: 'if (',
  },
  {
    removes: 'reading afresh before a refusal from the cache',
    file: 'lib/usecases/decide-from-event.ts',
    from: 'if (!(decision instanceof Refusal)) return decision;',
    to: 'if (!(decision instanceof Refusal)) return decision;\n  throw decision;',
  },
  {
    removes: 'looking for the record before a refusal',
    file: 'lib/usecases/idempotency.ts',
    from: 'if (!duplicate) throw refusal;',
    to: 'throw refusal;',
  },
  without('accountIsUnchanged', 'expression`version = ${version}`', 'version: number'),
  {
    removes: 'the admin who must still be one',
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
    removes: 'the end of a family by a token that was spent',
    file: 'lib/usecases/accounts/refresh.ts',
    from: "if (standing === 'spent') await endFamily",
    to: "if (standing === 'over') await endFamily",
  },
  {
    removes: 'the moment in which a spent token is answered again',
    file: 'lib/domain/session-policy.ts',
    from: 'return isPredecessor && now <',
    to: 'return isPredecessor || now <',
  },
  {
    removes: 'the password that a session belongs to',
    file: 'lib/domain/session-policy.ts',
    from: ' && session.passwordVersion >= account.passwordVersion',
    to: '',
  },
  {
    removes: 'the session that is newer than what was read of its account',
    file: 'lib/domain/session-policy.ts',
    from: 'session.passwordVersion >= account.passwordVersion',
    to: 'session.passwordVersion === account.passwordVersion',
  },
  {
    removes: 'the second look at a session that seems older than its account',
    file: 'lib/table/accounts/accounts.ts',
    from: 'session.passwordVersion >= account.passwordVersion) return',
    to: 'session) return',
  },
  {
    removes: 'the retry of a password change that was made',
    file: 'lib/usecases/accounts/change-password.ts',
    from: 'if (isRecent && ',
    to: 'if (!isRecent && ',
  },
  {
    removes: 'asking the table for the role',
    file: 'lib/lambda/http/authenticate.ts',
    from: 'role: account.role };',
    to: 'role: caller.role };',
  },
  {
    removes: "the owner of somebody's claim (P10)",
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

/** A copy of the tree as it is now: what is changed meanwhile does not matter. */
function copyOfTree(): string {
  const place = mkdtempSync(join(tmpdir(), 'holdfast-mutants-'));
  for (const part of PARTS) cpSync(join(ROOT, part), join(place, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(place, 'node_modules'));
  return place;
}

/** The tests of the conditions and of the scenarios; the others only repeat them at length. */
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

function verdictOn({ file, from, to, tests = TESTS }: Mutant, place: string): Verdict {
  const path = join(place, file);
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace(from, to));
  const report = join(place, 'report.json');
  const reporter = ['--reporter', 'json', '--outputFile', report];
  spawnSync('npx', ['vitest', 'run', '--project', 'unit', '--project', 'table', ...tests, ...reporter], {
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

const table = new Table({ head: ['removed', 'failed', 'among them'], wordWrap: true, colWidths: [38, 10, 90] });
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
  table.push([mutant.removes, `${failed.length}/${total}`, failed.slice(0, 3).join('\n') || 'NOBODY NOTICED']);
  process.stderr.write(`${mutant.removes}: ${failed.length} of ${total}\n`);
}
rmSync(place, { recursive: true, force: true });
process.stdout.write(`${table.toString()}\n${unnoticed} of ${chosen.length} removals went unnoticed\n`);
process.exitCode = unnoticed === 0 ? 0 : 1;
