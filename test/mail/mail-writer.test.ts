/** Mails as messages by RFC 5322, read back by another library. */
import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../lib/domain/languages.ts';
import type { MailFacts } from '../../lib/domain/mail-facts.ts';
import type { MailSender } from '../../lib/domain/mail-sender.ts';
import { mailOf } from '../../lib/mail/mail-of.ts';
import { createMailWriter } from '../../lib/mail/mail-writer.ts';
import { allFacts, DOCUMENTS, factsOfKind, LINK, LONG_NAME, RECEIPT, SCRIPTS, withText } from './mail-cases.ts';

const SENDER: MailSender = { name: 'Holdfast Tickets', email: 'tickets@example.org' };
const AT = Date.UTC(2026, 10, 30, 12, 0, 7);

const write = (facts: MailFacts, { sender = SENDER, to = 'anna@example.org' } = {}) =>
  createMailWriter(sender).write({ mailId: 'mal_abc_1', to, facts, at: AT });
const textOf = (raw: Uint8Array): string => Buffer.from(raw).toString('latin1');
const headerOf = (raw: Uint8Array): string => textOf(raw).split('\r\n\r\n')[0] as string;
const parse = async (facts: MailFacts, options: Parameters<typeof write>[1] = {}) =>
  PostalMime.parse((await write(facts, options)).raw);

describe('a written mail', () => {
  it.each(
    LANGUAGES.flatMap(language => allFacts(language)).map(
      facts => [`${facts.kind} in ${facts.language}`, facts] as const,
    ),
  )('%s is read back with its subject, HTML and text', async (_name, facts) => {
    const { subject, html, text } = mailOf(facts);
    const parsed = await parse(facts);
    expect(parsed.subject).toBe(subject);
    // The reader adds a line end.
    expect(parsed.html?.trimEnd()).toBe(html.trimEnd());
    expect(parsed.text?.trimEnd()).toBe(text.trimEnd());
  });

  it('keeps long names and all scripts', async () => {
    for (const text of [SCRIPTS, LONG_NAME, '👨‍👩‍👧‍👦'.repeat(18)]) {
      const parsed = await parse(withText(text));
      expect(parsed.subject).toBe(mailOf(withText(text)).subject);
      expect(parsed.text?.trimEnd()).toBe(mailOf(withText(text)).text.trimEnd());
    }
  });

  it('has the addresses, the date, and an id that follows from the mail', async () => {
    const parsed = await parse(factsOfKind('booking-confirmed'));
    expect(parsed.from).toMatchObject({ name: 'Holdfast Tickets', address: 'tickets@example.org' });
    expect(parsed.to).toMatchObject([{ address: 'anna@example.org' }]);
    expect(parsed.replyTo).toMatchObject([{ address: 'office@orchestra.example' }]);
    expect(parsed.date).toBe('2026-11-30T12:00:07.000Z');
    expect(parsed.messageId).toBe('<mal_abc_1@example.org>');
    expect(parsed.headers.filter(({ key }) => key === 'auto-submitted')).toMatchObject([{ value: 'auto-generated' }]);
  });

  it('has the attachments byte by byte', async () => {
    const { attachments } = await parse(factsOfKind('booking-confirmed'));
    expect(attachments).toMatchObject([
      { filename: 'tickets-K7QM2PXA.pdf', mimeType: 'application/pdf', disposition: 'attachment' },
      { filename: 'event-K7QM2PXA.ics', mimeType: 'text/calendar', disposition: 'attachment' },
      { filename: 'receipt-K7QM2PXA.pdf', mimeType: 'application/pdf', disposition: 'attachment' },
    ]);
    expect(new Uint8Array(attachments[0]?.content as ArrayBuffer)).toEqual(DOCUMENTS.pdf);
    expect(new Uint8Array(attachments[2]?.content as ArrayBuffer)).toEqual(RECEIPT);
    // The reader changes the line ends of a calendar.
    const { raw } = await write(factsOfKind('booking-confirmed'));
    expect(textOf(raw)).toContain(Buffer.from(DOCUMENTS.calendar).toString('base64'));
  });

  it('shows a text of encoded words as it was written: readers decoded it', async () => {
    for (const subject of ['=?utf-8?B?aGk=?=', 'x =?UTF-8?q?=0D=0A?= y', '=?a*en?b?aGk=?=']) {
      const parsed = await parse({ ...factsOfKind('organizer-message'), subject });
      expect(parsed.subject).toBe(subject.replace('=?', '= ?'));
    }
    expect((await parse({ ...factsOfKind('organizer-message'), subject: '2 + 2 =? Find out' })).subject).toBe(
      '2 + 2 =? Find out',
    );
  });

  it('has a link that works after it was broken into lines and joined again', async () => {
    const { html = '', text = '' } = await parse(factsOfKind('reset-password'));
    const link = LINK.replace('booking', 'reset');
    expect(html).toContain(`href="${link}"`);
    expect(text).toContain(`\n${link}\n`);
  });

  it('has lines that every server takes: ASCII, at most 998 characters, ended by CR LF', async () => {
    for (const facts of [factsOfKind('booking-confirmed', 'de'), withText(SCRIPTS), withText(LONG_NAME)]) {
      const lines = textOf((await write(facts)).raw).split('\r\n');
      // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII but line ends
      for (const line of lines) expect(line).toMatch(/^[\x01-\x09\x0b\x0c\x0e-\x7f]{0,998}$/);
    }
  });

  it('is the same for the same facts and time', async () => {
    const facts = factsOfKind('booking-confirmed');
    expect((await write(structuredClone(facts))).raw).toEqual((await write(facts)).raw);
  });
});

describe('a header', () => {
  const HOSTILE = [
    'x\r\nBcc: victim@example.org',
    'x\nBcc: victim@example.org\n\n<script>',
    'x\rBcc: victim@example.org',
    'x\u2028Bcc: victim@example.org',
    '=?utf-8?Q?x=0D=0ABcc:_victim@example.org?=',
    '"x" <victim@example.org>, y',
  ];
  /** The names of the headers of an ordinary mail. */
  const namesIn = (raw: Uint8Array): string[] =>
    headerOf(raw)
      .replaceAll(/\r\n[ \t]+/g, ' ')
      .split('\r\n')
      .map(line => line.slice(0, line.indexOf(':')).toLowerCase());

  it.each(HOSTILE)('is never added by a text of a person: %j', async text => {
    const ordinary = namesIn((await write(withText('Concert'))).raw);
    const { raw } = await write(withText(text));
    expect(namesIn(raw)).toEqual(ordinary);
    const message = await write({ ...factsOfKind('organizer-message'), subject: text });
    expect(namesIn(message.raw)).not.toContain('bcc');
    const parsed = await PostalMime.parse(message.raw);
    expect(parsed.to).toMatchObject([{ address: 'anna@example.org' }]);
    expect(parsed.bcc ?? []).toEqual([]);
  });

  it.each(HOSTILE)('of the sender is never split by its name: %j', async name => {
    const { raw } = await write(factsOfKind('reset-password'), { sender: { ...SENDER, name } });
    const parsed = await PostalMime.parse(raw);
    expect(parsed.from).toMatchObject({ address: 'tickets@example.org' });
    expect(namesIn(raw)).not.toContain('bcc');
  });

  it('shows the name of the sender in any script', async () => {
    const parsed = await parse(factsOfKind('reset-password'), { sender: { ...SENDER, name: 'Łódź Bilety 王' } });
    expect(parsed.from?.name).toBe('Łódź Bilety 王');
  });

  it('has the address of the sender alone if there is no name', async () => {
    const { raw, from } = await write(factsOfKind('reset-password'), { sender: { email: 'tickets@example.org' } });
    expect(headerOf(raw)).toMatch(/^From: tickets@example\.org$/m);
    expect(from).toBe('tickets@example.org');
  });

  it('names one recipient, also for every sign that an address may have', async () => {
    for (const to of [
      "o'neil+tag@example.org",
      'a.b!#$%&*/=?^_`{|}~-@example.org',
      'x@xn--mnchen-3ya.example',
      'anna@localhost',
    ]) {
      expect((await parse(factsOfKind('reset-password'), { to })).to).toMatchObject([{ address: to }]);
    }
  });
});
