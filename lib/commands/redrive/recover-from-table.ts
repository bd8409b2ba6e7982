/** What is done about records that the stream has forgotten: the table itself says what they told of. */
import type { Table } from '../../table/table.ts';
import { remindOfLapsed } from '../republish/remind-of-lapsed.ts';
import { republishClaims, sentenceOf } from '../republish/republish.ts';
import { PARTS_DEFAULT } from '../republish/walk-claims.ts';
import type { StreamName } from '../shared/deployed-stack.ts';
import type { Pace } from '../shared/pace.ts';

export interface GoodMade {
  isGood: boolean;
  said: string;
}

export function recoverFromTable(
  name: StreamName,
  table: Table,
  pace: Pace,
  { since, republish, now }: { since: number; republish: boolean; now: number },
): Promise<GoodMade> {
  return name === 'publish-history' ? fromClaims(table, pace, since, republish) : fromHolds(table, pace, now);
}

/** Clocks of functions differ from that of the stream; too many claims looked at do no harm. */
const MARGIN_MS = 60 * 60_000;

/** Claims keep their history: what a record told of is in the claim that it was of. */
async function fromClaims(table: Table, pace: Pace, since: number, isWanted: boolean): Promise<GoodMade> {
  if (!isWanted) {
    return { isGood: false, said: 'The claims still know what those records told: say --republish as well.' };
  }
  const options = { since: since - MARGIN_MS, dryRun: false, from: 0, parts: PARTS_DEFAULT };
  const report = await republishClaims(table, pace, options);
  const failures = [...report.failed].map(([claimId, why]) => `\nclaim ${claimId}: ${why}`);
  return { isGood: report.failed.size === 0, said: sentenceOf(report) + failures.join('') };
}

/** A lapse marker's removal says that its hold is to expire, unless the sweep was there before: mostly it was. */
async function fromHolds(table: Table, pace: Pace, now: number): Promise<GoodMade> {
  const { active, reminded } = await remindOfLapsed(table, pace, now);
  return {
    isGood: true,
    said: `${active} active holds looked at, ${reminded} of them long past their deadline${
      reminded === 0 ? ': the sweep has expired all others' : '. The next sweep expires those'
    }.`,
  };
}
