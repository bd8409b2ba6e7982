import { describe, expect, it } from 'vitest';
import {
  type MailMessage,
  mailIdIn,
  parseDocumentMessage,
  parseMailingMessage,
  parseMailMessage,
  placeOfDocumentMessage,
  placeOfMailingMessage,
  placeOfMailMessage,
} from '../../lib/domain/mail-messages.ts';

const AT = Date.UTC(2027, 0, 1);

const MAILS: MailMessage[] = [
  { is: 'request', mailId: 'mal_1', queuedAt: AT },
  { is: 'booking', claimId: 'clm', position: 0, queuedAt: AT },
  { is: 'mailing', mailingId: 'mlg_1', claimId: 'clm', queuedAt: AT },
];

describe('a message of a mail queue', () => {
  it.each(MAILS)('is read as it was written: %o', message => {
    expect(parseMailMessage(JSON.stringify(message))).toEqual(message);
    // A later version may add fields.
    expect(parseMailMessage(JSON.stringify({ ...message, later: true }))).toEqual(message);
  });

  it('of documents and of mailings is read as it was written', () => {
    for (const message of [
      { claimId: 'clm', queuedAt: AT },
      { claimId: 'clm', position: 3, queuedAt: AT },
    ]) {
      expect(parseDocumentMessage(JSON.stringify(message))).toEqual(message);
    }
    const mailing = { mailingId: 'mlg_1', step: 0, queuedAt: AT };
    expect(parseMailingMessage(JSON.stringify(mailing))).toEqual(mailing);
  });

  it.each([
    ['no JSON', '{', 'no JSON'],
    ['a list', '[]', 'the message must be an object'],
    ['null', 'null', 'the message must be an object'],
    ['an unknown kind', '{"is":"letter","queuedAt":1}', 'is must be request, booking or mailing'],
    ['no time', '{"is":"request","mailId":"mal_1"}', 'queuedAt must be a whole number from 0'],
    ['an empty id', '{"is":"request","mailId":"","queuedAt":1}', 'mailId must be an id'],
    ['a position below 0', '{"is":"booking","claimId":"c","position":-1,"queuedAt":1}', 'position must be'],
    ['a position that is text', '{"is":"booking","claimId":"c","position":"0","queuedAt":1}', 'position must be'],
    ['no booking', '{"is":"mailing","mailingId":"m","queuedAt":1}', 'claimId must be an id'],
  ])('with %s is refused by the name of its first wrong field', (_, text, reason) => {
    expect(() => parseMailMessage(text)).toThrow(reason);
  });

  it('of documents is refused with a position that is no whole number', () => {
    expect(() => parseDocumentMessage('{"claimId":"c","position":0.5,"queuedAt":1}')).toThrow('position must be');
    expect(() => parseMailingMessage('{"mailingId":"m","queuedAt":1}')).toThrow('step must be');
  });
});

describe('the place of a message in its queue', () => {
  it('keeps all mails about a booking in order', () => {
    expect(MAILS.map(placeOfMailMessage)).toEqual([
      { group: 'mal_1', deduplicationId: 'mal_1' },
      { group: 'clm', deduplicationId: 'mal_clm_0' },
      { group: 'clm', deduplicationId: 'mal_mlg_1_clm' },
    ]);
    expect(new Set(MAILS.map(mailIdIn)).size).toBe(MAILS.length);
  });

  it('makes requests for the documents of a booking within ten seconds one, but never an entry and a request', () => {
    const asked = (queuedAt: number) => placeOfDocumentMessage({ claimId: 'clm', queuedAt });
    expect(asked(AT + 9_999)).toEqual(asked(AT));
    expect(asked(AT + 10_000)).not.toEqual(asked(AT));
    const entry = placeOfDocumentMessage({ claimId: 'clm', position: 0, queuedAt: AT });
    expect(entry.group).toBe(asked(AT).group);
    expect(entry.deduplicationId).not.toBe(asked(AT).deduplicationId);
    expect(placeOfDocumentMessage({ claimId: 'clm', position: 0, queuedAt: AT + 1 })).toEqual(entry);
  });

  it('tells the steps of a mailing apart', () => {
    const places = [0, 1].map(step => placeOfMailingMessage({ mailingId: 'mlg_1', step, queuedAt: AT }));
    expect(new Set(places.map(({ deduplicationId }) => deduplicationId)).size).toBe(2);
    expect(new Set(places.map(({ group }) => group))).toEqual(new Set(['mlg_1']));
  });
});
