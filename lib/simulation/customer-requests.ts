/** The knowledge and the requests of a simulated customer. It retries with the same key, sends duplicates, and loses patience. */
import type { OperationId } from '../contract/routes.ts';
import { SECOND_MS } from '../domain/time.ts';
import type { Caller } from '../ports/calls.ts';
import { type ApiAnswer, type ApiClient, PATIENCE_MAX_MS } from './api-client.ts';
import type { ApiRequest } from './api-event.ts';
import type { Chance } from './chance.ts';
import type { Door } from './door-model.ts';
import type { Venue, VenueEvent } from './venue.ts';
import type { VirtualTime } from './virtual-time.ts';

/** A claim as its customer knows it from the answers. */
export interface KnownClaim {
  /** The id without its prefix, which hold and booking share. */
  id: string;
  event: VenueEvent;
  /** Epoch ms. */
  expiresAt: number;
  /** The seat or area of each ticket, in the order of their numbers. */
  units: string[];
  /** An answer says that it was confirmed. */
  isBooked: boolean;
  /** The tickets whose codes the customer has read. */
  tickets: KnownTicket[];
}

/** A ticket with the codes that its owner has had, the latest one last. */
export interface KnownTicket {
  id: string;
  codes: string[];
}

export interface SentRequest extends Pick<ApiRequest, 'params' | 'body'> {
  operation: OperationId;
  key: string;
}

/** A customer, with the answers that the next steps use. */
export interface Customer {
  caller: Caller;
  client: ApiClient;
  claims: KnownClaim[];
  sent: SentRequest[];
  /** When a seat that was refused is for sale again. */
  awaited: { event: VenueEvent; seatId: string; until: number }[];
}

export interface CustomerSurroundings {
  time: VirtualTime;
  venue: Venue;
  customers: Customer[];
  door: Door;
  deadlineShare: number;
  /** Whether all clocks are inside the allowed skew. */
  clocksAgree: boolean;
  newKey: () => string;
}

/** A step of one customer. */
export interface Acting extends CustomerSurroundings {
  me: Customer;
  chance: Chance;
}

const TRIES_MAX = 5;

/** Sends a request under a new key, and repeats it until its outcome is known or the customer gives up. */
export async function ask(
  acting: Acting,
  operation: OperationId,
  request: Pick<ApiRequest, 'params' | 'body'>,
): Promise<ApiAnswer | undefined> {
  const key = acting.newKey();
  acting.me.sent.push({ operation, key, ...request });
  return send(acting, operation, { key, ...request });
}

export async function send(
  acting: Acting,
  operation: OperationId,
  request: Pick<ApiRequest, 'params' | 'body' | 'key'>,
): Promise<ApiAnswer | undefined> {
  const { chance, time } = acting;
  for (let tries = 1; ; tries++) {
    if (chance.happens(0.1)) sendDuplicate(acting, operation, request);
    const answer = await askOnce(acting, operation, request);
    const isOpen = answer === undefined || answer.status === 503 || answer.status === 202;
    if (!isOpen || tries === TRIES_MAX || chance.happens(0.1)) return answer;
    await time.sleep(chance.between(20, 3 * SECOND_MS));
  }
}

/** Sends the request once more within a second, as a second click or a proxy does. */
function sendDuplicate(acting: Acting, operation: OperationId, request: ApiRequest): void {
  const again = async () => {
    await acting.time.sleep(acting.chance.between(0, SECOND_MS));
    await askOnce(acting, operation, request);
  };
  void again();
}

export const askOnce = (
  { me, chance }: Acting,
  operation: OperationId,
  request: Omit<ApiRequest, 'token'>,
): Promise<ApiAnswer | undefined> => {
  const patience = chance.happens(0.2) ? chance.between(300, 3 * SECOND_MS) : PATIENCE_MAX_MS;
  return me.client.send(operation, { as: me.caller, ...request }, patience);
};
