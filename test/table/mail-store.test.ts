/** The rows of mails: which worker may send a mail, and replies that are lost. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { MailStore, MailSubject } from '../../lib/ports/mail-store.ts';
import { createMailStore } from '../../lib/table/mail/mail-store.ts';
import { openWorld, type World } from '../support/world.ts';

const SUBJECT: MailSubject = { mailId: 'mal_1', kind: 'booking-confirmed', email: 'a@holdfast.example' };
const UNTIL = 1_000;
const lease = (leaseOf = 'one', leaseUntil = UNTIL) => ({ leaseOf, leaseUntil });

let world: World;
let store: MailStore;
beforeEach(async () => {
  world = await openWorld();
  store = createMailStore(world.table);
});

const stateOf = async () => (await store.read('mal_1'))?.state;
/** Loses the reply to the next write, but not to its repetition. */
function loseReply(): void {
  let isLost = false;
  world.faults.inject(() => {
    if (isLost) return undefined;
    isLost = true;
    return 'lost-reply';
  });
}

describe('a lease', () => {
  it('is of one worker until it is over, at its exact millisecond', async () => {
    expect(await store.begin(SUBJECT, lease(), 0)).toBe('done');
    expect(await store.begin(SUBJECT, lease('two', 2 * UNTIL), UNTIL - 1)).toBe('leased');
    expect(await store.begin(SUBJECT, lease('two', 2 * UNTIL), UNTIL)).toBe('done');
    expect(await store.end('mal_1', 'one', { state: 'sent' })).toBe('leased');
    expect(await store.end('mal_1', 'two', { state: 'sent', messageId: 'ses-1' })).toBe('done');
    expect(await store.begin(SUBJECT, lease('three'), 3 * UNTIL)).toBe('ended');
    expect(await store.end('mal_1', 'one', { state: 'refused' })).toBe('leased');
    expect(await stateOf()).toBe('sent');
  });

  it('that was given back is over', async () => {
    await store.begin(SUBJECT, lease(), 0);
    await store.release('mal_1', 'two');
    expect(await store.begin(SUBJECT, lease('two'), 0)).toBe('leased');
    await store.release('mal_1', 'one');
    expect(await store.begin(SUBJECT, lease('two'), 0)).toBe('done');
  });

  it('keeps a mail from its final state', async () => {
    await store.begin(SUBJECT, lease(), 0);
    expect(await store.settle(SUBJECT, { state: 'too-old' }, 0)).toBe('leased');
    expect(await store.settle(SUBJECT, { state: 'too-old' }, UNTIL)).toBe('done');
    expect(await store.settle(SUBJECT, { state: 'suppressed' }, UNTIL)).toBe('ended');
    expect(await stateOf()).toBe('too-old');
  });
});

describe('a mark whose reply is lost', () => {
  it('is recognized by its lease', async () => {
    loseReply();
    expect(await store.begin(SUBJECT, lease(), 0)).toBe('done');
    loseReply();
    expect(await store.end('mal_1', 'one', { state: 'sent' })).toBe('done');
    expect(await stateOf()).toBe('sent');
  });
});

describe('undelivered mails', () => {
  const undelivered = (mailId: string) => ({
    eventId: 'evt_1',
    mailId,
    kind: 'booking-confirmed' as const,
    claimId: 'claim',
    reason: 'bounced' as const,
    at: world.now,
  });

  it('are listed page by page, each once, and none of another event', async () => {
    for (const id of ['mal_b', 'mal_a', 'mal_c', 'mal_a_1']) await store.recordUndelivered(undelivered(id));
    await store.recordUndelivered({ ...undelivered('mal_x'), eventId: 'evt_2' });
    const listed: string[] = [];
    for (let after: string | undefined, pages = 0; pages < 5; pages++) {
      const page = await store.listUndelivered('evt_1', { limit: 2, ...(after !== undefined && { after }) });
      listed.push(...page.items.map(({ mailId }) => mailId));
      after = page.next;
      if (after === undefined) break;
    }
    expect(listed).toEqual(['mal_a', 'mal_a_1', 'mal_b', 'mal_c']);
  });
});
