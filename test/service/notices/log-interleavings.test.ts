/**
 * Workers append to one log at random interleavings, with random faults, while bookings change. Messages come twice, late and in any
 * order. Readers follow the log, and see some rows of a transaction before others. In the end the log has each told entry exactly once, in
 * the order of each booking's history, and each reader has got exactly the log: nothing appeared before a cursor that it had.
 */
import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { Claim } from '../../../lib/domain/model.ts';
import { messagesOf, type NoticeMessage } from '../../../lib/domain/notice-messages.ts';
import { isTold } from '../../../lib/domain/notice-names.ts';
import { IDS } from '../../../lib/lambda/compose/system-clock.ts';
import { seeded } from '../../../lib/local/seeded-random.ts';
import { claimRow } from '../../../lib/table/claims/claim-rows.ts';
import { createNoticeLog } from '../../../lib/table/notices/notice-log.ts';
import { createNoticeSources } from '../../../lib/table/notices/notice-sources.ts';
import { appendNotices } from '../../../lib/usecases/notices/append-notices.ts';
import { authorisedBooking } from '../../support/claims.ts';
import { organizationOf, positionsBySubject, readLog, scanned } from '../../support/notices.ts';
import { forEachSeed, runSize } from '../../support/randomized.ts';
import { type FaultRates, NO_FAULTS, RequestScheduler } from '../../support/request-scheduler.ts';
import { openWorld, type Person, publish, type World } from '../../support/world.ts';

const FAULTS: FaultRates = { conflict: 0.1, throttle: 0.05, lostReply: 0.08, lostRequest: 0.05, late: 0.05 };
const BOOKINGS = 6;
const CHANGES = 40;
const MESSAGES_AT_ONCE_MAX = 4;
const HIDDEN = 0.4;
const TIMEOUT_MS = 240_000;

interface Run {
  world: World;
  organizer: Person;
  bookings: { id: string }[];
  scheduler: RequestScheduler;
  random: () => number;
  /** Messages that the queue has, in no order. */
  pending: NoticeMessage[];
  changesLeft: number;
}

let world: World;
beforeAll(async () => {
  world = await openWorld();
});

describe('the log of an organization, at random interleavings', () => {
  it.each([
    ['one worker, without faults', 1, NO_FAULTS],
    ['three workers, without faults', 3, NO_FAULTS],
    ['three workers, with faults', 3, FAULTS],
  ])(
    'has each told entry once and in order, and hides nothing before a cursor: %s',
    async (name, workers, rates) => {
      await forEachSeed(runSize(2, 15), `log-interleavings -t '${name}$'`, seed => fillLog(workers, rates, seed));
    },
    TIMEOUT_MS,
  );
});

async function fillLog(workers: number, rates: FaultRates, seed: number): Promise<void> {
  const run = await begin(rates, seed);
  const { scheduler, random, pending } = run;
  let isOver = false;
  const working = Promise.all(Array.from({ length: workers }, () => work(run))).finally(() => {
    isOver = true;
  });
  const readers = [1, 3, 200].map(limit => read(run, limit, () => isOver));
  await scheduler.runUntil(Promise.all([working, ...readers]), async () => {
    if (run.changesLeft > 0 && random() < 0.5) await changeOne(run);
  });
  while (run.changesLeft > 0) await changeOne(run);
  await deliver(run, world.service.dependencies, pending.splice(0));
  expect(pending).toEqual([]);

  const log = await readLog(world, run.organizer);
  const expected = await Promise.all(run.bookings.map(async booking => toldPositions(await world.claimOf(booking))));
  expect(positionsBySubject(log)).toEqual(new Map(expected.filter(([, positions]) => positions.length > 0)));
  for (const got of await Promise.all(readers)) expect(log.map(({ id }) => id).slice(0, got.length)).toEqual(got);
}

const toldPositions = ({ id, history }: Claim): [string, number[]] => [
  id,
  history.flatMap(({ action }, position) => (isTold(action) ? [position] : [])),
];

async function begin(rates: FaultRates, seed: number): Promise<Run> {
  const organizer = await world.person('organizer');
  const event = await publish(world, {}, organizer);
  const claims = Array.from({ length: BOOKINGS }, () => bookingOf(event));
  for (const claim of claims)
    await world.table.documents.send(new PutCommand({ TableName: world.table.name, Item: claimRow(claim) }));
  const random = seeded(seed);
  return {
    world,
    organizer,
    bookings: claims.map(({ id }) => ({ id: `bkg_${id}` })),
    scheduler: new RequestScheduler(world.table.documents, random, rates),
    random,
    pending: claims.flatMap(({ id }) =>
      messagesOf(organizationOf(organizer), world.now, [{ subjectId: id, position: 2 }]),
    ),
    changesLeft: CHANGES,
  };
}

/** A booking of the domain, made now. */
function bookingOf({ id: eventId }: Event): Claim {
  const claim = authorisedBooking();
  const history = claim.history.map(entry => ({ ...entry, at: world.now }));
  return { ...claim, id: IDS.next(), eventId, history };
}

/** Scans a ticket of any booking, and queues a message about it: sometimes twice, and sometimes together with an earlier entry. */
async function changeOne(run: Run): Promise<void> {
  const { random, bookings, pending, organizer } = run;
  run.changesLeft -= 1;
  const booking = bookings[Math.floor(random() * bookings.length)] as { id: string };
  await scanned(run.world, booking, { nonce: `nonce-${random()}` });
  const { id, history } = await run.world.claimOf(booking);
  const last = { subjectId: id, position: history.length - 1 };
  const references = random() < 0.3 ? [last, { ...last, position: 2 }] : [last];
  const [message] = messagesOf(organizationOf(organizer), run.world.now, references);
  if (!message) return;
  pending.push(message);
  if (random() < 0.3) pending.push(message);
}

/** A worker takes messages in any order until there are none. Those that fail are delivered again. */
async function work(run: Run): Promise<void> {
  const dependencies = dependenciesOf(run, rowByRow(run.scheduler.asDocumentClient()));
  while (run.pending.length > 0) {
    const count = 1 + Math.floor(run.random() * MESSAGES_AT_ONCE_MAX);
    const taken = Array.from({ length: Math.min(count, run.pending.length) }, () => takeAny(run));
    await deliver(run, dependencies, taken);
  }
}

const takeAny = ({ pending, random }: Run): NoticeMessage =>
  pending.splice(Math.floor(random() * pending.length), 1)[0] as NoticeMessage;

async function deliver(
  run: Run,
  dependencies: Parameters<typeof appendNotices>[0],
  messages: NoticeMessage[],
): Promise<void> {
  const failed = await appendNotices(dependencies, run.world.call('worker'), messages);
  for (const { of, error } of failed) {
    expect(String(error)).toBe('Refusal: busy');
    run.pending.push(of);
  }
}

function dependenciesOf({ random, world: { table, service } }: Run, documents: DynamoDBDocumentClient) {
  const clock = { pause: async () => {}, random, stopwatch: () => 0, token: () => IDS.next() };
  const own = { ...table, documents, clock };
  const { metrics, log } = service.dependencies;
  return { noticeLog: createNoticeLog(own), noticeSources: createNoticeSources(own), metrics, log };
}

/** Reads each row of a batch by a request of its own, because a batch is no snapshot: a mark may be older than the end of the log. */
function rowByRow(documents: DynamoDBDocumentClient): DynamoDBDocumentClient {
  const send = async (command: never): Promise<unknown> => {
    if (!((command as object) instanceof BatchGetCommand)) return documents.send(command);
    const tables = Object.entries((command as BatchGetCommand).input.RequestItems ?? {});
    const Responses = await Promise.all(
      tables.map(async ([TableName, { Keys = [] }]) => {
        const read = Keys.map(Key => documents.send(new GetCommand({ TableName, Key, ConsistentRead: true })));
        return [TableName, (await Promise.all(read)).flatMap(({ Item }) => (Item ? [Item] : []))];
      }),
    );
    return { Responses: Object.fromEntries(Responses) };
  };
  return { send } as unknown as DynamoDBDocumentClient;
}

/** Follows the log, as a receiver does, and returns the ids in the order in which it got them. */
async function read(run: Run, limit: number, isOver: () => boolean): Promise<string[]> {
  const got: string[] = [];
  const { noticeLog } = dependenciesOf(run, tornReads(run.scheduler.asDocumentClient(), run.random));
  while (!isOver()) {
    const page = await noticeLog.readAfter(organizationOf(run.organizer), got.length, limit).catch(() => []);
    expect(page).toBeDefined();
    got.push(...(page ?? []).map(({ json }) => JSON.parse(json).id));
  }
  return got;
}

/** Hides any new rows from a query, as if their transaction had not reached them yet. The first row was given out before. */
function tornReads(documents: DynamoDBDocumentClient, random: () => number): DynamoDBDocumentClient {
  const send = async (command: never): Promise<unknown> => {
    const output = (await documents.send(command)) as { Items?: Record<string, unknown>[] };
    if (!((command as object) instanceof QueryCommand)) return output;
    const from = (command as QueryCommand).input.ExpressionAttributeValues?.[':sk'];
    return { ...output, Items: (output.Items ?? []).filter(({ sk }) => sk === from || random() >= HIDDEN) };
  };
  return { send } as unknown as DynamoDBDocumentClient;
}
