/** Messages of organizers through the API: preview, sending once, limits, progress, and the mails that did not arrive. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Booking } from '../../../lib/contract/bookings/responses.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type {
  Message,
  MessagePreview,
  RequestedMessage,
  UndeliveredMail,
} from '../../../lib/contract/mail/responses.ts';
import { MESSAGE_LENGTH_MAX, MESSAGE_SUBJECT_LENGTH_MAX, MESSAGES_PER_DAY_MAX } from '../../../lib/domain/limits.ts';
import type { MailMessage } from '../../../lib/domain/mail-messages.ts';
import { DAY_MS } from '../../../lib/domain/time.ts';
import { REPLAYED } from '../../../lib/lambda/http/problem-response.ts';
import { runMailings } from '../../../lib/usecases/mail/run-mailings.ts';
import { publishHistoryOfAll } from '../../support/payments.ts';
import {
  type ApiResponse,
  cancel,
  edit,
  hold,
  MINUTE,
  newKey,
  openWorld,
  type Person,
  type ProblemFields,
  pay,
  publish,
  type World,
} from '../../support/world.ts';

interface PageOf<Item> {
  items: Item[];
  nextCursor: string | null;
}
interface MessageProblem extends ProblemFields {
  recipients: number;
  messagesMax: number;
  nextAt: string;
  sectionIds: string[];
}

const SECTIONS = [
  { id: 'a', name: 'A', kind: 'seated' as const, price: 5_000, rows: [{ row: 'A', count: 40 }] },
  { id: 'standing', name: 'Standing', kind: 'area' as const, price: 3_000, capacity: 40 },
];
const TEXT = { subject: 'Please use the park entrance', text: 'The main entrance is closed.\n\nSorry!' };

let world: World;
let organizer: Person;
let event: Event;

beforeEach(async () => {
  world = await openWorld();
  organizer = await world.person('organizer');
  event = await publish(world, { sections: SECTIONS }, organizer);
});

let seat = 0;
/** A booking of one new seat, or of one place of the area. */
async function book(as?: Person, section: 'a' | 'standing' = 'a'): Promise<Booking> {
  const buyer = as ?? (await world.person());
  const body =
    section === 'a' ? { seats: [`a/A-${(seat++ % 40) + 1}`] } : { areas: [{ areaId: 'standing', quantity: 1 }] };
  const held = await world.invoke<{ id: string }>('place-hold', {
    as: buyer,
    key: newKey(),
    params: { eventId: event.id },
    body,
  });
  const booking = (await pay(world, buyer, held.body)).body;
  await publishHistoryOfAll(world);
  return booking;
}

const preview = (body: object = TEXT, as = organizer) =>
  world.invoke<MessagePreview & MessageProblem>('preview-message', { as, params: { eventId: event.id }, body });
const send = (
  body: object,
  { as = organizer, key = newKey(), on = world } = {},
): Promise<ApiResponse<RequestedMessage & MessageProblem>> =>
  on.invoke('send-message', { as, key, params: { eventId: event.id }, body: { ...TEXT, ...body } });
const list = async (as = organizer): Promise<Message[]> =>
  (await world.invoke<PageOf<Message>>('list-messages', { as, params: { eventId: event.id } })).body.items;

/** Runs a mailing to its end. Returns the ids of the bookings whose mails were queued. */
async function runMailing(mailingId: string): Promise<string[]> {
  const queued: string[] = [];
  const mailQueues = {
    bulkMails: {
      send: async (mails: MailMessage[]) => {
        queued.push(...mails.map(mail => `bkg_${'claimId' in mail ? mail.claimId : ''}`));
        return [];
      },
    },
    mailings: { send: async () => [] },
  };
  const { dependencies } = world.service;
  const message = { mailingId, step: 0, queuedAt: world.now };
  expect(await runMailings({ ...dependencies, mailQueues }, world.call('worker'), [message])).toEqual([]);
  return queued.toSorted();
}

describe('the preview of a message', () => {
  it('shows the mail and counts the bookings that it would reach', async () => {
    await book();
    const { status, body } = await preview();
    expect([status, body.recipients, body.subject]).toEqual([200, 1, TEXT.subject]);
    for (const shown of [body.text, body.html]) expect(shown).toContain('The main entrance is closed.');
    expect(body.html).toContain('<html lang="en"');
  });

  it('counts a booking once, however many tickets it has, and no longer when it is cancelled', async () => {
    const buyer = await world.person();
    const held = await hold(world, buyer, event, ['a/A-1', 'a/A-2', 'a/A-3']);
    const { body: booking } = await pay(world, buyer, held.body);
    await publishHistoryOfAll(world);
    expect((await preview()).body.recipients).toBe(1);
    await cancel(world, buyer, booking, { seats: ['a/A-2'] });
    await publishHistoryOfAll(world);
    expect((await preview()).body.recipients).toBe(1);
    await cancel(world, buyer, booking);
    await publishHistoryOfAll(world);
    expect((await preview()).body.recipients).toBe(0);
  });

  it('counts only bookings of the named sections', async () => {
    await book();
    await book(undefined, 'standing');
    await book(undefined, 'standing');
    const counted = async (sections: string[]) => (await preview({ ...TEXT, sections })).body.recipients;
    expect(await Promise.all([['a'], ['standing'], ['standing', 'a']].map(counted))).toEqual([1, 2, 3]);
  });

  it('has the words around the text in the language that was asked for', async () => {
    const { body } = await preview({ ...TEXT, language: 'de' });
    expect(body.html).toContain('<html lang="de"');
  });

  it('shows no markup of the author', async () => {
    const { body } = await preview({ subject: 'A <b>', text: '<script>alert(1)</script> & <img src=x>' });
    expect(body.html).not.toContain('<script>alert');
    expect(body.html).not.toContain('<img src=x');
    expect(body.html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp;');
  });

  it('sends and stores nothing', async () => {
    await book();
    world.faults.requests.length = 0;
    await preview();
    const writes = world.faults.requests.filter(({ name }) => /Put|Update|Write/.test(name));
    expect([writes, await list()]).toEqual([[], []]);
  });
});

describe('a message', () => {
  it('is accepted, goes to each booking once, and shows its progress', async () => {
    const bookings = [await book(), await book(), await book(undefined, 'standing')];
    const { status, body } = await send({ expectedRecipients: 3 });
    expect([status, body]).toEqual([
      202,
      {
        id: expect.stringMatching(/^mlg_[0-9a-z]{25}$/),
        eventId: event.id,
        recipients: 3,
        requestedAt: new Date(world.now).toISOString(),
      },
    ]);
    const shown = { ...body, kind: 'organizer-message', requestedBy: organizer.userId, ...TEXT };
    expect(await list()).toEqual([{ ...shown, status: 'requested', queued: 0 }]);
    expect(await runMailing(body.id)).toEqual(bookings.map(({ id }) => id).toSorted());
    expect(await list()).toEqual([{ ...shown, status: 'queued', queued: 3, queuedAt: shown.requestedAt }]);
  });

  it('goes to a section only, if it names one', async () => {
    await book();
    const { id } = await book(undefined, 'standing');
    const { body } = await send({ sections: ['standing'], expectedRecipients: 1 });
    expect(await runMailing(body.id)).toEqual([id]);
    expect((await list())[0]).toMatchObject({ sections: ['standing'], queued: 1 });
  });

  it('is sent once per key, also if sales have changed the number since', async () => {
    await book();
    const key = newKey();
    const first = await send({ expectedRecipients: 1 }, { key });
    for (let i = 0; i < 3; i++) await book();
    const again = await send({ expectedRecipients: 1 }, { key });
    expect([again.status, again.body]).toEqual([202, first.body]);
    expect(again.headers).toMatchObject(REPLAYED);
    expect(await list()).toHaveLength(1);
    const other = await send({ expectedRecipients: 4 }, { key });
    expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reused']);
  });

  it('is sent once if two requests with one key come at once', async () => {
    const key = newKey();
    const answers = await Promise.all([1, 2, 3].map(() => send({ expectedRecipients: 0 }, { key })));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
    expect(await list()).toHaveLength(1);
  });

  it.each(['lost-request', 'lost-reply'] as const)('is sent once after a %s at each request', async how => {
    for (let at = 1; at <= 8; at++) {
      event = await publish(world, {}, organizer);
      const on = await world.another();
      let sent = 0;
      on.faults.inject(() => {
        sent += 1;
        return sent >= at ? (sent === at ? how : 'lost-request') : undefined;
      });
      const key = newKey();
      const first = await send({ expectedRecipients: 0 }, { key, on });
      expect([202, 503]).toContain(first.status);
      expect((await send({ expectedRecipients: 0 }, { key })).status).toBe(202);
      expect(await list()).toHaveLength(1);
    }
  });

  it('is refused if it would reach another number of bookings than its author has seen', async () => {
    await book();
    await book();
    const { status, body } = await send({ expectedRecipients: 1 });
    expect([status, body.code, body.recipients]).toEqual([409, 'recipients-changed', 2]);
    expect(await list()).toEqual([]);
    expect((await send({ expectedRecipients: 2 })).status).toBe(202);
  });

  it('is refused after five messages in 24 hours, and says when the next one may follow', async () => {
    for (let i = 0; i < MESSAGES_PER_DAY_MAX; i++) {
      expect((await send({ expectedRecipients: 0 })).status).toBe(202);
      world.now += MINUTE;
    }
    const { status, body } = await send({ expectedRecipients: 0 });
    const nextAt = new Date(world.now - MESSAGES_PER_DAY_MAX * MINUTE + DAY_MS).toISOString();
    expect([status, body.code]).toEqual([409, 'too-many-messages']);
    expect(body).toMatchObject({ messagesMax: MESSAGES_PER_DAY_MAX, nextAt });
    const others = await publish(world, {}, organizer);
    expect((await send({ expectedRecipients: 0 }, {})).status).toBe(409);
    const elsewhere = { as: organizer, key: newKey(), params: { eventId: others.id } };
    const body2 = { ...TEXT, expectedRecipients: 0 };
    expect((await world.invoke('send-message', { ...elsewhere, body: body2 })).status).toBe(202);
    world.now = Date.parse(nextAt);
    expect((await send({ expectedRecipients: 0 })).status).toBe(202);
  });

  it('counts against the limit once each when several come at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: MESSAGES_PER_DAY_MAX + 3 }, () => send({ expectedRecipients: 0 })),
    );
    const accepted = answers.filter(({ status }) => status === 202);
    expect(accepted.length).toBeLessThanOrEqual(MESSAGES_PER_DAY_MAX);
    for (const { status, body } of answers)
      if (status !== 202) expect(['too-many-messages', 'busy']).toContain(body.code);
    expect(await list()).toHaveLength(accepted.length);
  });

  it('names a section that the event does not have', async () => {
    for (const ask of [preview({ ...TEXT, sections: ['a', 'b'] }), send({ sections: ['b'], expectedRecipients: 0 })]) {
      const { status, body } = await ask;
      expect([status, body.code, body.sectionIds]).toEqual([422, 'place-not-found', ['b']]);
    }
  });

  it.each([
    ['an empty subject', { subject: ' ' }, 'body.subject'],
    ['a subject of two lines', { subject: 'A\r\nBcc: x@example.org' }, 'body.subject'],
    ['a long subject', { subject: 'x'.repeat(MESSAGE_SUBJECT_LENGTH_MAX + 1) }, 'body.subject'],
    ['no text', { text: '' }, 'body.text'],
    ['a long text', { text: 'x'.repeat(MESSAGE_LENGTH_MAX + 1) }, 'body.text'],
    ['hidden characters', { text: 'Pay\u202etxt' }, 'body.text'],
    ['no sections', { sections: [] }, 'body.sections'],
    ['a section twice', { sections: ['a', 'a'] }, 'body.sections'],
    ['a negative number', { expectedRecipients: -1 }, 'body.expectedRecipients'],
    ['no number', { expectedRecipients: undefined }, 'body.expectedRecipients'],
  ])('is refused with %s', async (_what, changes, path) => {
    const { status, body } = await send({ expectedRecipients: 0, ...changes });
    expect([status, body.code, body.errors[0]?.path]).toEqual([400, 'validation-failed', path]);
  });

  it('keeps its text in the accounts table only, because a text may name people', async () => {
    const text = 'Write to box-office@holdfast.example';
    world.faults.requests.length = 0;
    await send({ text, expectedRecipients: 0 });
    const names = world.faults.requests
      .flatMap(
        ({ input }) =>
          (input as { TransactItems?: { Put?: { TableName: string; Item: object } }[] }).TransactItems ?? [],
      )
      .flatMap(({ Put }) => (Put && JSON.stringify(Put.Item).includes('box-office@') ? [Put.TableName] : []));
    expect(new Set(names)).toEqual(new Set([world.table.names.accounts]));
  });

  it('is an entry of the journal, with its author', async () => {
    await send({ expectedRecipients: 0 });
    const admin = await world.person('admin');
    const query = { eventId: event.id, action: 'message.requested' };
    const { body } = await world.invoke<PageOf<{ actor: string; action: string }>>('read-journal', {
      as: admin,
      query,
    });
    expect(body.items).toEqual([expect.objectContaining({ action: 'message.requested', actor: organizer.userId })]);
  });
});

describe('the messages of an event', () => {
  it('are listed newest first, page by page, with the edits that are told', async () => {
    await book();
    for (let i = 0; i < 2; i++) {
      await send({ subject: `Message ${i}`, expectedRecipients: 1 });
      world.now += MINUTE;
    }
    await edit(world, organizer, event, { title: 'Another evening' });
    const entries = await world.service.dependencies.store.readJournal(event.id);
    const { position } = entries.findLast(({ action }) => action === 'event.edited') ?? {};
    expect(await runMailing(`mlg_${event.id}_${position}`)).toHaveLength(1);
    const pages: Message[][] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const query = { limit: '2', ...(cursor && { cursor }) };
      const { body } = await world.invoke<PageOf<Message>>('list-messages', {
        as: organizer,
        params: { eventId: event.id },
        query,
      });
      pages.push(body.items);
      cursor = body.nextCursor;
    }
    expect(pages.map(items => items.map(({ subject, changed }) => subject ?? changed))).toEqual([
      [['title'], 'Message 1'],
      ['Message 0'],
    ]);
  });
});

describe('a mail that did not arrive', () => {
  it('is listed with its booking and customer, page by page', async () => {
    const { mailStore } = world.service.dependencies;
    const ada = await world.signedUp();
    const bookings = [await book(ada), await book()];
    for (const [i, { id }] of bookings.entries()) {
      const undelivered = { eventId: event.id, mailId: `mal_${i}`, kind: 'booking-confirmed' as const, at: world.now };
      await mailStore.recordUndelivered({ ...undelivered, claimId: id.slice(4), reason: 'bounced' });
    }
    const read = (query: Record<string, string>) =>
      world.invoke<PageOf<UndeliveredMail>>('list-undelivered-mails', {
        as: organizer,
        params: { eventId: event.id },
        query,
      });
    const first = (await read({ limit: '1' })).body;
    expect(first.items).toEqual([
      {
        bookingId: bookings[0]?.id,
        reference: bookings[0]?.reference,
        customer: { id: ada.userId, name: 'customer', email: `${ada.userId}@holdfast.example` },
        kind: 'booking-confirmed',
        reason: 'bounced',
        at: new Date(world.now).toISOString(),
      },
    ]);
    const second = (await read({ limit: '1', cursor: first.nextCursor ?? '' })).body;
    expect(second).toMatchObject({ items: [{ bookingId: bookings[1]?.id }], nextCursor: null });
    expect(second.items[0]?.customer).not.toHaveProperty('email');
  });
});
