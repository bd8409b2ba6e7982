/**
 * The rows of the commit 8542e39a, the last one in which each section had one price: events, holds, bookings that were cancelled whole or in
 * part, a payment that the bank has not decided, a document, and a journal that is late. This version sells from them, gives their events
 * ticket types, fees and codes while it sells, and changes nothing of what was sold before.
 *
 * The file was made in a clone of that commit: a test there called its API in a world on the embedded engine with the gateway of the
 * simulator, and wrote down all rows. Its first line has the people, the events, the claims, the accounts at the gateway, and the calls with an
 * idempotency key and their answers.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Booking } from '../../../lib/contract/bookings/responses.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { Hold } from '../../../lib/contract/holds/responses.ts';
import { bookingIdOf, paymentIdOf } from '../../../lib/domain/ids.ts';
import { EDIT_SETTLE_MS } from '../../../lib/domain/limits.ts';
import { oldFormatNotice } from '../../../lib/local/format-notice.ts';
import { LedgerGateway } from '../../../lib/simulation/ledger-gateway.ts';
import {
  expectIntegrityOfAll,
  expectJournalGivesClaim,
  publishHistoryOfAll,
  reconcile,
} from '../../support/payments.ts';
import { type EarlierCall, openStage, readStage, type Stage } from '../../support/stages.ts';
import {
  type ApiResponse,
  cancel,
  edit,
  hold,
  newKey,
  type Person,
  type ProblemFields,
  pay,
  sweep,
  type World,
} from '../../support/world.ts';

interface SoldStage extends Stage {
  calls: (EarlierCall & { at: number })[];
  claims: Record<string, { id: string; owner: string; event: string }>;
  gateway: Record<string, NonNullable<ReturnType<LedgerGateway['accounts']['get']>>>;
}
const STAGE = readStage(new URL('stage-of-8542e39a.jsonl', import.meta.url)) as SoldStage;
const [ZOE, LUKASZ, HANAKO] = Object.values(STAGE.customers) as [Person, Person, Person];
const { organizer } = STAGE;

const eventNamed = (name: string): Event => ({ id: STAGE.events[name] }) as Event;
const claimNamed = (name: string) => STAGE.claims[name] as SoldStage['claims'][string];
const bookingNamed = (name: string) => ({ id: bookingIdOf(claimNamed(name).id.slice(4)) });
const paymentNamed = (name: string): string => paymentIdOf(claimNamed(name).id.slice(4), 1);

/** Prices that an organizer gives an event of the stage. */
const PRICES = {
  ticketTypes: [
    { id: 'adult', name: 'Adult' },
    { id: 'child', name: 'Child', percent: 50, placesMax: 3, onlyWith: ['adult'] },
  ],
  fees: [{ id: 'booking', name: 'Booking fee', per: 'booking' as const, amount: 150, isRefundable: false }],
  taxPercent: 19,
};

let gateway: LedgerGateway;
let world: World;

const holdOf = (as: Person, name: string, body: object): Promise<ApiResponse<Hold & ProblemFields>> =>
  world.invoke('place-hold', { as, key: newKey(), params: { eventId: eventNamed(name).id }, body });

async function expectAllIntegrity(): Promise<void> {
  await publishHistoryOfAll(world);
  await expectIntegrityOfAll(world, Object.entries(STAGE.events));
  for (const { id } of Object.values(STAGE.claims)) await expectJournalGivesClaim(world, { id });
}

async function finish(): Promise<void> {
  for (let run = 0; run < 3; run++) {
    world.now += EDIT_SETTLE_MS;
    await reconcile(world);
    await sweep(world);
    await publishHistoryOfAll(world);
  }
}

const refundsMade = (name: string): number[] =>
  gateway.accounts.get(paymentNamed(name))?.refunds.map(({ amount }) => amount) ?? [];

describe.each([
  ['three tables', false],
  ['one table', true],
])('a stage of the commit 8542e39a with %s', (_tables, sharedTables) => {
  beforeEach(async () => {
    gateway = new LedgerGateway();
    for (const [id, account] of Object.entries(STAGE.gateway)) gateway.accounts.set(id, structuredClone(account));
    world = await openStage(STAGE, { gateway, sharedTables });
  });

  it('needs no migration, has integrity, and the journal gives each claim', async () => {
    expect(await oldFormatNotice(world.table, 'npm run migrate')).toBeUndefined();
    await expectIntegrityOfAll(world, Object.entries(STAGE.events));
    await expectAllIntegrity();
  });

  it('answers each idempotency key as it did, and shows its holds and bookings without types and lines', async () => {
    for (const { name, operation, as, key, params, body, status, answer } of STAGE.calls) {
      const ask = { as, key, ...(params ? { params } : {}), ...(body ? { body } : {}) };
      const again = await world.invoke<Record<string, unknown>>(operation, ask);
      expect([name, again.status]).toEqual([name, status]);
      const { id, reference } = answer as Booking;
      expect(again.body).toMatchObject(operation === 'confirm-booking' && id ? { id, reference } : (answer as object));
    }
    const held = await world.invoke<Hold>('read-hold', { as: ZOE, params: { holdId: claimNamed('live').id } });
    const placed = STAGE.calls.find(({ name }) => name === 'hold of live');
    expect(held.body).toEqual(placed?.answer);
    const read = await world.invoke<Event>('read-event', { params: { eventId: eventNamed('concert').id } });
    expect(read.body).not.toHaveProperty('prices');
  });

  it('gives its events types and fees while it sells: earlier holds keep their price, later ones have the new prices', async () => {
    const edited = await edit(world, organizer, eventNamed('concert'), { prices: PRICES });
    expect([edited.status, edited.body.code]).toEqual([200, undefined]);
    world.now += EDIT_SETTLE_MS;
    expect((await hold(world, HANAKO, eventNamed('concert'), ['a/B-1'])).status).toBe(409);
    const earlier = await pay(world, ZOE, claimNamed('live'));
    expect([earlier.status, earlier.body.total]).toEqual([201, { amount: 16_000, currency: 'EUR' }]);
    const later = await holdOf(HANAKO, 'concert', {
      seats: ['a/C-1', { seat: 'a/C-2', type: 'child' }],
      areas: [{ areaId: 'standing', quantity: 2, type: 'child' }],
      expectedTotal: 5_000 + 2_500 + 2 * 1_500 + 150,
    });
    expect([later.status, later.body.code]).toEqual([201, undefined]);
    const fourth = await holdOf(LUKASZ, 'concert', { seats: ['a/C-3', { seat: 'a/C-4', type: 'child' }] });
    expect([fourth.status, fourth.body.code]).toEqual([409, 'ticket-type-sold-out']);
    expect((await pay(world, HANAKO, later.body)).status).toBe(201);
    gateway.settle(paymentNamed('pending'), 'authorised');
    await finish();
    await expectAllIntegrity();
  });

  it('cancels its bookings as they were sold, whole and in part, also after their event got fees', async () => {
    expect((await edit(world, organizer, eventNamed('concert'), { prices: PRICES })).status).toBe(200);
    world.now += EDIT_SETTLE_MS;
    expect((await cancel(world, ZOE, bookingNamed('whole'), { seats: ['a/A-2'] })).status).toBe(200);
    const areas = [{ areaId: 'standing', quantity: 2 }];
    expect((await cancel(world, LUKASZ, bookingNamed('mixed'), { areas })).status).toBe(200);
    expect((await cancel(world, LUKASZ, bookingNamed('part cancelled'))).status).toBe(200);
    await finish();
    const names = ['whole', 'mixed', 'part cancelled', 'cancelled booking'];
    expect(names.map(refundsMade)).toEqual([[5_000], [6_000], [3_000, 9_000], [5_000]]);
    expect(gateway.faults).toEqual([]);
    await expectAllIntegrity();
  });

  it('takes a code from now on, and gives its use back when the hold lapses', async () => {
    const params = { eventId: eventNamed('theatre').id };
    const code = { texts: ['ABEND'], usesMax: 1, discount: { percent: 20 } };
    const created = await world.invoke('create-codes', { as: organizer, key: newKey(), params, body: code });
    expect(created.status).toBe(201);
    const first = await holdOf(ZOE, 'theatre', { seats: ['a/C-5'], code: 'abend', expectedTotal: 4_160 });
    expect([first.status, first.body.code]).toEqual([201, 'ABEND']);
    const second = await holdOf(LUKASZ, 'theatre', { seats: ['a/C-6'], code: 'ABEND' });
    expect([second.status, second.body.code]).toEqual([409, 'code-used-up']);
    world.now += 301_000;
    const third = await holdOf(LUKASZ, 'theatre', { seats: ['a/C-6'], code: 'ABEND' });
    expect(third.status).toBe(201);
    expect((await pay(world, LUKASZ, third.body)).status).toBe(201);
    await finish();
    await expectAllIntegrity();
  });
});
