/** `npm run republish`: makes the journal whole from the claims themselves, whatever the stream has forgotten. */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { WEATHER } from '../../lambda/compose-background.ts';
import { CannotStart } from '../../local/cannot-start.ts';
import { readArguments, wholeNumber } from '../../local/command.ts';
import { say } from '../../local/terminal.ts';
import { connectTable, type Table } from '../../table/table.ts';
import { sayable } from '../aws-trouble.ts';
import { readDeployedStack } from '../deployed-stack.ts';
import { createPace, type Pace } from '../pace.ts';
import { readSome } from '../patient-reads.ts';
import {
  claimIdIn,
  claimKeyNamed,
  nothingYet,
  publishMissing,
  type Republished,
  type Wanted,
} from './publish-missing.ts';
import { PARTS_DEFAULT, walkClaims } from './walk-claims.ts';

const USAGE =
  'npm run republish -- --stage dev | --name <table> [--event evt_… | --claim hld_… | --since 2026-11-21T18:00:00Z] [--dry-run] [--from 17/64] [--units-per-second 500]';
export const UNITS_DEFAULT = '500';
export const UNITS_MAX = 1_000_000;
const PARTS_MAX = 1_000_000;

export interface RepublishWish extends Wanted {
  claimId?: string;
  dryRun: boolean;
  from: number;
  parts: number;
}

/** Finds the stage's table, and says what it did; fails with one sentence where a claim is left over. */
export async function republish(): Promise<void> {
  const { stage, name, unitsPerSecond, wish } = readWish();
  try {
    const tableName = name ?? (await readDeployedStack(new CloudFormationClient(), stage)).tableName;
    const table = connectTable({ tableName }, WEATHER);
    const report = await republishClaims(table, createPace(unitsPerSecond, WEATHER), wish, tellNowAndThen());
    for (const [claimId, why] of report.failed) say(`claim ${claimId}: ${why}`);
    say(sentenceOf(report, wish.dryRun));
    if (report.failed.size > 0) throw new CannotStart(`${report.failed.size} claims are not wholly in the journal.`);
  } catch (error) {
    throw sayable(error);
  }
}

/** `told` hears now and then how far the walk is, and with which `--from` another would go on there. */
export async function republishClaims(
  table: Table,
  pace: Pace,
  { claimId, dryRun, from, parts, ...wanted }: RepublishWish,
  told: (report: Republished, from: string) => void = () => undefined,
): Promise<Republished> {
  const report = nothingYet();
  if (claimId !== undefined) {
    const rows = await readSome(table, pace, [claimKeyNamed(claimId)]);
    if (rows.length === 0) throw new CannotStart(`${table.name} has no claim ${claimIdIn(claimId)}.`);
    await publishMissing(table, pace, rows, wanted, { report, dryRun });
    return report;
  }
  await walkClaims(
    table,
    pace,
    { from, parts },
    rows => publishMissing(table, pace, rows, wanted, { report, dryRun }),
    part => told(report, `${part}/${parts}`),
  );
  return report;
}

export const sentenceOf = ({ read, looked, missing, appended }: Republished, dryRun = false): string =>
  `${read} claims read, ${looked} looked at: ${missing} entries were missing in the journal, ${
    dryRun ? 'and none was put there (--dry-run)' : `${appended} were put there`
  }.`;

const LINE_EVERY_MS = 5_000;

function tellNowAndThen(): (report: Republished, from: string) => void {
  let nextAt = WEATHER.stopwatch() + LINE_EVERY_MS;
  return (report, from) => {
    if (WEATHER.stopwatch() < nextAt) return;
    nextAt = WEATHER.stopwatch() + LINE_EVERY_MS;
    say(`${sentenceOf(report)} Should it be broken off here, go on with --from ${from}`);
  };
}

/** A table of no stack is named: one that was restored, say. */
function readWish(): { stage: string; name: string | undefined; unitsPerSecond: number; wish: RepublishWish } {
  const { stage, name, ...options } = readArguments(USAGE, {
    stage: { type: 'string', default: 'dev' },
    name: { type: 'string' },
    event: { type: 'string' },
    claim: { type: 'string' },
    since: { type: 'string' },
    from: { type: 'string' },
    'dry-run': { type: 'boolean', default: false },
    'units-per-second': { type: 'string', default: UNITS_DEFAULT },
  });
  const { event: eventId, claim: claimId } = options;
  const since = options.since === undefined ? undefined : Date.parse(options.since);
  if (Number.isNaN(since)) throw new CannotStart(`--since must be a time, and is "${options.since}".`);
  return {
    stage,
    name,
    unitsPerSecond: wholeNumber('--units-per-second', options['units-per-second'], { min: 1, max: UNITS_MAX }),
    wish: {
      ...(eventId !== undefined && { eventId }),
      ...(claimId !== undefined && { claimId }),
      ...(since !== undefined && { since }),
      dryRun: options['dry-run'],
      ...partOf(options.from),
    },
  };
}

function partOf(text = `0/${PARTS_DEFAULT}`): { from: number; parts: number } {
  const [from = '', parts = ''] = text.split('/');
  const all = wholeNumber('--from (after the stroke)', parts, { min: 1, max: PARTS_MAX });
  return { from: wholeNumber('--from', from, { min: 0, max: all }), parts: all };
}
