/** The counts of a request in the limits of its route: the subject, the row and the amount of each. */
import { hash } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { LimitCount, RateLimiter } from '../../caches/rate-limiter.ts';
import { networkOf } from '../../contract/addresses.ts';
import type { PlannedLimit } from '../../contract/limit-plan.ts';
import type { RateLimit } from '../../contract/rate-limits.ts';
import { isDemoCustomer } from '../../domain/account.ts';
import { parseEmail } from '../../domain/email.ts';
import type { Event } from '../../domain/model.ts';
import { type PlacesAsked, placesAsked } from './places-asked.ts';
import { requireState, stateOf } from './request-state.ts';
import { bodyHas, unvalidatedJson } from './validation.ts';

/** The counts of a request, and the places that no wait would allow. */
export interface RequestCounts {
  counts: LimitCount[];
  /** The counts of the same request by a member of the event's organization, whom the limits on hoarding leave out. */
  countsOfMember: LimitCount[];
  /** The event of the places. */
  event?: Event;
  /** The most places that the limits allow at once, if the request asks for more. Then its places are not counted. */
  placesMax?: number;
}

/** A request as the limits see it. */
interface LimitedRequest {
  network: string;
  callerId: string | undefined;
  sessionId: string | undefined;
  /** The e-mail address that the body names. */
  account: string | undefined;
  asked: PlacesAsked | undefined;
  isExempt(limit: PlannedLimit): boolean;
}

export async function countsOf(event: APIGatewayProxyEventV2, limiter: RateLimiter): Promise<RequestCounts> {
  const planned = limiter.limitsOf(requireState(event, 'operation'));
  const request = await readRequest(event, planned, limiter);
  const limits = planned.filter(limit => !request.isExempt(limit) && appliesTo(limit, event));
  const { asked } = request;
  const placesMax = Math.min(...limits.filter(({ counts }) => counts === 'places').map(({ quota }) => quota));
  const isTooLarge = asked !== undefined && !asked.isExtension && asked.places > placesMax;
  const countable = limits.filter(({ counts }) => counts !== 'places' || (asked !== undefined && !isTooLarge));
  const countsIn = (some: PlannedLimit[]) => some.flatMap(limit => countOf(limit, request) ?? []);
  return {
    counts: countsIn(countable),
    countsOfMember: countsIn(countable.filter(({ isHoarding }) => isHoarding !== true)),
    ...(asked && { event: asked.event }),
    ...(isTooLarge && { placesMax: Math.min(placesMax, asked.event.placesPerHoldMax) }),
  };
}

/** Whether the limit counts this request: some count only reads of rows, or requests with a code. */
export function appliesTo({ of }: Pick<RateLimit, 'of'>, event: APIGatewayProxyEventV2): boolean {
  if (of === undefined) return true;
  return of === 'codes' ? bodyHas(event, requireState(event, 'route'), 'code') : isFreshRead(event);
}

/** Whether the request reads rows instead of a cached answer. */
export const isFreshRead = ({ queryStringParameters }: APIGatewayProxyEventV2): boolean =>
  (queryStringParameters?.fresh ?? 'false') !== 'false';

async function readRequest(
  event: APIGatewayProxyEventV2,
  planned: PlannedLimit[],
  { isListed }: RateLimiter,
): Promise<LimitedRequest> {
  const { ip = 'unknown' } = requireState(event, 'call');
  const { isTestStage } = requireState(event, 'service');
  const { caller } = stateOf(event);
  const asked = planned.some(({ counts }) => counts === 'places') ? await placesAsked(event) : undefined;
  // All demonstration customers of a test stage call from the machine of the admin that made them.
  const isDemo = isTestStage && caller !== undefined && isDemoCustomer(caller.userId);
  return {
    network: networkOf(ip),
    callerId: caller?.userId,
    sessionId: caller?.sessionId,
    account: planned.some(({ per }) => per === 'account' || per === 'email') ? accountIn(event) : undefined,
    asked,
    isExempt: ({ per, isHoarding }) =>
      (isHoarding === true && (caller?.role === 'admin' || isListed(ip))) || (per === 'ip' && (isDemo || isListed(ip))),
  };
}

/** Returns the count of the request in one limit; undefined if it has no such subject. */
function countOf(limit: PlannedLimit, request: LimitedRequest): LimitCount | undefined {
  const subject = subjectOf(limit, request);
  if (subject === undefined) return undefined;
  const { name, isShared, parts } = limit;
  const { asked } = request;
  const quota = isShared ? limit.quota : Math.floor(limit.quota / parts);
  const ofPlaces = limit.counts === 'places' && asked !== undefined;
  return {
    name,
    quota,
    // A hold may be larger than the quota, if it was placed under another one.
    amount: ofPlaces ? Math.min(asked.places, quota) : 1,
    windowSeconds: ofPlaces ? Math.max(limit.windowSeconds, asked.event.holdSeconds) : limit.windowSeconds,
    isGivenBack: ofPlaces,
    ...(isShared
      ? { of: { name: limit.row ?? name, subject }, register: registerOf(limit, request) }
      : { of: { name, subject: `${subject}${partOf(limit, request)}` }, register: 'c' }),
  };
}

function subjectOf({ per, isShared }: PlannedLimit, request: LimitedRequest): string | undefined {
  const { network, callerId, sessionId, account, asked } = request;
  switch (per) {
    case 'ip':
      return network;
    case 'account':
      return account && `${network} ${account}`;
    case 'email':
      return account;
    case 'event':
      return isShared ? callerId : `${callerId} ${asked?.event.id}`;
    case 'caller':
      return required(per, callerId);
    case 'session':
      return required(per, sessionId);
  }
}

function required(per: string, subject: string | undefined): string {
  if (!subject) throw new Error(`the route has a limit per ${per}, but its requests have no ${per}`);
  return subject;
}

/** The register of a shared row. Each event has one of its own, named by a digest. */
const registerOf = ({ per, register = 'c' }: PlannedLimit, { asked }: LimitedRequest): string =>
  per === 'event' ? `${register}${hash('sha256', asked?.event.id ?? '', 'hex').slice(0, 6)}x` : register;

/** The part of a divided quota: one account always counts in the same one. */
function partOf({ parts }: PlannedLimit, { callerId, account }: LimitedRequest): string {
  if (parts === 1) return '';
  const digest = hash('sha256', callerId ?? account ?? '', 'hex').slice(0, 8);
  return ` ${Number.parseInt(digest, 16) % parts}`;
}

/** The account that the body names, in the one form of its address. */
function accountIn(event: APIGatewayProxyEventV2): string | undefined {
  const { email } = (unvalidatedJson(event, requireState(event, 'route')) ?? {}) as { email?: unknown };
  if (typeof email !== 'string') return undefined;
  const parsed = parseEmail(email);
  return 'email' in parsed ? parsed.email : undefined;
}
