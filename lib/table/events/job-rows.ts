/**
 * The row of an event's background job, with the lease of the function that runs it. The row stays when the job ends:
 * it also counts the entries of the event's journal.
 */
import type { Origin } from '../../domain/claim-changes.ts';
import type { EventEdit, FactsEdit, SectionEdit } from '../../domain/event-edits.ts';
import type { EditJob, EventJob, ImportJob, LeasedJob } from '../../domain/event-jobs.ts';
import { eventJobKey, unfinishedEventIndexKey } from '../keys.ts';
import {
  attributes,
  list,
  mapOf,
  nullable,
  number,
  object,
  oneOf,
  optional,
  type Parse,
  parseRow,
  text,
  yes,
} from '../row-parsers.ts';
import type { Row } from '../transact.ts';
import { layoutRow, section } from './event-rows.ts';

/** The row of a published event, or of an event whose places a job still has to write. */
export const eventJobRow = (eventId: string, entries: number, begun?: { job: EventJob; since: number }): Row => ({
  ...eventJobKey(eventId),
  entries,
  ...(begun && {
    work: begun.job,
    since: begun.since,
    ...unfinishedEventIndexKey(eventId, begun.since),
  }),
});

const factsEdit = object<FactsEdit>({
  title: optional(text),
  startsAt: optional(number),
  endsAt: optional(number),
  holdSeconds: optional(number),
  placesPerHoldMax: optional(number),
  cancellationClosesMinutes: optional(number),
  venue: optional(nullable(text)),
  placesPerCustomerMax: optional(nullable(number)),
  salesOpenAt: optional(nullable(number)),
  salesCloseAt: optional(nullable(number)),
});
const sectionEdit = object<SectionEdit>({
  id: text,
  name: optional(text),
  price: optional(number),
  attributes: optional(mapOf(text)),
  capacity: optional(number),
  blocked: optional(number),
  addRows: optional(list(layoutRow)),
  removeRows: optional(list(text)),
  removeSeats: optional(list(text)),
});
export const eventEdit = object<EventEdit>({
  end: optional(oneOf(['closed', 'cancelled', 'deleted'])),
  facts: factsEdit,
  sections: list(sectionEdit),
  addSections: list(section),
  removeSections: list(text),
  blockSeats: list(text),
  unblockSeats: list(text),
  blockNote: optional(text),
});
const origin = object<Origin>({ at: number, actor: text, requestId: text, ip: optional(text) });
const importJob = object<ImportJob>({
  does: oneOf(['prepare']),
  progress: optional(object<NonNullable<ImportJob['progress']>>({ done: number, of: number })),
});
const editJob: Parse<EditJob> = object<EditJob>({
  does: oneOf(['edit']),
  id: text,
  edit: eventEdit,
  digest: text,
  origin,
  decidedAt: optional(number),
  isRefused: optional(yes),
  claimsAfter: optional(text),
  closing: optional((value, path) => editJob(value, path)),
});
const job: Parse<EventJob> = (value, path) =>
  attributes(value, path).does === 'prepare' ? importJob(value, path) : editJob(value, path);

const leasedJob = object<Pick<LeasedJob, 'entries' | 'leaseOf' | 'since'> & { work: EventJob }>({
  work: job,
  entries: number,
  leaseOf: text,
  since: number,
});

/** The job of a row that a function has just leased. */
export function leasedJobOf(eventId: string, row: Row): LeasedJob {
  const { work, ...lease } = parseRow(row, leasedJob);
  return { eventId, job: work, ...lease };
}

const counted = object<{ entries: number }>({ entries: number });
/** The length of an event's journal. An event that never had a job has one entry and no row. */
export const entriesOf = (row: Row | undefined): number => (row ? parseRow(row, counted).entries : 1);
