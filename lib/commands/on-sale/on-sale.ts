/**
 * `npm run on-sale`: what an on-sale needs beside what the stage has, and with `--apply`, after its price was typed, raising
 * warm throughput. Everything else that is short it only says: quotas and code are for people.
 */
import Table from 'cli-table3';
import { type Ask, requireTyped } from '../../cli/confirm.ts';
import { say } from '../../cli/terminal.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { sayable } from '../shared/aws-errors.ts';
import { PRICES_OF } from '../shared/prices.ts';
import { type Account, openAccount, throttleOf } from './account.ts';
import { type OnSale, REFUSED_PER_HOLD, ratesOf, SECTION_SKEW } from './need.ts';
import { type Options, optionsOf, type Typed } from './options.ts';
import { adviceFor, digits, type Have, type Line, perSecond } from './report.ts';
import { priceOfRaises, type Raise, raisesFor } from './warm-throughput.ts';

/** What the command says and asks; tests listen and answer. */
export interface Dialogue {
  say(line?: string): void;
  /** The terminal's, unless said. */
  ask?: Ask;
}

export async function onSale(typed: Typed): Promise<void> {
  const options = optionsOf(typed);
  try {
    await prepare(options, () => openAccount(options), { say });
  } catch (error) {
    throw sayable(error);
  }
}

export async function prepare(options: Options, account: () => Account, dialogue: Dialogue): Promise<void> {
  const { sale, stage, isDry, shallApply } = options;
  for (const line of toldOf(sale)) dialogue.say(line);
  const throttle = throttleOf(stage);
  if (isDry) return sayAdvice(adviceFor(sale, { indexes: {}, throttle }), dialogue);
  const opened = account();
  const tableName = await opened.tableName();
  dialogue.say(`The table: ${tableName}.`);
  const [throughput, quotas] = await Promise.all([opened.throughput(tableName), opened.quotas()]);
  const have: Have = { ...throughput, ...quotas, throttle };
  sayAdvice(adviceFor(sale, have), dialogue);
  const raises = raisesFor(sale, have);
  if (shallApply) return apply(raises, { tableName, have, account: opened, options, dialogue });
  for (const line of priced(raises, have)) dialogue.say(line);
}

function toldOf(sale: OnSale): string[] {
  const { holds, refused, bookings, looks } = ratesOf(sale);
  return [
    `${digits(sale.places)} places in ${digits(sale.minutes)} min; ${sale.seatsPerHold} to a hold; sections: ${digits(sale.sections)}; people looking: ${digits(sale.readers)}.`,
    `The busiest second (${sale.peak} times the average): ${perSecond(holds)} holds, ${perSecond(refused)} refused (${REFUSED_PER_HOLD} for each), ${perSecond(bookings)} bookings, ${perSecond(looks)} looks.`,
    `The best section is taken to sell ${SECTION_SKEW} times as fast as the others.`,
    '',
  ];
}

function sayAdvice(lines: Line[], { say: write }: Dialogue): void {
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
  write(short === 0 ? 'Nothing that is known is short.' : `Short (!): ${short} of these.`);
}

const UNKNOWN = 'This DynamoDB says nothing of warm throughput, so there is none to raise.';

const named = ({ index }: Raise): string => (index === undefined ? 'the table' : `index ${index}`);

function priced(raises: Raise[], have: Have): string[] {
  if (have.table?.writes === undefined)
    return ['This engine says nothing of warm throughput, so there is none to raise.'];
  if (raises.length === 0) return ['Warm throughput is enough: there is nothing to raise.'];
  const lines = raises.map(raise => {
    const to = [
      raise.writes === undefined ? [] : `${digits(raise.writes)} write units a second (+${digits(raise.moreWrites)})`,
      raise.reads === undefined ? [] : `${digits(raise.reads)} read units a second (+${digits(raise.moreReads)})`,
    ].flat();
    return `  ${named(raise)}: to ${to.join(' and ')}`;
  });
  return [
    'Raising warm throughput, which stays and can never be lowered:',
    ...lines,
    `It costs about $${amountOf(raises)}, once: what an hour of as much provisioned capacity costs in ${PRICES_OF.region}, as written down on ${PRICES_OF.asOf}.`,
    'Look at aws.amazon.com/dynamodb/pricing before (nobody here has seen it on a bill); --apply does it.',
  ];
}

/** A cent that is begun counts: nobody confirms less than it costs. */
const amountOf = (raises: Raise[]): string =>
  (Math.ceil(Number((priceOfRaises(raises) * 100).toFixed(6))) / 100).toFixed(2);

interface Applying {
  tableName: string;
  have: Have;
  account: Account;
  options: Options;
  dialogue: Dialogue;
}

async function apply(raises: Raise[], { tableName, have, account, options, dialogue }: Applying): Promise<void> {
  if (have.table?.writes === undefined) throw new UsageError(`${tableName}: ${UNKNOWN}`);
  for (const line of priced(raises, have)) dialogue.say(line);
  if (raises.length === 0) return;
  const amount = amountOf(raises);
  if (!options.isConfirmed) {
    await requireTyped(amount, `Type ${amount} to pay $${amount} for ${tableName}: `, dialogue.ask);
  }
  await account.raise(tableName, raises);
  dialogue.say(
    `Asked for. It takes minutes to hours; sales go on meanwhile. Watch it until nothing is UPDATING any more:`,
  );
  dialogue.say(
    `  npm run on-sale -- --stage ${options.stage} --places ${options.sale.places} --minutes ${options.sale.minutes}`,
  );
  dialogue.say(
    `  aws dynamodb describe-table --table-name ${tableName} --query 'Table.[WarmThroughput,GlobalSecondaryIndexes[].[IndexName,WarmThroughput]]'`,
  );
}
