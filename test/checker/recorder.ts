/** Writes call histories by hand: a clock, calls with their answers, and the documents of the contract. */
import type { CallHistory, CallHistoryLine, Invocation, Ledger } from '../../lib/checker/call-history.ts';
import { problemDocument } from '../../lib/contract/problem-documents.ts';
import type { ProblemCode, ProblemDetails } from '../../lib/contract/problems.ts';

export const NOW = Date.UTC(2027, 2, 1, 12);
export const ORGANIZATION = `org_${'z'.repeat(25)}`;
export const SKEW_MS = 500;
export const HOLD_MS = 300_000;
export const EVENT = `evt_${'e'.repeat(25)}`;
export const [ALICE, BOB, CAROL, ADMIN] = ['a', 'b', 'c', 'z'].map(part => `usr_${part.repeat(25)}`) as [
  string,
  string,
  string,
  string,
];
export const claimNamed = (name: string): string => name.padEnd(25, '0');
export const timeOf = (at: number): string => new Date(NOW + at).toISOString();

export type Request = Omit<Invocation, 'is' | 'call' | 'at' | 'client'> & { client?: string };

/** Times are ms after NOW. */
export function recorder() {
  const lines: CallHistoryLine[] = [];
  let calls = 0;
  const invoke = (at: number, request: Request): number => {
    calls += 1;
    lines.push({ is: 'invoke', call: calls, at: NOW + at, client: request.caller ?? 'reader', ...request });
    return calls;
  };
  const answer = (call: number, at: number, status: number, document: unknown, isReplay = false): void => {
    const body = document === undefined ? '' : typeof document === 'string' ? document : JSON.stringify(document);
    lines.push({ is: 'answer', call, at: NOW + at, status, body, isReplay });
  };
  const refuse = <Code extends ProblemCode>(call: number, at: number, code: Code, details: ProblemDetails[Code]) => {
    const document = problemDocument(code, details, `request-${call}`);
    answer(call, at, document.status, document);
  };
  const lose = (call: number, at: number): void =>
    void lines.push({ is: 'unknown', call, at: NOW + at, because: 'the connection was reset' });
  /** A call that takes 20 ms. */
  const ask = (at: number, request: Request, status: number, document: unknown, isReplay = false): number => {
    const call = invoke(at, request);
    answer(call, at + 20, status, document, isReplay);
    return call;
  };
  const settle = (at: number): void => void lines.push({ is: 'settled', at: NOW + at });
  const ledger = (at: number, payments: Ledger['payments']): void =>
    void lines.push({ is: 'ledger', at: NOW + at, payments });
  const history = (): CallHistory => ({
    header: { is: 'call-history', version: 1, source: 'a test', skewMaxMs: SKEW_MS },
    lines,
  });
  return { invoke, answer, refuse, lose, ask, settle, ledger, history };
}

export type Recorder = ReturnType<typeof recorder>;

// Requests

export const place = (caller: string, key: string, body: Record<string, unknown>): Request => ({
  caller,
  operation: 'place-hold',
  key,
  params: { eventId: EVENT },
  body,
});
export const extend = (caller: string, key: string, claim: string): Request => ({
  caller,
  operation: 'extend-hold',
  key,
  params: { holdId: `hld_${claim}` },
});
export const release = (caller: string, claim: string): Request => ({
  caller,
  operation: 'release-hold',
  params: { holdId: `hld_${claim}` },
});
export const pay = (caller: string, key: string, claim: string): Request => ({
  caller,
  operation: 'confirm-booking',
  key,
  body: { holdId: `hld_${claim}`, paymentMethod: 'sim_ok' },
});
export const cancel = (caller: string, key: string, claim: string, body: Record<string, unknown> = {}): Request => ({
  caller,
  operation: 'cancel-booking',
  key,
  params: { bookingId: `bkg_${claim}` },
  body,
});
/** Reads the log of notices of the organization after a position. */
export const readLog = (after: number, limit?: number): Request => ({
  caller: ADMIN,
  operation: 'list-notices',
  query: { organizationId: ORGANIZATION, after: String(after), ...(limit !== undefined && { limit: String(limit) }) },
});
/** A ticket code as devices and the checker read it. Its signature is not checked. */
export const codeOf = (claim: string, number: number, version = 1, eventId = EVENT): string =>
  jws({ t: `${claim}_${number}`, e: eventId.slice('evt_'.length), v: version });
const jws = (payload: object): string => `e30.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.x`;
export const nonceOf = (name: string): string => `nonce-${name.padStart(16, '0')}`;

/** The request of a scan. The nonce is made from a short name. `fields` adds or replaces fields of the body. */
export const scan = (code: string, nonce: string, fields: Record<string, unknown> = {}): Request => ({
  caller: ADMIN,
  client: 'door',
  operation: 'check-in',
  params: { eventId: EVENT },
  body: { code, nonce: nonceOf(nonce), ...fields },
});
export const readTickets = (claim: string): Request => ({
  caller: ALICE,
  operation: 'list-tickets',
  params: { bookingId: `bkg_${claim}` },
});
export const reissue = (key: string, claim: string, number: number): Request => ({
  caller: ALICE,
  operation: 'reissue-ticket',
  key,
  params: { bookingId: `bkg_${claim}`, ticketId: ticket(claim, number) },
});
/** The report of a device: its lines are codes, each with the name of its nonce and further fields. */
export const reportOf = (
  lines: [code: string, nonce: string, fields?: Record<string, unknown>][],
  client = 'device',
) => ({
  caller: ADMIN,
  client,
  operation: 'report-scans',
  params: { eventId: EVENT },
  body: {
    sentAt: timeOf(0),
    lines: lines.map(([code, nonce, fields]) => ({ code, nonce: nonceOf(nonce), scannedAt: timeOf(0), ...fields })),
  },
});
export const readRevocations = (since?: number, client = 'device'): Request => ({
  caller: ADMIN,
  client,
  operation: 'read-revocations',
  params: { eventId: EVENT },
  ...(since !== undefined && { query: { since: timeOf(since) } }),
});
const OF_EVENT = ['read-seats', 'read-availability', 'check-integrity', 'read-sales'];
export const read = (operation: string, query: Record<string, string> = {}): Request => ({
  caller: ADMIN,
  operation,
  ...(OF_EVENT.includes(operation) && { params: { eventId: EVENT } }),
  query,
});

// Documents

export const PRICE = { amount: 5_000, currency: 'EUR' };
export const total = (places: number) => ({ amount: places * PRICE.amount, currency: 'EUR' });

interface Places {
  seats?: string[];
  areas?: { areaId: string; quantity: number }[];
}
const placesOf = ({ seats = [], areas = [] }: Places) => [
  ...seats.map(seatId => ({ seatId, section: 'A', row: 'A', seat: '1', price: PRICE })),
  ...areas.map(area => ({ ...area, name: 'Standing', price: PRICE })),
];
const countOf = ({ seats = [], areas = [] }: Places): number =>
  areas.reduce((sum, { quantity }) => sum + quantity, seats.length);

export const ticket = (claim: string, number: number): string => `tkt_${claim}_${number}`;

/** The places of a booking, each with its tickets. Those with a number in `cancelled` are void. */
function withTickets(claim: string, places: object[], cancelled: number[] = []): object[] {
  let number = 0;
  return places.map(place => {
    const count = 'quantity' in place ? (place.quantity as number) : 1;
    const tickets = Array.from({ length: count }, () => {
      number += 1;
      return { id: ticket(claim, number), status: cancelled.includes(number) ? 'void' : 'valid' };
    });
    return { ...place, tickets };
  });
}

/** A hold that was placed at `at`. */
export const hold = (claim: string, at: number, places: Places, fields: Record<string, unknown> = {}) => ({
  id: `hld_${claim}`,
  eventId: EVENT,
  status: 'active',
  places: placesOf(places),
  total: total(countOf(places)),
  expiresAt: timeOf(at + HOLD_MS),
  maxExpiresAt: timeOf(at + 3 * HOLD_MS),
  createdAt: timeOf(at),
  ...fields,
});

export const booking = (claim: string, at: number, places: Places, fields: Record<string, unknown> = {}) => ({
  id: `bkg_${claim}`,
  reference: claim.slice(0, 8).toUpperCase(),
  eventId: EVENT,
  status: 'confirmed',
  places: withTickets(claim, placesOf(places)),
  total: total(countOf(places)),
  refunded: total(0),
  refunds: [],
  payment: { id: `pay_${claim}_1`, state: 'authorised' },
  confirmedAt: timeOf(at),
  event: { title: 'A concert', startsAt: timeOf(30 * 86_400_000), endsAt: timeOf(31 * 86_400_000) },
  ...fields,
});

/** A booking of which these tickets were cancelled, with a refund for each list. If all are in it, the booking is cancelled. */
export const partlyCancelled = (
  claim: string,
  at: number,
  places: Places,
  cancelled: number[][],
  { refunded = false, ...fields }: { refunded?: boolean } & Record<string, unknown> = {},
) => {
  const isOver = cancelled.flat().length === countOf(places);
  const status = refunded ? 'refunded' : 'refunding';
  return booking(claim, at, places, {
    places: withTickets(claim, placesOf(places), cancelled.flat()),
    refunded: total(cancelled.flat().length),
    refunds: cancelled.map((part, i) => ({ number: i + 1, status, amount: total(part.length) })),
    payment: { id: `pay_${claim}_1`, state: refunded && isOver ? 'refunded' : 'captured' },
    ...(isOver && {
      status: 'cancelled',
      cancelledAt: timeOf(at + 1_000),
      refund: { status, amount: total(countOf(places)) },
    }),
    ...fields,
  });
};

/** The answer to a cancellation: it has made the last list of tickets void. */
export const cancellation = (claim: string, at: number, places: Places, cancelled: number[][]) => ({
  booking: partlyCancelled(claim, at, places, cancelled),
  refund: { status: 'refunding', amount: total(cancelled.at(-1)?.length ?? 0) },
});

const SEATS = ['a/A-1', 'a/A-2', 'a/A-3', 'a/A-4'];
export const AREA_CAPACITY = 10;

export const eventDocument = (fields: Record<string, unknown> = {}) => ({
  id: EVENT,
  organizationId: ORGANIZATION,
  kind: 'concert',
  title: 'A concert',
  startsAt: timeOf(30 * 86_400_000),
  endsAt: timeOf(31 * 86_400_000),
  timeZone: 'UTC',
  salesCloseAt: timeOf(30 * 86_400_000),
  status: 'open',
  holdSeconds: HOLD_MS / 1000,
  placesPerHoldMax: 10,
  cancellationClosesMinutes: 60,
  currency: 'EUR',
  sections: [
    { id: 'a', name: 'A', kind: 'seated', price: 5_000, capacity: SEATS.length },
    { id: 'floor', name: 'Floor', kind: 'area', price: 5_000, capacity: AREA_CAPACITY },
  ],
  ...fields,
});

export const seatMap = (at: number, statuses: Record<string, string> = {}) => ({
  kind: 'map',
  sections: [
    {
      id: 'a',
      price: PRICE,
      rows: [
        {
          row: 'A',
          name: 'A',
          seats: SEATS.map(seatId => ({
            seatId,
            label: seatId.slice(2),
            number: seatId.slice(4),
            status: statuses[seatId] ?? 'available',
          })),
        },
      ],
    },
  ],
  asOf: timeOf(at),
});

export const availability = (at: number, seatsBooked: number, areaBooked: number) => {
  const counts = (capacity: number, booked: number) => ({
    total: capacity,
    available: capacity - booked,
    held: 0,
    booked,
    blocked: 0,
  });
  return {
    ...counts(SEATS.length + AREA_CAPACITY, seatsBooked + areaBooked),
    sections: [
      { id: 'a', ...counts(SEATS.length, seatsBooked) },
      { id: 'floor', ...counts(AREA_CAPACITY, areaBooked) },
    ],
    asOf: timeOf(at),
  };
};

export const page = (items: unknown[], nextCursor: string | null = null) => ({ items, nextCursor });

/** The journal of a claim: its entries by action, each with further fields. */
export const entries = (claim: string, ownerId: string, list: [string, number, Record<string, unknown>][]) =>
  list.map(([action, at, fields], position) => ({
    id: `hld_${claim}/${position}`,
    at: timeOf(at),
    action,
    actor: ownerId,
    holdId: `hld_${claim}`,
    ...(action.startsWith('booking.') && { bookingId: `bkg_${claim}` }),
    eventId: EVENT,
    customerId: ownerId,
    requestId: `request-${position}`,
    ...fields,
  }));

/** The first entry of an event's own journal. */
export const publishedEntry = (eventId = EVENT) => ({
  id: `${eventId}/0`,
  at: timeOf(-990),
  action: 'event.published',
  actor: ADMIN,
  eventId,
  from: null,
  to: 'published',
  requestId: 'request-0',
});

/** The notice of an entry of the journal, with the facts that its name asks for. */
export function noticeOf(entry: Record<string, unknown>, facts: Record<string, unknown> = {}) {
  const [subject = '', position] = String(entry.id).split('/');
  return {
    id: `ntc_${subject.replace('hld_', '')}_${position}`,
    name: entry.action,
    version: 1,
    at: entry.at,
    organizationId: ORGANIZATION,
    eventId: entry.eventId,
    ...(entry.bookingId !== undefined && { bookingId: entry.bookingId }),
    ...facts,
  };
}

/** A page of the log of notices after a position. */
export const logPage = (after: number, notices: unknown[]) => ({
  items: notices,
  nextCursor: String(after + notices.length),
});

const DOOR_PLACE = { seatId: 'a/A-1', section: 'A', row: 'A', seat: '1' };
/** The answer to a scan that let the person of a ticket pass. */
export const passed = (claim: string, number: number, at: number, fields: Record<string, unknown> = {}) => ({
  outcome: 'admitted',
  direction: 'in',
  ticketId: ticket(claim, number),
  reference: 'H7K2MQ9X',
  place: DOOR_PLACE,
  at: timeOf(at),
  scannedAt: timeOf(at),
  ...fields,
});
/** A ticket as its owner reads it. */
export const ownTicket = (claim: string, number: number, fields: Record<string, unknown> = {}) => ({
  id: ticket(claim, number),
  status: 'valid',
  version: 1,
  place: DOOR_PLACE,
  ...fields,
});
export const ownTickets = (claim: string, tickets: object[]) => ({
  bookingId: `bkg_${claim}`,
  eventId: EVENT,
  tickets,
});
/** The void tickets of the event at a time: the claim, number and version of each. */
export const revocationList = (
  at: number,
  tickets: [claim: string, number: number, version: number][],
  { all = false }: { all?: boolean } = {},
) => ({
  asOf: timeOf(at),
  expiresAt: timeOf(at + 86_400_000),
  all,
  count: tickets.length,
  revocations: jws({
    event: EVENT,
    all,
    tickets: tickets.map(([claim, number, version]) => [`${claim}_${number}`, version]),
  }),
});

/** Trains, by the letter of their ids, and the times of one between two hours of day 30. */
export const trainNamed = (letter: string): string => `evt_${letter.repeat(25)}`;
export const hours = (from: number, to: number) => ({
  startsAt: timeOf(30 * 86_400_000 + from * 3_600_000),
  endsAt: timeOf(30 * 86_400_000 + to * 3_600_000),
});
export const trainDocument = (id: string, times: ReturnType<typeof hours>, fields: Record<string, unknown> = {}) =>
  eventDocument({ id, kind: 'train', ...times, salesCloseAt: times.startsAt, ...fields });

export function publishTrain({ ask }: Pick<Recorder, 'ask'>, at: number, id: string, times: ReturnType<typeof hours>) {
  const request = { caller: ADMIN, operation: 'publish-event', body: { title: 'A train' } };
  return ask(at, request, 201, trainDocument(id, times));
}

/** Moves a train. The call takes 20 ms. */
export function moveTrain({ ask }: Pick<Recorder, 'ask'>, at: number, id: string, times: ReturnType<typeof hours>) {
  const request = { caller: ADMIN, operation: 'edit-event', params: { eventId: id }, body: times };
  return ask(at, request, 200, trainDocument(id, times));
}

/** Publishes the event, so that all of its places are known to be available. */
export function publish(recorded: Recorder, fields: Record<string, unknown> = {}): void {
  recorded.ask(
    -1_000,
    { caller: ADMIN, operation: 'publish-event', body: { title: 'A concert', ...fields } },
    201,
    eventDocument(),
  );
}
