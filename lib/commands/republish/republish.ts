/** `npm run republish`: adds to the journal the entries that it lacks, from the histories of the claims themselves. */
import { wholeNumber } from '../../cli/read-options.ts';
import { say } from '../../cli/terminal.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { SYSTEM_CLOCK } from '../../lambda/compose/system-clock.ts';
import { eventKey } from '../../table/keys.ts';
import { connectTable, type Table } from '../../table/table.ts';
import { asUsageError } from '../shared/aws-errors.ts';
import { connectionOf, type NamedTable, requireAllTables } from '../shared/named-table.ts';
import { createPace, type Pace, UNITS_MAX } from '../shared/pace.ts';
import { readBatch } from '../shared/paced-reads.ts';
import {
  type ClaimFilter,
  claimIdIn,
  claimKeyNamed,
  emptyReport,
  publishMissing,
  type Republished,
} from './publish-missing.ts';
import { PARTS_DEFAULT, walkClaims } from './walk-claims.ts';

const PARTS_MAX = 1_000_000;

export interface RepublishOptions extends ClaimFilter {
  claimId?: string;
  dryRun: boolean;
  from: number;
  parts: number;
}

/** Fails if the entries of a claim cannot all be added. */
export async function republish(given: RepublishValues): Promise<void> {
  const { named, unitsPerSecond, options } = republishOptions(given);
  try {
    const table = connectTable(await connectionOf(named), SYSTEM_CLOCK);
    await requireAllTables(table);
    const report = await republishClaims(table, createPace(unitsPerSecond, SYSTEM_CLOCK), options, printProgress());
    for (const [claimId, reason] of report.failed) say(`claim ${claimId}: ${reason}`);
    say(summaryOf(report, options.dryRun));
    if (report.failed.size > 0)
      throw new UsageError(`The journal lacks entries of ${report.failed.size} claims. The lines above say why.`);
  } catch (error) {
    throw asUsageError(error);
  }
}

/** Calls `onProgress` with the `--from` at which an interrupted run would continue. */
export async function republishClaims(
  table: Table,
  pace: Pace,
  { claimId, dryRun, from, parts, ...filter }: RepublishOptions,
  onProgress: (report: Republished, from: string) => void = () => undefined,
): Promise<Republished> {
  const report = emptyReport();
  if (claimId !== undefined) {
    const rows = await readBatch(table, pace, [claimKeyNamed(claimId)]);
    if (rows.length === 0) throw new UsageError(`${table.name} has no claim ${claimIdIn(claimId)}.`);
    await publishMissing(table, pace, rows, filter, { report, dryRun });
    return report;
  }
  await requireEvent(table, pace, filter.eventId);
  await walkClaims(
    table,
    pace,
    { from, parts },
    rows => publishMissing(table, pace, rows, filter, { report, dryRun }),
    part => onProgress(report, `${part}/${parts}`),
  );
  return report;
}

/** With a mistyped id no claim would be selected, and the command would report success. */
async function requireEvent(table: Table, pace: Pace, eventId: string | undefined): Promise<void> {
  if (eventId === undefined || (await readBatch(table, pace, [eventKey(eventId)])).length > 0) return;
  throw new UsageError(`${table.name} has no event ${eventId}.`);
}

export function summaryOf({ read, selected, missing, appended, unlisted }: Republished, dryRun = false): string {
  const added = dryRun ? 'none was added (--dry-run)' : `${appended} were added`;
  const listed = dryRun ? 'none was listed (--dry-run)' : 'they are listed now';
  return [
    `${read} claims read, ${selected} selected. The journal lacked ${missing} entries; ${added}.`,
    ...(unlisted > 0 ? [`${unlisted} bookings were not listed under their reference; ${listed}.`] : []),
  ].join(' ');
}

const LINE_EVERY_MS = 5_000;

function printProgress(): (report: Republished, from: string) => void {
  let nextAt = SYSTEM_CLOCK.stopwatch() + LINE_EVERY_MS;
  return (report, from) => {
    if (SYSTEM_CLOCK.stopwatch() < nextAt) return;
    nextAt = SYSTEM_CLOCK.stopwatch() + LINE_EVERY_MS;
    say(`${summaryOf(report)} To continue from here after an interruption: --from ${from}`);
  };
}

interface RepublishValues {
  stage: string | undefined;
  name: string | undefined;
  accounts: string | undefined;
  journal: string | undefined;
  event: string | undefined;
  claim: string | undefined;
  since: string | undefined;
  from: string | undefined;
  'dry-run': boolean;
  'units-per-second': string;
}

interface CheckedOptions {
  /** Either a stage or a table, such as a restored one. */
  named: NamedTable;
  unitsPerSecond: number;
  options: RepublishOptions;
}

export function republishOptions({ stage, name, accounts, journal, ...options }: RepublishValues): CheckedOptions {
  const { event: eventId, claim: claimId } = options;
  return {
    named: { stage, name, accounts, journal },
    unitsPerSecond: wholeNumber('--units-per-second', options['units-per-second'], { min: 1, max: UNITS_MAX }),
    options: {
      ...(eventId !== undefined && { eventId }),
      ...(claimId !== undefined && { claimId }),
      ...(options.since !== undefined && { since: timeIn(options.since) }),
      dryRun: options['dry-run'],
      ...partOf(options.from),
    },
  };
}

/** A time without an offset would depend on the time zone of the machine. */
function timeIn(text: string): number {
  const at = Date.parse(text);
  if (/(Z|[+-]\d\d:?\d\d)$/.test(text) && !Number.isNaN(at)) return at;
  throw new UsageError(`--since must be a time with its offset, such as 2026-11-21T18:00:00Z, but is "${text}".`);
}

function partOf(text = `0/${PARTS_DEFAULT}`): { from: number; parts: number } {
  const [from = '', parts = '', ...more] = text.split('/');
  if (more.length > 0) throw new UsageError(`--from must be a part such as 17/64, but is "${text}".`);
  const all = wholeNumber('--from (after the slash)', parts, { min: 1, max: PARTS_MAX });
  return { from: wholeNumber('--from', from, { min: 0, max: all }), parts: all };
}
