/** A mail with its facts, or the reason why it is not sent. */
import type { MailFacts } from '../../domain/mail-facts.ts';
import type { FinalMailState } from '../../domain/mail-states.ts';
import type { MailSubject } from '../../ports/mail-store.ts';

/** `ended`: the mail has a final state already. `not-sent`: it gets this one. */
export type PreparedMail =
  | { is: 'facts'; subject: MailSubject; email: string; causedAt: number; facts: MailFacts }
  | { is: 'not-sent'; subject: MailSubject; state: FinalMailState }
  | { is: 'ended' };
