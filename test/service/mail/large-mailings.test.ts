/** A message to thousands of bookings: each gets it once, in a few steps, also if the worker stops after each step. */
import { beforeAll, expect, it } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { MessagePreview, RequestedMessage } from '../../../lib/contract/mail/responses.ts';
import { MAILING_PAGE_SIZE, MAILING_RUN_MS } from '../../../lib/domain/limits.ts';
import type { MailingMessage, MailMessage } from '../../../lib/domain/mail-messages.ts';
import { runMailings } from '../../../lib/usecases/mail/run-mailings.ts';
import { putCopies } from '../../support/many-bookings.ts';
import { hold, newKey, openWorld, type Person, pay, publish, type World } from '../../support/world.ts';

const BOOKINGS = Number(process.env.MAILING_BOOKINGS ?? 2_000);
const TEXT = { subject: 'Hello', text: 'The doors open later.', sections: ['a'] };

let world: World;
let organizer: Person;
let event: Event;
let bookings: string[];

beforeAll(async () => {
  world = await openWorld();
  organizer = await world.person('organizer');
  event = await publish(world, {}, organizer);
  const buyer = await world.person();
  const claim = await world.claimOf((await pay(world, buyer, (await hold(world, buyer, event, ['a/A-1'])).body)).body);
  bookings = await putCopies(world, claim, BOOKINGS);
  // As many holds have expired, as in a rush.
  const { booking: _none, ...hold_ } = claim;
  await putCopies(world, { ...hold_, tickets: [], status: 'expired' }, BOOKINGS);
}, 600_000);

it('goes to each once, step by step', async () => {
  const by = { as: organizer, params: { eventId: event.id } };
  const preview = await world.invoke<MessagePreview>('preview-message', { ...by, body: TEXT });
  expect(preview.body.recipients).toBe(BOOKINGS);
  const sent = { ...by, key: newKey(), body: { ...TEXT, expectedRecipients: BOOKINGS } };
  const { body } = await world.invoke<RequestedMessage>('send-message', sent);
  const mails: MailMessage[] = [];
  const messages: MailingMessage[] = [{ mailingId: body.id, step: 0, queuedAt: world.now }];
  const bulkMails = {
    send: async (page: MailMessage[]) => {
      mails.push(...page);
      world.now += MAILING_RUN_MS;
      return [];
    },
  };
  const mailings = {
    send: async (next: MailingMessage[]) => {
      messages.push(...next);
      return [];
    },
  };
  const dependencies = { ...world.service.dependencies, mailQueues: { bulkMails, mailings } };
  for (const message of messages) expect(await runMailings(dependencies, world.call('worker'), [message])).toEqual([]);
  expect(mails.map(mail => ('claimId' in mail ? mail.claimId : '')).toSorted()).toEqual(bookings.toSorted());
  expect(messages.map(({ step }) => step)).toEqual(messages.map((_, i) => i));
  expect(messages.length).toBeGreaterThanOrEqual(BOOKINGS / MAILING_PAGE_SIZE);
  const progress = (await world.service.dependencies.mailings.read(body.id))?.progress;
  expect(progress).toMatchObject({ state: 'queued', queued: BOOKINGS });
}, 600_000);
