/**
 * A local server with the part of Stripe's API that we use: PaymentIntents, refunds, search, idempotency keys with
 * stored responses, errors with Stripe's types and codes, and signed webhooks. It keeps a ledger of captures.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import Stripe from 'stripe';

export const SECRETS = { secretKey: 'sk_test_double', webhookSecret: 'whsec_double' };

type Params = Record<string, string>;

interface Charge {
  id: string;
  object: 'charge';
  refunded: boolean;
  amount: number;
  amount_captured: number;
  amount_refunded: number;
  metadata: Record<string, string>;
  payment_intent: string;
}

export interface Intent {
  id: string;
  object: 'payment_intent';
  amount: number;
  currency: string;
  status: string;
  client_secret: string;
  metadata: Record<string, string>;
  latest_charge: Charge | null;
  payment_method: string | null;
  last_payment_error: object | null;
  created: number;
}

export interface Refund {
  id: string;
  object: 'refund';
  amount: number;
  status: 'pending' | 'succeeded' | 'failed' | 'canceled';
  payment_intent: string;
  metadata: Record<string, string>;
}

/** The fault of a request: it never arrives, its reply is lost or slow, or it fails before or after its effect. */
export type StripeFault =
  | 'lost-request'
  | 'lost-reply'
  | 'slow'
  | '500'
  | '500-after'
  | '429'
  | '401'
  | '403'
  | undefined;

interface ReceivedRequest {
  method: string;
  /** Without its ids: `POST /v1/payment_intents/:id/capture`. */
  route: string;
  id: string;
  params: Params;
  key: string | undefined;
}

class Problem extends Error {
  readonly status: number;
  readonly body: Record<string, unknown>;

  constructor(status: number, body: Record<string, unknown>) {
    super(String(body.message));
    this.status = status;
    this.body = body;
  }
}

interface Answer {
  status: number;
  body: unknown;
}

/** Stripe keeps idempotency keys for at least a day. */
const KEY_LIFETIME_MS = 24 * 60 * 60 * 1000;
/** Longer than the timeout of our client. */
const SLOW_MS = 4_500;

const REJECTED_EARLY = /parameter_|resource_missing/;

export class StripeDouble {
  readonly intents = new Map<string, Intent>();
  readonly refunds = new Map<string, Refund>();
  /** Every request that arrived, including retries. */
  readonly requests: ReceivedRequest[] = [];
  /** The webhooks that Stripe would send, in order. */
  readonly events: { type: string; payload: string }[] = [];
  faultOf: (received: ReceivedRequest) => StripeFault = () => undefined;
  /** Whether search finds new PaymentIntents at once; Stripe's search takes about a minute. */
  searchIsCurrent = true;
  /** The error code with which refunds are refused. */
  refusesRefunds: string | undefined;
  refundStatus: Refund['status'] = 'succeeded';
  /** The largest page of a list. Stripe's is 100. */
  pageMax = 100;
  /** Whether the bank refuses captures. */
  declinesCaptures = false;
  url = '';
  private readonly keys = new Map<string, { at: number; fingerprint: string; answer: Answer | undefined }>();
  /** The requests that failed with a 500 before their effect. */
  private readonly failed: ReceivedRequest[] = [];
  private readonly clock: () => number;
  private count = 0;
  private readonly server = createServer((request, response) => {
    this.serve(request, response).catch(error => response.destroy(error));
  });

  private constructor(clock: () => number) {
    this.clock = clock;
  }

  static async start(clock: () => number = Date.now): Promise<StripeDouble> {
    const double = new StripeDouble(clock);
    await new Promise<void>(resolve => double.server.listen(0, '127.0.0.1', resolve));
    double.url = `http://127.0.0.1:${(double.server.address() as AddressInfo).port}`;
    return double;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }

  /** All PaymentIntents of a payment. More than one means that the customer is charged twice. */
  intentsOf(paymentId: string): Intent[] {
    return [...this.intents.values()].filter(({ metadata }) => metadata.paymentId === paymentId);
  }

  onlyIntentOf(paymentId: string): Intent {
    const [intent, ...others] = this.intentsOf(paymentId);
    if (!intent || others.length > 0) throw new Error(`${paymentId} has ${this.intentsOf(paymentId).length} intents`);
    return intent;
  }

  /** The sum of the amounts captured and not refunded. */
  get kept(): number {
    return this.sumOf(charge => charge.amount_captured - charge.amount_refunded);
  }
  /** The sum of the amounts authorised and not captured. */
  get reserved(): number {
    const waiting = [...this.intents.values()].filter(({ status }) => status === 'requires_capture');
    return waiting.reduce((sum, { amount }) => sum + amount, 0);
  }
  private sumOf(of: (charge: Charge) => number): number {
    return [...this.intents.values()].reduce((sum, { latest_charge: charge }) => sum + (charge ? of(charge) : 0), 0);
  }

  /** The customer passes or fails the bank's authentication. */
  authenticate(paymentId: string, succeeds: boolean): void {
    const intent = this.onlyIntentOf(paymentId);
    if (intent.status !== 'requires_action') throw new Error(`${paymentId} is ${intent.status}`);
    if (succeeds) this.charge(intent);
    else this.decline(intent, 'payment_intent_authentication_failure');
  }

  /** The first pending refund of a payment succeeds or fails. */
  settleRefund(paymentId: string, status: 'succeeded' | 'failed' | 'canceled'): void {
    const refund = this.refundsAt(paymentId).find(({ status: before }) => before === 'pending');
    if (!refund) throw new Error(`${paymentId} has no pending refund`);
    refund.status = status;
    if (status !== 'succeeded') this.giveBack(this.intent(refund.payment_intent), -refund.amount);
    this.send(status === 'failed' ? 'refund.failed' : 'refund.updated', refund);
  }

  /** A bank rejects the last refund of a payment that has succeeded. */
  rejectRefund(paymentId: string): void {
    const refund = this.refundsAt(paymentId).findLast(({ status: before }) => before === 'succeeded');
    if (!refund) throw new Error(`${paymentId} has no refund that has succeeded`);
    refund.status = 'failed';
    this.giveBack(this.intent(refund.payment_intent), -refund.amount);
    this.send('refund.failed', refund);
  }

  /** All refunds of a payment, the oldest first. */
  refundsAt(paymentId: string): Refund[] {
    const { id } = this.onlyIntentOf(paymentId);
    return this.refundsOf(id).reverse();
  }

  /** A person refunds in Stripe's dashboard: an amount, or all that is left. */
  refundByHand(paymentId: string, amount?: number): Refund {
    return this.refund(this.onlyIntentOf(paymentId), amount === undefined ? {} : { amount: String(amount) });
  }

  /** Stripe completes the requests that it has answered with a 500. Their keys still give the stored answer. */
  reconcile(): void {
    for (const request of this.failed.splice(0)) this.perform(request);
  }

  /** Returns the signature header of a payload signed at a time in epoch ms. */
  sign(payload: string, at: number, secret = SECRETS.webhookSecret): string {
    return Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp: Math.floor(at / 1000) });
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const received = parse(request, Buffer.concat(chunks).toString());
    this.requests.push(received);
    const fault = this.faultOf(received);
    if (fault === 'lost-request') return void request.socket.destroy();
    const answered = this.refusalOf(request, fault) ?? (await this.answerOnce(received, fault));
    if (fault === 'lost-reply') return void request.socket.destroy();
    if (fault === 'slow') await pause(SLOW_MS, undefined, { ref: false });
    response.writeHead(answered.status, {
      'content-type': 'application/json',
      'request-id': `req_${this.nextId()}`,
      ...(received.key && { 'idempotency-key': received.key }),
      ...('isReplay' in answered && { 'idempotent-replayed': 'true' }),
    });
    response.end(JSON.stringify(answered.body));
  }

  /** Errors that Stripe returns before it looks at the body, and does not store under the key. */
  private refusalOf({ headers }: IncomingMessage, fault: StripeFault): Answer | undefined {
    if (fault === '401' || headers.authorization !== `Bearer ${SECRETS.secretKey}`) {
      return errorOf(401, { type: 'invalid_request_error', message: 'Invalid API Key provided: sk_test_***uble' });
    }
    if (fault === '403') {
      return errorOf(403, { type: 'invalid_request_error', message: 'The provided key may not do this.' });
    }
    if (fault !== '429') return undefined;
    return errorOf(429, { type: 'invalid_request_error', code: 'rate_limit', message: 'Too many requests.' });
  }

  /** Stores the first response of a key for a day, also a failure, but not an early rejection. */
  private async answerOnce(
    received: ReceivedRequest,
    fault: StripeFault,
  ): Promise<Answer | (Answer & { isReplay: true })> {
    const { key } = received;
    if (key === undefined || received.method !== 'POST') return this.answer(received, fault);
    const fingerprint = JSON.stringify([received.route, received.id, received.params]);
    const stored = this.keys.get(key);
    if (stored && this.clock() - stored.at < KEY_LIFETIME_MS) {
      if (!stored.answer) return inUse(key);
      if (stored.fingerprint !== fingerprint) return keyReused(key);
      return { ...stored.answer, isReplay: true };
    }
    const entry = { at: this.clock(), fingerprint, answer: undefined as Answer | undefined };
    this.keys.set(key, entry);
    const answer = await this.answer(received, fault);
    // Stripe stores no response for wrong parameters and missing objects.
    const isRejectedEarly =
      answer.status === 404 || (answer.status === 400 && REJECTED_EARLY.test(JSON.stringify(answer.body)));
    if (isRejectedEarly) this.keys.delete(key);
    else entry.answer = answer;
    return answer;
  }

  private async answer(received: ReceivedRequest, fault: StripeFault): Promise<Answer> {
    const failure = errorOf(500, { type: 'api_error', message: 'Something went wrong on our end.' });
    if (fault === '500') {
      this.failed.push(received);
      return failure;
    }
    try {
      const body = structuredClone(this.perform(received));
      return fault === '500-after' ? failure : { status: 200, body };
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return errorOf(error.status, error.body);
    }
  }

  private perform({ method, route, id, params }: ReceivedRequest): unknown {
    switch (`${method} ${route}`) {
      case 'POST /v1/payment_intents':
        return shown(this.create(params), params);
      case 'GET /v1/payment_intents/search':
        return { object: 'search_result', data: this.search(params.query ?? ''), has_more: false, next_page: null };
      case 'GET /v1/payment_intents/:id':
        return shown(this.intent(id), params);
      case 'POST /v1/payment_intents/:id/capture':
        return shown(this.capture(this.intent(id)), params);
      case 'POST /v1/payment_intents/:id/cancel':
        return shown(this.cancel(this.intent(id)), params);
      case 'POST /v1/refunds':
        return this.refund(this.intent(params.payment_intent ?? ''), params);
      case 'GET /v1/refunds/:id':
        return this.refunds.get(id) ?? missing('refund', id);
      case 'GET /v1/refunds':
        return this.pageOf(this.refundsOf(params.payment_intent), params);
      default:
        throw new Problem(404, { type: 'invalid_request_error', message: `Unrecognized request URL (${route})` });
    }
  }

  private create(params: Params): Intent {
    if ('payment_method_types[0]' in params) {
      throw new Problem(400, {
        type: 'invalid_request_error',
        code: 'payment_method_types_no_longer_supported',
        param: 'payment_method_types',
        message: 'payment_method_types is no longer supported.',
      });
    }
    const { amount = '', currency = '', capture_method: capture, confirm, payment_method: method = '' } = params;
    if (!/^\d+$/.test(amount)) throw invalid('parameter_invalid_integer', 'amount');
    if (Number(amount) < 50) throw invalid('amount_too_small', 'amount');
    if (!/^[a-z]{3}$/.test(currency)) throw invalid('parameter_unknown', 'currency');
    if (capture !== 'manual' || confirm !== 'true') throw invalid('parameter_missing', 'capture_method');
    if (!CARDS.includes(method)) throw invalid('resource_missing', 'payment_method');
    const id = `pi_${this.nextId()}`;
    const intent: Intent = {
      id,
      object: 'payment_intent',
      amount: Number(amount),
      currency,
      status: 'requires_confirmation',
      client_secret: `${id}_secret_${this.nextId()}`,
      metadata: metadataIn(params),
      latest_charge: null,
      payment_method: method,
      last_payment_error: null,
      created: Math.floor(this.clock() / 1000),
    };
    this.intents.set(id, intent);
    this.send('payment_intent.created', intent);
    this.confirm(intent);
    return intent;
  }

  private confirm(intent: Intent): void {
    switch (intent.payment_method) {
      case 'pm_card_threeDSecureRequired':
        intent.status = 'requires_action';
        this.send('payment_intent.requires_action', intent);
        break;
      case 'pm_card_chargeDeclined': {
        const error = this.decline(intent, 'card_declined');
        throw new Problem(402, { ...error, payment_intent: structuredClone(intent) });
      }
      default:
        this.charge(intent);
    }
  }

  private charge(intent: Intent): void {
    const { id, amount, metadata } = intent;
    const sums = { amount, amount_captured: 0, amount_refunded: 0 };
    const charge = {
      id: `ch_${this.nextId()}`,
      object: 'charge',
      refunded: false,
      metadata,
      payment_intent: id,
    } as const;
    intent.latest_charge = { ...charge, ...sums };
    intent.status = 'requires_capture';
    this.send('payment_intent.amount_capturable_updated', intent);
  }

  private decline(intent: Intent, code: string): Record<string, unknown> {
    const error = { type: 'card_error', code, decline_code: 'generic_decline', message: 'Your card was declined.' };
    // Only a new card could continue this PaymentIntent.
    Object.assign(intent, { status: 'requires_payment_method', payment_method: null, last_payment_error: error });
    this.send('payment_intent.payment_failed', intent);
    return error;
  }

  private capture(intent: Intent): Intent {
    if (intent.status !== 'requires_capture' || !intent.latest_charge) throw unexpectedState(intent, 'captured');
    if (this.declinesCaptures) {
      throw new Problem(402, { type: 'card_error', code: 'capture_charge_declined', message: 'The bank said no.' });
    }
    intent.latest_charge.amount_captured = intent.amount;
    intent.status = 'succeeded';
    this.send('payment_intent.succeeded', intent);
    return intent;
  }

  private cancel(intent: Intent): Intent {
    if (['succeeded', 'canceled', 'processing'].includes(intent.status)) throw unexpectedState(intent, 'canceled');
    intent.status = 'canceled';
    this.send('payment_intent.canceled', intent);
    return intent;
  }

  private refund(intent: Intent, params: Params): Refund {
    const { latest_charge: charge } = intent;
    if (this.refusesRefunds) throw invalid(this.refusesRefunds, 'payment_intent');
    if (intent.status !== 'succeeded' || !charge) throw unexpectedState(intent, 'refunded');
    if (charge.refunded) throw invalid('charge_already_refunded', 'payment_intent');
    const left = charge.amount_captured - charge.amount_refunded;
    const { amount = String(left) } = params;
    if (!/^[1-9]\d*$/.test(amount)) throw invalid('parameter_invalid_integer', 'amount');
    if (Number(amount) > left) throw invalid('amount_too_large', 'amount');
    const refund: Refund = {
      id: `re_${this.nextId()}`,
      object: 'refund',
      amount: Number(amount),
      status: this.refundStatus,
      payment_intent: intent.id,
      metadata: metadataIn(params),
    };
    this.refunds.set(refund.id, refund);
    if (refund.status !== 'failed') this.giveBack(intent, refund.amount);
    this.send('refund.created', refund);
    return refund;
  }

  /** Adds to the refunded amount. A refund that has failed leaves its amount with the merchant. */
  private giveBack({ latest_charge: charge }: Intent, amount: number): void {
    if (!charge) return;
    charge.amount_refunded += amount;
    charge.refunded = charge.amount_refunded === charge.amount_captured;
  }

  /** One page of a list, after the object that the request names. */
  private pageOf(all: { id: string }[], { limit = '10', starting_after: after }: Params): object {
    const from = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
    const data = all.slice(from, from + Math.min(Number(limit), this.pageMax));
    return { object: 'list', url: '/v1/refunds', data, has_more: from + data.length < all.length };
  }

  private refundsOf = (id: string | undefined): Refund[] =>
    [...this.refunds.values()].filter(({ payment_intent: of }) => of === id).reverse();

  private search(query: string): unknown[] {
    const [, paymentId] = /^metadata\['paymentId'\]:'([^']+)'$/.exec(query) ?? [];
    if (paymentId === undefined) throw invalid('parameter_invalid', 'query');
    return this.searchIsCurrent ? this.intentsOf(paymentId).map(intent => shown(intent, {})) : [];
  }

  private intent = (id: string): Intent => this.intents.get(id) ?? missing('payment_intent', id);

  private send(type: string, object: object): void {
    const id = `evt_${this.nextId()}`;
    const event = { id, object: 'event', type, created: Math.floor(this.clock() / 1000), data: { object } };
    this.events.push({ type, payload: JSON.stringify(event) });
  }

  private nextId(): string {
    this.count += 1;
    return String(this.count).padStart(8, '0');
  }
}

const CARDS = ['pm_card_visa', 'pm_card_chargeDeclined', 'pm_card_threeDSecureRequired'];

/** Stripe returns the id of a charge, or the charge itself if the request expands it. */
const shown = (intent: Intent, params: Params): object => ({
  ...intent,
  latest_charge: params['expand[0]'] === 'latest_charge' ? intent.latest_charge : (intent.latest_charge?.id ?? null),
});

const metadataIn = (params: Params): Record<string, string> =>
  Object.fromEntries(
    Object.entries(params).flatMap(([name, value]) => {
      const [, key] = /^metadata\[(\w+)\]$/.exec(name) ?? [];
      return key === undefined ? [] : [[key, value]];
    }),
  );

function parse({ method = '', url = '', headers }: IncomingMessage, body: string): ReceivedRequest {
  const { pathname, searchParams } = new URL(url, 'http://stripe');
  const [, id = ''] = /\/((?:pi|re)_[^/]+)/.exec(pathname) ?? [];
  const params = Object.fromEntries(method === 'POST' ? new URLSearchParams(body) : searchParams);
  return {
    method,
    route: id ? pathname.replace(id, ':id') : pathname,
    id,
    params,
    key: headerOf(headers['idempotency-key']),
  };
}

const headerOf = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;

const errorOf = (status: number, error: Record<string, unknown>): Answer => ({ status, body: { error } });
const invalid = (code: string, param: string): Problem =>
  new Problem(400, { type: 'invalid_request_error', code, param, message: `${code}: ${param}` });
const unexpectedState = ({ id, status }: Intent, action: string): Problem =>
  new Problem(400, {
    type: 'invalid_request_error',
    code: 'payment_intent_unexpected_state',
    message: `This PaymentIntent (${id}) could not be ${action} because it has a status of ${status}.`,
  });
const inUse = (key: string): Answer =>
  errorOf(409, {
    type: 'idempotency_error',
    code: 'idempotency_key_in_use',
    message: `There is another request using ${key}`,
  });
const keyReused = (key: string): Answer =>
  errorOf(400, {
    type: 'idempotency_error',
    message: `Keys for idempotent requests can only be used with the same parameters: ${key}`,
  });
function missing(kind: string, id: string): never {
  throw new Problem(404, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    param: 'id',
    message: `No such ${kind}: ${id}`,
  });
}
