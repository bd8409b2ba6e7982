/**
 * The row of an event's background job, with the lease of the function that runs it. The row stays when the job ends:
 * it also counts the entries of the event's journal.
 */
import type { Origin } from '../../domain/claim-changes.ts';
import type { EventEdit, FactsEdit, SectionEdit } from '../../domain/event-edits.ts';
import type { EditJob, EventJob, ImportJob, LeasedJob } from '../../domain/event-jobs.ts';
import type { FactsBefore } from '../../domain/facts-before.ts';
import type { AddedRow, AddedSeats, Beside } from '../../domain/layout-edits.ts';
import { upgradedEdit } from '../../domain/layout-upgrade.ts';
import { EVENT_KINDS } from '../../domain/model.ts';
import { eventJobKey, unfinishedEventIndexKey } from '../keys.ts';
import { eventPrices } from '../price-parsers.ts';
import {
  attributes,
  flag,
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
import { gates, LAYOUT_FORMAT, layoutRow, layoutSeat, route, section, service } from './event-rows.ts';

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
  kind: optional(oneOf(EVENT_KINDS)),
  title: optional(text),
  startsAt: optional(number),
  endsAt: optional(number),
  timeZone: optional(text),
  holdSeconds: optional(number),
  placesPerHoldMax: optional(number),
  cancellationClosesMinutes: optional(number),
  venue: optional(nullable(text)),
  description: optional(nullable(text)),
  imageUrl: optional(nullable(text)),
  doorsAt: optional(nullable(number)),
  service: optional(nullable(service)),
  route: optional(nullable(route)),
  placesPerCustomerMax: optional(nullable(number)),
  requiresVerifiedEmail: optional(nullable(yes)),
  salesOpenAt: optional(nullable(number)),
  salesCloseAt: optional(nullable(number)),
  gates: optional(nullable(gates)),
  prices: optional(nullable(eventPrices)),
});
/** The facts as they were before an edit, as far as mails tell them. */
export const factsBefore = object<FactsBefore>({
  title: optional(nullable(text)),
  startsAt: optional(nullable(number)),
  endsAt: optional(nullable(number)),
  timeZone: optional(nullable(text)),
  doorsAt: optional(nullable(number)),
  venue: optional(nullable(text)),
  route: optional(nullable(route)),
});
const beside = { after: optional(text), before: optional(text) };
const placed = object<Beside>(beside);
const addedRow: Parse<AddedRow> = (value, path) => ({ ...layoutRow(value, path), ...placed(value, path) });
const sectionEdit = object<SectionEdit>({
  id: text,
  name: optional(text),
  price: optional(number),
  attributes: optional(mapOf(text)),
  capacity: optional(number),
  blocked: optional(number),
  addRows: optional(list(addedRow)),
  addSeats: optional(
    list(
      object<AddedSeats>({
        ...beside,
        seats: list(layoutSeat),
        joined: optional(flag),
      }),
    ),
  ),
  removeRows: optional(list(text)),
  removeSeats: optional(list(text)),
});
const editInFormat2 = object<EventEdit>({
  end: optional(oneOf(['closed', 'cancelled', 'deleted', 'reopened'])),
  facts: factsEdit,
  sections: list(sectionEdit),
  addSections: list(section),
  removeSections: list(text),
  blockSeats: list(text),
  unblockSeats: list(text),
  blockNote: optional(text),
});
/** An edit in a job or in the journal. Without a format its rows are older than gaps, and are converted like layouts. */
export const eventEdit: Parse<EventEdit> = (value, path) => {
  const edit = editInFormat2(value, path);
  return attributes(value, path).format === LAYOUT_FORMAT ? edit : upgradedEdit(edit);
};
/** The attribute of an edit. */
export const editAttribute = (edit: EventEdit): Row => ({ ...edit, format: LAYOUT_FORMAT });

const origin = object<Origin>({ at: number, actor: text, requestId: text });
const importJob = object<ImportJob>({
  does: oneOf(['prepare']),
  progress: optional(object<NonNullable<ImportJob['progress']>>({ done: number, of: number })),
});
const storedEditJob = object<EditJob>({
  does: oneOf(['edit']),
  id: text,
  edit: eventEdit,
  digest: text,
  origin,
  decidedAt: optional(number),
  isRefused: optional(yes),
  claimsAfter: optional(text),
  waits: optional(yes),
  closing: optional((value, path) => editJob(value, path)),
});
const editJob: Parse<EditJob> = (value, path) => {
  const { [WITH_GATES]: withGates, [WITH_PRICES]: edit = withGates, ...stored } = attributes(value, path);
  return storedEditJob(edit === undefined ? stored : { ...stored, edit }, path);
};

/**
 * The attributes of an unfinished edit that changes gates, or prices. A function that does not know these would decide the edit without
 * them. It finds no edit under this name, so it fails before it writes, and a function of this version finishes the edit.
 */
const WITH_GATES = 'editWithGates';
const WITH_PRICES = 'editWithPrices';
const nameOf = ({ facts }: EventEdit): string => {
  if (facts.prices !== undefined) return WITH_PRICES;
  return facts.gates === undefined ? 'edit' : WITH_GATES;
};

/** The attribute of a job. */
export function jobAttribute(job: EventJob): Row {
  if (job.does === 'prepare') return { ...job };
  const { edit, closing, ...others } = job;
  return { ...others, [nameOf(edit)]: editAttribute(edit), ...(closing && { closing: jobAttribute(closing) }) };
}
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

const ofJob = object<{ work?: EventJob }>({ work: optional(job) });
/** The unfinished job of a row, leased or not. */
export const jobOf = (row: Row): EventJob | undefined => parseRow(row, ofJob).work;

const counted = object<{ entries: number }>({ entries: number });
/** The length of an event's journal. An event that never had a job has one entry and no row. */
export const entriesOf = (row: Row | undefined): number => (row ? parseRow(row, counted).entries : 1);
