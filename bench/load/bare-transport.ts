/**
 * The database without the service: the writes that the handlers would send for a scenario are recorded beforehand,
 * then sent one after the other by the same client with the same settings. No reads and no retries of our own.
 */
import { type DynamoDBDocumentClient, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { bookings } from '../../functions/http/bookings.ts';
import { holds } from '../../functions/http/holds.ts';
import { REQUESTS } from '../../lib/contract/requests.ts';
import { composeOver } from '../../lib/lambda/compose/http-service.ts';
import { openTable } from '../../lib/lambda/compose/open-table.ts';
import { openGateway } from '../../lib/lambda/compose/payment-gateway.ts';
import { readHttpEnvironment } from '../../lib/lambda/environment.ts';
import { httpFunction } from '../../lib/lambda/http/http-function.ts';
import { contextOf } from '../../lib/local/functions.ts';
import { chainExchange, requestOf, TIMEOUT_MS } from './chain-transport.ts';
import { type RecordedWrite, RecordingClient } from './recording-client.ts';
import { readyScenario, type Scenario, type Transport } from './scenarios.ts';

export async function openBareTransport(): Promise<Transport> {
  const environment = readHttpEnvironment();
  const table = openTable(environment);
  const recorder = new RecordingClient(table.documents);
  const service = await composeOver(
    { ...table, documents: recorder.asDocumentClient() },
    environment,
    alwaysLater(Date.now),
  );
  // A real gateway keeps its data elsewhere: the simulated gateway's rows are written for real, and are no part of a
  // scenario.
  Object.assign(
    service.dependencies,
    openGateway({ is: 'simulated' }, { table, log: service.dependencies.log, isTestStage: true }),
  );
  const handle = httpFunction({ ...holds, ...bookings }, REQUESTS, async () => service);
  const exchange = chainExchange((area, event) => handle(event, contextOf(area, TIMEOUT_MS)));

  async function record(scenario: Scenario): Promise<RecordedWrite[]> {
    const { status, body } = await readyScenario(scenario, requestOf, exchange)(0);
    if (status !== 201) throw new Error(`the scenario to be recorded was answered with ${status}: ${body}`);
    return recorder.take();
  }

  return {
    async prepare(scenarios) {
      const ready = [];
      for (const scenario of scenarios) {
        const writes = await record(scenario);
        ready.push(() => send(table.documents, writes));
      }
      return ready;
    },
  };
}

/**
 * Returns a clock whose times always differ. The changes of a seat need different times, and recording is faster than a
 * clock's tick.
 */
function alwaysLater(clock: () => number): () => number {
  let last = 0;
  return () => {
    last = Math.max(clock(), last + 1);
    return last;
  };
}

/** Sends the writes. A failed condition is a bug of the bench, and is thrown. */
async function send(client: DynamoDBDocumentClient, writes: RecordedWrite[]) {
  for (const { name, input } of writes) {
    if (name === 'UpdateCommand') await client.send(new UpdateCommand(input));
    else await client.send(new TransactWriteCommand(input));
  }
  return { status: 201, body: '' };
}
