/**
 * Lets members of the event's organization pass limits on hoarding: the box office holds for other people. The membership is read
 * only where a limit would refuse, so that an ordinary sale costs no read.
 */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { createProcessRateCounter } from '../../caches/process-rate-counter.ts';
import { STRANGERS_OVER_LIMIT } from '../../domain/limits.ts';
import type { Event } from '../../domain/model.ts';
import { memberRoleOf } from '../../domain/organization.ts';
import { Refusal } from '../../domain/refusals.ts';
import type { Caller } from '../../ports/calls.ts';
import type { RateCounter } from '../../ports/rate-counter.ts';
import type { Service } from '../compose/http-service.ts';
import { requireState, stateOf } from './request-state.ts';

/** The callers of each service who turned out to be no members, counted in the process. */
const strangers = new WeakMap<Service, RateCounter>();

/**
 * Whether the caller is a member of the event's organization now, in any role. Reads at most 60 rows a minute for a caller who is
 * none, and returns false without a read after that, or if the table does not answer. A member is not counted.
 */
export async function isMemberOf(request: APIGatewayProxyEventV2, event: Event | undefined): Promise<boolean> {
  const { caller } = stateOf(request);
  if (!event || !caller) return false;
  const service = requireState(request, 'service');
  const { now } = requireState(request, 'call');
  const counter = strangers.get(service) ?? createProcessRateCounter();
  strangers.set(service, counter);
  const of = { name: 'strangers', subject: caller.userId };
  const window = { ...STRANGERS_OVER_LIMIT, register: 'c', amount: 1 };
  if ((await counter.countWindows(of, [window], now)).is !== 'counted') return false;
  const isMember = await readMembership(service, event, caller);
  if (isMember) await counter.giveBack(of, [window], now);
  return isMember;
}

async function readMembership({ dependencies }: Service, event: Event, caller: Caller): Promise<boolean> {
  const { organizationId } = event;
  try {
    const member = await dependencies.organizations.readMember(organizationId, caller.userId);
    return memberRoleOf(organizationId, caller, member) !== undefined;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}
