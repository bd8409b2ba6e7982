/** Seeded bugs in the guards of payments, bookings and refunds. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it replaces source text
import { byRule, byTest, type Guard } from '../mutant.ts';

const STEPS = 'lib/usecases/bookings/payment-steps.ts';
const CHANGES = 'lib/domain/claim-changes.ts';
const LIFECYCLE = 'lib/domain/payment-lifecycle.ts';
const PAYMENT_TESTS = 'test/table/payment-conditions.test.ts';
const DRIVE_TESTS = 'test/usecases/bookings/drive-payment.test.ts';

export const PAYMENT_GUARDS: Guard[] = [
  {
    name: 'confirm twice: the hold need not be active',
    file: 'lib/table/claims/confirm-booking.ts',
    from: 'condition: and(claimIsActive, change.payment',
    to: 'condition: and(change.payment',
    breaks: 'P2',
    caughtBy: [
      byTest('test/table/conditions.test.ts', 'changing a claim > by confirming is refused if it is not active'),
    ],
  },
  {
    name: 'a free booking is confirmed after the deadline',
    file: 'lib/table/claims/confirm-booking.ts',
    from: ': claimHasNotLapsed(at)),',
    to: ': claimIsActive),',
    breaks: 'P4',
    caughtBy: [
      byTest(
        'test/table/conditions.test.ts',
        'changing a claim > by confirming is refused on the wrong side of the deadline',
      ),
    ],
  },
  {
    name: 'cancel without the condition that the booking is confirmed',
    file: 'lib/table/claims/cancel-booking.ts',
    from: 'condition: claimIsConfirmed,',
    to: '',
    breaks: 'P2',
    caughtBy: [byTest(PAYMENT_TESTS, 'a cancellation gives back > nothing if the claim is not a booking')],
  },
  {
    name: 'a claim is changed although it was changed since it was read',
    file: 'lib/table/conditions.ts',
    from: 'expression`size(${path(attribute)}) = ${entries}`',
    to: 'expression`attribute_exists(pk)`',
    breaks: 'P6',
    caughtBy: [
      byRule('journal-replay'),
      byTest(
        'test/table/conditions.test.ts',
        'changing a claim > by initiating a payment is refused if it has changed since it was read',
      ),
    ],
  },
  {
    name: 'a payment that was given up still confirms the booking, after hold-expired was told',
    file: 'lib/table/conditions.ts',
    from: "expression`${path(`payments[${number - 1}]`)}.wanted = ${'captured' satisfies PaymentWanted}`",
    to: 'expression`attribute_exists(pk)`',
    breaks: 'P11',
    caughtBy: [byTest(PAYMENT_TESTS, 'a late payment books > nothing of a claim that has given up the payment')],
  },
  {
    name: 'the refund is not committed with the cancellation',
    file: CHANGES,
    from: "const payment: Payment = { ...paid, wanted: 'refunded' };",
    to: 'const payment: Payment = paid;',
    breaks: 'P6',
    caughtBy: [
      byRule('settled-payments'),
      byTest(
        'test/service/bookings/cancel.test.ts',
        'a booking that is cancelled > is refunded once for repeated cancellations',
      ),
    ],
  },
  {
    name: 'the void of a payment that was given up is skipped',
    file: LIFECYCLE,
    from: "voided: {\n    initiated: 'void',\n    authorised: 'void',",
    to: "voided: {\n    initiated: 'none',\n    authorised: 'none',",
    breaks: 'P6',
    caughtBy: [byTest(DRIVE_TESTS, 'a payment that is to be returned > is refunded if the void meets a capture')],
  },
  {
    name: 'a payment that was captured after it was given up is not refunded',
    file: LIFECYCLE,
    from: "authorised: 'void',\n    captured: 'refund',\n    declined: 'none',",
    to: "authorised: 'void',\n    captured: 'none',\n    declined: 'none',",
    breaks: 'P6',
    caughtBy: [byTest(DRIVE_TESTS, 'a payment that is to be returned > is refunded if the void meets a capture')],
  },
  {
    name: 'the refund of a cancelled booking is skipped',
    file: LIFECYCLE,
    from: "captured: 'refund',\n    // The payment",
    to: "captured: 'none',\n    // The payment",
    breaks: 'P6',
    caughtBy: [
      byRule('settled-payments'),
      byTest(
        'test/service/bookings/cancel.test.ts',
        'a booking that is cancelled > is refunded once for repeated cancellations',
      ),
    ],
  },
  {
    name: 'the payment is captured before the booking is confirmed',
    file: STEPS,
    from: 'return confirm(context, answer);',
    to: "return (await ask(context, 'capture')) && confirm(context, answer);",
    breaks: 'P6',
    caughtBy: [
      byTest(DRIVE_TESTS, 'a payment that has begun > that is authorised confirms the booking and is captured'),
    ],
  },
  {
    name: 'a booking is never captured',
    file: LIFECYCLE,
    from: "authorised: 'capture',",
    to: "authorised: 'none',",
    breaks: 'P6',
    caughtBy: [
      byRule('settled-payments'),
      byTest(DRIVE_TESTS, 'a payment that has begun > that is authorised confirms the booking and is captured'),
    ],
  },
  {
    name: 'the gateway voids a payment before Holdfast has committed to it',
    file: STEPS,
    from: "  if (outcome.is === 'places-gone') return giveUp(context, 'authorised', answer);",
    to: "  if (outcome.is === 'places-gone') await dependencies.gateway.void(context.gatewayPayment, call.now);\n  if (outcome.is === 'places-gone') return giveUp(context, 'authorised', answer);",
    breaks: 'P6',
    caughtBy: [
      byTest(
        'test/service/bookings/payments-crashes.test.ts',
        'a late payment whose seat another buyer holds > ends consistently when the function crashes after any request',
      ),
    ],
  },
  {
    name: "the second payment of a hold reuses the first one's id",
    file: 'lib/usecases/bookings/drive-payment.ts',
    from: 'paymentId: paymentIdOf(claim.id, number),',
    to: 'paymentId: paymentIdOf(claim.id, 1),',
    breaks: 'P3',
    caughtBy: [
      byTest(
        'test/service/bookings/payment-simulator.test.ts',
        'a customer > is declined, and can pay when the gateway no longer declines',
      ),
    ],
  },
  {
    name: 'a second payment begins while the first one is unfinished',
    file: LIFECYCLE,
    from: "if (hasLivePayment(claim)) return refuse('payment-in-progress');",
    to: '',
    breaks: 'P6',
    caughtBy: [
      byRule('settled-payments'),
      byTest(
        'test/usecases/bookings/confirm-booking-refusals.test.ts',
        'a payment is refused > while another payment is under way, which takes precedence over the number of payments',
      ),
    ],
  },
  {
    name: "the gateway's timeout is a declined payment",
    file: STEPS,
    from: "case 'unknown':\n      return { is: 'waits', for: 'unknown' };\n    default:",
    to: "case 'unknown':\n    default:",
    breaks: 'P8',
    caughtBy: [
      byRule('settled-payments'),
      byTest(DRIVE_TESTS, 'a payment that has begun > whose outcome is unknown waits'),
    ],
  },
  {
    name: "the gateway's timeout after a capture is a failed capture",
    file: STEPS,
    from: "if (answer.says === 'refused') return cancel(",
    to: "if (answer.says === 'refused' || answer.says === 'unknown') return cancel(",
    breaks: 'P8',
    caughtBy: [byTest(DRIVE_TESTS, 'a payment of a booking > whose capture is answered unknown waits')],
  },
  {
    name: 'a payment is given up from cached event facts',
    file: STEPS,
    from: 'await dependencies.events.fresh(claim.eventId)',
    to: 'await dependencies.events.cached(claim.eventId)',
    breaks: 'P9',
    caughtBy: [
      byTest(
        'test/usecases/bookings/drive-late-payment.test.ts',
        'a payment that is authorised after the deadline > is confirmed after the start that the cache has, if the event was postponed',
      ),
    ],
  },
  {
    name: 'a stuck payment is driven while a person resolves it',
    file: 'lib/usecases/bookings/drive-payment.ts',
    from: "step === 'none' || isStuck(payment)",
    to: "step === 'none'",
    breaks: 'P6',
    caughtBy: [
      byTest(
        DRIVE_TESTS,
        'a payment that is to be returned > is stuck if the gateway refuses the refund, counted once, and is not asked again',
      ),
    ],
  },
];
