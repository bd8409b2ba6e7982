/**
 * `npm run on-sale`: compares what an on-sale needs with what the stage has. With `--apply` it raises warm throughput, after
 * the operator has typed the price. Other shortages are only reported, because quotas and code are changed by people.
 */
import Table from 'cli-table3';
import { type Ask, requireTyped } from '../../cli/confirm.ts';
import { say } from '../../cli/terminal.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { asUsageError } from '../shared/aws-errors.ts';
import { PRICES_OF } from '../shared/prices.ts';
import { type Account, openAccount, throttleOf } from './account.ts';
import { type OnSale, REFUSED_PER_HOLD, ratesOf, SECTION_SKEW } from './need.ts';
import { type Options, optionsOf, type Typed } from './options.ts';
import { digits, type Have, type Line, perSecond, reportOn } from './report.ts';
import { priceOfRaises, type Raise, raisesFor } from './warm-throughput.ts';

/** Output and questions. Tests replace both. */
export interface Dialogue {
  say(line?: string): void;
  /** Default: asks on the terminal. */
  ask?: Ask;
}

export async function onSale(typed: Typed): Promise<void> {
  const options = optionsOf(typed);
  try {
    await prepare(options, () => openAccount(options), { say });
  } catch (error) {
    throw asUsageError(error);
  }
}

export async function prepare(options: Options, account: () => Account, dialogue: Dialogue): Promise<void> {
  const { sale, stage, isDry, shallApply } = options;
  for (const line of headingOf(sale)) dialogue.say(line);
  const throttle = throttleOf(stage);
  if (isDry) return printReport(reportOn(sale, { indexes: {}, throttle }), dialogue);
  const opened = account();
  const tableNames = await opened.tableNames();
  dialogue.say(`${tableNames.length > 1 ? 'Tables' : 'Table'}: ${tableNames.join(', ')}`);
  const [throughput, quotas] = await Promise.all([opened.throughput(), opened.quotas()]);
  const have: Have = { ...throughput, ...quotas, throttle };
  printReport(reportOn(sale, have), dialogue);
  const raises = raisesFor(sale, have);
  if (shallApply) return apply(raises, { tableNames, have, account: opened, options, dialogue });
  for (const line of priceLines(raises, have)) dialogue.say(line);
}

function headingOf(sale: OnSale): string[] {
  const { holds, refused, bookings, seatMaps } = ratesOf(sale);
  return [
    `${digits(sale.places)} places in ${digits(sale.minutes)} min; seats of a hold: ${sale.seatsPerHold}; sections: ${digits(sale.sections)}; people at the seat map: ${digits(sale.readers)}.`,
    `The busiest second (${sale.peak} times the average): ${perSecond(holds)} holds, ${perSecond(refused)} refused (${REFUSED_PER_HOLD} for each hold), ${perSecond(bookings)} bookings, ${perSecond(seatMaps)} seat maps.`,
    `Assumed: the best section sells ${SECTION_SKEW} times as fast as the average one.`,
    '',
  ];
}

function printReport(lines: Line[], { say: write }: Dialogue): void {
  const table = new Table({
    head: ['', 'what', 'need', 'have', 'what to do'],
    style: { head: [], border: [], compact: true },
    colWidths: [3, 34, 26, 28, 48],
    wordWrap: true,
  });
  const mark = ({ isEnough }: Line): string => (isEnough === undefined ? '?' : isEnough ? '' : '!');
  table.push(...lines.map(line => [mark(line), line.what, line.need, line.have, line.todo]));
  write(table.toString());
  const short = lines.filter(({ isEnough }) => isEnough === false).length;
  write(short === 0 ? 'Nothing known is too small.' : `Too small (!): ${short} of these.`);
}

const UNKNOWN = 'This DynamoDB has no warm throughput, so there is nothing to raise.';

const named = ({ index, of }: Raise): string => (index === undefined ? `the ${of ?? 'sales'} table` : `index ${index}`);

function priceLines(raises: Raise[], have: Have): string[] {
  if (have.table?.writes === undefined) return [UNKNOWN];
  if (raises.length === 0) return ['Warm throughput is large enough: there is nothing to raise.'];
  const lines = raises.map(raise => {
    const to = [
      raise.writes === undefined ? [] : `${digits(raise.writes)} write units a second (+${digits(raise.moreWrites)})`,
      raise.reads === undefined ? [] : `${digits(raise.reads)} read units a second (+${digits(raise.moreReads)})`,
    ].flat();
    return `  ${named(raise)}: to ${to.join(' and ')}`;
  });
  return [
    'Warm throughput to raise. It can never be lowered again:',
    ...lines,
    `It costs about $${amountOf(raises)}, once: the price of an hour of as much provisioned capacity in ${PRICES_OF.region}, as of ${PRICES_OF.asOf}.`,
    'Check aws.amazon.com/dynamodb/pricing first: we have not seen it on a bill. --apply raises it.',
  ];
}

/** Rounded up to cents, so that the operator never confirms less than it costs. */
const amountOf = (raises: Raise[]): string =>
  (Math.ceil(Number((priceOfRaises(raises) * 100).toFixed(6))) / 100).toFixed(2);

interface Applying {
  tableNames: string[];
  have: Have;
  account: Account;
  options: Options;
  dialogue: Dialogue;
}

async function apply(raises: Raise[], { tableNames, have, account, options, dialogue }: Applying): Promise<void> {
  if (have.table?.writes === undefined) throw new UsageError(`${tableNames.join(', ')}: ${UNKNOWN}`);
  for (const line of priceLines(raises, have)) dialogue.say(line);
  if (raises.length === 0) return;
  const amount = amountOf(raises);
  if (!options.isConfirmed) {
    await requireTyped(amount, `Type ${amount} to pay $${amount} for ${tableNames.join(' and ')}: `, dialogue.ask);
  }
  await account.raise(raises);
  dialogue.say(`Requested. It takes minutes to hours; sales continue meanwhile. Watch it until nothing is UPDATING:`);
  dialogue.say(
    `  npm run on-sale -- --stage ${options.stage} --places ${options.sale.places} --minutes ${options.sale.minutes}`,
  );
  for (const tableName of tableNames) {
    dialogue.say(
      `  aws dynamodb describe-table --table-name ${tableName} --query 'Table.[WarmThroughput,GlobalSecondaryIndexes[].[IndexName,WarmThroughput]]'`,
    );
  }
}
