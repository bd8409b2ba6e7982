/**
 * The states of a mail in its row. Only a mail that is `requested`, or `sending` under a lease that is over, can be sent; all other
 * states are final.
 *
 *   absent ─────┐
 *   requested ──┼─▶ sending ─▶ sent
 *               │      └─────▶ refused
 *               └────────────▶ suppressed, too-old, not-needed
 */
export const FINAL_MAIL_STATES = [
  /** The transport has accepted it. */
  'sent',
  /** The transport will never accept it. */
  'refused',
  /** Its address is suppressed. */
  'suppressed',
  /** Its cause is too long ago, or its link would be over. */
  'too-old',
  /** Its cause has gone: the account was deleted, or the invitation was accepted. */
  'not-needed',
] as const;
export type FinalMailState = (typeof FINAL_MAIL_STATES)[number];
export const MAIL_STATES = ['requested', 'sending', ...FINAL_MAIL_STATES] as const;
export type MailState = (typeof MAIL_STATES)[number];

export const isFinal = (state: MailState): state is FinalMailState =>
  (FINAL_MAIL_STATES as readonly string[]).includes(state);
