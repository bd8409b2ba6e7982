/** Removals of the checks of payments, cancellations, customer rules and the journal. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it replaces source text
import { ALWAYS, CONDITIONS, type Removal, without } from './removal.ts';

const PAYMENT_TESTS = ['payment-conditions', 'cancel.test', 'reconciler'];
const RULES_TESTS = ['payment-conditions', 'customer-limit', 'journeys'];
/** Slow tests, for effects that only some interleavings or crashes show. */
const MONEY_TESTS = [...PAYMENT_TESTS, 'payments-crashes', 'payments-interleavings'];
const DRIVE = 'lib/usecases/bookings/drive-payment.ts';
const STEPS = 'lib/usecases/bookings/payment-steps.ts';
const RULES = 'lib/table/claims/customer-rules.ts';
const RECOVER = 'lib/table/claims/recover-booking.ts';

export const PAYMENT_REMOVALS: Removal[] = [
  without('shareIsBooked', 'expression`booked >= ${quantity}`', 'quantity: number'),
  {
    removes: 'the check of a bucket for a late payment',
    file: 'lib/table/claims/recover-booking.ts',
    from: 'and(hasEnough(taken.needed), ...taken.conditions)',
    to: 'and(hasEnough(0), ...taken.conditions)',
  },
  {
    removes: 'the refunds of parts from a payment that version 0.5 returns as a whole',
    file: 'lib/domain/tally.ts',
    from: 'returned === 0 ? undefined : payment.amount - returned',
    to: 'undefined',
    tests: ['administration/refunds'],
  },
  {
    removes: 'the check of payment methods',
    file: 'lib/usecases/bookings/confirm-booking.ts',
    from: 'if (paymentMethod !== undefined && fault === undefined) return paymentMethod;',
    to: "if (fault !== IS_MISSING) return paymentMethod ?? '';",
    tests: ['payment-methods'],
  },
  {
    removes: 'the verification of signed webhooks',
    file: 'lib/payments/stripe-webhooks.ts',
    from: "if (!isSigned(client, { bytes, signature }, { secret, now })) return 'forged';",
    to: 'isSigned(client, { bytes, signature }, { secret, now });',
    tests: ['bookings/stripe.test'],
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
    from: 'or(and(isHeld, isMine(claimId)), and(isVacant(now), hasNoBlock))',
    to: 'or(isHeld, and(isVacant(now), hasNoBlock))',
  },
  {
    removes: 'the own seats of a late payment',
    file: CONDITIONS,
    from: 'or(and(isHeld, isMine(claimId)), and(isVacant(now), hasNoBlock))',
    to: 'and(isVacant(now), hasNoBlock)',
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
    from: "  if (isGivenUp(context)) return isClockWrong(context) ? UNDECIDED : giveUp(context, 'initiated');",
    to: '',
  },
  {
    removes: 'the refund of a cancellation',
    file: 'lib/domain/claim-changes.ts',
    from: "const payment: Payment = { ...paid, wanted: 'refunded' };",
    to: 'const payment: Payment = paid;',
  },
  {
    removes: 'the refusal of cancellations after the start',
    file: 'lib/domain/cancellation.ts',
    from: 'Math.min(event.startsAt, ',
    to: 'Math.max(0, ',
  },
  {
    removes: 'the right to cancel a booking of a moved event',
    file: 'lib/domain/cancellation.ts',
    from: '  if (isMoved(sale.event, event)) return event.startsAt;',
    to: '',
    tests: ['moved-event', 'sold-event'],
  },
  {
    removes: 'comparing the venue with the sale',
    file: 'lib/domain/sold-event.ts',
    from: 'START_MOVED_MS || !isSameText(sold.venue, event.venue);',
    to: 'START_MOVED_MS;',
    tests: ['moved-event', 'sold-event'],
  },
  {
    removes: 'the end of the right to cancel at the start of a moved event',
    file: 'lib/domain/cancellation.ts',
    from: 'if (isMoved(sale.event, event)) return event.startsAt;',
    to: 'if (isMoved(sale.event, event)) return Number.POSITIVE_INFINITY;',
    tests: ['moved-event', 'sold-event'],
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
    from: "step === 'none' || isStuck(payment)",
    to: "step === 'none'",
    tests: ['part-cancel-payments'],
  },
  {
    removes: 'the partition of stuck payments',
    file: 'lib/table/claims/claim-rows.ts',
    from: ', isStuck(payment))',
    to: ')',
  },
  {
    removes: 'the check of rules for a claim without an entry',
    file: RECOVER,
    from: 'if (withoutEntry.some(rule => refusalBy(rule, claim, rows, now))) return undefined;',
    to: '',
    tests: RULES_TESTS,
  },
  {
    removes: 'removing a journey that the itinerary lacked when it was read',
    file: RULES,
    from: 'mayLackEntry ? isThere : hasEntry(claim.id)',
    to: 'hasEntry(claim.id)',
    tests: ['restore-journeys'],
  },
  {
    removes: 'beginning the time of a refund again when a person resumes it',
    file: 'lib/domain/payment-lifecycle.ts',
    from: 'Math.max(stepSince(claim, payment), resumedAt(claim, payment))',
    to: 'stepSince(claim, payment)',
    tests: ['stripe-parts'],
  },
  {
    removes: 'the end of a call that has spent its time on refunds',
    file: 'lib/usecases/bookings/payment-steps.ts',
    from: 'if (context.timeLeft() <= 0) break;',
    to: '',
    tests: ['part-cancel-payments'],
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
    from: 'put(table.names.journal, rowOf(entry), isAbsent) }))',
    to: '{ TableName: table.names.journal, Item: rowOf(entry) } }))',
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
].map(removal => ({ tests: PAYMENT_TESTS, ...removal }));
