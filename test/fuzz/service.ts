/** The service under the fuzzer: a world behind the local HTTP server, and the tokens of its identities. */
import { type Answer, send, serveService } from '../local/serving.ts';
import { openWorld, type Person, type World } from '../support/world.ts';
import type { FuzzRequest } from './requests.ts';

const IDENTITIES = ['anonymous', 'customer', 'member', 'organizer', 'admin', 'wrong token'] as const;
export type Identity = (typeof IDENTITIES)[number];

export interface Fuzzed {
  world: World;
  people: Record<Exclude<Identity, 'anonymous' | 'wrong token'>, Person>;
  identities: readonly Identity[];
  send(as: Identity, request: FuzzRequest): Promise<Answer>;
  /** Lets time pass (ms). */
  pass(ms: number): void;
  stop(): Promise<void>;
}

export async function openFuzzed(): Promise<Fuzzed> {
  const world = await openWorld();
  const server = await serveService(world.service);
  const people = {
    customer: await world.signedUp(),
    member: await world.signedUp(),
    organizer: await world.person('organizer'),
    admin: await world.person('admin'),
  };
  const tokenOf = async (as: Identity): Promise<string | undefined> => {
    if (as === 'anonymous') return undefined;
    return as === 'wrong token'
      ? 'eyJhbGciOiJub25lIn0.e30.'
      : world.service.dependencies.accessTokens.sign(people[as], world.now);
  };
  return {
    world,
    people,
    identities: IDENTITIES,
    async send(as, { method, path, headers, body }) {
      const token = await tokenOf(as);
      const authorized = token === undefined ? headers : { ...headers, authorization: `Bearer ${token}` };
      const sent = Object.fromEntries(Object.entries(authorized).map(([name, value]) => [name, latin1(value)]));
      // Node frames no body of a DELETE by itself.
      const length = body !== undefined && { 'content-length': String(Buffer.byteLength(body)) };
      return send(server.url, path, { method, headers: { ...sent, ...length }, ...(body !== undefined && { body }) });
    },
    pass(ms) {
      world.now += ms;
    },
    stop: server.stop,
  };
}

/** Node sends header values in Latin-1. */
const latin1 = (text: string): string => text.replace(/[^\u0020-\u00ff]/g, '?');
