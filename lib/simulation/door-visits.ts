/** People at the door of an event, and the staff who scan their codes online. The staff repeat a scan with its nonce if they get no answer. */
import { readCode } from '../checker/ticket-texts.ts';
import type { NewCheckIn } from '../contract/tickets/check-in-requests.ts';
import { SECOND_MS } from '../domain/time.ts';
import type { ApiAnswer } from './api-client.ts';
import type { Chance } from './chance.ts';
import { type Acting, ask, askOnce, type Customer, type KnownClaim, type KnownTicket } from './customer-requests.ts';
import type { VenueEvent } from './venue.ts';

/** A person with a ticket. */
interface Visitor {
  owner: Customer;
  claim: KnownClaim;
  ticket: KnownTicket;
  code: string;
}

const TRIES_MAX = 4;

/** Reads the codes of a booking as its owner. */
export async function collectTickets(acting: Acting, claim: KnownClaim): Promise<void> {
  const answer = await askOnce(acting, 'list-tickets', { params: { bookingId: `bkg_${claim.id}` } });
  if (answer?.status !== 200) return;
  for (const { id, code } of answer.body.tickets) learnCode(claim, id, code);
}

function learnCode({ tickets }: KnownClaim, id: string, code: string | undefined): void {
  if (code === undefined) return;
  const known = tickets.find(ticket => ticket.id === id);
  if (!known) tickets.push({ id, codes: [code] });
  else if (!known.codes.includes(code)) known.codes.push(code);
}

/** Draws a person who has a ticket, mostly of the booking that was made last, and mostly with its present code. */
export async function drawVisitor(acting: Acting, event?: VenueEvent): Promise<Visitor | undefined> {
  const { chance, customers } = acting;
  const bookings = customers
    .flatMap(owner => owner.claims.map(claim => ({ owner, claim })))
    .filter(({ claim }) => claim.isBooked && (event === undefined || claim.event === event));
  const drawn = chance.happens(0.5) ? bookings.at(-1) : chance.pick(bookings);
  if (!drawn) return undefined;
  const { owner, claim } = drawn;
  if (claim.tickets.length === 0 || chance.happens(0.2)) await collectTickets({ ...acting, me: owner }, claim);
  if (claim.tickets.length === 0) return undefined;
  const ticket = chance.happens(0.5) ? (claim.tickets[0] as KnownTicket) : chance.pick(claim.tickets);
  const code = chance.happens(0.8) ? (ticket.codes.at(-1) as string) : chance.pick(ticket.codes);
  return { owner, claim, ticket, code };
}

/** A person comes to a gate. Sometimes another person has a copy of the code, and the two are scanned at once. */
export async function arrive(acting: Acting): Promise<void> {
  const { chance, venue } = acting;
  const visitor = await drawVisitor(acting);
  if (!visitor) return;
  const event = chance.happens(0.05) ? chance.pick(venue.events) : visitor.claim.event;
  const code = chance.happens(0.08) ? damaged(visitor.code, chance) : visitor.code;
  const copies = chance.happens(0.3) ? 2 : 1;
  await Promise.all(Array.from({ length: copies }, () => scan(acting, event, drawScan(acting, event, { code }))));
}

/** A person leaves by a gate, and often comes in again. */
export async function leave(acting: Acting): Promise<void> {
  const { chance, time } = acting;
  const visitor = await drawVisitor(acting);
  if (!visitor) return;
  const { event } = visitor.claim;
  const { code } = visitor;
  await scan(acting, event, drawScan(acting, event, { code, direction: 'out' }));
  if (chance.happens(0.4)) return;
  await time.sleep(chance.between(0, 2 * SECOND_MS));
  await scan(acting, event, drawScan(acting, event, { code }));
}

/** A supervisor admits a person without regard to earlier scans, with or without a code. */
export async function readmit(acting: Acting): Promise<void> {
  const { chance } = acting;
  const visitor = await drawVisitor(acting);
  if (!visitor) return;
  const { event } = visitor.claim;
  const shown = chance.happens(0.5) ? { code: visitor.code } : { ticketId: visitor.ticket.id };
  await scan(acting, event, drawScan(acting, event, { ...shown, readmit: true }));
}

/** An owner replaces the code of a ticket, and often somebody comes with the earlier one. */
export async function replaceCode(acting: Acting): Promise<void> {
  const { chance } = acting;
  const visitor = await drawVisitor(acting);
  if (!visitor) return;
  const { owner, claim, ticket, code } = visitor;
  const params = { bookingId: `bkg_${claim.id}`, ticketId: ticket.id };
  const replaced = ask({ ...acting, me: owner }, 'reissue-ticket', { params });
  if (chance.happens(0.5)) await replaced;
  if (chance.happens(0.5)) await scan(acting, claim.event, drawScan(acting, claim.event, { code }));
  const answer = await replaced;
  if (answer?.status === 200) learnCode(claim, ticket.id, answer.body.code);
}

type Scan = Partial<NewCheckIn> & { nonce: string };

/** Draws the gate, the device and its time. */
function drawScan({ chance, door, time }: Acting, { gates }: VenueEvent, shown: Partial<NewCheckIn>): Scan {
  const gate = gates.length > 0 && chance.happens(0.7) ? chance.pick(gates) : undefined;
  return {
    ...shown,
    nonce: door.newNonce(),
    ...(gate !== undefined && { gate }),
    ...(chance.happens(0.5) && { device: `Scanner ${chance.below(3)}` }),
    ...(chance.happens(0.3) && { scannedAt: new Date(time.now() + chance.between(-5, 5) * SECOND_MS).toISOString() }),
  } as Scan;
}

/** Sends a scan until it is answered, sometimes twice at once, and sometimes again after its answer. */
async function scan({ chance, door, time }: Acting, event: VenueEvent, body: Scan): Promise<ApiAnswer | undefined> {
  const client = chance.pick(door.clients);
  const send = () => client.send('check-in', { as: event.organizer, params: { eventId: event.id }, body });
  const again = async () => {
    await time.sleep(chance.between(0, SECOND_MS));
    await send();
  };
  for (let tries = 1; ; tries++) {
    if (chance.happens(0.1)) void again();
    const answer = await send();
    const isOpen = answer === undefined || answer.status === 503;
    if (isOpen && tries < TRIES_MAX) continue;
    if (chance.happens(0.15)) await again();
    return answer;
  }
}

/** A code that was cut short, altered or forged. */
function damaged(code: string, chance: Chance): string {
  const [header, payload, signature = ''] = code.split('.');
  return chance.pick([
    code.slice(0, -10),
    `${header}.${payload}`,
    `${header}.${payload}.${signature.slice(1)}A`,
    `${header}.${Buffer.from(JSON.stringify({ ...readCode(code), v: 9 })).toString('base64url')}.${signature}`,
  ]);
}
