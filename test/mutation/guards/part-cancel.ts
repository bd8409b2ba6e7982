/** Seeded bugs in the guards of the cancellation of a part: its places, its rights and its refund. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it replaces source text
import { byRule, byTest, type Guard } from '../mutant.ts';

const CHANGES = 'lib/domain/claim-changes.ts';
const CHOICE = 'lib/domain/part-cancellation.ts';
const PLACES = 'lib/domain/places.ts';
const REFUNDS = 'lib/domain/refunds.ts';
const STEPS = 'lib/usecases/bookings/payment-steps.ts';
const WRITE = 'lib/table/claims/cancel-booking.ts';
const USE_CASE = 'lib/usecases/bookings/cancel-booking.ts';
const SETTLE = 'lib/usecases/bookings/settle-payment.ts';
const inTable = (named: string) => byTest('test/table/part-cancel-conditions.test.ts', named);
const inDomain = (named: string) => byTest('test/domain/cancellations/refunds.test.ts', named);
const byChoice = (named: string) => byTest('test/domain/cancellations/part-cancellation.test.ts', named);
const byRefusal = (named: string) => byTest('test/service/bookings/part-cancel-refusals.test.ts', named);
const byFees = (named: string) => byTest('test/service/bookings/cancel-fees.test.ts', named);
const byPayment = (named: string) => byTest('test/service/bookings/part-cancel-payments.test.ts', named);

export const PART_CANCEL_GUARDS: Guard[] = [
  // Places

  {
    name: 'the cancellation of a part gives back all places',
    file: WRITE,
    from: 'ticketsOf(claim).filter(({ number }) => numbers.includes(number))',
    to: 'ticketsOf(claim)',
    breaks: 'P1',
    caughtBy: [inTable('the cancellation of a part > changes the claim, its places and its limit, and nothing else')],
  },
  {
    name: 'the cancellation of the rest gives back places of other buyers that were cancelled before',
    file: PLACES,
    from: 'claim.tickets.length > 0 ? placesOfTickets(remainingTicketsOf(claim)) : allPlacesOf(claim)',
    to: 'allPlacesOf(claim)',
    breaks: 'P5',
    caughtBy: [inTable('the cancellation of a part > leaves its places to others')],
  },
  {
    name: 'a part gives back places of a bucket that are not booked',
    file: 'lib/table/claims/move-places.ts',
    from: 'condition: shareIsBooked(quantity),',
    to: '',
    breaks: 'P1',
    caughtBy: [inTable('the cancellation of a part > takes no more places from a bucket than are booked there')],
  },
  {
    name: 'a cancelled part still counts under the limit of its customer',
    file: WRITE,
    from: "rules: rulesOf(claim).filter(rule => rule === 'limit'),",
    to: 'rules: [],',
    breaks: 'P4',
    caughtBy: [inTable('the cancellation of a part > keeps the limit exact over parts and the rest')],
  },
  {
    name: 'the limit is lowered by one place for each part',
    file: WRITE,
    from: "{ to: 'reduce', by: numbers.length }",
    to: "{ to: 'reduce', by: 1 }",
    breaks: 'P4',
    caughtBy: [inTable('the cancellation of a part > changes the claim, its places and its limit, and nothing else')],
  },
  {
    name: "the claim's entry of a limit keeps its quantity after a part",
    file: 'lib/table/claims/customer-rules.ts',
    from: ', expression`${entry}.quantity = ${entry}.quantity - ${move.by}`]',
    to: ']',
    breaks: 'P4',
    caughtBy: [inTable('the cancellation of a part > keeps the limit exact over parts and the rest')],
  },
  {
    name: 'the rest lowers the limit by the cancelled places too',
    file: PLACES,
    from: '    ? remainingTicketsOf(claim).length\n',
    to: '    ? claim.tickets.length\n',
    breaks: 'P4',
    caughtBy: [inTable('the cancellation of a part > keeps the limit exact over parts and the rest')],
  },
  {
    name: 'a part touches the journey of its customer',
    file: WRITE,
    from: "rulesOf(claim).filter(rule => rule === 'limit')",
    to: 'rulesOf(claim)',
    breaks: 'P2',
    caughtBy: [inTable('the cancellation of a part > changes the claim, its places and its limit, and nothing else')],
  },
  {
    name: 'the last places do not cancel the booking',
    file: CHANGES,
    from: '  if (isLastOf(claim, cancelled)) return cancelBooking(claim, origin, reason, options);\n',
    to: '',
    breaks: 'P6',
    caughtBy: [inDomain('the cancellation of a part > that is the last one cancels the booking')],
  },

  // Rights

  {
    name: 'places of other bookings are ignored in a cancellation',
    file: USE_CASE,
    from: '  if (faulty) throw faulty;\n',
    to: '',
    breaks: 'P9',
    caughtBy: [byRefusal('places that are not in the booking > are named: a seat of another booking')],
  },
  {
    name: 'a place is cancelled and refunded again',
    file: CHOICE,
    from: "    return new Refusal('booking-places-cancelled', gone);",
    to: "    void new Refusal('booking-places-cancelled', gone);",
    breaks: 'P6',
    caughtBy: [byChoice('a cancellation is refused > for a seat that is cancelled, which it names')],
  },
  {
    name: 'an owner cancels a ticket that was used at the door',
    file: CHOICE,
    from: "...(by === 'owner' ? named : [])",
    to: '...[]',
    breaks: 'P6',
    caughtBy: [byRefusal('a ticket that was used at the door > is not cancelled by its owner: by its seat')],
  },
  {
    name: 'used tickets of an area are cancelled before valid ones',
    file: CHOICE,
    from: 'Number(isRedeemed(one)) - Number(isRedeemed(other)) || ',
    to: '',
    breaks: 'P9',
    caughtBy: [byChoice('the tickets that are cancelled > of an area are the highest that are neither void nor used')],
  },
  {
    name: 'a part is cancelled whose refund the gateway cannot express',
    file: USE_CASE,
    from: '    if (impossible) return replayOrThrow(dependencies, call, impossible);\n',
    to: '',
    breaks: 'P6',
    caughtBy: [byRefusal('an amount that the gateway cannot return > is refused before anything changes')],
  },

  // Refunds

  {
    name: 'the row does not check the sum of the refunds of a part',
    file: 'lib/table/conditions.ts',
    from: 'or(expression`attribute_not_exists(${stored})`, expression`${stored} <= ${total}`)',
    to: 'or(expression`attribute_not_exists(${stored})`, expression`attribute_exists(pk)`)',
    breaks: 'P2',
    caughtBy: [inTable('the sum of the refunds > may reach the captured amount by the cancellation of a part')],
  },
  {
    name: 'the sum of the refunds may exceed the payment by the last one',
    file: 'lib/table/claims/change-claim.ts',
    from: 'payment.amount - requested)',
    to: 'payment.amount)',
    breaks: 'P6',
    caughtBy: [inTable('the sum of the refunds > may reach the captured amount by the cancellation of a part')],
  },
  {
    name: 'the row does not store the sum of the refunds',
    file: 'lib/table/claims/claim-rows.ts',
    from: '  ...(payment.refunds && { refundsTotal: requestedSum(payment) }),\n',
    to: '',
    breaks: 'P2',
    caughtBy: [inTable('the sum of the refunds > is stored with each refund')],
  },
  {
    name: 'a captured payment of a booking is never refunded in part',
    file: 'lib/domain/payment-lifecycle.ts',
    from: "captured: 'refund',\n    declined: 'none',\n    voided: 'cancel',",
    to: "captured: 'none',\n    declined: 'none',\n    voided: 'cancel',",
    breaks: 'P6',
    caughtBy: [inDomain('the cancellation of a part > before the capture is captured as a whole first')],
  },
  {
    name: 'a capture that comes after the cancellation requests no refund of the rest',
    file: 'lib/domain/payment-changes.ts',
    from: "  if (payment.state === 'captured' && payment.wanted !== 'captured') return withRefundOfRest(payment);\n",
    to: '',
    breaks: 'P6',
    caughtBy: [inDomain('the cancellation of the rest > is refunded if its void meets the capture')],
  },
  {
    name: 'a void leaves the refunds of parts open',
    file: 'lib/domain/payment-changes.ts',
    from: 'return { payment: withRefundsEnded(payment, payment.state) };',
    to: 'return { payment };',
    // The reader of the refunds of version 0.5 ends them too.
    also: [
      {
        file: REFUNDS,
        from: "  if (state === 'refunded' || state === 'voided') return withRefundsEnded(payment, state);\n",
        to: '',
      },
    ],
    breaks: 'P6',
    caughtBy: [
      inDomain(
        'the cancellation of the rest > before the capture requests nothing: the void ends the refunds of its parts',
      ),
    ],
  },
  {
    name: 'a part requests a refund of a payment that the gateway has taken back',
    file: REFUNDS,
    from: "  state === 'voided' || state === 'refunded' ? state : 'initiated';",
    to: "  state === 'declined' ? 'voided' : 'initiated';",
    // The reader of the refunds of version 0.5 ends them too.
    also: [
      {
        file: REFUNDS,
        from: "  if (state === 'refunded' || state === 'voided') return withRefundsEnded(payment, state);\n",
        to: '',
      },
    ],
    breaks: 'P6',
    caughtBy: [
      inDomain(
        'the cancellation of a part > of a payment that the gateway has taken back left a refund open for ever: now it is closed at once',
      ),
    ],
  },
  {
    name: 'each refund of a payment is sent to the gateway as its first one',
    file: STEPS,
    from: '    number: refundNumber,\n    amount,',
    to: '    number: 1,\n    amount,',
    breaks: 'P3',
    caughtBy: [
      byPayment(
        'a part that is cancelled before the capture > is refunded once by the reconciler, when the gateway answers',
      ),
      byRule('stored-rows'),
    ],
  },
  {
    name: 'the resumption of one refund makes a new request of another one',
    file: 'lib/domain/payment-lifecycle.ts',
    from: ': (payment.refund?.number ?? 1) === refundNumber),',
    to: ': true),',
    breaks: 'P3',
    caughtBy: [
      byPayment('a refund that the gateway refuses for good > is made by the reconciler after a person has resumed it'),
    ],
  },
  {
    name: 'a stuck refund is asked for again while a person resolves it',
    file: REFUNDS,
    from: 'isOpen(refund) && refund.stuckSince === undefined)',
    to: 'isOpen(refund))',
    breaks: 'P6',
    caughtBy: [inDomain('the refunds of a payment > are made one after the other, without those that are stuck')],
  },
  {
    name: 'a stuck refund stops the others of its payment',
    file: 'lib/domain/payment-lifecycle.ts',
    from: 'nextRefundOf(payment) === undefined : payment',
    to: 'stuckRefundsOf(payment).length > 0 : payment',
    breaks: 'P6',
    caughtBy: [inDomain('the refunds of a payment > are made one after the other, without those that are stuck')],
  },
  {
    name: 'a refund that is pending at the bank holds back the others of its payment',
    file: STEPS,
    from: "    if (result.is === 'continues') return result;\n    waits ??= result;\n",
    to: '    return result;\n',
    breaks: 'P6',
    caughtBy: [byPayment('a refund that is pending at the bank > does not hold back the refund of another part')],
  },
  {
    name: 'an administrator settles the first refund without naming it',
    file: SETTLE,
    from: 'requested === undefined && refunds.length <= 1',
    to: 'requested === undefined && refunds.length > 0',
    breaks: 'P6',
    caughtBy: [
      byPayment(
        'a refund that the gateway refuses for good > is settled only by its number if the payment has several, and only if it is stuck',
      ),
    ],
  },
  {
    name: 'an administrator settles a refund of a payment that is not captured yet',
    file: SETTLE,
    from: 'wasCaptured(payment) ? refundsOf(payment) : []',
    to: 'refundsOf(payment)',
    breaks: 'P6',
    caughtBy: [
      byTest(
        'test/usecases/bookings/settle-payment.test.ts',
        'settling a payment > does not take the number of a refund while the capture is stuck: it used to end the whole booking',
      ),
    ],
  },
  {
    name: 'an administrator settles a refund that the service still makes',
    file: SETTLE,
    from: "    if (!isOpen(refund) || refund.stuckSince === undefined) throw refuse('payment-not-stuck');\n",
    to: '',
    breaks: 'P6',
    caughtBy: [
      byPayment(
        'a refund that the gateway refuses for good > is settled only by its number if the payment has several, and only if it is stuck',
      ),
    ],
  },
  {
    name: 'a refund that version 0.5 has made stays open',
    file: 'lib/domain/refunds.ts',
    from: "if (state === 'refunded' || state === 'voided') return withRefundsEnded(payment, state);",
    to: "if (state === 'voided') return withRefundsEnded(payment, state);",
    breaks: 'P6',
    caughtBy: [
      byTest(
        'test/domain/cancellations/refunds-by-version-0.5.test.ts',
        'version 0.5 continues a refund of this version: > it has made it',
      ),
    ],
  },
  {
    name: 'a refund that the version before has begun is not continued',
    file: REFUNDS,
    from: "  if (wanted === 'captured' || (state !== 'captured' && state !== 'refunded')) return payment;\n",
    to: '  if (!refunds) return payment;\n',
    breaks: 'P6',
    caughtBy: [
      byTest(
        'test/domain/cancellations/refunds-of-format-1.test.ts',
        'a cancelled booking whose refund is open > has the payment that this version would have written',
      ),
    ],
  },

  // Fees

  {
    name: 'fees: an owner loses fees although the event was cancelled a moment ago',
    file: USE_CASE,
    from: 'return mayKeepFees ? decideFromFreshEvent(dependencies, claim.eventId, decideFrom) : decision;',
    to: 'return mayKeepFees ? decision : decision;',
    breaks: 'P6',
    caughtBy: [
      byFees(
        'all fees are returned > to an owner who cancels before the event does it, also if the function still has the event as it was',
      ),
    ],
  },
  {
    name: 'fees: an owner may return the fees that the seller keeps',
    file: USE_CASE,
    from: "if (by === 'owner' && input.returnFees) throw",
    to: "if (by === 'member' && input.returnFees && false) throw",
    breaks: 'P6',
    caughtBy: [byFees('all fees are returned > if the organizer says so, and never because the owner does')],
  },
  {
    name: 'fees: the cancellation of the event keeps fees',
    file: 'lib/usecases/events/end-claims.ts',
    from: 'EVENT_CANCELLED_REASON, { returnFees: true })',
    to: 'EVENT_CANCELLED_REASON)',
    breaks: 'P6',
    caughtBy: [
      byFees('all fees are returned > after the event was cancelled, also those that an earlier cancellation has kept'),
    ],
  },
  {
    name: 'fees: the payment of a cancelled booking is lost, and its fees are said to be kept',
    file: 'lib/domain/payment-changes.ts',
    from: "const lost = state === 'voided' || state === 'refunded' ? feesLostOf(claim, before) : undefined;",
    to: 'const lost = undefined as CancelledPart | undefined;',
    breaks: 'P6',
    caughtBy: [
      byTest(
        'test/domain/refund-integrity.test.ts',
        'a fault is found, and no other: > of a booking with fees that are not refundable > fees that are lost with the payment are right',
      ),
    ],
  },
  {
    name: 'fees: a capture that is refused after the cancellation is requested for ever',
    file: STEPS,
    from: "if (claim.status === 'cancelled') return write(context, giveUpFees(claim, number, bySystem(call)));",
    to: '',
    breaks: 'P6',
    caughtBy: [byFees('the last cancellation > of a payment that is refused afterwards keeps nothing')],
  },
  {
    name: 'fees: fees that were returned are counted as kept',
    file: 'lib/domain/totals.ts',
    from: 'cancelled?.returnsFees ? cancelled.tickets : []',
    to: '[]',
    breaks: 'P6',
    caughtBy: [
      byTest(
        'test/domain/cancellations/fees.test.ts',
        'of a booking with fees > a cancellation that returns fees says so, and the rest keeps only the others',
      ),
    ],
  },
  {
    name: 'fees: the integrity check accepts any payment that a cancelled booking keeps',
    file: 'lib/domain/claim-integrity.ts',
    from: "(status === 'cancelled' && keptOf(claim) > 0)",
    to: "status === 'cancelled'",
    breaks: 'P6',
    caughtBy: [
      byTest(
        'test/domain/refund-integrity.test.ts',
        'a fault is found, and no other: > of a booking with fees that are not refundable > a payment that is kept of a cancelled booking whose terms keep nothing is a fault',
      ),
    ],
  },
  {
    name: 'fees: of a type, places of other types are cancelled',
    file: CHOICE,
    from: '(wanted === undefined || type === wanted)',
    to: '(wanted === undefined || type !== undefined)',
    breaks: 'P5',
    caughtBy: [
      byFees(
        'of places of an area by type > the valid tickets of the type with the highest numbers are cancelled, and then those of any type',
      ),
    ],
  },
];
