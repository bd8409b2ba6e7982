/**
 * Devices that scan without a network. Each takes the revocations and the tickets of an event, and later the differences. It refuses what it
 * knows as void, admits the rest, and reports its scans late: twice, in parts, or with a clock that is wrong by years.
 */
import { type ReadCode, type ReadList, readCode, readList } from '../checker/ticket-texts.ts';
import type { ReportedScan } from '../contract/tickets/door-requests.ts';
import type { ScanResult } from '../contract/tickets/door-responses.ts';
import { SECOND_MS } from '../domain/time.ts';
import type { ApiAnswer } from './api-client.ts';
import type { Chance } from './chance.ts';
import type { Acting } from './customer-requests.ts';
import type { DoorCopy, DoorDevice } from './door-model.ts';
import { drawVisitor } from './door-visits.ts';
import type { VenueEvent } from './venue.ts';
import type { VirtualTime } from './virtual-time.ts';

/** A device takes everything, or the differences since it last did. */
export async function loadDevice(acting: Acting): Promise<void> {
  const { chance, door } = acting;
  const device = chance.pick(door.devices);
  const event = device.copy?.event ?? drawEvent(acting);
  const before = chance.happens(0.7) ? device.copy : undefined;
  const list = await device.client.send('read-revocations', {
    ...requestOf(event),
    ...(before && { query: { since: before.asOf } }),
  });
  if (list?.status !== 200) return;
  const copy: DoorCopy = before ?? { event, asOf: '', areAllVoid: false, voidVersions: new Map(), tickets: new Map() };
  addRevocations(copy, list.body);
  device.copy = copy;
  await (copy.since === undefined ? readAllTickets(device, copy, chance) : readDifferences(device, copy));
}

/** Draws an event that people have tickets for, if there is one. */
function drawEvent({ chance, customers, venue }: Acting): VenueEvent {
  const booked = customers.flatMap(({ claims }) => claims.filter(({ isBooked }) => isBooked));
  return booked.length > 0 ? chance.pick(booked).event : chance.pick(venue.events);
}

const requestOf = ({ id, organizer }: VenueEvent) => ({ as: organizer, params: { eventId: id } });

function addRevocations(copy: DoorCopy, { asOf, revocations }: { asOf: string; revocations: string }): void {
  const { all, tickets } = readList(revocations) as ReadList;
  copy.asOf = asOf;
  copy.areAllVoid ||= all;
  for (const [id, version] of tickets) copy.voidVersions.set(id, Math.max(version, copy.voidVersions.get(id) ?? 0));
}

async function readAllTickets({ client }: DoorDevice, copy: DoorCopy, chance: Chance): Promise<void> {
  const limit = chance.pick(['1', '2', '100']);
  let cursor: string | undefined;
  do {
    const query = { limit, ...(cursor !== undefined && { cursor }) };
    const answer = await client.send('read-door', { ...requestOf(copy.event), query });
    if (answer?.status !== 200) return;
    addTickets(copy, answer);
    cursor = answer.body.nextCursor ?? undefined;
    if (cursor === undefined) copy.since = answer.body.since;
  } while (cursor !== undefined);
}

/** Reads the differences until there are no more. */
export async function readDifferences({ client }: DoorDevice, copy: DoorCopy): Promise<void> {
  for (let hasMore = true; hasMore && copy.since !== undefined; ) {
    const answer = await client.send('read-door', { ...requestOf(copy.event), query: { since: copy.since } });
    if (answer?.status !== 200) return;
    addTickets(copy, answer);
    copy.since = answer.body.since;
    hasMore = answer.body.hasMore;
  }
}

function addTickets(copy: DoorCopy, { body }: ApiAnswer): void {
  for (const { id, status, version } of body.tickets) copy.tickets.set(id, { status, version });
}

/** Some people come to a device that has no network. */
export async function scanOffline(acting: Acting): Promise<void> {
  const { chance, door, time } = acting;
  if (door.devices.every(({ copy }) => copy === undefined)) await loadDevice(acting);
  const device = chance.pick(door.devices.filter(({ copy }) => copy !== undefined));
  if (!device?.copy) return;
  for (let people = 1 + chance.below(3); people > 0; people--) {
    const visitor = await drawVisitor(acting, device.copy.event);
    if (!visitor) return;
    decide(device, device.copy, visitor.code, acting);
    if (chance.happens(0.5)) await time.sleep(chance.between(0, SECOND_MS));
  }
}

/** Lets the person out, or in unless the device knows the code as void. */
function decide(device: DoorDevice, copy: DoorCopy, code: string, { chance, door, time }: Acting): void {
  const read = readCode(code);
  if (!read) return;
  const direction = chance.happens(0.2) ? 'out' : 'in';
  if (direction === 'in' && isVoidFor(copy, read)) return;
  const { gates } = copy.event;
  device.pending.push({
    code,
    nonce: door.newNonce(),
    direction,
    ...(gates.length > 0 && { gate: chance.pick(gates) }),
    scannedAt: timeOf(device, time),
  });
}

function isVoidFor({ areAllVoid, voidVersions, tickets }: DoorCopy, { ticketId, version }: ReadCode): boolean {
  const ticket = tickets.get(ticketId);
  const isListed = version <= (voidVersions.get(ticketId) ?? 0);
  return areAllVoid || isListed || ticket?.status === 'void' || (ticket !== undefined && version < ticket.version);
}

const timeOf = ({ skewMs }: DoorDevice, time: VirtualTime): string =>
  new Date(Math.round(time.now() + skewMs)).toISOString();

/** A device reports what it has: all of it or a part, sometimes twice at once, sometimes with lines that are worthless. */
export async function reportScans(acting: Acting): Promise<void> {
  const { chance, door } = acting;
  const device = chance.pick(door.devices.filter(({ pending }) => pending.length > 0));
  if (!device) return;
  const lines = chance.happens(0.7) ? [...device.pending] : device.pending.slice(chance.below(device.pending.length));
  const sent = chance.happens(0.2) ? [...lines, chance.pick(lines)] : lines;
  await Promise.all(Array.from({ length: chance.happens(0.2) ? 2 : 1 }, () => report(acting, device, sent)));
  if (chance.happens(0.3)) await report(acting, device, lines);
}

const TRIES_MAX = 3;

async function report({ chance, time }: Acting, device: DoorDevice, lines: ReportedScan[]): Promise<void> {
  const { event } = device.copy as DoorCopy;
  const worthless = chance.happens(0.1) ? [chance.pick([{}, 7, { ...lines[0], code: 'a.b.c' }])] : [];
  for (let tries = 1; tries <= TRIES_MAX; tries++) {
    const body = { sentAt: timeOf(device, time), device: device.label, lines: [...lines, ...worthless] };
    const answer = await device.client.send('report-scans', { ...requestOf(event), body });
    if (answer?.status !== 200) continue;
    const results = answer.body.results as ScanResult[];
    const decided = new Set(results.filter(({ result }) => result !== 'busy').map(({ nonce }) => nonce));
    device.pending = device.pending.filter(({ nonce }) => !decided.has(nonce));
    return;
  }
}
