/** The transport of a production stage without a sender: it refuses every mail, and the log says so. */
import type { MailTransport } from '../ports/mail.ts';
import type { Log } from '../ports/observability.ts';

const RATE = 1_000;

export const createNoTransport = (log: Pick<Log, 'warn'>): MailTransport => ({
  async send({ mailId }) {
    log.warn('a mail was not sent, because this stage has no sender', { mailId });
    return { is: 'refused', reason: 'the stage has no sender' };
  },
  readRate: async () => RATE,
});
