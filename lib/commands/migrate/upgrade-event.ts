/**
 * A step of the migration: writes the row of an event and its layouts in the format of this release, without changing a fact of the
 * event. Each write is a step of the event's job, like the writes of an edit: it has a journal entry, and only the holder of the lease
 * can make it. So it never overwrites an edit. If the event has an unfinished job, the write uses the lease of that job. The job
 * reads the event again when it continues.
 */
import { layoutsToWrite } from '../../domain/event-edits.ts';
import type { LeasedJob } from '../../domain/event-jobs.ts';
import { bytesOf } from '../../domain/event-rules.ts';
import type { Event, EventFacts } from '../../domain/model.ts';
import { eventIsUnchanged } from '../../table/conditions.ts';
import { requireStep } from '../../table/events/edit-step.ts';
import { EVENT_FORMAT, eventRow, factsOf, sectionRow } from '../../table/events/event-rows.ts';
import { put, putAlways } from '../../table/expression.ts';
import { eventKey, eventPartition, INDEXES } from '../../table/keys.ts';
import type { Row } from '../../table/transact.ts';
import type { Pace } from '../shared/pace.ts';
import { queryPages } from '../shared/paced-reads.ts';
import { leaseEvent, originOf } from './lease-event.ts';
import { organizationOfEvent } from './lost-organization.ts';
import type { MigrationContext } from './migration.ts';

/** Returns the number of rows that were written. Throws `busy` if another function has the lease of the event's job. */
export async function upgradeEvent(context: MigrationContext, eventId: string): Promise<number> {
  let written = 0;
  while (await readOutdated(context, eventId)) {
    let units = 0;
    const addUnits: Pace = async more => {
      units += more;
    };
    // Edits of the event wait while this run has the lease, so the pauses of the pace come after the lease was given back.
    written += await takeStep({ ...context, pace: addUnits }, eventId);
    await context.pace(units);
  }
  return written;
}

/** Leases the job of the event, reads the event again, and writes it and as many layouts as fit. Returns the number of rows. */
async function takeStep(context: MigrationContext, eventId: string): Promise<number> {
  const { leased, release } = await leaseEvent(context, eventId);
  let current = leased;
  try {
    const facts = await readOutdated(context, eventId);
    if (!facts) return 0;
    const rows = rowsToWrite(facts);
    current = await write(context, leased, facts.event, rows);
    return rows.length;
  } finally {
    // If this fails, the lease expires by itself.
    await release(current).catch(() => undefined);
  }
}

/** Reads an event whose row or layouts are of an older format. Undefined if all are of this one, or the event is deleted. */
async function readOutdated(context: MigrationContext, eventId: string): Promise<EventFacts | undefined> {
  const { table, pace } = context;
  const rows = await queryPages(table, pace, {
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': eventPartition(eventId) },
    ConsistentRead: true,
  });
  const stored = factsOf(rows);
  if (!stored) return undefined;
  const own = rows.find(({ sk }) => sk === eventKey(eventId).sk);
  const facts = own?.organizationId === undefined ? await withOrganization(context, stored) : stored;
  const hasLostOrganization = facts.event.organizationId !== stored.event.organizationId;
  const isOutdated = hasLostOrganization || !hasPresentForm(own, facts) || layoutsToWrite(facts, facts).length > 0;
  return isOutdated ? facts : undefined;
}

async function withOrganization(context: MigrationContext, { event, ...facts }: EventFacts): Promise<EventFacts> {
  return { ...facts, event: { ...event, organizationId: await organizationOfEvent(context, event) } };
}

/**
 * The row alone does not tell: when a function of the version before publishes a row that this version has announced, it adds
 * its own search keys, and leaves `format` as it is.
 */
function hasPresentForm(row: Row | undefined, facts: EventFacts): boolean {
  const written = eventRow(facts);
  return row?.format === EVENT_FORMAT.format && SEARCH_KEYS.every(name => row[name] === written[name]);
}
const SEARCH_KEYS = [INDEXES.byDate, INDEXES.byRoute, INDEXES.byService].flatMap(({ partitionKey, sortKey }) => [
  partitionKey,
  sortKey,
]);

/** The row of the event with its next version, and as many layouts of an older format as fit into a transaction. */
const rowsToWrite = (facts: EventFacts): [Row, ...Row[]] => [
  eventRow({ ...facts, event: { ...facts.event, version: facts.event.version + 1 } }),
  ...layoutsToWrite(facts, facts).map(section => sectionRow(facts.event.id, section)),
];

/** Writes the rows of an event in one step of its job. */
async function write(
  { table, ids, now, pace }: MigrationContext,
  leased: LeasedJob,
  { version }: Event,
  rows: [Row, ...Row[]],
): Promise<LeasedJob> {
  const [event, ...layouts] = rows;
  const actions = [
    { Put: put(table.name, event, eventIsUnchanged(version)) },
    ...layouts.map(row => ({ Put: putAlways(table.name, row) })),
  ];
  const entry = { action: 'event.migrated', origin: originOf(ids.next(), now()) };
  const next = await requireStep(table, leased, actions, entry);
  await pace(unitsOf(rows) + OTHER_UNITS);
  return next;
}

/** A transaction takes two units for each KB of a row. */
const unitsOf = (rows: Row[]): number => rows.reduce((sum, row) => sum + 2 * Math.ceil(bytesOf(row) / 1_024), 0);
/** The journal entry, the job's row, and the entries of indexes. */
const OTHER_UNITS = 10;
