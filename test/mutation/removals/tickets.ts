/** Removals of the checks of ticket codes, of void tickets and of their lists. */
import type { Removal } from './removal.ts';

const CODES = 'lib/tokens/ticket-codes.ts';
const KEYS = 'lib/tokens/ticket-keys.ts';
const LISTS = 'lib/tokens/revocation-lists.ts';
const RULES = 'lib/domain/ticket-rules.ts';
const READ_REVOCATIONS = 'lib/usecases/tickets/read-revocations.ts';
const OWN_TICKET = 'lib/usecases/tickets/own-ticket.ts';
const READ_LISTS = 'lib/commands/check-codes/read-lists.ts';
const JUDGE_CODE = 'lib/commands/check-codes/judge-code.ts';
const CHANGE_CLAIM = 'lib/table/claims/change-claim.ts';

const OF_CODES = ['tokens/ticket-codes.test'];
const OF_KEYS = ['tokens/ticket-keys.test'];
const OF_COMMAND = ['commands/check-codes/check-codes.test'];
const OF_CLOCKS = ['operations/clock-skew.test'];

const ALL: Removal[] = [
  {
    removes: 'the type of a code',
    file: CODES,
    from: 'typ: z.literal(TYPE) });',
    to: 'typ: z.optional(z.unknown()) });',
    tests: OF_CODES,
  },
  {
    removes: 'the refusal of unused bits in a signature',
    file: CODES,
    from: ' || !isCanonical(signature)',
    to: '',
    tests: OF_CODES,
  },
  {
    removes: 'the second read of the keys for an unknown key',
    file: CODES,
    from: 'if (!isOfUnknownKey(verified)) return verified;',
    to: 'return verified;',
    tests: OF_CODES,
  },
  {
    removes: 'the day before a new key signs',
    file: KEYS,
    from: ' && now < rotatedAt + TICKET_KEYS_SETTLE_MS ? older : newest',
    to: ' ? newest : newest',
    tests: OF_KEYS,
  },
  {
    removes: 'the public keys that a rotation keeps',
    file: KEYS,
    from: 'verification: [...verification, ...keys.verification],',
    to: 'verification: [...verification, ...keys.verification].slice(0, 2),',
    tests: OF_KEYS,
  },
  {
    removes: 'the room for keys in a parameter',
    file: KEYS,
    from: 'if (keys.verification.length >= PUBLIC_KEYS_MAX) {',
    to: 'if (keys.verification.length > PUBLIC_KEYS_MAX) {',
    tests: OF_KEYS,
  },
  {
    removes: 'the removal of leaked keys',
    file: KEYS,
    from: '.filter(key => !leaked.has(key.kid))',
    to: '',
    tests: OF_CODES,
  },
  {
    removes: 'the type of a revocation list',
    file: LISTS,
    from: 'typ: z.literal(TYPE) });',
    to: 'typ: z.optional(z.unknown()) });',
    tests: OF_COMMAND,
  },
  {
    removes: 'the row of void tickets in the transaction that cancels',
    file: CHANGE_CLAIM,
    from: '...(revocation ? [',
    to: '...(revocation && !claim.booking ? [',
  },
  {
    removes: 'the refusal to make codes void without their row',
    file: CHANGE_CLAIM,
    from: "if (newRevocationOf(claim, change)) throw new Error('void codes need a row of their own, in a transaction');",
    to: '',
    tests: ['table/history-attribute.test'],
  },
  {
    removes: 'the margin of a list of what is new',
    file: READ_REVOCATIONS,
    from: 'at >= since - REVOCATION_MARGIN_MS',
    to: 'at >= since',
  },
  {
    removes: 'the refusal of a time that has not come',
    file: READ_REVOCATIONS,
    from: 'if (since !== undefined && since > now) {',
    to: 'if (since === Number.NaN) {',
  },
  {
    removes: 'the end of all tickets with their event',
    file: READ_REVOCATIONS,
    from: "event.state === 'cancelled' || event.state === 'deleted';",
    to: "event.state === 'deleted';",
  },
  {
    removes: 'the highest void version of a ticket',
    file: READ_REVOCATIONS,
    from: 'Math.max(known, version)',
    to: 'version - (known ? 1 : 0)',
  },
  {
    removes: 'the absence of a deleted event for strangers',
    file: READ_REVOCATIONS,
    from: 'if (isDeleted && ',
    to: 'if (false && isDeleted && ',
  },
  {
    removes: 'the clock of a list of void tickets',
    file: READ_REVOCATIONS,
    from: 'requireClock({ clockSkew });',
    to: '',
    tests: OF_CLOCKS,
  },
  {
    removes: 'the clock of a new code',
    file: 'lib/usecases/tickets/reissue-ticket.ts',
    from: 'requireClock(dependencies);',
    to: '',
    tests: OF_CLOCKS,
  },
  {
    removes: 'the clock of a cancellation by the gateway',
    file: 'lib/usecases/bookings/payment-steps.ts',
    from: 'requireClock(dependencies);',
    to: '',
    tests: OF_CLOCKS,
  },
  {
    removes: 'the clock of a cancellation',
    file: 'lib/usecases/bookings/cancel-booking.ts',
    from: 'requireClock(dependencies);',
    to: '',
    tests: OF_CLOCKS,
  },
  {
    removes: 'the refusal to replace the code of a used ticket',
    file: RULES,
    from: "ticket.status === 'redeemed'",
    to: 'number === 0',
  },
  {
    removes: 'the number of new codes',
    file: RULES,
    from: 'reissues >= REISSUES_PER_CLAIM_MAX',
    to: 'reissues > REISSUES_PER_CLAIM_MAX',
  },
  {
    removes: 'the end of codes with their event',
    file: RULES,
    from: "event === undefined || event.state === 'cancelled'",
    to: 'event === undefined',
  },
  {
    removes: 'the codes that only the owner gets',
    file: 'lib/usecases/tickets/list-tickets.ts',
    from: 'isOwner ? await codesOf(',
    to: 'true ? await codesOf(',
  },
  {
    removes: 'the owner of a ticket',
    file: OWN_TICKET,
    from: 'claim?.ownerId !== caller.userId || !claim.booking',
    to: '!claim?.booking || !caller',
  },
  {
    removes: 'the booking of a ticket',
    file: OWN_TICKET,
    from: 'parsed?.claimId !== claim.id',
    to: 'parsed === undefined || !claim.id',
  },
  {
    removes: 'the expiry of a list at the door',
    file: READ_LISTS,
    from: 'if (now >= expiresAt) {',
    to: 'if (now > expiresAt) {',
    tests: OF_COMMAND,
  },
  {
    removes: 'the check of the clock at the door',
    file: READ_LISTS,
    from: 'if (now < asOf - CLOCKS_APART_MAX_MS) {',
    to: 'if (now < 0) {',
    tests: OF_COMMAND,
  },
  {
    removes: 'the time between a list and its difference',
    file: READ_LISTS,
    from: 'if (list.since > before.asOf) {',
    to: 'if (list.since > list.asOf) {',
    tests: OF_COMMAND,
  },
  {
    removes: 'the lower versions of a void ticket',
    file: JUDGE_CODE,
    from: 'version <= ticket.version',
    to: 'version === ticket.version',
    tests: OF_COMMAND,
  },
  {
    removes: 'the event of a code',
    file: JUDGE_CODE,
    from: 'eventId !== list.eventId',
    to: 'list.eventId === undefined',
    tests: OF_COMMAND,
  },
];

export const TICKET_REMOVALS: Removal[] = ALL.map(removal => ({ tests: ['service/tickets/tickets.test'], ...removal }));
