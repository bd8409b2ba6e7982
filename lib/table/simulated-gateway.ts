/**
 * The rows of the simulated gateway. Each payment id has one row, and its state only moves along
 *
 *   (nothing) ──▶ authorised ──▶ captured ──▶ refunded        (nothing) ──▶ declined
 *        └──────────────┴──▶ voided
 *
 * Every move is one conditional write. Of concurrent calls one decides, and the others get its result.
 */
import { busy } from '../domain/refusals.ts';
import {
  CALM_SETTINGS,
  type SimulatedOutcome,
  type SimulatedPayment,
  type SimulatedPayments,
  type SimulatedState,
  type SimulatedStep,
  type SimulatorSettings,
  type SimulatorSettingsStore,
} from '../ports/payment-simulator.ts';
import { captureHasNotBegun, isAbsent, mayBeCaptured, mayBeRefunded, mayBeVoided } from './conditions.ts';
import { and, type Change, type Expression, expression, put, putAlways, update } from './expression.ts';
import { simulatedPaymentKey, simulatorSettingsKey } from './keys.ts';
import { readRow } from './queries.ts';
import { number, object, oneOfType, optional, parseRow, text, withDefault, yes } from './row-parsers.ts';
import type { Table } from './table.ts';
import { putOne, type Row, type Sent, updateOne } from './transact.ts';

export const createSimulatedPayments = (table: Table): SimulatedPayments => ({
  async decide(payment) {
    const { paymentId, ...rest } = payment;
    const sent = await putOne(table, put(table.name, { ...simulatedPaymentKey(paymentId), ...rest }, isAbsent));
    return sent.is === 'committed' ? { is: 'known', payment, isNew: true } : outcomeOf(paymentId, sent);
  },
  async take(paymentId, step, amount) {
    const change = update(table.name, simulatedPaymentKey(paymentId), changeBy(step, amount));
    const sent = await updateOne(table, { ...change, ReturnValues: 'ALL_NEW' });
    if (sent.is === 'refused' && !sent.reasons[0]?.row) return { is: 'unheard-of' };
    return outcomeOf(paymentId, sent);
  },
  async read(paymentId) {
    const row = await readRow(table, simulatedPaymentKey(paymentId));
    return row && paymentOf(paymentId, row);
  },
});

function changeBy(step: SimulatedStep, amount: number): Change {
  switch (step) {
    case 'begin-capture':
      return { set: [expression`isCapturing = ${true}`], condition: and(mayBeCaptured, captureHasNotBegun) };
    case 'capture':
      return { set: [becomes('captured'), expression`captured = ${amount}`], condition: mayBeCaptured };
    case 'void':
      return { set: [becomes('voided')], condition: mayBeVoided };
    case 'refund':
      return { set: [becomes('refunded'), expression`refunded = captured`], condition: mayBeRefunded };
    case 'refuse-refund':
      return { set: [expression`refusesRefund = ${true}`], condition: mayBeRefunded };
  }
}

const becomes = (state: SimulatedState): Expression => expression`#state = ${state}`;

function outcomeOf(paymentId: string, sent: Sent): SimulatedOutcome {
  if (sent.is === 'busy') return { is: 'busy' };
  const row = sent.is === 'committed' ? sent.row : sent.reasons[0]?.row;
  if (!row) throw new Error(`the write of the simulated payment ${paymentId} returned no row`);
  return { is: 'known', payment: paymentOf(paymentId, row), isNew: sent.is === 'committed' };
}

const payment = object<Omit<SimulatedPayment, 'paymentId'>>({
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
const paymentOf = (paymentId: string, row: Row): SimulatedPayment => ({ paymentId, ...parseRow(row, payment) });

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
