/** The mailbox: how a mail comes into it, and its pages. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { MailFacts } from '../../lib/domain/mail-facts.ts';
import { parseMailReturn } from '../../lib/domain/mail-returns.ts';
import { mailboxIdsIn } from '../../lib/domain/mailbox.ts';
import { createFolderFiles } from '../../lib/files/folder-files.ts';
import { createMemoryFiles } from '../../lib/files/memory-files.ts';
import { createLinkSigner } from '../../lib/files/signed-links.ts';
import { mailboxPages } from '../../lib/local/http/mailbox-pages.ts';
import { createMailWriter } from '../../lib/mail/mail-writer.ts';
import { createMailboxTransport } from '../../lib/mail/mailbox-transport.ts';
import type { FileStore } from '../../lib/ports/documents.ts';
import { DOCUMENTS, factsOfKind, LINK, LONG_NAME, withText } from './mail-cases.ts';

const LINKS = createLinkSigner({ secret: new Uint8Array(32), baseUrl: () => 'http://127.0.0.1' });
const AT = Date.UTC(2026, 10, 30, 12, 0, 7);
let files: FileStore;
let reports: object[];
let now: number;
const writer = createMailWriter({ email: 'tickets@example.org' });

beforeEach(() => {
  files = createMemoryFiles(LINKS);
  reports = [];
  now = AT;
});

async function send(facts: MailFacts, mailId = 'mal_1'): Promise<string> {
  const mail = await writer.write({ mailId, to: 'anna@example.org', facts, at: now });
  const outcome = await createMailboxTransport(files, () => now).send(mail);
  if (outcome.is !== 'sent') throw new Error(`the mail was ${outcome.is}`);
  return outcome.messageId;
}

const answer = (target: string, { method = 'GET', headers = [] as string[] } = {}) => {
  const { pathname: path, searchParams: query } = new URL(target, 'http://127.0.0.1');
  const pages = mailboxPages({ files, report: async event => void reports.push(event) });
  return pages.answer({ method, path, query, rawHeaders: headers, body: Buffer.alloc(0), receivedAt: now });
};
const bodyOf = async (target: string): Promise<string> => {
  const { body = '', isBase64Encoded } = (await answer(target)) ?? {};
  return isBase64Encoded ? Buffer.from(body, 'base64').toString('latin1') : body;
};

describe('the mailbox', () => {
  it('is empty at first, and says how to get a mail', async () => {
    expect(await bodyOf('/dev/mailbox')).toContain('There is no mail yet.');
  });

  it('lists mails, the newest first, with their recipients', async () => {
    await send(factsOfKind('verify-email'), 'mal_1');
    now += 1;
    await send(factsOfKind('booking-confirmed'), 'mal_2');
    const list = await bodyOf('/dev/mailbox');
    expect(list.indexOf('Winter Concert')).toBeLessThan(list.indexOf('Confirm your e-mail address'));
    expect(list).toContain('to anna@example.org, 2026-11-30 12:00:07 UTC, 3 attachments');
  });

  it('shows a mail with its addresses, its text and its attachments', async () => {
    const id = await send(factsOfKind('booking-confirmed'));
    const page = await bodyOf(`/dev/mailbox/${id}`);
    for (const part of ['tickets@example.org', 'anna@example.org', 'office@orchestra.example', 'Hello Anna Müller,'])
      expect(page).toContain(part);
    expect(page).toContain(`href="/dev/mailbox/${id}/0">tickets-K7QM2PXA.pdf</a>`);
    expect(await bodyOf(`/dev/mailbox/${id}/0`)).toBe(Buffer.from(DOCUMENTS.pdf).toString('latin1'));
    expect(await bodyOf(`/dev/mailbox/${id}/1`)).toContain('BEGIN:VCALENDAR');
    expect(await bodyOf(`/dev/mailbox/${id}/message.eml`)).toContain('\r\nTo: anna@example.org\r\n');
  });

  it('in a folder shows attachments with their media types: all were downloads of unknown bytes', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-mailbox-'));
    try {
      files = createFolderFiles({ folder, links: LINKS, random: () => 'random' });
      const id = await send(factsOfKind('booking-confirmed'));
      const types = [0, 1].map(async part => (await answer(`/dev/mailbox/${id}/${part}`))?.headers?.['content-type']);
      expect(await Promise.all(types)).toEqual(['application/pdf', 'text/calendar; charset=utf-8']);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('keeps a mail that was sent twice two times', async () => {
    await send(factsOfKind('verify-email'));
    now += 1;
    await send(factsOfKind('verify-email'));
    expect(mailboxIdsIn(await files.list('mailbox/'))).toHaveLength(2);
  });

  it('does not list a mail that is not complete', async () => {
    await files.put('mailbox/000001796040007-mal_1/message.eml', {
      bytes: Buffer.from('x'),
      contentType: 'message/rfc822',
    });
    expect(await bodyOf('/dev/mailbox')).toContain('There is no mail yet.');
  });

  it('shows the HTML of a mail in a frame without scripts, where its links open outside', async () => {
    const id = await send(withText('<script>alert(1)</script>'));
    const page = (await answer(`/dev/mailbox/${id}`))?.body ?? '';
    expect(page).not.toContain('<script');
    expect(page).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"');
    const frame = await answer(`/dev/mailbox/${id}/html`);
    expect(frame?.body).not.toContain('<script');
    expect(frame?.body).toContain('<base target="_blank">');
    expect(frame?.headers?.['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'unsafe-inline'; sandbox /,
    );
    expect(frame?.body).toContain(`href="${LINK}"`);
  });

  it('has no page for other paths, other ids and other attachments', async () => {
    const id = await send(factsOfKind('booking-confirmed'));
    for (const path of [
      '/dev/mailboxes',
      '/dev/mailbox/..%2f..%2fdocuments',
      '/dev/mailbox/000000000000001-absent',
      `/dev/mailbox/${id}/3`,
      `/dev/mailbox/${id}/-1`,
      `/dev/mailbox/${id}/constructor`,
      `/dev/mailbox/${id}/0/x`,
      `/dev/mailbox/${id}x`,
    ]) {
      expect(await answer(path), path).toBeUndefined();
    }
    expect(await answer(`/dev/mailbox/${id}`, { method: 'DELETE' })).toBeUndefined();
  });

  it('takes a name of 200 characters in three scripts', async () => {
    const id = await send(withText(LONG_NAME));
    expect(await bodyOf(`/dev/mailbox/${id}`)).toContain(LONG_NAME);
  });
});

describe('a button of the mailbox', () => {
  it.each([
    ['bounce', 'bounced'],
    ['complain', 'complained'],
  ])('%s reports the mail as SES does, and says so', async (action, kind) => {
    const id = await send(factsOfKind('booking-confirmed'));
    const answered = await answer(`/dev/mailbox/${id}/${action}`, {
      method: 'POST',
      headers: ['Sec-Fetch-Site', 'same-origin'],
    });
    expect(answered).toMatchObject({ statusCode: 303, headers: { location: `/dev/mailbox/${id}?reported=${action}` } });
    expect(reports.map(report => parseMailReturn(report))).toEqual([{ mailId: 'mal_1', kind, at: AT }]);
    expect(await bodyOf(`/dev/mailbox/${id}?reported=${action}`)).toContain(`The mail was reported: ${kind}.`);
  });

  it('does nothing for a page of another site, an absent mail, another action or a GET', async () => {
    const id = await send(factsOfKind('booking-confirmed'));
    for (const [path, options] of [
      [`/dev/mailbox/${id}/bounce`, { method: 'POST', headers: ['sec-fetch-site', 'cross-site'] }],
      [`/dev/mailbox/${id}/bounce`, { method: 'GET' }],
      [`/dev/mailbox/${id}/constructor`, { method: 'POST' }],
      [`/dev/mailbox/${id}/html`, { method: 'POST' }],
      ['/dev/mailbox/000000000000001-absent/bounce', { method: 'POST' }],
    ] as const) {
      expect(await answer(path, { headers: [], ...options } as never), path).toBeUndefined();
    }
    expect(reports).toEqual([]);
  });

  it('says nothing about a return that no button reports', async () => {
    const id = await send(factsOfKind('booking-confirmed'));
    for (const reported of ['constructor', '<b>', 'sent']) {
      expect(await bodyOf(`/dev/mailbox/${id}?reported=${encodeURIComponent(reported)}`)).not.toContain('was reported');
    }
  });
});
