/**
 * The steps of the collection that runs: a new buyer registers, searches, holds two seats, pays, reads the tickets, cancels one of
 * them and then the rest. Each step is an operation of the contract, with scripts that check its answer and keep what the next steps need.
 */
import type { OperationId } from '../../contract/routes.ts';
import type { RequestValues } from './requests.ts';

export interface Step extends RequestValues {
  name: string;
  operation: OperationId;
  /** Lines of JavaScript that run before the request. */
  before?: readonly string[];
  /** The status of the answer. */
  status: number;
  /** After a 202 the request is sent again, until the answer has the status above. */
  isRepeatedAfter202?: true;
  /** Lines of JavaScript that run after it, with its JSON body as `body`. */
  after?: readonly string[];
}

/** Two seats of one event, as a body names them. */
const SEATS = { seats: ['{{firstSeat}}', '{{secondSeat}}'] };
const NEW_KEY = ["pm.collectionVariables.set('key', pm.variables.replaceIn('{{$guid}}'));"];
const keep = (name: string, value: string): string => `pm.collectionVariables.set('${name}', ${value});`;
const check = (fact: string, expectation: string): string => `pm.test('${fact}', () => pm.${expectation});`;

export const BOOKING_STEPS: readonly Step[] = [
  {
    name: 'Register',
    operation: 'register',
    before: ["pm.collectionVariables.set('email', pm.variables.replaceIn('buyer-{{$guid}}@holdfast.example'));"],
    body: { email: '{{email}}', password: '{{password}}', name: 'Ada Example' },
    status: 201,
    after: [
      keep('accessToken', 'body.accessToken'),
      check('is a customer', "expect(body.user.role).to.equal('customer')"),
    ],
  },
  {
    name: 'Search the flights on sale',
    operation: 'list-events',
    query: { kind: 'flight', status: 'open' },
    status: 200,
    after: [
      check('finds an event', "expect(body.items, 'a flight on sale').to.not.be.empty"),
      keep('eventId', 'body.items[0].id'),
    ],
  },
  {
    name: 'Read its seats',
    operation: 'read-seats',
    query: { fresh: 'true' },
    status: 200,
    after: [
      'const rows = body.sections.flatMap(section => section.rows || []);',
      "const available = rows.flatMap(row => row.seats).filter(seat => seat.status === 'available');",
      check('has two available seats', "expect(available.length, 'available seats').to.be.at.least(2)"),
      // By chance, so that buyers who run this at once mostly ask for different seats.
      'const at = Math.floor(Math.random() * (available.length - 1));',
      keep('firstSeat', 'available[at].seatId'),
      keep('secondSeat', 'available[at + 1].seatId'),
    ],
  },
  {
    name: 'Hold two seats',
    operation: 'place-hold',
    before: NEW_KEY,
    key: '{{key}}',
    body: SEATS,
    status: 201,
    after: [
      check('holds both seats', 'expect(body.places).to.have.lengthOf(2)'),
      check('has a deadline', 'expect(Date.parse(body.expiresAt)).to.be.above(Date.parse(body.createdAt))'),
      keep('holdId', 'body.id'),
      keep('total', 'body.total.amount'),
    ],
  },
  {
    name: 'Send the hold again with the same key: the same answer',
    operation: 'place-hold',
    key: '{{key}}',
    body: SEATS,
    status: 201,
    after: [
      check('is a replay', "expect(pm.response.headers.get('Idempotent-Replayed')).to.equal('true')"),
      check('is the same hold', "expect(body.id).to.equal(pm.collectionVariables.get('holdId'))"),
    ],
  },
  {
    name: 'Hold them with another key: refused, and why',
    operation: 'place-hold',
    body: SEATS,
    status: 409,
    after: [
      check('says which seats are not available', "expect(body.code).to.equal('seats-unavailable')"),
      check('says that they are held', "expect(body.conflicts.map(conflict => conflict.reason)).to.include('held')"),
    ],
  },
  {
    name: 'Pay',
    operation: 'confirm-booking',
    body: { holdId: '{{holdId}}', paymentMethod: 'sim_ok' },
    status: 201,
    after: [
      check('is confirmed', "expect(body.status).to.equal('confirmed')"),
      check('costs what the hold said', "expect(body.total.amount).to.equal(pm.collectionVariables.get('total'))"),
      keep('bookingId', 'body.id'),
    ],
  },
  {
    name: 'Read the tickets',
    operation: 'list-tickets',
    status: 200,
    after: [
      check('has two valid tickets', "expect(body.tickets.map(ticket => ticket.status)).to.eql(['valid', 'valid'])"),
      check('has a code of each', 'expect(body.tickets.every(ticket => ticket.code)).to.be.true'),
      keep('ticketId', 'body.tickets[0].id'),
    ],
  },
  {
    name: 'Read the QR code of the first ticket',
    operation: 'read-ticket-qr',
    status: 200,
    after: [check('is an image', "expect(pm.response.headers.get('Content-Type')).to.equal('image/svg+xml')")],
  },
  {
    name: 'Get addresses of the tickets as PDF and of the calendar file',
    operation: 'create-ticket-links',
    status: 200,
    isRepeatedAfter202: true,
    after: [check('has both', "expect(body).to.include.keys('pdf', 'ics', 'expiresAt')")],
  },
  {
    name: 'Download the PDF: the answer redirects to such an address',
    operation: 'read-tickets-pdf',
    status: 200,
    isRepeatedAfter202: true,
    after: [check('is a PDF', "expect(pm.response.headers.get('Content-Type')).to.equal('application/pdf')")],
  },
  {
    name: 'Download the receipt',
    operation: 'read-receipt-pdf',
    status: 200,
    isRepeatedAfter202: true,
    after: [check('is a PDF', "expect(pm.response.headers.get('Content-Type')).to.equal('application/pdf')")],
  },
  {
    name: 'Cancel the first seat',
    operation: 'cancel-booking',
    body: { seats: ['{{firstSeat}}'], reason: 'One of us is ill' },
    status: 200,
    after: [
      check('is still confirmed', "expect(body.booking.status).to.equal('confirmed')"),
      check('refunds half', "expect(2 * body.refund.amount.amount).to.equal(pm.collectionVariables.get('total'))"),
    ],
  },
  {
    name: 'Read the booking',
    operation: 'read-booking',
    status: 200,
    after: [
      'const tickets = body.places.flatMap(place => place.tickets.map(ticket => ticket.status));',
      check('has one valid ticket', "expect(tickets.filter(status => status === 'valid')).to.have.lengthOf(1)"),
    ],
  },
  {
    name: 'Cancel the rest',
    operation: 'cancel-booking',
    body: {},
    status: 200,
    after: [
      check('is cancelled', "expect(body.booking.status).to.equal('cancelled')"),
      check(
        'refunds the other half',
        "expect(2 * body.refund.amount.amount).to.equal(pm.collectionVariables.get('total'))",
      ),
    ],
  },
];
