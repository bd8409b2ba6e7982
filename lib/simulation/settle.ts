/**
 * The end of a run: faults stop, deadlines pass, and background functions run until nothing is left to do. Then the final
 * state is read through the API.
 */
import type { UnfinishedPayment } from '../contract/administration/responses.ts';
import type { OperationId } from '../contract/routes.ts';
import { ownOrganizationOf } from '../domain/organization.ts';
import { MINUTE_MS } from '../domain/time.ts';
import type { Caller } from '../ports/calls.ts';
import type { ApiClient } from './api-client.ts';
import type { Instance } from './instance.ts';
import { readPage } from './notice-readers.ts';
import { type Operations, reconcile, runJobs, settleByHand, sweep } from './operations.ts';
import { START } from './scenario.ts';

/** Longer than any call, late request or freeze lasts. */
const REST_MS = 3 * MINUTE_MS;
/** A payment takes several steps, and a job that was left waits for the end of its lease. */
const ROUNDS = 4;

export async function settle(operations: Operations): Promise<void> {
  const { time, gateway, instances } = operations;
  const [instance] = instances as [Instance];
  await time.sleep(REST_MS);
  for (const each of instances) await each.crash();
  for (const [paymentId, { state }] of gateway.accounts)
    if (state === 'pending') gateway.settle(paymentId, 'authorised');
  for (let round = 0; round < ROUNDS; round++) {
    await runAll(operations, instance);
    await time.sleep(MINUTE_MS);
  }
  await settleStuckPayments(operations);
  await runAll(operations, instance);
}

async function runAll(operations: Operations, instance: Instance): Promise<void> {
  const { time, engine, streams } = operations;
  await runJobs(time, instance);
  await reconcile(time, instance);
  await sweep(time, instance);
  engine.removeExpired(time.now());
  await streams.deliver('project-rows', instance);
  await streams.deliver('publish-history', instance);
  await streams.deliver('publish-notices', instance);
  await emptyQueue(operations, instance);
}

/** SQS gives a message up after some deliveries. Without faults, none needs more than one. */
const DELIVERIES_MAX = 5;

async function emptyQueue({ channels }: Operations, instance: Instance): Promise<void> {
  for (let failed = 0; channels.waiting() > 0 && failed < DELIVERIES_MAX; ) {
    const before = channels.waiting();
    await channels.deliver(instance);
    if (channels.waiting() === before) failed += 1;
  }
}

async function settleStuckPayments(operations: Operations): Promise<void> {
  const request = { as: operations.venue.admin, query: { needsPerson: 'true' } };
  for (const payment of await readPages<UnfinishedPayment>(operations.client, 'find-payments', request))
    await settleByHand(operations, payment);
}

/** Reads all that the checker needs. The reads are recorded like every call. */
export async function readFinalState({
  client,
  venue: { admin, events, organizers },
  customers,
  time,
}: Operations): Promise<void> {
  for (const { id: eventId } of events) {
    await client.send('read-event', { params: { eventId } });
    await client.send('read-seats', { params: { eventId }, query: { fresh: 'true' } });
    await client.send('read-availability', { params: { eventId }, query: { fresh: 'true' } });
    await client.send('check-integrity', { as: admin, params: { eventId } });
    // The clock of an instance may be behind.
    const period = { eventId, from: isoTime(START - MINUTE_MS), to: isoTime(time.now() + MINUTE_MS) };
    await readPages(client, 'find-bookings', { as: admin, query: period });
    await readPages(client, 'read-journal', { as: admin, query: period });
    await readPages(client, 'find-holds', { as: admin, query: { eventId } });
    await client.send('read-stats', { as: admin, query: { eventId } });
    await client.send('read-sales', { as: admin, params: { eventId }, query: { limit: '100' } });
  }
  await readPages(client, 'find-payments', { as: admin });
  for (const organizer of organizers) await readLog(client, organizer);
  for (const { caller, client: own } of customers) {
    await readPages(own, 'list-holds', { as: caller });
    await readPages(own, 'list-bookings', { as: caller });
  }
}

/** Reads the log of an organizer to its end. */
async function readLog(client: ApiClient, caller: Caller): Promise<void> {
  const reader = { caller, organizationId: ownOrganizationOf(caller.userId), cursor: '0' };
  for (;;) {
    const answer = await readPage(client, reader, reader.cursor);
    if (answer?.status !== 200 || answer.body.items.length === 0) return;
    reader.cursor = answer.body.nextCursor;
  }
}

const isoTime = (epochMs: number): string => new Date(epochMs).toISOString();

type Request = Parameters<ApiClient['send']>[1];

/** Reads all pages, and returns their items. */
async function readPages<Item>(
  client: ApiClient,
  operation: OperationId,
  { query, ...request }: Request,
): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const answer = await client.send(operation, {
      ...request,
      query: { ...query, limit: '100', ...(cursor && { cursor }) },
    });
    items.push(...(answer?.body.items ?? []));
    cursor = answer?.body.nextCursor ?? undefined;
  } while (cursor);
  return items;
}
