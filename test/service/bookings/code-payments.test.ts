/** Payments that arrive after the hold has lapsed: the booking needs the use of its code, which another hold may have by then. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { codeCounterOf } from '../../../lib/domain/counters.ts';
import { BUCKETS_PER_BLOCK, PLACES_PER_BUCKET } from '../../../lib/domain/limits.ts';
import { LedgerGateway } from '../../../lib/simulation/ledger-gateway.ts';
import { bucketKey } from '../../../lib/table/keys.ts';
import { createCode, editCode, holdWithCode, readCode } from '../../support/codes.ts';
import { expectIntegrity, publishHistoryOf, reconcile } from '../../support/payments.ts';
import { openWorld, type Person, pay, publishArea, readHold, release, sweep, type World } from '../../support/world.ts';

describe('a late payment of a hold with a code', () => {
  let world: World;
  let gateway: LedgerGateway;
  let organizer: Person;
  let event: Event;
  let [buyer, other]: Person[] = [];
  beforeEach(async () => {
    gateway = new LedgerGateway();
    world = await openWorld({ gateway });
    organizer = await world.person('admin');
    event = await publishArea(world, 10);
    [buyer, other] = await Promise.all([world.person(), world.person()]);
  });

  const usesOf = async (code: string) => (await readCode(world, organizer, event, code)).body.uses;

  /** A hold whose payment is undecided, and whose deadline has passed. */
  async function lapsedHold(code: string, { isSwept = false } = {}) {
    const held = (await holdWithCode(world, buyer as Person, event, code)).body;
    gateway.decide = () => 'pending';
    expect((await pay(world, buyer as Person, held)).status).toBe(202);
    gateway.decide = () => 'authorised';
    world.now = (await world.claimOf(held)).expiresAt;
    if (isSwept) await sweep(world);
    return held;
  }
  const authorise = async ({ id }: { id: string }): Promise<void> => {
    gateway.settle(`pay_${id.slice(4)}_1`, 'authorised');
    world.now += 60_000;
    await reconcile(world);
  };

  it.each([false, true])('books it if the use is still there (expired by a job: %s)', async isSwept => {
    const code = await createCode(world, organizer, event, { usesMax: 1, usesPerCustomerMax: 1 });
    const held = await lapsedHold(code, { isSwept });
    await authorise(held);
    expect((await world.claimOf(held)).status).toBe('confirmed');
    expect(await usesOf(code)).toEqual({ held: 0, booked: 1, left: 0 });
    await publishHistoryOf(world, held);
    await expectIntegrity(world, event);
  });

  it.each([false, true])('is voided if another hold has the last use (expired by a job: %s)', async isSwept => {
    const code = await createCode(world, organizer, event, { usesMax: 1 });
    const held = await lapsedHold(code, { isSwept });
    const taken = await holdWithCode(world, other as Person, event, code);
    expect(taken.status).toBe(201);
    await authorise(held);
    expect((await world.claimOf(held)).payments).toMatchObject([{ state: 'voided' }]);
    expect((await readHold(world, buyer as Person, held)).body.status).toBe('expired');
    expect(await usesOf(code)).toEqual({ held: 1, booked: 0, left: 0 });
    await publishHistoryOf(world, held);
    await publishHistoryOf(world, taken.body);
    await expectIntegrity(world, event);
  });

  it('is voided if the customer uses the code as often as allowed by now', async () => {
    const code = await createCode(world, organizer, event, { usesPerCustomerMax: 1 });
    const held = await lapsedHold(code);
    expect((await holdWithCode(world, buyer as Person, event, code)).status).toBe(201);
    await authorise(held);
    expect((await world.claimOf(held)).payments).toMatchObject([{ state: 'voided' }]);
    expect((await readHold(world, buyer as Person, held)).body.status).toBe('expired');
  });

  it('takes a use that was added in another partition after the hold was placed', async () => {
    const code = await createCode(world, organizer, event, { usesMax: 1 });
    const held = await lapsedHold(code, { isSwept: true });
    expect((await holdWithCode(world, other as Person, event, code)).status).toBe(201);
    const more = { usesMax: BUCKETS_PER_BLOCK * PLACES_PER_BUCKET + 1 };
    expect((await editCode(world, organizer, event, code, more)).status).toBe(200);
    await takeAllBut(code, BUCKETS_PER_BLOCK);
    await authorise(held);
    expect((await world.claimOf(held)).status).toBe('confirmed');
  });

  /** Leaves no use in the buckets of a code but this one. */
  async function takeAllBut(text: string, left: number): Promise<void> {
    const { store } = world.service.dependencies;
    const code = await store.readCode(event.id, text);
    const counter = code && codeCounterOf(code);
    if (!counter) throw new Error(`the code ${text} has no counter`);
    for (const { number } of await store.readBuckets(event.id, [counter])) {
      if (number === left) continue;
      const UpdateExpression = 'SET available = :none';
      const Key = bucketKey(event.id, counter.id, number);
      const ExpressionAttributeValues = { ':none': 0 };
      const update = { TableName: world.table.name, Key, UpdateExpression, ExpressionAttributeValues };
      await world.table.documents.send(new UpdateCommand(update));
    }
  }

  it('takes another use of the code if its own one was taken and one was given back', async () => {
    const code = await createCode(world, organizer, event, { usesMax: 1 });
    const held = await lapsedHold(code, { isSwept: true });
    const taken = await holdWithCode(world, other as Person, event, code);
    expect((await release(world, other as Person, taken.body)).status).toBe(204);
    await authorise(held);
    expect((await world.claimOf(held)).status).toBe('confirmed');
    expect(await usesOf(code)).toEqual({ held: 0, booked: 1, left: 0 });
  });
});
