/** What a customer of the bench does, as data: every door is given the same visits, and answers for them alike. */

/** A hold, a hold that is paid for, or a look. Keys and tokens are a visit's own: no two visits share anything. */
export type Visit =
  | {
      does: 'hold' | 'hold-and-pay';
      eventId: string;
      seatIds: string[];
      areas?: { areaId: string; quantity: number }[];
      token: string;
      key: string;
    }
  | { does: 'read'; path: string };

/** One HTTP request, whichever door it goes through. */
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

/** A visit that waits for its turn: one client makes it, and gets the last answer. */
export type ReadyVisit = (client: number) => Promise<Answer>;

/** A way into the service, or around it. */
export interface Door {
  /** Makes ready whatever needs no clock: what is measured afterwards is the door and what lies behind it. */
  prepare(visits: Visit[], clients: number): Promise<ReadyVisit[]>;
}

/** Makes a visit ready where `ready` turns a call into what `exchange` sends. */
export function readyVisit<Ready>(
  visit: Visit,
  ready: (call: Call) => Ready,
  exchange: (ready: Ready, client: number) => Promise<Answer>,
): ReadyVisit {
  const first = ready(firstCall(visit));
  if (visit.does !== 'hold-and-pay') return client => exchange(first, client);
  return async client => {
    const held = await exchange(first, client);
    if (held.status !== 201) return held;
    const { id } = JSON.parse(String(held.body)) as { id: string };
    return exchange(ready(payCall(visit, id)), client);
  };
}

export const firstCall = (visit: Visit): Call =>
  visit.does === 'read'
    ? { method: 'GET', path: visit.path }
    : {
        method: 'POST',
        path: `/v1/events/${visit.eventId}/holds`,
        token: visit.token,
        key: `hold-${visit.key}`,
        body: JSON.stringify(visit.areas ? { areas: visit.areas } : { seats: visit.seatIds }),
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
