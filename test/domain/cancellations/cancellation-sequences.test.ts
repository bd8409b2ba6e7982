/**
 * Random sequences of cancellations, captures and refunds on one booking. After each step the refunds are worth what was
 * cancelled, the journal gives the claim, the row gives the claim, and the tallies are its sums.
 */
import { describe, expect, it } from 'vitest';
import { bookingAnswer } from '../../../lib/contract/bookings/presenter.ts';
import { type ClaimChange, cancelBooking, cancelTickets } from '../../../lib/domain/claim-changes.ts';
import { claimViolations } from '../../../lib/domain/claim-integrity.ts';
import type { Claim } from '../../../lib/domain/model.ts';
import {
  giveUpFees,
  recordFailedRefund,
  recordPayment,
  recordRefund,
  recordStuck,
  resumePayment,
} from '../../../lib/domain/payment-changes.ts';
import { isFinished, isStuck, nextStepOf } from '../../../lib/domain/payment-lifecycle.ts';
import { quantityOf } from '../../../lib/domain/places.ts';
import { refundViolations } from '../../../lib/domain/refund-integrity.ts';
import {
  isOpen,
  keptAmount,
  nextRefundOf,
  refundsOf,
  requestedSum,
  stuckRefundsOf,
} from '../../../lib/domain/refunds.ts';
import { noTally, sumOfTallies, tallyOf } from '../../../lib/domain/tally.ts';
import { priceOf, remainingTicketsOf, ticketsOf } from '../../../lib/domain/tickets.ts';
import { keptOf } from '../../../lib/domain/totals.ts';
import { seeded } from '../../../lib/local/seeded-random.ts';
import { claimOf, claimRow } from '../../../lib/table/claims/claim-rows.ts';
import { newEntries } from '../../../lib/usecases/administration/publish-history.ts';
import { authorisedBooking, changed, ORIGIN, PLACES, paymentIn, replayed, SALE } from '../../support/claims.ts';
import { forEachSeed } from '../../support/randomized.ts';

const RUNS = 100;
const TIMEOUT_MS = 60_000;
const STEPS = 25;
type Random = () => number;
/** A change, or undefined where the step is not possible. */
type Step = (claim: Claim, random: Random) => ClaimChange | undefined;

const pick = <Item>(items: Item[], random: Random): Item | undefined => items[Math.floor(random() * items.length)];
const isBooked = ({ status }: Claim): boolean => status === 'confirmed';
/** A step of the service, which it takes while nothing waits for a person. */
const driven =
  (step: ReturnType<typeof nextStepOf>, change: Step): Step =>
  (claim, random) => {
    const payment = paymentIn(claim);
    return nextStepOf(payment) === step && !isStuck(payment) ? change(claim, random) : undefined;
  };
const ofNextRefund = (change: (claim: Claim, number: number) => ClaimChange): Step =>
  driven('refund', claim => {
    const next = nextRefundOf(paymentIn(claim));
    return next && change(claim, next.number);
  });
const ofStuckRefund =
  (change: (claim: Claim, number: number) => ClaimChange): Step =>
  (claim, random) => {
    const stuck = pick(stuckRefundsOf(paymentIn(claim)), random);
    return stuck && change(claim, stuck.number);
  };
const ofStuck =
  (step: 'void' | 'capture', change: (claim: Claim) => ClaimChange): Step =>
  claim =>
    nextStepOf(paymentIn(claim)) === step && isStuck(paymentIn(claim)) ? change(claim) : undefined;

const STEPS_OF: Record<string, Step> = {
  'cancel a part': (claim, random) => {
    const chosen = remainingTicketsOf(claim).filter(() => random() < 0.3);
    return isBooked(claim) && chosen.length > 0 ? cancelTickets(claim, chosen, ORIGIN) : undefined;
  },
  'cancel a part with all fees': (claim, random) => {
    const chosen = remainingTicketsOf(claim).filter(() => random() < 0.2);
    const isPossible = isBooked(claim) && chosen.length > 0;
    return isPossible ? cancelTickets(claim, chosen, ORIGIN, undefined, { returnFees: true }) : undefined;
  },
  'cancel all': (claim, random) => (isBooked(claim) && random() < 0.2 ? cancelBooking(claim, ORIGIN) : undefined),
  'cancel the event': (claim, random) =>
    isBooked(claim) && random() < 0.05 ? cancelBooking(claim, ORIGIN, undefined, { returnFees: true }) : undefined,
  capture: driven('capture', claim => recordPayment(claim, 1, 'captured', ORIGIN)),
  'refuse the capture': driven('capture', (claim, random) => (random() < 0.2 ? cancelUncharged(claim) : undefined)),
  'wait too long for the capture': driven('capture', (claim, random) =>
    random() < 0.3 ? recordStuck(claim, 1, ORIGIN) : undefined,
  ),
  'settle the capture': ofStuck('capture', claim => recordPayment(claim, 1, 'refunded', ORIGIN, undefined, 'by hand')),
  'resume the capture': ofStuck('capture', claim => resumePayment(claim, 1, ORIGIN)),
  void: driven('void', claim => recordPayment(claim, 1, 'voided', ORIGIN)),
  'meet a capture at the void': driven('void', claim => recordPayment(claim, 1, 'captured', ORIGIN)),
  'refuse the void': driven('void', claim => recordStuck(claim, 1, ORIGIN)),
  'settle the void': ofStuck('void', claim => recordPayment(claim, 1, 'voided', ORIGIN, undefined, 'by hand')),
  'resume the void': ofStuck('void', claim => resumePayment(claim, 1, ORIGIN)),
  refund: ofNextRefund((claim, number) => recordRefund(claim, 1, number, ORIGIN)),
  'refuse the refund': ofNextRefund((claim, number) => recordStuck(claim, 1, ORIGIN, number)),
  'settle a refund': ofStuckRefund((claim, number) => recordRefund(claim, 1, number, ORIGIN, 'by hand')),
  'resume a refund': ofStuckRefund((claim, number) => resumePayment(claim, 1, ORIGIN, number)),
  'have a refund rejected by the bank': (claim, random) => {
    const { wanted, state, refunds = [] } = paymentIn(claim);
    const made = pick(
      refunds.filter(refund => refund.state === 'refunded'),
      random,
    );
    const isRefunding = wasCaptured(claim) && (state === 'captured' || wanted === 'refunded');
    return made && isRefunding && random() < 0.2 ? recordFailedRefund(claim, 1, made.number, ORIGIN) : undefined;
  },
  'take the payment back': driven('refund', (claim, random) =>
    random() < 0.1 ? recordPayment(claim, 1, 'voided', ORIGIN) : undefined,
  ),
  'cancel what was taken back': driven('cancel', cancelUncharged),
};

/** As the service ends a booking whose charge failed. */
function cancelUncharged(claim: Claim): ClaimChange {
  if (!isBooked(claim)) return giveUpFees(claim, 1, ORIGIN);
  return cancelBooking(claim, ORIGIN, undefined, { returnFees: true });
}

/** The amount that the cancellations return: the prices of the void tickets and their fees. */
const valueReturned = (claim: Claim): number => (claim.sale ? claim.total - keptOf(claim) : valueOfVoid(claim));
const valueOfVoid = (claim: Claim): number => priceOf(ticketsOf(claim).filter(({ status }) => status === 'void'));
const wasCaptured = ({ history }: Claim): boolean => history.some(({ action }) => action === 'payment.captured');
const madeIn = (claim: Claim): number =>
  refundsOf(paymentIn(claim)).reduce((sum, { state, amount }) => sum + (state === 'refunded' ? amount : 0), 0);

function expectMoney(claim: Claim): void {
  const payment = paymentIn(claim);
  const requested = requestedSum(payment);
  expect(requested).toBeLessThanOrEqual(payment.amount);
  // The captured amount that is kept is the value of the tickets that are not void, and the fees that are not returned.
  if (payment.state === 'captured') expect(requested).toBe(valueReturned(claim));
  const isKept = payment.wanted === 'captured' && payment.state !== 'refunded' && payment.state !== 'voided';
  if (isKept) expect(keptAmount(payment)).toBe(keptOf(claim));
  if (claim.status === 'cancelled') expect(payment.wanted === 'captured').toBe(keptOf(claim) > 0);
  expect(refundViolations(claim, false)).toEqual([]);
  expect(claimViolations(claim, 0)).toEqual([]);
  if (payment.state === 'refunded' && wasCaptured(claim))
    expect([requested, madeIn(claim)]).toEqual([payment.amount, payment.amount]);
  if (payment.state === 'voided' || payment.state === 'refunded') expect(refundsOf(payment).filter(isOpen)).toEqual([]);
  expect(refundsOf(payment).map(({ number }) => number)).toEqual(refundsOf(payment).map((_, i) => i + 1));
  const answer = bookingAnswer(claim, undefined);
  expect(answer?.refunded.amount).toBe(valueReturned(claim));
  expect(answer?.total.amount).toBe(payment.amount);
}

function expectPlaces(claim: Claim): void {
  expect(quantityOf(claim)).toBe(claim.tickets.filter(status => status !== 'void').length);
  expect(quantityOf(claim) === 0).toBe(claim.status === 'cancelled');
}

function expectTallies(claim: Claim): void {
  expect(sumOfTallies(newEntries({ claim, entriesBefore: 0 }).map(tallyOf))).toEqual({
    ...noTally(),
    [claim.status]: 1,
    gross: claim.total,
    refunded: valueReturned(claim),
    captured: wasCaptured(claim) ? claim.total : 0,
    returned: wasCaptured(claim) ? madeIn(claim) : 0,
  });
}

function expectConsistent(claim: Claim): void {
  expectMoney(claim);
  expectPlaces(claim);
  expectTallies(claim);
  expect(replayed(claim)).toEqual(claim);
  expect(claimOf(claimRow(claim))).toEqual(claim);
}

/** Takes random steps, and then those of the service and of an administrator until nothing is left to do. */
function run(seed: number): string[] {
  const random = seeded(seed);
  let claim = random() < 0.5 ? authorisedBooking() : authorisedBooking(PLACES, SALE);
  const taken: string[] = [];
  const take = (name: string): void => {
    const change = STEPS_OF[name]?.(claim, random);
    if (!change) return;
    taken.push(name);
    claim = changed(claim, () => change);
    try {
      expectConsistent(claim);
    } catch (error) {
      throw new Error(`after ${taken.join(', ')}: ${error}`, { cause: error });
    }
  };
  const names = Object.keys(STEPS_OF);
  for (let step = 0; step < STEPS; step++) take(pick(names, random) as string);
  const ending = [
    'settle the void',
    'settle the capture',
    'settle a refund',
    'capture',
    'void',
    'refund',
    'cancel what was taken back',
  ];
  for (let round = 0; round < 10; round++) for (const name of ending) take(name);
  expect(isFinished(paymentIn(claim))).toBe(true);
  return taken;
}

describe('any sequence of cancellations and refunds', () => {
  it(
    'keeps money, places, tallies, journal and row in agreement after each step',
    async () => {
      const seen = new Set<string>();
      await forEachSeed(RUNS, 'cancellation-sequences', async seed => {
        for (const name of run(seed)) seen.add(name);
      });
      if (!process.env.SEED) expect(seen).toEqual(new Set(Object.keys(STEPS_OF)));
    },
    TIMEOUT_MS,
  );
});
