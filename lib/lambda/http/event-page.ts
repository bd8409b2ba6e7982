/**
 * The page of an event: index.html of the web app, with the head of the event. People always get the page, also where there is no such
 * event or the table is busy: the app says so in their language, and can ask again.
 */
import { eventPage } from '../../contract/events/event-page.ts';
import type { Event } from '../../contract/events/responses.ts';
import { PROBLEMS } from '../../contract/problems.ts';
import { EventId } from '../../contract/schema-parts.ts';
import { PAGE_CACHING } from '../../deployment/web-app.ts';
import { APP_PAGE_KEPT_MS, BUSY_RETRY_AFTER_SECONDS } from '../../domain/limits.ts';
import { Refusal, refuse } from '../../domain/refusals.ts';
import { SECOND_MS } from '../../domain/time.ts';
import type { Call } from '../../ports/calls.ts';
import { readEvent } from '../../usecases/events/read-event.ts';
import type { Service } from '../compose/http-service.ts';
import { appHeaders } from './app-headers.ts';
import { HttpProblem } from './http-problem.ts';
import type { Reply } from './reply.ts';

/** The page names its own address by that of the stage: the caller chooses the Host header, and caches give the page to others. */
export async function eventPageReply(service: Service, call: Call, eventId: string): Promise<Reply> {
  const { appPage, gateway, dependencies } = service;
  if (!appPage) throw new HttpProblem('route-not-found', {});
  const html = await appPage(call.now);
  const headers = { ...appHeaders({ hasStripe: gateway === 'stripe' }), 'content-type': 'text/html; charset=utf-8' };
  try {
    const event = await find(service, call, eventId);
    const body = eventPage(html, event, `${dependencies.baseUrl}/events/${eventId}`);
    return { status: 200, headers: { ...headers, 'cache-control': KEPT }, body };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { code }: Refusal = error;
    const { status } = PROBLEMS[code];
    const retryAfter = code === 'busy' && { 'retry-after': String(BUSY_RETRY_AFTER_SECONDS) };
    return { status, headers: { ...headers, 'cache-control': PAGE_CACHING, ...retryAfter }, body: html };
  }
}

const KEPT = `public, max-age=${APP_PAGE_KEPT_MS / SECOND_MS}`;

async function find({ dependencies }: Service, call: Call, eventId: string): Promise<Event> {
  if (!EventId.safeParse(eventId).success) throw refuse('event-not-found');
  return (await readEvent(dependencies, call, eventId)).event;
}
