/** Seeded bugs in the guards of scans at the door. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it replaces source text
import { byRule, byTest, type Guard } from '../mutant.ts';

const CONDITIONS = 'lib/table/conditions.ts';
const RULES = 'lib/domain/check-in.ts';
const WRITE = 'lib/table/claims/record-scans.ts';
const inTable = (named: string) => byTest('test/table/scan-conditions.test.ts', `a scan > ${named}`);
const byRace = (named: string) => byTest('test/service/tickets/check-in-races.test.ts', named);
const byScan = (named: string) => byTest('test/service/tickets/check-in.test.ts', named);
const byReadmission = (named: string) => byTest('test/service/tickets/readmission.test.ts', named);

export const CHECK_IN_GUARDS: Guard[] = [
  {
    name: 'a scan is written over another change of the booking',
    file: WRITE,
    from: 'and(...read.map(ticketIsUnchanged), claimIsUnchanged(history.length, before))',
    to: 'and(...read.map(ticketIsUnchanged))',
    breaks: 'P2',
    caughtBy: [inTable('is refused if the claim has changed, with the claim as it is')],
  },
  {
    name: 'a scan is written without a condition on its ticket',
    file: WRITE,
    from: 'and(...read.map(ticketIsUnchanged), claimIsUnchanged(history.length, before))',
    to: 'claimIsUnchanged(history.length, before)',
    breaks: 'P2',
    caughtBy: [inTable('is refused if its ticket has another status, although the history is as long as it was')],
  },
  {
    name: 'a scan is written although its code was replaced',
    file: CONDITIONS,
    from: 'and(expression`${path(`tickets[${number - 1}]`)} = ${status}`, ticketHasVersion(number, version))',
    to: 'expression`${path(`tickets[${number - 1}]`)} = ${status}`',
    breaks: 'P12',
    caughtBy: [inTable('is refused if its ticket has another version, although the history is as long as it was')],
  },
  {
    name: 'a void admission: a ticket whose place was cancelled is admitted',
    file: RULES,
    from: "if (isVoid(ticket, request)) return keep('void');",
    to: '',
    breaks: 'P12',
    caughtBy: [
      byRace('a scan > against a cancellation by the organizer'),
      byScan('a ticket is not admitted > if its place was cancelled'),
      byRule('void-tickets'),
    ],
  },
  {
    name: 'a code that was replaced is admitted',
    file: RULES,
    from: "ticket.status === 'void' || version !== ticket.version",
    to: "ticket.status === 'void'",
    breaks: 'P12',
    caughtBy: [
      byRule('void-tickets'),
      byScan('a ticket is not admitted > if its code is of another version than the present one'),
    ],
  },
  {
    name: 'a cancelled event admits people until its bookings are cancelled',
    file: RULES,
    from: "if (event.state === 'cancelled') return new Refusal('ticket-void', { reason: 'event-cancelled' });",
    to: '',
    breaks: 'P12',
    caughtBy: [
      byScan('a ticket is not admitted > as soon as the event is cancelled, although its booking is not cancelled yet'),
    ],
  },
  {
    name: 'a scan reads the event from the cache, so that a cancelled one admits people for seconds',
    file: 'lib/usecases/tickets/check-in.ts',
    from: 'await dependencies.store.readEventSummary(eventId)',
    to: 'await dependencies.events.cached(eventId)',
    breaks: 'P12',
    caughtBy: [
      byScan('a ticket is not admitted > as soon as the event is cancelled, although its booking is not cancelled yet'),
    ],
  },
  {
    name: 'one ticket admits two people',
    file: RULES,
    from: "inside && !request.isReadmission ? keep('duplicate', inside)",
    to: "inside && false ? keep('duplicate', inside)",
    breaks: 'P12',
    caughtBy: [
      byRule('admissions'),
      byRace('a scan > at another gate: one of them admits the person, and the other one names it'),
    ],
  },
  {
    name: 'a repeated scan admits a second time',
    file: RULES,
    from: 'const known = scanWith(claim, request.nonce);',
    to: 'const known = scanWith(claim, `${request.nonce} `);',
    breaks: 'P3',
    caughtBy: [
      byRule('admissions'),
      byScan('a nonce > that is repeated gets the same answer, and writes nothing: an admission'),
    ],
  },
  {
    name: 'the nonce of another scan admits',
    file: RULES,
    from: "isSameScan(known, request, origin) ? { is: 'known', entry: known } : refused(refuse('nonce-reused'))",
    to: "{ is: 'known', entry: known }",
    breaks: 'P3',
    caughtBy: [byScan('a nonce > is refused for another scan: another ticket of the booking')],
  },
  {
    name: 'a supervisor admits the ticket of another organization',
    file: 'lib/usecases/tickets/check-in.ts',
    from: 'claim?.booking && claim.eventId === eventId && number',
    to: 'claim?.booking && number',
    breaks: 'P10',
    caughtBy: [byReadmission('a readmission > of a ticket of another event is answered like an absent one')],
  },
  {
    name: 'door staff may admit people without a code',
    file: 'lib/usecases/tickets/check-in.ts',
    from: "body.readmit ? 'readmit' : 'check-in'",
    to: "'check-in'",
    breaks: 'P10',
    caughtBy: [byReadmission('a readmission > is not for the role door-staff')],
  },
];
