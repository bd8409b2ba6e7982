/** The stage of the commit 40f547ed, the last one without mail and documents, and the names of what is on it. */
import type { Event } from '../../lib/contract/events/responses.ts';
import { bookingIdOf, paymentIdOf, type RandomPart } from '../../lib/domain/ids.ts';
import { LedgerGateway } from '../../lib/simulation/ledger-gateway.ts';
import { type EarlierCall, openStage, readStage, type Stage } from './stages.ts';
import type { Person, World } from './world.ts';

type Account = NonNullable<ReturnType<LedgerGateway['accounts']['get']>>;
interface SoldStage extends Stage {
  /** With the time (epoch ms) of each. */
  calls: (EarlierCall & { at: number })[];
  /** An organizer of another event. */
  rival: Person;
  /** The members of the organizer's organization by their role. */
  members: Record<string, Person>;
  /** The claims by a name, with the names of their owners and events. */
  claims: Record<string, { id: `hld_${RandomPart}`; owner: string; event: string }>;
  gateway: Record<string, Account>;
}

export const STAGE = readStage(new URL('../service/operations/stage-of-40f547ed.jsonl', import.meta.url)) as SoldStage;
export const [ZOE, LUKASZ, HANAKO] = Object.values(STAGE.customers) as [Person, Person, Person];

export const eventNamed = (name: string): Event => ({ id: STAGE.events[name] }) as Event;
export const claimNamed = (name: string) => STAGE.claims[name] as SoldStage['claims'][string];
export const ownerOf = (name: string): Person => STAGE.customers[claimNamed(name).owner] as Person;
export const bookingNamed = (name: string) => ({
  id: bookingIdOf(claimNamed(name).id.slice(4)),
  eventId: eventNamed(claimNamed(name).event).id,
});
/** The first payment of a claim. */
export const paymentNamed = (name: string): string => paymentIdOf(claimNamed(name).id.slice(4), 1);
export const memberWith = (role: string): Person => STAGE.members[role] as Person;

/** Opens the stage with the accounts of its customers at the gateway. */
export async function openSoldStage(sharedTables: boolean): Promise<{ world: World; gateway: LedgerGateway }> {
  const gateway = new LedgerGateway();
  for (const [id, account] of Object.entries(STAGE.gateway)) gateway.accounts.set(id, structuredClone(account));
  return { gateway, world: await openStage(STAGE, { gateway, sharedTables }) };
}
