/** Reads a venue file: an event as POST /v1/events takes it. Every fault is reported with its place in the file. */
import { UsageError } from '../../cli/usage-error.ts';
import { NewEvent } from '../../contract/events/requests.ts';
import { parse } from '../../contract/field-errors.ts';
import { time } from '../../contract/request-times.ts';
import { faultsOfNewEvent } from '../../domain/new-event-rules.ts';
import type { FieldError } from '../../domain/refusals.ts';
import { eventDraftOf } from '../../usecases/events/event-requests.ts';
import { placeAfter, placeIn, readTextFile } from '../text-file.ts';

/** Returns the event of a file, moved to another start if one is given. */
export async function readVenueFile(file: string, now: number, startsAt?: string): Promise<NewEvent> {
  const { value, errors } = parse(NewEvent, jsonOf(await readTextFile(file), file), 'body');
  if (errors.length > 0) throw faulty(file, errors);
  const event = startsAt === undefined ? (value as NewEvent) : startingAt(value as NewEvent, startsAt);
  const faults = faultsOfNewEvent(eventDraftOf(event), now);
  if (faults.length === 1 && faults[0]?.path === 'body.startsAt') {
    throw new UsageError(
      `The event in ${file} started at ${event.startsAt}. Change its startsAt, or move it with --starts-at <time>.`,
    );
  }
  if (faults.length > 0) throw faulty(file, faults);
  return event;
}

function jsonOf(text: string, file: string): unknown {
  const failure = failureOf(text);
  if (!failure) return JSON.parse(text);
  const place = placeIn(placeAfter(text.slice(0, positionOf(text))));
  throw new UsageError(
    `${file} is not JSON: ${failure.replace(/(( in JSON)? at position |, (\.\.\.)?").*$/s, '')}, ${place}.`,
  );
}

function failureOf(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return (error as SyntaxError).message;
  }
}

/** The position of the first JSON error. V8 does not always report it, so this searches for the longest prefix without one. */
function positionOf(text: string): number {
  let [good, bad] = [0, text.length + 1];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (failsInside(text.slice(0, middle))) bad = middle;
    else good = middle;
  }
  return Math.min(good, text.length);
}

function failsInside(text: string): boolean {
  const failure = failureOf(text);
  if (!failure || /end of JSON input|Unterminated/.test(failure)) return false;
  const [, position] = /at position (\d+)/.exec(failure) ?? [];
  return position === undefined || Number(position) < text.length;
}

/** Moves all times of the event by the same duration. */
function startingAt(event: NewEvent, startsAt: string): NewEvent {
  const start = time.safeParse(startsAt);
  if (!start.success) {
    throw new UsageError(
      `--starts-at must be a time such as 2027-12-31T19:30:00Z or 2027-12-31T20:30:00+01:00, but is "${startsAt}".`,
    );
  }
  const by = Date.parse(start.data) - Date.parse(event.startsAt);
  const moved = (at: string): string => new Date(Date.parse(at) + by).toISOString();
  return {
    ...event,
    startsAt: moved(event.startsAt),
    endsAt: moved(event.endsAt),
    ...(event.salesOpenAt !== undefined && { salesOpenAt: moved(event.salesOpenAt) }),
    ...(event.salesCloseAt !== undefined && { salesCloseAt: moved(event.salesCloseAt) }),
  };
}

const FAULTS_LISTED_MAX = 20;

function faulty(file: string, faults: FieldError[]): UsageError {
  const listed = faults
    .slice(0, FAULTS_LISTED_MAX)
    .map(({ path, message }) => `  ${path.replace(/^body\.?/, '') || 'the event'}: ${message}`);
  const more = faults.length > FAULTS_LISTED_MAX ? [`  and ${faults.length - FAULTS_LISTED_MAX} more`] : [];
  return new UsageError([`${file} cannot be published:`, ...listed, ...more].join('\n'));
}
