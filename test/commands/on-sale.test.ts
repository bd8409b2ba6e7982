/** The need of an on-sale, by examples computed by hand; and that nothing is raised before its price is confirmed. */
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../bin/commands.ts';
import type { Command } from '../../lib/cli/command.ts';
import { readOptions } from '../../lib/cli/read-options.ts';
import { UsageError } from '../../lib/cli/usage-error.ts';
import { type Account, openAccount, raising } from '../../lib/commands/on-sale/account.ts';
import {
  concurrencyOf,
  hotPartitionsOf,
  type OnSale,
  ratesOf,
  requestsOf,
  sectionsFor,
  unitsOf,
} from '../../lib/commands/on-sale/need.ts';
import { type Dialogue, prepare } from '../../lib/commands/on-sale/on-sale.ts';
import { optionsOf } from '../../lib/commands/on-sale/options.ts';
import { type Have, reportOn, TABLE_QUOTA } from '../../lib/commands/on-sale/report.ts';
import { unitsToPay, unitsToPlace } from '../../lib/commands/on-sale/sale-units.ts';
import { priceOfRaises, type Raise, raisesFor } from '../../lib/commands/on-sale/warm-throughput.ts';

/** 24,000 places in ten minutes, two to a hold, four times the average: 24,000 / 2 / 600 x 4 = 80 holds a second. */
const SALE: OnSale = { places: 24_000, minutes: 10, seatsPerHold: 2, sections: 96, readers: 0, peak: 4 };
const TWICE = { ...SALE, peak: 8 };

const THROTTLE = { rateLimit: 5_000, burstLimit: 5_000 };
const NEW = { reads: 12_000, writes: 4_000, status: 'ACTIVE' };
const HAVE: Have = {
  table: NEW,
  indexes: { byOwner: NEW, byFeed: NEW, byUnfinished: NEW },
  concurrency: { account: 1_000, unreserved: 1_000 },
  accountRequests: 10_000,
  hasFastParameters: false,
  throttle: THROTTLE,
};

const lineOf = (sale: OnSale, have: Have, what: string) => {
  const found = reportOn(sale, have).find(line => line.what.includes(what));
  if (!found) throw new Error(`no line about ${what}`);
  return found;
};

describe('the busiest second', () => {
  it('has four times the average rate of holds, as many refusals, bookings and logins, and seat maps every two seconds', () => {
    expect(ratesOf({ ...SALE, readers: 1_000 })).toEqual({
      holds: 80,
      refused: 80,
      bookings: 80,
      seatMaps: 500,
      logins: 80,
    });
    expect(requestsOf({ ...SALE, readers: 1_000 })).toBe(820);
  });

  it('needs write units by the seats of a hold', () => {
    // Two counters, 2 each for record, marker and each KB of the claim, 2 for each seat.
    expect([1, 2, 8, 10].map(unitsToPlace)).toEqual([10, 12, 24, 30]);
    // The counter, record 2, intent 2, claim of 2 KB 4, capture 2, and 2 for each seat.
    expect([1, 2, 3, 8].map(unitsToPay)).toEqual([13, 15, 17, 27]);
  });

  it('takes 4,320 write units of the table', () => {
    // 80 holds and 40 failed transactions at 12, 40 refusals by a read at 2, 80 returns at 2, 80 bookings at 15, journal 80 x 15,
    // signing in 80 x 3.
    expect(unitsOf(SALE).tableWrites).toBe(1_440 + 80 + 160 + 1_200 + 1_200 + 240);
    expect(unitsOf(SALE).indexWrites).toEqual({ byOwner: 160, byFeed: 320, byUnfinished: 160 });
  });

  it('takes 616 read units without readers of the seat map', () => {
    // Bookings 80, refusals 40 x 2 and 40, markers 80, signing in 160; and 98 functions read an event of 9 units every 5 s.
    expect(unitsOf(SALE).tableReads).toBeCloseTo(80 + 80 + 40 + 80 + 160 + 176.4, 6);
  });

  it('reads all rows once a second for the readers, and the snapshot for each function', () => {
    const withReaders = { ...SALE, readers: 10_000 };
    // 24,000 rows of 115 bytes are 673.8 units; 40 functions answer 5,000 reads of 8 ms, and read 25,200 bytes each: 3.5 units.
    expect(concurrencyOf(withReaders).events).toBe(40);
    const more = unitsOf(withReaders).tableReads - unitsOf(SALE).tableReads;
    expect(more).toBeCloseTo(673.828 + 40 * 3.5 + (40 * 9) / 5, 2);
    // The lease and 25 KB.
    expect(unitsOf(withReaders).tableWrites - unitsOf(SALE).tableWrites).toBe(1 + 25);
  });

  it('needs as many functions at once as their rate times their duration', () => {
    expect(concurrencyOf(SALE)).toEqual({
      // 80 x 75 ms
      accounts: 6,
      events: 0,
      // 160 x 28 ms
      holds: 5,
      // 80 x 1,058 ms, of which 1,000 wait for the gateway
      bookings: 85,
      'publish-history': 2,
    });
  });
});

describe('the hottest partitions', () => {
  const writesOf = (sale: OnSale, what: string) => hotPartitionsOf(sale).find(hot => hot.what.includes(what))?.writes;

  it('are divided by shards', () => {
    expect(writesOf(SALE, 'lapse')).toBe((2 * 80) / 8);
    expect(writesOf(SALE, 'list of claims')).toBe(80 / 8);
    expect(writesOf(SALE, 'tallies')).toBe((2 * 3 * 80) / 8);
    expect(writesOf(SALE, 'byFeed')).toBe((4 * 80) / 4);
    expect(writesOf(SALE, 'byUnfinished')).toBe((2 * 80) / 4);
  });

  it('give the best section three times its even share of the seat writes, and never more than all', () => {
    // Two seats, twice a unit, for 80 holds, 80 bookings and 40 failed transactions: 800.
    expect(writesOf(SALE, 'section')).toBe((800 * 3) / 96);
    expect(writesOf({ ...SALE, sections: 2 }, 'section')).toBe(800);
  });

  it('are too hot above 1,000 units, and the report says how many sections are needed', () => {
    expect(sectionsFor(SALE)).toBe(1);
    // 1,600 units: five sections give the best 960, four 1,200.
    expect(sectionsFor(TWICE)).toBe(5);
    expect(writesOf({ ...TWICE, sections: 5 }, 'section')).toBe(960);
    expect(lineOf({ ...TWICE, sections: 5 }, HAVE, 'section').isEnough).toBe(true);
    const hot = lineOf({ ...TWICE, sections: 4 }, HAVE, 'section');
    expect(hot.isEnough).toBe(false);
    expect(hot.todo).toContain('5 sections');
  });
});

describe('the report', () => {
  it('has no advice if everything is enough, except about what is unknown', () => {
    const have = { ...HAVE, table: { ...HAVE.table, writes: 4_500 } };
    const lines = reportOn(SALE, have);
    expect(lines.filter(({ isEnough }) => isEnough === false)).toEqual([]);
    expect(lines.filter(({ isEnough }) => isEnough === undefined).map(({ what }) => what)).toEqual([
      'limit on hold-places-address',
      'limit on login',
    ]);
    expect(raisesFor(SALE, have)).toEqual([]);
  });

  it('raises what is too small to a quarter above the need, in steps of 500, and nothing else', () => {
    // 8,320 x 1.25 = 10,400
    expect(raisesFor(TWICE, HAVE)).toEqual([{ writes: 11_000, moreReads: 0, moreWrites: 7_000 }]);
    expect(lineOf(TWICE, HAVE, 'write units, table').todo).toContain('11,000');
    // 6,500 x 0.00065
    expect(priceOfRaises(raisesFor(TWICE, HAVE))).toBeCloseTo(4.55, 10);
  });

  it('also raises an index that is too small', () => {
    const table = { ...HAVE.table, writes: 4_500 };
    const have = { ...HAVE, table, indexes: { ...HAVE.indexes, byFeed: { reads: 100, writes: 100 } } };
    const raises = raisesFor(SALE, have);
    // 320 x 1.25 = 400, in steps of 500
    expect(raises).toEqual([{ index: 'byFeed', writes: 500, moreReads: 0, moreWrites: 400 }]);
    expect(priceOfRaises(raises)).toBeCloseTo(0.26, 10);
  });

  it('raises the journal table by its own need, and the sales table by as much less', () => {
    // Of the 15 units a sale, seven are entries: 160 x 7.
    const have = { ...HAVE, journal: { writes: 1_000 }, indexes: { ...HAVE.indexes, byFeed: { writes: 100 } } };
    expect(lineOf(TWICE, have, 'write units, journal')).toMatchObject({ need: '1,120/s', isEnough: false });
    const [sales, feed, journal] = raisesFor(TWICE, have);
    expect(Number(sales?.writes)).toBe(9_500);
    expect(feed).toEqual({ of: 'journal', index: 'byFeed', writes: 1_000, moreReads: 0, moreWrites: 900 });
    expect(journal).toEqual({ of: 'journal', writes: 1_500, moreReads: 0, moreWrites: 500 });
  });

  it('leaves the accounts table out: a sale at the quota of the sales table needs a quarter of a new one', () => {
    const { logins, holds } = ratesOf(SALE);
    // A login writes a session with its index entry, and reads the address and the account.
    const most = (TABLE_QUOTA / (unitsOf(SALE).tableWrites - unitsOf(SALE).journalWrites)) * logins;
    expect(logins).toBe(holds);
    expect(most).toBeLessThan(NEW.writes / 4);
    expect(2 * most).toBeLessThan(NEW.reads / 4);
  });

  it('raises nothing that is unknown, and shows it as unknown', () => {
    const have = { indexes: {}, throttle: THROTTLE };
    expect(raisesFor(TWICE, have)).toEqual([]);
    expect(lineOf(TWICE, have, 'write units, table')).toMatchObject({ have: 'unknown', isEnough: undefined, todo: '' });
    expect(lineOf(TWICE, have, 'concurrent executions')).toMatchObject({ have: 'unknown', isEnough: undefined });
  });

  it('advises to ask AWS first if more than 40,000 units are needed', () => {
    const { todo } = lineOf({ ...SALE, peak: 40 }, HAVE, 'write units, table');
    expect(todo).toContain('Service Quotas');
  });

  it('compares with the unreserved concurrency, and with the throttle', () => {
    const few = {
      ...HAVE,
      concurrency: { account: 1_000, unreserved: 97 },
      throttle: { rateLimit: 319, burstLimit: 500 },
    };
    // 98 at once, 320 a second
    expect(lineOf(SALE, few, 'concurrent executions').isEnough).toBe(false);
    expect(lineOf(SALE, few, 'requests on the stage').isEnough).toBe(false);
    const enough = {
      ...few,
      concurrency: { account: 1_000, unreserved: 98 },
      throttle: { rateLimit: 320, burstLimit: 500 },
    };
    expect(lineOf(SALE, enough, 'concurrent executions').isEnough).toBe(true);
    expect(lineOf(SALE, enough, 'requests on the stage').isEnough).toBe(true);
  });

  it('advises higher throughput of Parameter Store if functions start faster than 40 a second', () => {
    const large = { ...SALE, readers: 200_000 };
    expect(lineOf(large, HAVE, 'Parameter Store').isEnough).toBe(false);
    expect(lineOf(large, { ...HAVE, hasFastParameters: true }, 'Parameter Store').isEnough).toBe(true);
  });
});

describe('the request to AWS', () => {
  it('raises table and indexes at once, each by its own need', () => {
    const raises: Raise[] = [
      { writes: 11_000, moreReads: 0, moreWrites: 7_000 },
      { index: 'byFeed', reads: 500, writes: 500, moreReads: 1, moreWrites: 1 },
    ];
    expect(raising('holdfast', raises)).toEqual({
      TableName: 'holdfast',
      WarmThroughput: { WriteUnitsPerSecond: 11_000 },
      GlobalSecondaryIndexUpdates: [
        { Update: { IndexName: 'byFeed', WarmThroughput: { ReadUnitsPerSecond: 500, WriteUnitsPerSecond: 500 } } },
      ],
    });
    expect(raising('holdfast', [{ index: 'byFeed', writes: 1, moreReads: 0, moreWrites: 1 }])).not.toHaveProperty(
      'WarmThroughput',
    );
  });
});

describe('the command', () => {
  const asked = { places: '24000', minutes: '10', peak: '8', stage: 'prod' };

  function stage(have: Have = HAVE) {
    const raised: Raise[][] = [];
    const account: Account = {
      tableNames: async () => ['Holdfast-prod-Table', ...(have.journal ? ['Holdfast-prod-JournalTable'] : [])],
      throughput: async () => have,
      quotas: async () => have,
      raise: async raises => void raised.push(raises),
    };
    return { raised, open: () => account };
  }

  function person(types?: string) {
    const said: string[] = [];
    const dialogue: Dialogue = { say: (line = '') => void said.push(line), ask: async () => types };
    return { dialogue, text: () => said.join('\n') };
  }

  it('sends nothing to AWS in a dry run', async () => {
    const { dialogue, text } = person();
    const refuse = () => {
      throw new Error('sent a request to AWS');
    };
    await prepare(optionsOf({ ...asked, dry: true }), refuse, dialogue);
    expect(text()).toContain('24,000 places');
  });

  it('prints the price, and raises nothing without --apply', async () => {
    const { raised, open } = stage();
    const { dialogue, text } = person('4.55');
    await prepare(optionsOf(asked), open, dialogue);
    expect(text()).toContain('$4.55');
    expect(raised).toEqual([]);
  });

  it.each([['y'], ['4.54'], ['']])('raises nothing if "%s" is typed for the price', async typed => {
    const { raised, open } = stage();
    await expect(prepare(optionsOf({ ...asked, apply: true }), open, person(typed).dialogue)).rejects.toThrow(
      UsageError,
    );
    expect(raised).toEqual([]);
  });

  it('raises nothing without a terminal to confirm it on', async () => {
    const { raised, open } = stage();
    const applying = prepare(optionsOf({ ...asked, apply: true }), open, person(undefined).dialogue);
    await expect(applying).rejects.toThrow(/--yes/);
    expect(raised).toEqual([]);
  });

  it.each([
    ['the price was typed', {}, '4.55'],
    ['--yes was given', { yes: true }, undefined],
  ])('raises what is too small after %s, and prints how to watch it', async (_when, more, typed) => {
    const { raised, open } = stage();
    const { dialogue, text } = person(typed);
    await prepare(optionsOf({ ...asked, apply: true, ...more }), open, dialogue);
    expect(raised).toEqual([[{ writes: 11_000, moreReads: 0, moreWrites: 7_000 }]]);
    expect(text()).toContain('describe-table --table-name Holdfast-prod-Table');
  });

  it('raises the journal table too, and names both tables: it used to name and watch the sales table only', async () => {
    const { raised, open } = stage({ ...HAVE, journal: { ...NEW, writes: 1_000 } });
    const { dialogue, text } = person();
    await prepare(optionsOf({ ...asked, apply: true, yes: true }), open, dialogue);
    expect(raised).toEqual([
      [
        { writes: 9_500, moreReads: 0, moreWrites: 5_500 },
        { of: 'journal', writes: 1_500, moreReads: 0, moreWrites: 500 },
      ],
    ]);
    expect(text()).toContain('Tables: Holdfast-prod-Table, Holdfast-prod-JournalTable');
    expect(text()).toContain('the journal table: to 1,500 write units a second (+500)');
    expect(text()).toContain('describe-table --table-name Holdfast-prod-Table --query');
    expect(text()).toContain('describe-table --table-name Holdfast-prod-JournalTable --query');
  });

  it('cannot apply anything to an engine without warm throughput', async () => {
    const { raised, open } = stage({ ...HAVE, table: {} });
    const applying = prepare(optionsOf({ ...asked, apply: true, yes: true }), open, person().dialogue);
    await expect(applying).rejects.toThrow(/has no warm throughput/);
    expect(raised).toEqual([]);
  });

  it('asks for no confirmation if nothing is too small', async () => {
    const { raised, open } = stage();
    const { dialogue, text } = person();
    await prepare(optionsOf({ ...asked, peak: '3', apply: true }), open, dialogue);
    expect(raised).toEqual([]);
    expect(text()).toContain('nothing to raise');
  });

  it.each([
    [{ places: '0' }, /--places must be a whole number from 1/],
    [{ places: '-5' }, /--places must be/],
    [{ places: 'many' }, /--places must be/],
    [{ places: '1000001' }, /--places must be/],
    [{ minutes: '0' }, /--minutes must be/],
    [{ minutes: '1.5' }, /--minutes must be/],
    [{ 'seats-per-hold': '41' }, /--seats-per-hold must be a whole number from 1 to 40/],
    [{ sections: '24001' }, /--sections must be/],
    [{ readers: '-1' }, /--readers must be/],
    [{ peak: '61' }, /--peak must be/],
    [{ stage: 'test' }, /--stage must be dev or prod/],
    [{ dry: true, apply: true }, /Choose one/],
    [{ apply: true, stage: undefined }, /Name the stage/],
  ])('refuses %o in one sentence', (wrong, sentence) => {
    const refused = () => optionsOf({ ...asked, ...wrong } as never);
    expect(refused).toThrow(UsageError);
    expect(refused).toThrow(sentence);
  });

  it('needs places and minutes, and has defaults for the rest', () => {
    const read = () =>
      readOptions('on-sale', COMMANDS['on-sale'] as Command, { args: ['--places', '10'], variables: {} });
    expect(read).toThrow('--minutes is missing');
    expect(optionsOf({ places: '1000', minutes: '5' })).toEqual({
      sale: { places: 1_000, minutes: 5, seatsPerHold: 2, sections: 4, readers: 1_000, peak: 4 },
      stage: 'dev',
      isStageGiven: false,
      isDry: false,
      shallApply: false,
      isConfirmed: false,
    });
    expect(optionsOf({ places: '1', minutes: '1' }).sale).toMatchObject({ seatsPerHold: 1, sections: 1 });
  });
});

describe('a stage that is given', () => {
  const given = { stage: 'prod', isStageGiven: true } as const;

  it.each(['HOLDFAST_TABLE', 'DYNAMODB_ENDPOINT'])('is refused if %s names another table', variable => {
    expect(() => openAccount(given, { [variable]: 'http://127.0.0.1:8000' })).toThrow(
      `--stage names the stack Holdfast-prod, but ${variable} names a table. Leave one of them out.`,
    );
  });

  it('may be left out if a variable names a table', async () => {
    const account = openAccount({ ...given, isStageGiven: false }, { HOLDFAST_TABLE: 'mine' });
    expect(await account.tableNames()).toEqual(['mine']);
  });

  it('has a journal table if a variable names one', async () => {
    const variables = { HOLDFAST_TABLE: 'mine', HOLDFAST_JOURNAL_TABLE: 'mine-journal' };
    const account = openAccount({ ...given, isStageGiven: false }, variables);
    expect(await account.tableNames()).toEqual(['mine', 'mine-journal']);
  });
});
