import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../lib/contract/messages.ts';
import { WEATHER_ATTEMPTS_MAX } from '../../lib/domain/limits.ts';
import { expireHold } from '../../lib/usecases/expire-hold.ts';
import { sweepLapsed } from '../../lib/usecases/sweep-lapsed.ts';
import { extend, hold, MINUTE, newEvent, newKey, openWorld, type Person, pay, publish, sweep, type World } from '../support/world.ts';

let world: World; let event: Event; let alice: Person; let bob: Person;
beforeEach(async () => { world = await openWorld(); event = await publish(world); alice = await world.person(); bob = await world.person(); });

describe('proto', () => {
  it.each(['toString', 'constructor', '__proto__', 'hasOwnProperty', 'sim_unknown'])('method %s is declined', async paymentMethod => {
    const { body: held } = await hold(world, alice, event, ['a/A-1']);
    const a = await pay(world, alice, held, { paymentMethod });
    expect([a.status, a.body.code]).toEqual([402, 'payment-declined']);
  });
  it.each(['constructor', '__proto__', 'toString'])('docs file %s is 404', async file => {
    const a = await world.invoke('read-docs-file', { params: { file } });
    expect(a.status).toBe(404);
  });
});

describe('seat ids', () => {
  it('no slash names no seat', async () => {
    const e = await publish(world, { sections: [{ id: 'A', name: 'A', kind: 'seated', price: 100, rows: [{ row: '1', seats: [{ number: '1', label: 'A1' }] }] }] });
    const both = await hold(world, alice, e, ['A/A1', 'A1']);
    console.log('both', both.status, JSON.stringify(both.body));
    const one = await hold(world, alice, e, ['A1']);
    console.log('one', one.status, JSON.stringify(one.body));
    expect([both.status, one.status]).toEqual([422, 422]);
  });
});

describe('request id twins', () => {
  it('two keys, one X-Request-Id, same ms: pay', async () => {
    const { body: held } = await hold(world, alice, event, ['a/A-1']);
    const other = await world.another();
    const ask = (w: World, key: string, paymentMethod: string) => w.invoke<any>('confirm-booking', { as: alice, key, body: { holdId: held.id, paymentMethod }, headers: { 'x-request-id': 'page-1' } });
    // both have read the claim before either writes
    let first: Promise<any> | undefined;
    let done = false;
    other.faults.interpose(async ({ name }) => { if (name === 'TransactWriteCommand' && !done) { done = true; first = ask(world, 'k1', 'sim_timeout_then_ok'); console.log('first', (await first).status); } });
    const second = await ask(other, 'k2', 'sim_ok');
    console.log('second', second.status, JSON.stringify(second.body), second.headers['idempotent-replayed']);
    const again = await ask(other, 'k2', 'sim_ok');
    console.log('k2 again', again.status, again.body.code);
    console.log((await world.claimOf(held)).payments, (await world.claimOf(held)).history.map(h => h.action));
    expect(second.body.code).toBe('payment-in-progress');
  });
  it('two keys, one X-Request-Id, same ms: extend', async () => {
    const { body: held } = await hold(world, alice, event, ['a/A-1']);
    world.now += 1000;
    const other = await world.another();
    const ask = (w: World, key: string) => w.invoke<any>('extend-hold', { as: alice, key, params: { holdId: held.id }, headers: { 'x-request-id': 'page-1' } });
    let done = false;
    other.faults.interpose(async ({ name }) => { if (name === 'TransactWriteCommand' && !done) { done = true; await ask(world, 'k1'); } });
    const second = await ask(other, 'k2');
    world.now += 1000;
    const again = await ask(other, 'k2');
    console.log('ext', second.status, second.body.expiresAt, again.status, again.body.expiresAt, again.headers);
    expect(again.body).toEqual(second.body);
  });
});

describe('after weather', () => {
  it('twin commits between record and seats reads', async () => {
    const other = await world.another();
    world.faults.injectIntoTransactions(...Array(WEATHER_ATTEMPTS_MAX).fill({ conflictOn: 3 }));
    let twin: any;
    world.faults.interpose(async ({ name }) => { if (name === 'BatchGetCommand' && !twin) { twin = await hold(other, alice, event, ['a/A-1'], { key: 'k' }); } });
    const ours = await hold(world, alice, event, ['a/A-1'], { key: 'k' });
    console.log(ours.status, ours.body.code, ours.body.conflicts, 'twin', twin?.status);
    expect(ours.status).not.toBe(409);
  });
  it('timeouts whose request commits late', async () => {
    // the seventh attempt times out at our side and commits while we read
    let last: any;
    let n = 0;
    world.faults.inject(({ name }) => (name === 'TransactWriteCommand' ? 'lost-request' : undefined));
    world.faults.interpose(async r => {
      if (r.name === 'TransactWriteCommand') last = r.input;
      if (r.name === 'BatchGetCommand' && n++ === 0) {
        const { TransactWriteCommand } = await import('@aws-sdk/lib-dynamodb');
        const { connectTable } = await import('../../lib/table/table.ts');
        const c = connectTable(world.connection, world.table.weather);
        await c.documents.send(new TransactWriteCommand(last));
      }
    });
    const ours = await hold(world, alice, event, ['a/A-1'], { key: 'k' });
    console.log(ours.status, ours.body.code, ours.body.conflicts);
    expect(ours.status).not.toBe(409);
  });
});

describe('partial reasons', () => {
  const partial = (codes: (string | undefined)[], keep: number[]) => {
    const docs = world.table.documents as any;
    const send = docs.send;
    docs.send = async (c: any) => {
      try { return await send(c); } catch (e) {
        if (e instanceof TransactionCanceledException) {
          const R = e.CancellationReasons!;
          throw new TransactionCanceledException({ message: 'x', $metadata: {}, CancellationReasons: R.map((r, i) => keep.includes(i) ? r : { Code: codes[i] ?? 'None' }) });
        }
        throw e;
      }
    };
  };
  it.each([['None on record', [3], undefined], ['throttle on record', [3], 'ThrottlingError'], ['only claim reported', [1], undefined]] as const)('own lost success is found: %s', async (_n, keep, code) => {
    partial([code], [...keep]);
    world.faults.injectIntoTransactions('lost-reply', { conflictOn: 1 });
    const a = await hold(world, alice, event, ['a/A-1'], { key: 'k' });
    console.log(_n, a.status, a.body.code, a.body.conflicts);
    expect(a.status).toBe(201);
  });
  it('replay though the record is not among the reasons', async () => {
    const first = await hold(world, alice, event, ['a/A-1'], { key: 'k' });
    partial(['ThrottlingError'], [3]);
    const a = await hold(world, alice, event, ['a/A-1'], { key: 'k' });
    console.log(a.status, a.body.code, a.body.conflicts, first.status);
    expect(a.status).not.toBe(409);
  });
});

describe('money', () => {
  it('expectedTotal may be a total', async () => {
    const e = await publish(world, { currency: 'IDR', sections: [{ id: 'a', name: 'A', kind: 'seated', price: 600_000_000, rows: [{ row: 'A', count: 4 }] }] });
    const a = await hold(world, alice, e, ['a/A-1', 'a/A-2'], { expectedTotal: 1_200_000_000 });
    expect(a.status).toBe(201);
  });
});

describe('sweep', () => {
  it('one poisoned hold does not stop the others for ever', async () => {
    const deps = world.service.dependencies;
    const { body: poisoned } = await hold(world, bob, event, ['a/A-1']);
    const { readClaim } = deps.store;
    deps.store.readClaim = async id => { if (id === poisoned.id.slice(4)) throw new Error('poison'); return readClaim(id); };
    world.now += 10 * MINUTE; await sweep(world);
    // a day later
    world.now += 24 * 60 * MINUTE;
    const e2 = await publish(world);
    const { body: held } = await hold(world, alice, e2, ['a/A-1']);
    world.now += 10 * MINUTE;
    for (let run = 0; run < 5; run++) { let left = 50; world.now += MINUTE; console.log(await sweepLapsed(deps, world.call(), () => left--), await deps.store.readSweptBefore()); }
    expect((await world.claimOf(held)).status).toBe('expired');
  }, 120_000);
  it('outage before the first success', async () => {
    const { body: held } = await hold(world, alice, event, ['a/A-1']);
    world.now += 3 * 60 * MINUTE;
    for (let i = 0; i < 3; i++) { console.log(await sweep(world)); world.now += MINUTE; }
    expect((await world.claimOf(held)).status).toBe('expired');
  });
  it('ttl removal seen by a clock behind', async () => {
    const { body: held } = await hold(world, alice, event, ['a/A-1']);
    const behind = await world.another({ skew: -3000 });
    world.now = Date.parse(held.expiresAt) + 1000;
    await expireHold(behind.service.dependencies, behind.call(), held.id.slice(4));
    expect((await world.claimOf(held)).status).toBe('expired');
  });
});
