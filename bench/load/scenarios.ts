/** The scenarios of the bench, as data: every transport runs the same ones. */

/** A hold, a hold that is paid for, or a read. Each scenario has its own key and token; no two share anything. */
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

/** One HTTP request, independent of the transport. */
export interface Call {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  token?: string;
  key?: string;
  body?: string;
}

/** The response. `status` is 0 if there was no response. */
export interface Answer {
  status: number;
  body: string | Buffer;
}

/** A prepared scenario: one client runs it and receives the last response. */
export type ReadyScenario = (client: number) => Promise<Answer>;

/** A way to send requests to the service, or to the bare database. */
export interface Transport {
  /**
   * Prepares everything that can be done before the clock starts, so that only the transport and the code behind it are
   * measured.
   */
  prepare(scenarios: Scenario[], clients: number): Promise<ReadyScenario[]>;
}

/** Prepares a scenario: `ready` turns a call into the form that `exchange` sends. */
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

/** A call's header fields, names and values alternating, as node:http keeps them. */
export const headersOf = ({ token, key, body }: Call): string[] => [
  'host',
  'localhost',
  ...(token === undefined ? [] : ['authorization', `Bearer ${token}`]),
  ...(key === undefined ? [] : ['idempotency-key', key]),
  ...(body === undefined
    ? []
    : ['content-type', 'application/json', 'content-length', String(Buffer.byteLength(body))]),
];
