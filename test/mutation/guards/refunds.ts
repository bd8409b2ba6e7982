/** Seeded bugs in the guards of the gateways: each refund is made once, in its amount, and never more than was captured. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it replaces source text
import { byTest, type Guard } from '../mutant.ts';

const STRIPE = 'lib/payments/stripe-refunds.ts';
const LIST = 'lib/payments/stripe-refund-list.ts';
const CONDITIONS = 'lib/table/conditions.ts';
const RECHECK = 'lib/usecases/bookings/recheck-refund.ts';
const byStripe = (named: string) => byTest('test/payments/stripe-refunds.test.ts', named);
const bySimulated = (named: string) => byTest('test/payments/simulated.test.ts', named);

const byWebhook = (named: string) => byTest('test/service/bookings/stripe.test.ts', `a webhook > ${named}`);

export const REFUND_GUARDS: Guard[] = [
  {
    name: 'a refund that a bank rejects later counts as made',
    file: RECHECK,
    from: "if (says !== 'refused') return { is: 'done' };",
    to: "if (says !== 'pending') return { is: 'done' };",
    breaks: 'P6',
    caughtBy: [
      byWebhook(
        'of a refund that fails after it has succeeded makes it wait for a person, whose resumption makes it again',
      ),
    ],
  },
  {
    name: 'a refund that a person has made by hand is opened again by a late message',
    file: RECHECK,
    from: ' || isByHand(current, number, refundNumber)',
    to: '',
    breaks: 'P6',
    caughtBy: [byWebhook('of a refund that fails after a person has made it by hand changes nothing')],
  },
  {
    name: 'a message about a refund is lost while the gateway does not answer',
    file: RECHECK,
    from: "if (says === 'unknown') throw busy();",
    to: '',
    breaks: 'P8',
    caughtBy: [byWebhook('of a refund that fails is sent again while Stripe does not answer')],
  },
  {
    name: 'Stripe is not asked for a refund before it is sent again',
    file: STRIPE,
    from: 'isFirst(asking) ? undefined : answerAmong(await listRefunds(asking.client, id), asking.payment, id);',
    to: 'undefined;',
    breaks: 'P6',
    caughtBy: [byStripe('a refund > of a part was returned twice after a day, when its key had expired')],
  },
  {
    name: 'after a stored failure of Stripe a refund is sent without a key',
    file: STRIPE,
    from: 'if (known) return known;\n    throw error;',
    to: 'if (known) return known;\n    if (!isReplayedFailure(error)) throw error;\n    return answerFor(await client.refunds.create({ payment_intent: id, amount }), id);',
    breaks: 'P8',
    caughtBy: [
      byStripe(
        'an error that Stripe stores under the key > led to a second refund without a key, when Stripe made the first one later',
      ),
    ],
  },
  {
    name: 'two refunds of a payment share a key',
    file: STRIPE,
    from: '`refund-${number}`',
    to: '`refund`',
    breaks: 'P3',
    caughtBy: [byStripe('refunds of several parts > are made side by side, each number once')],
  },
  {
    name: 'a resumed refund keeps its key',
    file: STRIPE,
    from: 'keyOf({ paymentId, resumptions }',
    to: 'keyOf({ paymentId, resumptions: 0 }',
    breaks: 'P6',
    caughtBy: [
      byStripe('a refund that Stripe refuses > because of the balance is paid after it was resumed, with a new key'),
    ],
  },
  {
    name: 'a refund of a part returns all that is left',
    file: STRIPE,
    from: 'amount: amountAtStripe(amount, currency),\n',
    to: '',
    breaks: 'P6',
    caughtBy: [byStripe('refunds of several parts > may be a part and then all the rest')],
  },
  {
    name: 'a refund that has failed at Stripe is made again without a person',
    file: STRIPE,
    from: 'attempts.some(attempt => resumptionsOf(attempt) >= resumptions)',
    to: 'false',
    breaks: 'P6',
    caughtBy: [
      byStripe(
        'a refund that Stripe does not finish at once > and fails again after a resumption needs another resumption, also when its key has expired',
      ),
    ],
  },
  {
    name: 'a failed attempt hides the one that a person has requested',
    file: STRIPE,
    from: 'attempts.find(attempt => !hasFailed(attempt))',
    to: 'attempts.at(-1)',
    breaks: 'P6',
    caughtBy: [
      byStripe(
        'a refund that Stripe does not finish at once > is "refused" if it is failed later, until it is resumed',
      ),
    ],
  },
  {
    name: 'the refund of the version before is not known to be refund 1',
    file: LIST,
    from: "numberIn(metadata, 'refund', 1)",
    to: "numberIn(refund, 'refund', 0)",
    breaks: 'P6',
    caughtBy: [byStripe('a refund by the version before, without a number > that is pending is the refund number 1')],
  },
  {
    name: 'our own refunds end a booking as if its charge were taken back',
    file: 'lib/payments/stripe-intents.ts',
    from: 'isReturned(intent) && (await isTakenBack(client, payment, reference))',
    to: 'isReturned(intent)',
    breaks: 'P6',
    caughtBy: [byStripe('a payment whose amount was returned > by refunds of our own is captured')],
  },
  {
    name: 'a refund that waits delays the refunds after it',
    file: 'lib/usecases/bookings/payment-steps.ts',
    from: "    if (result.is === 'continues') return result;\n    waits ??= result;",
    to: '    return result;',
    breaks: 'P6',
    caughtBy: [
      byTest(
        'test/service/bookings/stripe-parts.test.ts',
        'a booking that is cancelled in parts > is refunded for a part while the refund of another part is pending',
      ),
    ],
  },
  {
    name: 'Stripe is sent amounts that it cannot express',
    file: 'lib/payments/stripe-amounts.ts',
    from: '(amount % 10 === 0 || !LAST_DIGIT_ZERO.includes(currency))',
    to: 'true',
    breaks: 'P6',
    caughtBy: [byTest('test/payments/stripe-amounts.test.ts', 'KWD 1234 cannot be expressed')],
  },
  {
    name: 'the simulated gateway makes one refund twice',
    file: CONDITIONS,
    from: 'expression`attribute_not_exists(${attribute(name)})`',
    to: 'expression`attribute_exists(pk)`',
    breaks: 'P6',
    caughtBy: [bySimulated('refunds by number > return each part once')],
  },
  {
    name: 'the simulated gateway returns more than it has captured',
    file: CONDITIONS,
    from: ', expression`refunded <= ${captured - amount}`',
    to: '',
    breaks: 'P6',
    caughtBy: [bySimulated('refunds by number > return each part once')],
  },
  {
    name: 'the simulated gateway trusts its caller about the captured amount',
    file: CONDITIONS,
    from: 'and(expression`captured = ${captured}`, ',
    to: 'and(expression`attribute_exists(pk)`, ',
    breaks: 'P6',
    caughtBy: [
      bySimulated('refunds by number > are refused of a captured amount that is not the amount of the payment'),
    ],
  },
  {
    name: 'the simulated gateway makes a refund that the version before has refused',
    file: CONDITIONS,
    from: "and(simulatedIs('captured'), expression`attribute_not_exists(refusesRefund)`)",
    to: "simulatedIs('captured')",
    breaks: 'P6',
    caughtBy: [bySimulated('a payment of the version before > whose refund was refused has that refund refused')],
  },
  {
    name: 'the simulated gateway refunds a payment that is not captured',
    file: CONDITIONS,
    from: "and(simulatedIs('captured'), expression`attribute_not_exists(refusesRefund)`)",
    to: 'expression`attribute_not_exists(refusesRefund)`',
    breaks: 'P6',
    caughtBy: [bySimulated('refunds by number > of a payment that is not captured are answered with its state')],
  },
];
