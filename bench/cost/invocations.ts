/** Counts invocations: DynamoDB and gateway requests, billed duration, and log bytes of each. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { ASSUMED_MS, PLATFORM_LINES, TRACED_SHARE } from '../../lib/commands/shared/assumptions.ts';
import type { PaymentGateway } from '../../lib/ports/payment-gateway.ts';
import { bytesOfLine, listening, metricsIn } from './log-lines.ts';
import { MeteredClient } from './metered-client.ts';
import type { DeployedFacts } from './stack-facts.ts';
import { NOTHING, sum, type Usage } from './usage.ts';
import { bytesOfAnswer } from './wire.ts';

export interface Invocations {
  /** The dependencies that the functions must use, so that their requests are counted. */
  documents: DynamoDBDocumentClient;
  metrics: ReadonlySet<string>;
  counting(gateway: PaymentGateway): PaymentGateway;
  /** Runs one invocation of a function; `cpuMs` is its CPU time beyond that of any other call. */
  invoke<Result>(name: string, act: () => Promise<Result>, cpuMs?: number): Promise<Result>;
  /** Counts what the HTTP API charges for a response. */
  answer(response: APIGatewayProxyStructuredResultV2): void;
  /** Counts notices that are published, and requests to their queue. */
  send(channels: Partial<Pick<Usage, 'busEvents' | 'queueRequests'>>): void;
  /** Runs `act` and returns its usage. */
  usageOf(act: () => Promise<unknown>): Promise<Usage>;
}

/** The HTTP API counts one request for each started unit of this size. */
const HTTP_REQUEST_BYTES = 512 * 1024;

export function createInvocations(documents: DynamoDBDocumentClient, facts: DeployedFacts): Invocations {
  const meter = new MeteredClient(documents);
  const metrics = new Set<string>();
  let usage = NOTHING;
  let gatewayCalls = 0;
  const add = (more: Partial<Usage>): void => {
    usage = sum(usage, { ...NOTHING, ...more });
  };

  return {
    documents: meter.asDocumentClient(),
    metrics,
    counting(gateway) {
      const counted = (): PaymentGateway => {
        gatewayCalls += 1;
        return gateway;
      };
      return {
        authorise: (payment, now) => counted().authorise(payment, now),
        capture: (payment, now) => counted().capture(payment, now),
        void: (payment, now) => counted().void(payment, now),
        refund: (payment, now) => counted().refund(payment, now),
        readRefund: (payment, now) => counted().readRefund(payment, now),
        faultOfMethod: method => gateway.faultOfMethod(method),
        canExpress: (amount, currency) => gateway.canExpress(amount, currency),
      };
    },
    async invoke(name, act, cpuMs = 0) {
      meter.reset();
      gatewayCalls = 0;
      let logBytes = sumOf(PLATFORM_LINES.map(bytesOfLine));
      const result = await listening(line => {
        logBytes += bytesOfLine(line);
        for (const metric of metricsIn(line)) metrics.add(metric);
      }, act);
      const gb = facts.memoryMbOf(name) / 1_024;
      add({
        tableWrites: meter.units.table,
        indexWrites: meter.units.indexes,
        readUnits: meter.readUnits,
        lambdaRequests: 1,
        traces: facts.isTraced(name) ? TRACED_SHARE : 0,
        gbSeconds: (gb * msOf(meter, cpuMs)) / 1_000,
        gatewayGbSeconds: (gb * gatewayCalls * ASSUMED_MS.gateway) / 1_000,
        logBytes,
      });
      return result;
    },
    answer(response) {
      const { body, head } = bytesOfAnswer(response);
      const httpRequests = Math.max(1, Math.ceil(body / HTTP_REQUEST_BYTES));
      add({ httpRequests, logBytes: bytesOfLine(facts.accessLine), bytesOut: body + head });
    },
    send: add,
    async usageOf(act) {
      usage = NOTHING;
      await act();
      return usage;
    },
  };
}

/** Durations add up as if the requests ran one after the other. */
function msOf({ requests, transactions }: MeteredClient, cpuMs: number): number {
  const { own, transaction, request } = ASSUMED_MS;
  return own + cpuMs + transactions * transaction + (requests - transactions) * request;
}

const sumOf = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);
