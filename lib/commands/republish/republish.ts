/** `npm run republish`: makes the journal whole from the claims themselves, whatever the stream has forgotten. */
import { wholeNumber } from '../../cli/read-options.ts';
import { say } from '../../cli/terminal.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { SYSTEM_CLOCK } from '../../lambda/compose/system-clock.ts';
import { eventKey } from '../../table/keys.ts';
import { connectTable, type Table } from '../../table/table.ts';
import { sayable } from '../shared/aws-errors.ts';
import { connectionOf, type NamedTable } from '../shared/named-table.ts';
import { createPace, type Pace, UNITS_MAX } from '../shared/pace.ts';
import { readSome } from '../shared/patient-reads.ts';
import {
  claimIdIn,
  claimKeyNamed,
  nothingYet,
  publishMissing,
  type Republished,
  type Wanted,
} from './publish-missing.ts';
import { PARTS_DEFAULT, walkClaims } from './walk-claims.ts';

const PARTS_MAX = 1_000_000;

export interface RepublishOptions extends Wanted {
  claimId?: string;
  dryRun: boolean;
  from: number;
  parts: number;
}

/** Finds the stage's table, and says what it did; fails with one sentence where a claim is left over. */
export async function republish(given: RepublishValues): Promise<void> {
  const { named, unitsPerSecond, options } = republishOptions(given);
  try {
    const table = connectTable(await connectionOf(named), SYSTEM_CLOCK);
    const report = await republishClaims(table, createPace(unitsPerSecond, SYSTEM_CLOCK), options, tellNowAndThen());
    for (const [claimId, why] of report.failed) say(`claim ${claimId}: ${why}`);
    say(sentenceOf(report, options.dryRun));
    if (report.failed.size > 0) throw new UsageError(`${report.failed.size} claims are not wholly in the journal.`);
  } catch (error) {
    throw sayable(error);
  }
}

/** `told` hears now and then how far the walk is, and with which `--from` another would go on there. */
export async function republishClaims(
  table: Table,
  pace: Pace,
  { claimId, dryRun, from, parts, ...wanted }: RepublishOptions,
  told: (report: Republished, from: string) => void = () => undefined,
): Promise<Republished> {
  const report = nothingYet();
  if (claimId !== undefined) {
    const rows = await readSome(table, pace, [claimKeyNamed(claimId)]);
    if (rows.length === 0) throw new UsageError(`${table.name} has no claim ${claimIdIn(claimId)}.`);
    await publishMissing(table, pace, rows, wanted, { report, dryRun });
    return report;
  }
  await requireEvent(table, pace, wanted.eventId);
  await walkClaims(
    table,
    pace,
    { from, parts },
    rows => publishMissing(table, pace, rows, wanted, { report, dryRun }),
    part => told(report, `${part}/${parts}`),
  );
  return report;
}

/** A name mistyped would find nothing to do in any claim, and call that well. */
async function requireEvent(table: Table, pace: Pace, eventId: string | undefined): Promise<void> {
  if (eventId === undefined || (await readSome(table, pace, [eventKey(eventId)])).length > 0) return;
  throw new UsageError(`${table.name} has no event ${eventId}.`);
}

export const sentenceOf = ({ read, looked, missing, appended }: Republished, dryRun = false): string =>
  `${read} claims read, ${looked} looked at: ${missing} entries were missing in the journal, ${
    dryRun ? 'and none was put there (--dry-run)' : `${appended} were put there`
  }.`;

const LINE_EVERY_MS = 5_000;

function tellNowAndThen(): (report: Republished, from: string) => void {
  let nextAt = SYSTEM_CLOCK.stopwatch() + LINE_EVERY_MS;
  return (report, from) => {
    if (SYSTEM_CLOCK.stopwatch() < nextAt) return;
    nextAt = SYSTEM_CLOCK.stopwatch() + LINE_EVERY_MS;
    say(`${sentenceOf(report)} Should it be broken off here, go on with --from ${from}`);
  };
}

interface RepublishValues {
  stage: string | undefined;
  name: string | undefined;
  event: string | undefined;
  claim: string | undefined;
  since: string | undefined;
  from: string | undefined;
  'dry-run': boolean;
  'units-per-second': string;
}

interface CheckedOptions {
  /** A table of no stack is named: one that was restored, say. */
  named: NamedTable;
  unitsPerSecond: number;
  options: RepublishOptions;
}

export function republishOptions({ stage, name, ...options }: RepublishValues): CheckedOptions {
  const { event: eventId, claim: claimId } = options;
  return {
    named: { stage, name },
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

/** Without its offset a time would be that of wherever the command runs. */
function timeIn(text: string): number {
  const at = Date.parse(text);
  if (/(Z|[+-]\d\d:?\d\d)$/.test(text) && !Number.isNaN(at)) return at;
  throw new UsageError(`--since must be a time with its offset, such as 2026-11-21T18:00:00Z, and is "${text}".`);
}

function partOf(text = `0/${PARTS_DEFAULT}`): { from: number; parts: number } {
  const [from = '', parts = '', ...more] = text.split('/');
  if (more.length > 0) throw new UsageError(`--from must be a part of all, such as 17/64, and is "${text}".`);
  const all = wholeNumber('--from (after the stroke)', parts, { min: 1, max: PARTS_MAX });
  return { from: wholeNumber('--from', from, { min: 0, max: all }), parts: all };
}
