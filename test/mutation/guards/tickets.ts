/** Seeded bugs in the guards of tickets: scans at the door, reports of devices, and revocations. */
import { byRule, byTest, type Guard } from '../mutant.ts';

const RULES = 'lib/domain/check-in.ts';
const OFFLINE = 'lib/domain/offline-scan.ts';
const RECORD = 'lib/table/claims/record-scans.ts';
const REVOCATIONS = 'lib/usecases/tickets/read-revocations.ts';
const byScan = (named: string) => byTest('test/service/tickets/check-in.test.ts', named);
const byOffline = (named: string) => byTest('test/domain/offline-scan.test.ts', named);
const byTickets = (named: string) => byTest('test/service/tickets/tickets.test.ts', named);

export const TICKET_GUARDS: Guard[] = [
  {
    name: 'a void admission: a ticket whose place was cancelled is admitted',
    file: RULES,
    from: "  if (isVoid(ticket, request)) return keep('void');\n",
    to: '',
    breaks: 'P12',
    caughtBy: [
      byRule('void-tickets'),
      byScan('a ticket is not admitted > if its place was cancelled, by the owner or by the organizer'),
    ],
  },
  {
    name: 'a void admission: a code is admitted that was replaced',
    file: RULES,
    from: "ticket.status === 'void' || version !== ticket.version",
    to: "ticket.status === 'void' && version !== undefined",
    breaks: 'P12',
    caughtBy: [
      byRule('void-tickets'),
      byScan('a ticket is not admitted > if its code is of another version than the present one'),
    ],
  },
  {
    name: 'a void admission: the write of a scan is not conditioned on the claim',
    file: RECORD,
    from: 'and(...read.map(ticketIsUnchanged), claimIsUnchanged(history.length, before))',
    to: 'expression`attribute_exists(pk)`',
    breaks: 'P2',
    caughtBy: [byRule('admissions')],
  },
  {
    name: 'a void admission: a ticket of an event that was just cancelled is admitted',
    file: RULES,
    from: "  if (event.state === 'cancelled') return new Refusal('ticket-void', { reason: 'event-cancelled' });\n",
    to: '',
    breaks: 'P12',
    caughtBy: [
      byScan('a ticket is not admitted > as soon as the event is cancelled, although its booking is not cancelled yet'),
    ],
  },
  {
    name: 'a copy of a code admits a second person',
    file: RULES,
    from: "inside && !request.isReadmission ? keep('duplicate', inside) : keep('admitted')",
    to: "inside && request.isReadmission && !request ? keep('duplicate', inside) : keep('admitted')",
    breaks: 'P12',
    caughtBy: [
      byRule('admissions'),
      byScan('a scan > of a ticket that has admitted a person says where and when that was'),
    ],
  },
  {
    name: 'a scan that is repeated with its nonce is another one',
    file: RULES,
    from: 'const known = scanWith(claim, request.nonce);',
    to: "const known = scanWith(claim, '');",
    breaks: 'P3',
    caughtBy: [byRule('admissions')],
  },
  {
    name: 'the owner cancels a ticket that was used',
    file: 'lib/domain/part-cancellation.ts',
    from: "...(by === 'owner' ? named : [])",
    to: "...(by === 'owner' ? [] : [])",
    breaks: 'P12',
    caughtBy: [byRule('door-answers')],
  },
  {
    name: 'a report redeems a ticket that another scan had redeemed',
    file: OFFLINE,
    from: "  if (admission) return { outcome: 'duplicate', of: admission };\n",
    to: '',
    breaks: 'P12',
    caughtBy: [
      byRule('admissions'),
      byOffline(
        'people who come and go > do not lend their ticket meanwhile: a second way in before the way out is a duplicate',
      ),
    ],
  },
  {
    name: 'a report admits with a code that is void',
    file: OFFLINE,
    from: 'return times.length > 0 ? Math.min(...times) : undefined;',
    to: 'return times.length > 9 ? Math.min(...times) : undefined;',
    breaks: 'P12',
    caughtBy: [
      byRule('void-tickets'),
      byOffline('a code that was replaced > is void from then on, and the new code is valid'),
    ],
  },
  {
    name: 'a line that is reported again is another scan',
    file: OFFLINE,
    from: 'const known = claim && scanWith(claim, line.nonce);',
    to: "const known = claim && scanWith(claim, '');",
    breaks: 'P3',
    caughtBy: [
      byRule('admissions'),
      byOffline('a line that was reported before > has the same answer, also in the same report, and changes nothing'),
    ],
  },
  {
    name: 'a cancellation revokes no code',
    file: 'lib/table/claims/change-claim.ts',
    from: '...(revocation ? [{ Put: putAlways(table, revocationRow(claim, revocation, change.entry.at)) }] : []),',
    to: '...(revocation ? [] : []),',
    breaks: 'P12',
    caughtBy: [
      byRule('revocations'),
      byTickets('the void tickets of an event > are stored with the claim: the rows are what its history gives'),
    ],
  },
  {
    name: 'the list of a cancelled event has only some tickets',
    file: REVOCATIONS,
    from: "const all = event.state === 'cancelled' || event.state === 'deleted';",
    to: "const all = event.state === 'deleted';",
    breaks: 'P12',
    caughtBy: [
      byRule('revocations'),
      byTickets(
        'the void tickets of an event > are all tickets once the event is cancelled, and also after it was deleted',
      ),
    ],
  },
  {
    name: 'a difference of revocations leaves out what a slow transaction wrote',
    file: REVOCATIONS,
    from: 'at >= since - REVOCATION_MARGIN_MS',
    to: 'at >= since',
    breaks: 'P12',
    caughtBy: [
      byTickets(
        'the void tickets of an event > since a time are those that were written since then, less the margin for slow transactions',
      ),
      byRule('revocations'),
    ],
  },
];
