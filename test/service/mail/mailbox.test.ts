/** The mailbox of a test stage through the API: newest first, page by page, with links to the attachments. */
import { beforeEach, expect, it } from 'vitest';
import type { MailboxEntry, MailboxMail } from '../../../lib/contract/mail/responses.ts';
import type { MailAttachment } from '../../../lib/ports/mail.ts';
import { keepMail } from '../../support/mailbox.ts';
import { openWorld, type Person, type ProblemFields, type World } from '../../support/world.ts';

interface PageOf<Item> {
  items: Item[];
  nextCursor: string | null;
}

let world: World;
let admin: Person;

beforeEach(async () => {
  world = await openWorld();
  admin = await world.person('admin');
});

/** A mail of one millisecond later than all before. */
function send(mailId: string, attachments: MailAttachment[] = []): Promise<string> {
  world.now += 1;
  return keepMail(world, mailId, attachments);
}

const list = async (query: Record<string, string> = {}) =>
  (await world.invoke<PageOf<MailboxEntry>>('list-mails', { as: admin, query })).body;
const read = (mailId: string, on = world) =>
  on.invoke<MailboxMail & ProblemFields>('read-mail', { as: admin, params: { mailId } });

it('lists mails newest first, page by page', async () => {
  const longest = `mal_mlg_evt_${'7'.repeat(25)}_12_${'1'.repeat(25)}`;
  for (const mailId of ['mal_1', 'mal_2', longest, 'mal_4']) await send(mailId);
  const first = await list({ limit: '2' });
  expect(first.items.map(({ mailId }) => mailId)).toEqual(['mal_4', longest]);
  await send('mal_5');
  const second = await list({ limit: '2', cursor: first.nextCursor ?? '' });
  expect(second.items.map(({ mailId }) => mailId)).toEqual(['mal_2', 'mal_1']);
  expect(second.nextCursor).toBeNull();
});

it('shows a mail with links to its attachments', async () => {
  const id = await send('mal_1', [
    { fileName: 'tickets.pdf', contentType: 'application/pdf', bytes: Buffer.from('%PDF') },
  ]);
  const { status, body } = await read(id);
  expect([status, body]).toEqual([
    200,
    {
      id,
      mailId: 'mal_1',
      at: new Date(world.now).toISOString(),
      from: 'tickets@holdfast.example',
      to: 'ada@holdfast.example',
      subject: 'About mal_1',
      text: 'Hello',
      html: '<p>Hello</p>',
      attachments: [
        {
          fileName: 'tickets.pdf',
          contentType: 'application/pdf',
          size: 4,
          url: expect.stringContaining('attachment-0'),
        },
      ],
    },
  ]);
});

it.each(['000000000000000-mal_absent', 'mal_1', '..%2Fdocuments', '000000000000000-../../x'])(
  'answers 404 for %s, which names no mail',
  async mailId => {
    const { status, body } = await read(mailId);
    expect([status, body.code]).toEqual([404, 'mail-not-found']);
  },
);

it('is absent in production', async () => {
  const production = await world.another({ isTestStage: false });
  const { status, body } = await read(await send('mal_1'), production);
  expect([status, body.code]).toEqual([404, 'route-not-found']);
});
