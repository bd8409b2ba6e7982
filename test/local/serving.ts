/** The local HTTP server with the service of a test, and raw requests to it. */
import { type Agent, type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { accounts } from '../../functions/http/accounts.ts';
import { admin } from '../../functions/http/admin.ts';
import { bookings } from '../../functions/http/bookings.ts';
import { demo } from '../../functions/http/demo.ts';
import { documents } from '../../functions/http/documents.ts';
import { events } from '../../functions/http/events.ts';
import { holds } from '../../functions/http/holds.ts';
import { mail } from '../../functions/http/mail.ts';
import { reference } from '../../functions/http/reference.ts';
import { tickets } from '../../functions/http/tickets.ts';
import { REQUESTS } from '../../lib/contract/requests.ts';
import type { Area } from '../../lib/contract/route.ts';
import type { Service } from '../../lib/lambda/compose/http-service.ts';
import { type HttpHandler, httpFunction } from '../../lib/lambda/http/http-function.ts';
import { contextOf } from '../../lib/local/functions.ts';
import type { LocalPages } from '../../lib/local/http/pages.ts';
import { type HttpServer, serveHttp } from '../../lib/local/http/server.ts';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** Serves the functions separately, as they are deployed. `clock` is that of the `Date` header, which else follows the machine. */
export function serveService(service: Service, pages: LocalPages[] = [], clock?: () => number): Promise<HttpServer> {
  const composed = async () => service;
  const functions: Record<Area, HttpHandler> = {
    accounts: httpFunction(accounts, REQUESTS, composed),
    admin: httpFunction(admin, REQUESTS, composed),
    bookings: httpFunction(bookings, REQUESTS, composed),
    documents: httpFunction(documents, REQUESTS, composed),
    mail: httpFunction(mail, REQUESTS, composed),
    demo: httpFunction(demo, REQUESTS, composed),
    events: httpFunction(events, REQUESTS, composed),
    holds: httpFunction(holds, REQUESTS, composed),
    reference: httpFunction(reference, REQUESTS, composed),
    tickets: httpFunction(tickets, REQUESTS, composed),
  };
  return serveHttp(
    0,
    async (area, event) => {
      const answer = await functions[area](event, contextOf(area, 30_000));
      return clock ? { ...answer, headers: { ...answer.headers, date: new Date(clock()).toUTCString() } } : answer;
    },
    error => {
      throw error;
    },
    { pages },
  );
}

/** Sends a request. `path` is sent as it is, well formed or not. */
export function send(
  url: string,
  path: string,
  {
    method = 'GET',
    headers = {},
    body,
    agent,
  }: { method?: string; headers?: Record<string, string | string[]>; body?: string | Buffer; agent?: Agent } = {},
): Promise<Answer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers, agent }, response => {
      const chunks: Buffer[] = [];
      response.on('data', chunk => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Writes the bytes to the server, and returns all that it sends until it closes the connection. */
export function sendBytes(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    let received = '';
    socket.setEncoding('utf8');
    socket.on('data', chunk => {
      received += chunk;
    });
    socket.on('end', () => resolve(received));
    socket.on('error', reject);
  });
}
