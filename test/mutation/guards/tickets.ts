/** Seeded bugs in the guards of tickets: revocations, used tickets, and the order of scans. Those of scans are in check-in.ts and door.ts. */
import { byRule, byTest, type Guard } from '../mutant.ts';

const REVOCATIONS = 'lib/usecases/tickets/read-revocations.ts';
const byTickets = (named: string) => byTest('test/service/tickets/tickets.test.ts', named);

export const TICKET_GUARDS: Guard[] = [
  {
    name: 'an online scan by a clock that is behind counts as earlier than the way out before it, so that a copy is admitted',
    file: 'lib/domain/presence.ts',
    from: '?? Math.max(at, latest)',
    to: '?? (latest ? at : at)',
    breaks: 'P12',
    caughtBy: [
      byTest('test/domain/scans.test.ts', 'the scan that let a person in > is the last one of the history'),
      byRule('admissions'),
    ],
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
    name: 'a cancellation revokes no code',
    file: 'lib/table/claims/change-claim.ts',
    from: '...(revocation ? [{ Put: putAlways(table, revocationRow(claim, revocation, change.entry.at)) }] : []),',
    to: '...(revocation ? [] : []),',
    breaks: 'P12',
    caughtBy: [
      byRule('stored-rows'),
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
