/**
 * The times that events may have (epoch ms), by the calls that publish and edit them. While an edit runs, and after one whose
 * outcome is unknown, an event may have its times from before it or after it.
 */
import type { EventChanges } from '../../contract/events/edit-requests.ts';
import type { Event } from '../../contract/events/responses.ts';
import { JOURNEY_KINDS } from '../../domain/model.ts';
import { type Call, isSuccess } from '../calls.ts';
import type { Edit } from '../events.ts';
import type { History } from '../history.ts';

export interface Times {
  startsAt: number;
  endsAt: number;
}

export interface EventTimes {
  /** The times that the event may have had between two times, both included. Undefined if they are not known. */
  between(from: number, to: number): Times[] | undefined;
  /** The earliest time at which the event may be cancelled or deleted, and that from which it certainly is. */
  mayEndFrom: number;
  endsFrom: number;
}

/** The times of the journeys that a call of the history published, by their ids. */
export function readJourneyTimes({ calls, events }: Pick<History, 'calls' | 'events'>): Map<string, EventTimes> {
  const times = new Map<string, EventTimes>();
  for (const call of calls) {
    const event = call.operation === 'publish-event' ? (call.answer?.document as Event | undefined) : undefined;
    if (!event || !JOURNEY_KINDS.includes(event.kind)) continue;
    times.set(event.id, timesOf(event, call, events.get(event.id)?.edits ?? []));
  }
  return times;
}

/** Times that an event may have from `from` until `to`. `times` is undefined if they are not known. */
interface Possible {
  from: number;
  to: number;
  times: Times | undefined;
}

function timesOf({ startsAt, endsAt }: Event, { invokedAt }: Call, edits: Edit[]): EventTimes {
  const moves = edits.filter(({ changes }) => changes.startsAt !== undefined || changes.endsAt !== undefined);
  const certain = moves.filter(({ call }) => isSuccess(call) && call.answer?.status === 200).map(({ call }) => call);
  /** Returns when an edit that began after `since` has certainly replaced the times; Infinity if there is none. */
  const replacedAfter = (since: number): number =>
    Math.min(
      Number.POSITIVE_INFINITY,
      ...certain.filter(call => call.invokedAt >= since).map(({ answeredAt }) => answeredAt),
    );
  const possible: Possible[] = [
    { from: invokedAt, to: replacedAfter(invokedAt), times: parsed({ startsAt, endsAt }) },
    ...moves.map(({ call, changes }) => ({
      from: call.invokedAt,
      to: replacedAfter(hasBegun(call) ? call.answeredAt : Number.POSITIVE_INFINITY),
      times: parsed(changes),
    })),
  ];
  const ends = edits.filter(({ call, changes }) => call.operation === 'delete-event' || changes.status === 'cancelled');
  return {
    between(from, to) {
      const found = possible.filter(one => one.from <= to && one.to >= from).map(one => one.times);
      if (found.some(one => one === undefined)) return undefined;
      return [...new Map((found as Times[]).map(one => [`${one.startsAt} ${one.endsAt}`, one])).values()];
    },
    mayEndFrom: Math.min(Number.POSITIVE_INFINITY, ...ends.map(({ call }) => call.invokedAt)),
    endsFrom: Math.min(
      Number.POSITIVE_INFINITY,
      ...ends.flatMap(({ call }) => (isSuccess(call) && call.answer?.status !== 202 ? [call.answeredAt] : [])),
    ),
  };
}

/** Whether the edit had begun when it was answered. Edits run one after the other, so a later one waits for its end. */
const hasBegun = ({ answer }: Call): boolean => answer !== undefined && answer.status < 500;

/** Undefined if an edit sets only one of the times: the other one depends on the edits before it. */
const parsed = ({ startsAt, endsAt }: Pick<EventChanges, 'startsAt' | 'endsAt'>): Times | undefined =>
  startsAt === undefined || endsAt === undefined
    ? undefined
    : { startsAt: Date.parse(startsAt), endsAt: Date.parse(endsAt) };

export const overlap = (one: Times, other: Times): boolean =>
  one.startsAt < other.endsAt && one.endsAt > other.startsAt;
