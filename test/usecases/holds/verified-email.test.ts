/** Holds that need a verified address: the event or the stage asks for it, and no hold is ever placed for an unverified one. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { SignedIn } from '../../../lib/contract/accounts/responses.ts';
import type { Caller } from '../../../lib/ports/calls.ts';
import { verifyEmail } from '../../../lib/usecases/accounts/verify-email.ts';
import { createDemoCustomers } from '../../../lib/usecases/demo/create-demo-customers.ts';
import { editEvent } from '../../../lib/usecases/events/edit-event.ts';
import { readEvent } from '../../../lib/usecases/events/read-event.ts';
import { placeBestAvailable } from '../../../lib/usecases/holds/place-best-available.ts';
import { tokenFor } from '../accounts/links.ts';
import { callAs, callOf, registered } from '../accounts/people.ts';
import { callBy, keyedCall, openUseCases, person, type UseCases } from '../open-use-cases.ts';
import { beforeNext } from '../ports.ts';
import { ABSENT, ORGANIZER, placed, publish, refusalOf } from '../sales.ts';

const UNVERIFIED = { code: 'email-not-verified', details: {} };
let useCases: UseCases;
let signedIn: SignedIn;
let customer: Caller;
beforeEach(async () => {
  useCases = await openUseCases();
  signedIn = await registered(useCases);
  ({ caller: customer } = await callAs(useCases, signedIn));
});

const strictEvent = () => publish(useCases, { requiresVerifiedEmail: true });
const hold = (eventId: string, options: Parameters<typeof placed>[4] = {}) =>
  placed(useCases, customer, eventId, ['a/A-1'], options);
const edit = (eventId: string, requiresVerifiedEmail: boolean) =>
  editEvent(useCases, callBy(useCases, ORGANIZER), eventId, { requiresVerifiedEmail });
async function verified(): Promise<void> {
  const { id: userId, email } = signedIn.user;
  const token = await tokenFor(useCases, { purpose: 'verify', userId, email });
  await verifyEmail(useCases, await callAs(useCases, signedIn), { token });
}

describe('an event that asks for a verified address', () => {
  it('says so', async () => {
    const shown = async (requiresVerifiedEmail: boolean) =>
      (await readEvent(useCases, callOf(useCases), await publish(useCases, { requiresVerifiedEmail }))).event;
    expect(await shown(true)).toMatchObject({ requiresVerifiedEmail: true });
    expect(await shown(false)).not.toHaveProperty('requiresVerifiedEmail');
  });

  it('is not sold to an unverified one, named seats or the best ones, and then is', async () => {
    const eventId = await strictEvent();
    expect(await refusalOf(hold(eventId))).toEqual(UNVERIFIED);
    const best = { eventId, quantity: 2, adjacent: true };
    const call = () => keyedCall(useCases, customer, 'place-hold');
    expect(await refusalOf(placeBestAvailable(useCases, call(), best))).toEqual(UNVERIFIED);
    await verified();
    await hold(eventId);
    await placeBestAvailable(useCases, call(), best);
  });

  it('is not sold to a caller without an account', async () => {
    customer = person();
    expect(await refusalOf(hold(await strictEvent()))).toEqual(UNVERIFIED);
  });

  it('refuses once in the metrics', async () => {
    const eventId = await strictEvent();
    useCases.counted.length = 0;
    await refusalOf(hold(eventId));
    expect(useCases.counted).toEqual(['HoldsRefused email-not-verified']);
  });

  it('answers a repeated call from its record, also if the event asks for it only since then', async () => {
    const eventId = await publish(useCases);
    const first = await hold(eventId, { key: 'one' });
    await edit(eventId, true);
    await useCases.events.fresh(eventId);
    expect(await hold(eventId, { key: 'one' })).toEqual(first);
    expect(await refusalOf(hold(eventId, { key: 'two' }))).toEqual(UNVERIFIED);
  });

  it('may stop asking: the cached event never refuses', async () => {
    const eventId = await strictEvent();
    await useCases.events.fresh(eventId);
    const cached = useCases.events.cached;
    const stale = await cached(eventId);
    await edit(eventId, false);
    useCases.events.cached = async () => stale;
    await hold(eventId);
  });

  it('sells to a customer who verifies the address while the hold is decided, with the next call', async () => {
    const eventId = await strictEvent();
    beforeNext(useCases.events, 'fresh', verified);
    expect(await refusalOf(hold(eventId))).toEqual(UNVERIFIED);
    await hold(eventId);
  });

  it('costs one read more, and an event that does not ask costs none', async () => {
    await verified();
    const [strict, free] = [await strictEvent(), await publish(useCases)];
    for (const eventId of [strict, free]) await useCases.events.fresh(eventId);
    useCases.sent.length = 0;
    await hold(strict);
    expect(useCases.sent).toEqual(['GetItem', 'TransactWriteItems']);
    useCases.sent.length = 0;
    await hold(free);
    expect(useCases.sent).toEqual(['TransactWriteItems']);
  });
});

describe('a stage that asks for a verified address', () => {
  beforeEach(() => {
    useCases.requiresVerifiedEmail = true;
  });

  it('asks for it at every event', async () => {
    const eventId = await publish(useCases);
    expect(await refusalOf(hold(eventId))).toEqual(UNVERIFIED);
    await verified();
    await hold(eventId);
  });

  it('answers with `event-not-found` for an absent event', async () => {
    expect(await refusalOf(hold(`evt_${ABSENT}`))).toMatchObject({ code: 'event-not-found' });
  });

  it('sells to the customers of demonstrations', async () => {
    const { items } = await createDemoCustomers(useCases, callOf(useCases), { count: 1 });
    const caller = await useCases.accessTokens.verify(items[0]?.accessToken ?? '', useCases.now);
    customer = caller ?? customer;
    await hold(await publish(useCases));
  });
});
