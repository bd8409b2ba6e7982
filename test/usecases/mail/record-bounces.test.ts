/** Mails that come back: which addresses get no more mail, and what the organizer sees. */
import { beforeEach, describe, expect, it } from 'vitest';
import { type MailMessage, mailIdIn } from '../../../lib/domain/mail-messages.ts';
import {
  type MailReturn,
  type MailReturnKind,
  mailReturnEvent,
  parseMailReturn,
} from '../../../lib/domain/mail-returns.ts';
import { eventFunction } from '../../../lib/lambda/event-function.ts';
import { contextOf } from '../../../lib/local/functions.ts';
import { recordBounces } from '../../../lib/usecases/mail/record-bounces.ts';
import { type Crash, crashingPorts } from '../../support/crashing-ports.ts';
import { mailMessagesOf, openSending, requested, type Sale, type SendingUseCases, sell, sent } from './sending.ts';

let useCases: SendingUseCases;
let sale: Sale;
let confirmation: MailMessage;
let email: string;
beforeEach(async () => {
  useCases = await openSending();
  sale = await sell(useCases);
  [confirmation] = (await mailMessagesOf(useCases, sale.booking)) as [MailMessage];
  await sent(useCases, confirmation);
  email = (await useCases.accounts.read(sale.owner.userId))?.email ?? '';
});

const returned = (kind: MailReturnKind, mailId = mailIdIn(confirmation)): MailReturn => ({
  mailId,
  kind,
  at: useCases.now,
});
const call = () => ({ now: useCases.now, requestId: 'request-5' });
const record = (...returns: MailReturn[]) => recordBounces(useCases, call(), returns);
const isSuppressed = () => useCases.mailStore.isSuppressed(email, useCases.now);
const undelivered = async () => (await useCases.mailStore.listUndelivered(sale.eventId, { limit: 10 })).items;

describe('a mail that comes back', () => {
  it.each<[MailReturnKind, boolean]>([
    ['bounced', true],
    ['complained', true],
    ['bounced-for-now', false],
    ['rejected', false],
  ])('as %s is listed for the organizer; its address gets no more mail: %s', async (kind, suppressed) => {
    expect(await record(returned(kind))).toEqual([]);
    expect(await isSuppressed()).toBe(suppressed);
    expect(await undelivered()).toEqual([
      {
        eventId: sale.eventId,
        mailId: mailIdIn(confirmation),
        kind: 'booking-confirmed',
        claimId: sale.booking.id.slice(4),
        reason: kind,
        at: useCases.now,
      },
    ]);
    expect(useCases.counted).toContain(`MailsReturned ${kind}`);
  });

  it('twice, and in another order, is listed once with its first reason', async () => {
    await record(returned('bounced-for-now'), returned('bounced-for-now'), returned('complained'));
    expect((await undelivered()).map(({ reason }) => reason)).toEqual(['bounced-for-now']);
    expect(await isSuppressed()).toBe(true);
  });

  it('late does not shorten the time for which its address is suppressed', async () => {
    const later = { ...returned('bounced'), at: useCases.now + 1_000 };
    await record(later, returned('bounced'));
    const end = later.at + 180 * 24 * 3_600_000;
    expect(await useCases.mailStore.isSuppressed(email, end - 1)).toBe(true);
    expect(await useCases.mailStore.isSuppressed(email, end)).toBe(false);
  });

  it('that an account has requested is not listed for any event', async () => {
    const message = await requested(useCases, { kind: 'reset-password', email });
    await sent(useCases, message);
    await record(returned('bounced', mailIdIn(message)));
    expect([await isSuppressed(), await undelivered()]).toEqual([true, []]);
  });

  it('and has no row suppresses nothing', async () => {
    expect(await record(returned('bounced', 'mal_foreign'))).toEqual([]);
    expect(await isSuppressed()).toBe(false);
    expect(useCases.lines.at(-1)).toMatchObject({ level: 'warn', mailId: 'mal_foreign' });
  });

  it.each([1, 2, 3].flatMap(at => (['before', 'after'] as const).map((how): [Crash, number] => [how, at])))(
    'is recorded by the next delivery after a crash %s call %i',
    async (how, at) => {
      const { mailStore, metrics, log } = useCases;
      const { ports } = crashingPorts({ mailStore, metrics, log }, at, how);
      expect(await recordBounces(ports, call(), [returned('bounced')])).toHaveLength(1);
      await record(returned('bounced'));
      expect([await isSuppressed(), (await undelivered()).length]).toEqual([true, 1]);
    },
  );
});

describe('the function', () => {
  const deliver = (event: unknown, ports: object = useCases) => {
    const service = async () => ({ dependencies: ports, clock: () => useCases.now }) as never;
    return eventFunction(parseMailReturn, recordBounces, service)(event, contextOf('record-bounces', 1_000));
  };

  it('reads the events of SES, and passes over those of other kinds', async () => {
    const { time, detail } = mailReturnEvent(returned('bounced'));
    await deliver({ time, detail: { ...detail, eventType: 'Delivery' } });
    expect(await isSuppressed()).toBe(false);
    await deliver(mailReturnEvent(returned('bounced')));
    expect(await isSuppressed()).toBe(true);
  });

  it.each([undefined, '{', {}, { detail: { eventType: 'Bounce' } }])(
    'fails for the malformed event %j, so that it becomes a dead letter',
    async event => {
      await expect(deliver(event)).rejects.toThrow('the event of a returned mail is malformed');
    },
  );

  it('fails if the return may not be recorded, so that Lambda gives it the event again', async () => {
    const { mailStore, metrics, log } = useCases;
    const { ports } = crashingPorts({ mailStore, metrics, log }, 2, 'before');
    await expect(deliver(mailReturnEvent(returned('bounced')), ports)).rejects.toThrow();
    await deliver(mailReturnEvent(returned('bounced')));
    expect([await isSuppressed(), (await undelivered()).length]).toEqual([true, 1]);
  });
});
