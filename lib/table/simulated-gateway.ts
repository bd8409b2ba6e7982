/**
 * The rows of the simulated gateway. Each payment id has one row, and its state only moves along
 *
 *   (nothing) ──▶ authorised ──▶ captured        (nothing) ──▶ declined
 *        └──────────────┴──▶ voided
 *
 * A captured payment has one attribute for each refund (`refund1`, `refund2`, …) with its amount and whether it was refused. Rows
 * of version 0.5 may also be `refunded`. Every move is one conditional write. Of concurrent calls one decides, and the others
 * get its result.
 */
import { busy } from '../domain/refusals.ts';
import {
  CALM_SETTINGS,
  type SimulatedOutcome,
  type SimulatedPayment,
  type SimulatedPayments,
  type SimulatedRefund,
  type SimulatedState,
  type SimulatedStep,
  type SimulatorSettings,
  type SimulatorSettingsStore,
} from '../ports/payment-simulator.ts';
import {
  captureHasNotBegun,
  isAbsent,
  leavesEnough,
  mayBeCaptured,
  mayBeRefunded,
  mayBeVoided,
  refundIsUndecided,
} from './conditions.ts';
import { and, attribute, type Change, type Expression, expression, put, putAlways, update } from './expression.ts';
import { simulatedPaymentKey, simulatorSettingsKey } from './keys.ts';
import { readRow } from './queries.ts';
import { number, object, oneOfType, optional, parseRow, text, withDefault, yes } from './row-parsers.ts';
import type { Table } from './table.ts';
import { putOne, type Row, type Sent, updateOne } from './transact.ts';

export const createSimulatedPayments = (table: Table): SimulatedPayments => ({
  async decide(payment) {
    const { paymentId, ...rest } = payment;
    const sent = await putOne(table, put(table.name, { ...simulatedPaymentKey(paymentId), ...rest }, isAbsent));
    if (sent.is === 'committed') return { is: 'known', payment: { ...payment, refunds: [] }, isNew: true };
    return outcomeOf(paymentId, sent);
  },
  async take(paymentId, step) {
    const change = update(table.name, simulatedPaymentKey(paymentId), changeBy(step));
    const sent = await updateOne(table, { ...change, ReturnValues: 'ALL_NEW' });
    if (sent.is === 'refused' && !sent.reasons[0]?.row) return { is: 'unheard-of' };
    return outcomeOf(paymentId, sent);
  },
  async read(paymentId) {
    const row = await readRow(table, simulatedPaymentKey(paymentId));
    return row && paymentOf(paymentId, row);
  },
});

function changeBy(step: SimulatedStep): Change {
  switch (step.does) {
    case 'begin-capture':
      return { set: [expression`isCapturing = ${true}`], condition: and(mayBeCaptured, captureHasNotBegun) };
    case 'capture':
      return { set: [becomes('captured'), expression`captured = ${step.amount}`], condition: mayBeCaptured };
    case 'void':
      return { set: [becomes('voided')], condition: mayBeVoided };
    case 'refund':
      return changeByRefund(step);
  }
}

function changeByRefund({ amount: captured, refund }: SimulatedStep & { does: 'refund' }): Change {
  const { number, amount, isRefused } = refund;
  const name = `${REFUND}${number}`;
  const decided = expression`${attribute(name)} = ${{ amount, ...(isRefused && { isRefused }) }}`;
  const isUndecided = and(mayBeRefunded, refundIsUndecided(name));
  if (isRefused) return { set: [decided], condition: isUndecided };
  return {
    set: [decided, expression`refunded = refunded + ${amount}`],
    condition: and(isUndecided, leavesEnough({ captured, amount })),
  };
}

const becomes = (state: SimulatedState): Expression => expression`#state = ${state}`;

function outcomeOf(paymentId: string, sent: Sent): SimulatedOutcome {
  if (sent.is === 'busy') return { is: 'busy' };
  const row = sent.is === 'committed' ? sent.row : sent.reasons[0]?.row;
  if (!row) throw new Error(`the write of the simulated payment ${paymentId} returned no row`);
  return { is: 'known', payment: paymentOf(paymentId, row), isNew: sent.is === 'committed' };
}

const payment = object<Omit<SimulatedPayment, 'paymentId' | 'refunds'>>({
  state: oneOfType<SimulatedState>({
    authorised: true,
    declined: true,
    captured: true,
    voided: true,
    refunded: true,
  }),
  amount: number,
  currency: text,
  captured: number,
  refunded: number,
  answersFrom: number,
  isCapturing: optional(yes),
  refusesRefund: optional(yes),
});
const paymentOf = (paymentId: string, row: Row): SimulatedPayment => ({
  paymentId,
  ...parseRow(row, payment),
  refunds: parseRow(row, refundsOf),
});

/** The name of the attribute of a refund, before its number. */
const REFUND = 'refund';
const REFUND_NAME = new RegExp(`^${REFUND}(\\d+)$`);
const refundFields = object<Omit<SimulatedRefund, 'number'>>({ amount: number, isRefused: optional(yes) });

/** The refunds in a row, in the order of their numbers. */
const refundsOf = (row: Row): SimulatedRefund[] =>
  Object.entries(row)
    .flatMap(([name, value]) => {
      const [, refundNumber] = REFUND_NAME.exec(name) ?? [];
      return refundNumber ? [{ number: Number(refundNumber), ...refundFields(value, name) }] : [];
    })
    .toSorted((one, other) => one.number - other.number);

/** A row that is older than a setting lacks it. */
const setting = (name: keyof SimulatorSettings) => withDefault(number, CALM_SETTINGS[name]);
const settings = object<SimulatorSettings>({
  failureRate: setting('failureRate'),
  latencyMs: setting('latencyMs'),
  lostReplyRate: setting('lostReplyRate'),
  duplicateRate: setting('duplicateRate'),
  lateRate: setting('lateRate'),
  lateMs: setting('lateMs'),
  lateCaptureRate: setting('lateCaptureRate'),
  refundFailureRate: setting('refundFailureRate'),
});

export const createSimulatorSettings = (table: Table): SimulatorSettingsStore => ({
  async read() {
    const row = await readRow(table, simulatorSettingsKey());
    return row ? parseRow(row, settings) : { ...CALM_SETTINGS };
  },
  async write(settings) {
    // Without a condition: the last write counts.
    const sent = await putOne(table, putAlways(table.name, { ...simulatorSettingsKey(), ...settings }));
    if (sent.is !== 'committed') throw busy();
  },
});
