/** Scans at the door of an event: a person comes in, and the journal and the notice of that scan follow. */

import { giveRole } from '../../lib/usecases/accounts/change-role.ts';
import { register } from '../../lib/usecases/accounts/register.ts';
import type { MeteredService } from './metered-service.ts';
import { aPlace, CROWD, customersOf, publish, seatsOf } from './scenarios.ts';
import { each, type Usage } from './usage.ts';

export interface DoorUsage {
  /** The first scan of the ticket of a booking of one seat. */
  scan: Usage;
  /** A second scan of it, which is refused. */
  duplicate: Usage;
  journal: Usage;
  notices: Usage;
}

export async function scanTickets(metered: MeteredService): Promise<DoorUsage> {
  const { userId, token } = await anOrganizer(metered);
  const eventId = await publish(metered, { inDays: 0.25, by: userId });
  const customers = customersOf(metered, eventId);
  const seats = seatsOf();
  const codes: string[] = [];
  for (const wish of [aPlace, ...Array.from({ length: CROWD }, () => seats)]) {
    const booking = await customers.pay(await customers.hold(wish));
    codes.push(await codeOf(metered, { id: booking.id, eventId }));
  }
  await metered.deliver();
  await metered.tell();
  let scans = 0;
  const scan = async (code: string, expected: number): Promise<void> => {
    metered.now += 1;
    scans += 1;
    const body = { code, nonce: `nonce-of-the-scan-${String(scans).padStart(10, '0')}`, device: 'Scanner 3' };
    const { status } = await metered.ask({ method: 'POST', path: `/v1/events/${eventId}/check-ins`, token, body });
    if (status !== expected) throw new Error(`a scan answered ${status}`);
  };
  // A warm function has the keys and the names of the places in memory.
  const [first = '', ...others] = codes;
  await scan(first, 200);
  const shared = async (act: () => Promise<unknown>): Promise<Usage> => each(await metered.usageOf(act), CROWD);
  const scanAll = async (expected: number): Promise<void> => {
    for (const code of others) await scan(code, expected);
  };
  const admitted = await shared(() => scanAll(200));
  const journal = await shared(() => metered.deliver());
  const notices = await shared(() => metered.tell());
  return { scan: admitted, duplicate: await shared(() => scanAll(409)), journal, notices };
}

const codeOf = ({ service, now }: MeteredService, { id, eventId }: { id: string; eventId: string }): Promise<string> =>
  service.dependencies.ticketCodes.sign({ claimId: id.slice('bkg_'.length), number: 1, eventId, version: 1 }, now);

/** An organizer with a session, which each scan reads. */
async function anOrganizer({ service, now }: MeteredService): Promise<{ userId: string; token: string }> {
  const call = { now, requestId: 'cost' };
  const account = { email: 'door@holdfast.example', password: 'a long walk by the sea 48', name: 'Door' };
  const { user, accessToken } = await register(service.dependencies, call, account);
  await giveRole(service.dependencies, call, { userId: user.id, role: 'organizer', actor: 'cost' });
  return { userId: user.id, token: accessToken };
}
