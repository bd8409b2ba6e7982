/** Every problem code has a document that a client can act on. */
import { describe, expect, it } from 'vitest';
import { problemDocument } from '../../lib/contract/problem-documents.ts';
import { membersOf, PROBLEM_CODES, PROBLEM_SCHEMAS } from '../../lib/contract/problem-schemas.ts';
import { PROBLEMS, type ProblemCode, type ProblemDetails } from '../../lib/contract/problems.ts';
import { Problem } from '../../lib/contract/reference/responses.ts';
import { INVALID_LINK_REASONS } from '../../lib/domain/refusals.ts';

const AT = Date.UTC(2027, 0, 1);
const ID = 'x'.repeat(25);
/** Details for each code that has some. */
const DETAILS: { [Code in ProblemCode]?: ProblemDetails[Code] } = {
  'validation-failed': { errors: [{ path: 'body.seats', message: 'must not be empty' }] },
  forbidden: { role: 'admin' },
  'method-not-allowed': { allow: ['GET'] },
  'not-acceptable': { bytes: 11, bytesMax: 10, encodings: ['br', 'gzip'] },
  'payload-too-large': { bytesMax: 10 },
  'headers-too-large': { bytesMax: 10 },
  'unsupported-media-type': { is: 'encoded' },
  'sales-not-open': { opensAt: AT },
  'too-many-places': { placesMax: 4 },
  'place-not-found': { areaIds: [], seatIds: ['a/1'] },
  'seats-unavailable': {
    conflicts: [
      { seatId: 'a/1', reason: 'held', until: AT },
      { seatId: 'a/2', reason: 'booked' },
    ],
  },
  'not-your-event': { roles: ['owner', 'editor'] },
  'organization-role-required': { roles: ['owner'] },
  'too-many-members': { membersMax: 100 },
  'too-many-invitations': { invitationsMax: 50 },
  'recipients-changed': { recipients: 412 },
  'too-many-messages': { messagesMax: 5, nextAt: 0 },
  'event-changed': { etag: '"3.open"' },
  'event-not-editable': { state: 'closed' },
  'no-adjacent-seats': { sectionId: 'stalls', isOffered: false },
  'area-sold-out': { shortages: [{ areaId: 'standing', available: 1 }] },
  'capacity-below-sold': { areaId: 'standing', sold: 7 },
  'customer-limit-reached': { placesMax: 4, placesTaken: 3 },
  'overlapping-journey': { journeys: [{ eventId: `evt_${ID}`, startsAt: AT, endsAt: AT + 1 }] },
  'cancellation-closed': { closedAt: AT },
  'booking-places-cancelled': {
    seatIds: ['a/1'],
    areas: [{ areaId: 'standing', left: 2 }],
    ticketIds: ['tkt_x_3'],
  },
  'ticket-redeemed': { ticketIds: ['tkt_x_3'] },
  'ticket-of-other-event': { eventId: `evt_${ID}` },
  'ticket-void': { reason: 'cancelled', since: AT },
  'doors-not-open': { opensAt: AT },
  'event-over': { endedAt: AT },
  'wrong-gate': { gates: ['north'] },
  'already-admitted': { admission: { at: AT + 1, scannedAt: AT, gate: 'north', device: 'Scanner 3' } },
  'too-many-scans': { scansMax: 50 },
  'too-many-reissues': { reissuesMax: 40 },
  'invalid-code': { reason: 'signature' },
  'refund-not-possible': { amount: 5, currency: 'MGA' },
  'code-not-usable': { reason: 'over', closedAt: 0 },
  'code-limit-reached': { usesMax: 1 },
  'code-taken': { codes: ['SUMMER'] },
  'ticket-type-in-use': { types: ['child'] },
  'ticket-type-not-found': { types: ['child'] },
  'ticket-type-not-offered': { places: [{ seatId: 'a/1', type: 'child' }] },
  'ticket-types-not-allowed': { types: [{ type: 'child', onlyWith: ['adult'] }] },
  'ticket-type-sold-out': { shortages: [{ type: 'child', available: 1 }] },
  'price-changed': { total: 5, currency: 'EUR' },
  'hold-not-extendable': { expiresAt: AT },
  'payment-declined': { paymentId: `pay_${ID}_1` },
  'too-many-payments': { paymentsMax: 10 },
  'payment-unavailable': { retryAfterSeconds: 5 },
  'rate-limited': { limit: 'place-hold', retryAfterSeconds: 7, quota: 5, windowSeconds: 60 },
  'account-is-needed': { for: 'events', organizationId: `org_${ID}` },
  'invalid-link': { reason: 'expired' },
  'weak-password': { reason: 'length', lengthMin: 12, lengthMax: 128 },
  busy: { retryAfterSeconds: 1 },
};

describe('a problem document', () => {
  it.each(Object.keys(PROBLEMS) as ProblemCode[])('has a status, a code, a request id and a sentence: %s', code => {
    const document = problemDocument(code, (DETAILS[code] ?? {}) as never, 'request-1');
    expect(Problem.safeParse(document).error).toBeUndefined();
    expect(document).toMatchObject({ code, status: PROBLEMS[code].status, requestId: 'request-1' });
    expect(document.detail.length).toBeGreaterThan(10);
  });

  it.each(Object.keys(PROBLEMS) as ProblemCode[])(
    'matches the schema of its code, which has all its members: %s',
    code => {
      const document = problemDocument(code, (DETAILS[code] ?? {}) as never, 'request-1');
      expect(PROBLEM_SCHEMAS[code].safeParse(document).error).toBeUndefined();
      const known = [...Object.keys(Problem.shape), ...Object.keys(membersOf(code))];
      expect(known).toEqual(expect.arrayContaining(Object.keys(document)));
    },
  );

  it('has members in the tests for every code whose schema has some', () => {
    const withoutDetails = PROBLEM_CODES.filter(
      code => Object.keys(membersOf(code)).length > 0 && DETAILS[code] === undefined,
    );
    expect(withoutDetails).toEqual([]);
  });

  it('lists which seats are unavailable, why, and until when, as text and as fields', () => {
    const document = problemDocument('seats-unavailable', DETAILS['seats-unavailable'] as never, 'r');
    expect(document.detail).toBe('a/1 is held until 2027-01-01T00:00:00.000Z. a/2 is booked.');
    expect(document.conflicts).toEqual([
      { seatId: 'a/1', reason: 'held', until: '2027-01-01T00:00:00.000Z' },
      { seatId: 'a/2', reason: 'booked' },
    ]);
  });

  it('lists the roles with a right by commas: they used to be joined by several "or"', () => {
    const detailFor = (roles: ProblemDetails['not-your-event']['roles']) =>
      problemDocument('not-your-event', { roles }, 'r').detail;
    expect(detailFor(['owner', 'editor', 'finance'])).toBe(
      'This needs one of the roles owner, editor, finance in the organization of the event.',
    );
    expect(detailFor(['owner'])).toBe('This needs the role owner in the organization of the event.');
  });

  it('lists the cancelled places of a booking as text and as fields, and leaves out empty lists', () => {
    const document = problemDocument('booking-places-cancelled', DETAILS['booking-places-cancelled'] as never, 'r');
    expect(document.detail).toBe(
      'a/1 is cancelled already. tkt_x_3 is cancelled already. The booking has 2 of its places of standing left.',
    );
    expect(document).toMatchObject({
      seatIds: ['a/1'],
      areas: [{ areaId: 'standing', left: 2 }],
      ticketIds: ['tkt_x_3'],
    });
    const bySeat = problemDocument('booking-places-cancelled', { seatIds: ['a/1'], areas: [], ticketIds: [] }, 'r');
    expect(bySeat).not.toHaveProperty('areas');
    expect(bySeat).not.toHaveProperty('ticketIds');
  });

  it('of too many scans names both limits: it used to name that of a ticket when a booking had reached its own', () => {
    expect(problemDocument('too-many-scans', { scansMax: 50 }, 'r').detail).toBe(
      'The history keeps at most 50 scans of a ticket, and 200 of a booking.',
    );
  });

  it('has a text for a best-available request, which has no conflicts to list', () => {
    const document = problemDocument('seats-unavailable', { conflicts: [] }, 'r');
    expect([document.detail, document.conflicts]).toEqual(['There are not that many available seats.', []]);
    const adjacent = problemDocument('no-adjacent-seats', {}, 'r');
    expect(adjacent.detail).toBe('There are not that many available seats side by side.');
  });

  it('says whether seats with the requested access and attributes exist at all', () => {
    const textOf = (code: 'seats-unavailable' | 'no-adjacent-seats', isOffered: boolean) => {
      const document = problemDocument(code, { conflicts: [], isOffered }, 'r');
      expect(document.isOffered).toBe(isOffered);
      return document.detail;
    };
    const never =
      'There are no such seats with the requested access and attributes, even when all seats are available.';
    expect(textOf('seats-unavailable', false)).toBe(never);
    expect(textOf('no-adjacent-seats', false)).toBe(never);
    expect(textOf('seats-unavailable', true)).toBe(
      'There are not that many available seats with the requested access and attributes.',
    );
    expect(textOf('no-adjacent-seats', true)).toBe(
      'There are not that many available seats side by side with the requested access and attributes.',
    );
  });

  it('used to say what is wrong with a link, and not what to do', () => {
    const toDo = /request another|sign in|Copy the whole link|send it as/i;
    const details = [
      ...INVALID_LINK_REASONS.map(reason => problemDocument('invalid-link', { reason }, 'r').detail),
      problemDocument('link-used', {}, 'r').detail,
      problemDocument('link-of-other-account', {}, 'r').detail,
      problemDocument('email-not-verified', {}, 'r').detail,
      problemDocument('recipients-changed', { recipients: 2 }, 'r').detail,
    ];
    expect(details.filter(detail => !toDo.test(detail))).toEqual([]);
  });
});
