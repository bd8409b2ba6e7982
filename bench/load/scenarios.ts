/** What a customer of the bench does, as data: every transport is given the same scenarios, and answers for them alike. */

/** A hold, a hold that is paid for, or a look. Keys and tokens are a scenario's own: no two scenarios share anything. */
export type Scenario =
  | {
      does: 'hold' | 'hold-and-pay';
      eventId: string;
      seatIds: string[];
      areas?: { areaId: string; quantity: number }[];
      token: string;
      key: string;
    }
  | { does: 'read'; path: string };

/** One HTTP request, whichever transport it goes through. */
export interface Call {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  token?: string;
  key?: string;
  body?: string;
}

/** What came back; `status` is 0 where nothing did. */
export interface Answer {
  status: number;
  body: string | Buffer;
}

/** A scenario that waits for its turn: one client makes it, and gets the last answer. */
export type ReadyScenario = (client: number) => Promise<Answer>;

/** A way into the service, or around it. */
export interface Transport {
  /** Makes ready whatever needs no clock: what is measured afterwards is the transport and what lies behind it. */
  prepare(scenarios: Scenario[], clients: number): Promise<ReadyScenario[]>;
}

/** Makes a scenario ready where `ready` turns a call into what `exchange` sends. */
export function readyScenario<Ready>(
  scenario: Scenario,
  ready: (call: Call) => Ready,
  exchange: (ready: Ready, client: number) => Promise<Answer>,
): ReadyScenario {
  const first = ready(firstCall(scenario));
  if (scenario.does !== 'hold-and-pay') return client => exchange(first, client);
  return async client => {
    const held = await exchange(first, client);
    if (held.status !== 201) return held;
    const { id } = JSON.parse(String(held.body)) as { id: string };
    return exchange(ready(payCall(scenario, id)), client);
  };
}

export const firstCall = (scenario: Scenario): Call =>
  scenario.does === 'read'
    ? { method: 'GET', path: scenario.path }
    : {
        method: 'POST',
        path: `/v1/events/${scenario.eventId}/holds`,
        token: scenario.token,
        key: `hold-${scenario.key}`,
        body: JSON.stringify(scenario.areas ? { areas: scenario.areas } : { seats: scenario.seatIds }),
      };

export const payCall = ({ token, key }: { token: string; key: string }, holdId: string): Call => ({
  method: 'POST',
  path: '/v1/bookings',
  token,
  key: `pay-${key}`,
  body: JSON.stringify({ holdId, paymentMethod: 'sim_ok' }),
});

/** A call's header fields, names and values in turn, as node:http keeps them. */
export const headersOf = ({ token, key, body }: Call): string[] => [
  'host',
  'localhost',
  ...(token === undefined ? [] : ['authorization', `Bearer ${token}`]),
  ...(key === undefined ? [] : ['idempotency-key', key]),
  ...(body === undefined
    ? []
    : ['content-type', 'application/json', 'content-length', String(Buffer.byteLength(body))]),
];
