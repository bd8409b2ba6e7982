/** Requests for mails: the stream brings their rows to the queues. */
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { NOTICE_AGE_MAX_MS } from '../../../lib/domain/limits.ts';
import { NEW_PROGRESS } from '../../../lib/domain/mailings.ts';
import type { MailCause } from '../../../lib/ports/mail.ts';
import { mailCauseIn } from '../../../lib/table/mail/mail-causes.ts';
import { mailRequestRow } from '../../../lib/table/mail/mail-rows.ts';
import { mailingRow } from '../../../lib/table/mail/mailing-rows.ts';
import { requestMails } from '../../../lib/usecases/mail/request-mails.ts';
import { type KeptMessages, openMailQueues } from '../../support/mail-queues.ts';
import { openUseCases, START, type UseCases } from '../open-use-cases.ts';

let useCases: UseCases;
let kept: KeptMessages;
beforeEach(async () => {
  const queues = openMailQueues();
  kept = queues.kept;
  useCases = Object.assign(await openUseCases(), { mailQueues: queues.mailQueues });
});

const MAIL: MailCause = { is: 'mail', mailId: 'mal_1', at: START };
const MAILING: MailCause = { is: 'mailing', mailingId: 'mlg_1', at: START };
const request = (causes: MailCause[], changes: Partial<UseCases['mailQueues']> = {}) =>
  requestMails(
    { ...useCases, mailQueues: { ...useCases.mailQueues, ...changes } },
    { now: useCases.now, requestId: 'request-1' },
    causes,
  );

describe('a request', () => {
  it('for a mail goes to the queue of mails, and a mailing to that of mailings', async () => {
    expect(await request([MAIL, MAILING])).toEqual([]);
    expect(kept).toEqual({
      documents: [],
      mails: [{ is: 'request', mailId: 'mal_1', queuedAt: START }],
      bulkMails: [],
      mailings: [{ mailingId: 'mlg_1', step: 0, queuedAt: START }],
    });
  });

  it('of more than a day ago is not queued, and is counted', async () => {
    useCases.now += NOTICE_AGE_MAX_MS;
    await request([MAIL]);
    expect(kept.mails).toHaveLength(1);
    useCases.now += 1;
    expect(await request([MAIL])).toEqual([]);
    expect(kept.mails).toHaveLength(1);
    expect(useCases.counted).toEqual(['MailsTooOld']);
  });

  it.each(['mails', 'mailings'] as const)('fails alone while the queue of %s is down', async name => {
    const dead = { send: () => Promise.reject(new Error('down')) };
    const failed = await request([MAIL, MAILING], { [name]: dead });
    expect(failed.map(({ of, error }) => [of, String(error)])).toEqual([
      [name === 'mails' ? MAIL : MAILING, 'Error: down'],
    ]);
    expect(kept.mails.length + kept.mailings.length).toBe(1);
  });

  it('fails if the queue refuses only its message', async () => {
    const mails: UseCases['mailQueues']['mails'] = {
      send: async ([first]) => (first ? [{ of: first, error: 'no' }] : []),
    };
    const second: MailCause = { ...MAIL, mailId: 'mal_2' };
    expect(await request([MAIL, second], { mails })).toEqual([{ of: MAIL, error: 'no' }]);
  });
});

describe('a record of the stream', () => {
  const causeOf = (row: object) => mailCauseIn({ NewImage: marshall(row, { removeUndefinedValues: true }) });
  const mail = mailRequestRow({ id: 'mal_1', at: START, email: 'a@holdfast.example', kind: 'reset-password' });
  const mailing = mailingRow({
    id: 'mlg_1',
    eventId: 'evt_1',
    at: START,
    requestedBy: 'usr_1',
    text: { kind: 'organizer-message', subject: 's', text: 't' },
    progress: NEW_PROGRESS,
  });

  it('of a request is one', () => {
    expect([causeOf(mail), causeOf(mailing)]).toEqual([MAIL, MAILING]);
  });

  it('of the mark of a mail that a worker has begun is none, nor of a mailing that its worker has put', () => {
    expect([causeOf({ ...mail, state: 'sending' }), causeOf({ ...mailing, state: 'queuing' })]).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('of another row, or of one that was removed, is none', () => {
    expect([causeOf({ pk: 'USER#usr_1', sk: 'USER', state: 'requested' }), mailCauseIn({})]).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('of a malformed request fails, and names the row without its content', () => {
    expect(() => causeOf({ ...mail, at: 'now' })).toThrow('the row MAIL#mal_1 MAIL is malformed: at is not a number');
  });
});
