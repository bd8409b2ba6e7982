/** The arithmetic of docs/cost.md, by examples computed by hand. */
import { describe, expect, it } from 'vitest';
import { idleMonth, keeping, monthAtRest, monthlyTotal, paidDashboards } from '../../bench/cost/at-rest.ts';
import { comparable } from '../../bench/cost/comparison.ts';
import { firstDifference } from '../../bench/cost/cost-file.ts';
import { bytesOfLine, listening, metricsIn } from '../../bench/cost/log-lines.ts';
import { billTable, digits, dollars, million } from '../../bench/cost/markdown.ts';
import { bytesOf } from '../../bench/cost/stored.ts';
import { billOf, each, eachTraced, NOTHING, sum, times, totalOf } from '../../bench/cost/usage.ts';
import { bytesOfAnswer } from '../../bench/cost/wire.ts';
import { unitsOfWrite } from '../../bench/cost/write-units.ts';
import { priceOf } from '../../lib/commands/shared/prices.ts';

const GB = 1024 ** 3;

describe('a bill', () => {
  const usage = {
    tableWrites: 17,
    indexWrites: 3,
    readUnits: 2.5,
    httpRequests: 2,
    lambdaRequests: 3,
    traces: 0.15,
    gbSeconds: 0.05,
    gatewayGbSeconds: 0.5,
    logBytes: 2_000,
    bytesOut: 4_000,
    busEvents: 2,
    queueRequests: 0.3,
  };

  it('prices each part of a million', () => {
    const bill = billOf(million(usage));
    // 20 x 0.625, 2.5 x 0.125, 2 x 1, 3 x 0.2, 0.05 x 13.33, 0.5 x 13.33
    expect(bill.writes).toBeCloseTo(12.5, 10);
    expect(bill.reads).toBeCloseTo(0.3125, 10);
    expect(bill.http).toBeCloseTo(2, 10);
    expect(bill.lambdaRequests).toBeCloseTo(0.6, 10);
    expect(bill.compute).toBeCloseTo(0.6665, 10);
    expect(bill.gateway).toBeCloseTo(6.665, 10);
    // 2,000 and 4,000 MB are 1.8626 and 3.7253 GB, at 0.50 and 0.09; 0.15 traces at 5.00 a million.
    expect(bill.logs).toBeCloseTo(0.9313, 4);
    expect(bill.out).toBeCloseTo(0.3353, 4);
    expect(bill.traces).toBeCloseTo(0.75, 10);
    // 2 x 1, 0.3 x 0.5
    expect(bill.channels).toBeCloseTo(2.15, 10);
  });

  it('traces each call if calls come one by one', () => {
    const alone = eachTraced(usage);
    expect(alone).toEqual({ ...usage, traces: 3 });
    expect(billOf(million(alone)).traces).toBeCloseTo(15, 10);
  });

  it('adds, multiplies and divides usage', () => {
    expect(sum(usage, usage)).toEqual(times(usage, 2));
    expect(each(times(usage, 4), 4)).toEqual(usage);
    expect(sum()).toEqual(NOTHING);
    expect(totalOf(billOf(NOTHING))).toBe(0);
  });

  it('leaves the wait for a gateway out of the total of the table', () => {
    const [row] = billTable('sale', [['one', usage]])
      .split('\n')
      .slice(2);
    // 12.5 + 0.3125 + 2 + 0.6 + 0.6665 + 0.9313 + 0.75 + 0.3353 + 2.15
    expect(row).toBe('| one | 12.50 | 0.31 | 2.00 | 0.60 | 0.67 | 0.93 | 0.75 | 0.34 | 2.15 | **20.25** |');
  });

  it('compares only the calls: rows, HTTP and Lambda', () => {
    const call = { ...NOTHING, indexWrites: 9, httpRequests: 1, lambdaRequests: 1, gbSeconds: 0.006, logBytes: 9_999 };
    const {
      units,
      calls,
      dollars: price,
    } = comparable({
      place: { ...call, tableWrites: 5 },
      pay: { ...call, tableWrites: 3 },
    });
    // The floor of facts: 8 x 0.625 + 2 x 1.20 + 0.012 x 13.33 = 7.56
    expect([units, calls]).toEqual([8, 2]);
    expect(price).toBeCloseTo(7.56, 2);
  });
});

describe('a month at rest', () => {
  const run = { ...NOTHING, lambdaRequests: 1, gbSeconds: 0.01, readUnits: 10, tableWrites: 1, logBytes: 1_000 };
  const idle = { 'sweep-lapsed': run, 'finish-events': run, 'reconcile-payments': run };
  const facts = { alarms: 10, alarmMetrics: 12, dashboards: [50, 51], polledQueues: 2 } as never;

  it('runs each schedule 43,800 times', () => {
    expect(idleMonth(idle).lambdaRequests).toBe(131_400);
  });

  it('costs cents for schedules, and has monthly prices for alarms, dashboards and metrics', () => {
    const lines = monthAtRest({ idle, idleMetrics: ['SweepLag'] }, facts);
    const priceOfLine = Object.fromEntries(lines.map(({ what, dollars: price }) => [what, price]));
    expect(priceOfLine).toEqual({
      'schedules: Lambda requests': expect.closeTo(0.02628, 5),
      // 1,314 GB-s
      'schedules: GB-s': expect.closeTo(0.017516, 5),
      'schedules: reads': expect.closeTo(0.16425, 5),
      'schedules: writes': expect.closeTo(0.082125, 5),
      'schedules: logs': expect.closeTo((0.5 * 131_400_000) / GB, 5),
      'schedules: traces': 0,
      // Two queues, five requests at once for each, three a minute.
      'polling queues': expect.closeTo(0.657, 5),
      alarms: expect.closeTo(1.2, 10),
      // The dashboard with 50 metrics is free.
      dashboards: 3,
      'custom metrics': 0.3,
    });
    expect(monthlyTotal(lines)).toBeCloseTo(5.5084, 3);
  });

  it('has three small dashboards free of charge', () => {
    expect([[], [50, 50, 50], [50, 50, 50, 50], [51]].map(paidDashboards)).toEqual([0, 0, 1, 1]);
  });

  it('keeps a million bookings of 4 KB in 3.81 GB', () => {
    const { gb, table, recovery } = keeping(1_000_000, 4_096);
    expect(gb).toBeCloseTo(3.8147, 4);
    expect(table).toBeCloseTo(0.9537, 4);
    expect(recovery).toBeCloseTo(0.7629, 4);
  });

  it('charges an alarm by the month and an e-mail by the hundred thousand', () => {
    expect(priceOf('alarmMonth', 20)).toBeCloseTo(2, 10);
    expect(priceOf('mail', 1_000)).toBeCloseTo(0.02, 10);
  });
});

describe('sizes', () => {
  it('are those of AWS: names and values of a row, and 100 bytes for it and for each index entry', () => {
    // pk (2) + 'CLAIM#x' (7), sk (2) + 'CLAIM' (5), n (1) + 1.5 digits and one byte (2)
    const row = { pk: 'CLAIM#x', sk: 'CLAIM', n: 12 };
    expect(bytesOf(row)).toBe(19 + 100);
    // The entry of byOwner: the table's keys (16), its own (7 + 7 and 7 + 1), and no status; the row itself has 41 bytes.
    const owned = { ...row, ownerPk: 'OWNER#a', ownerSk: '1' };
    expect(bytesOf(owned)).toBe(41 + 100 + 16 + 22 + 100);
  });

  it('need another write unit for each KB, and count binaries by their bytes', () => {
    const rowOf = (bytes: number) => ({ pk: 'a', sk: 'b', data: new Uint8Array(bytes - 10) });
    expect(unitsOfWrite(undefined, rowOf(1_024), false)).toEqual({ table: 1, indexes: 0 });
    expect(unitsOfWrite(undefined, rowOf(1_025), false)).toEqual({ table: 2, indexes: 0 });
    expect(unitsOfWrite(rowOf(3_000), rowOf(10), true)).toEqual({ table: 6, indexes: 0 });
  });

  it('of a response are its body as it is sent, and its headers', () => {
    const plain = bytesOfAnswer({ headers: { a: 'b' }, body: 'é' });
    const packed = bytesOfAnswer({ headers: { a: 'b' }, body: 'AAAA', isBase64Encoded: true });
    expect([plain.body, packed.body]).toEqual([2, 3]);
    expect(packed.head - bytesOfAnswer({}).head).toBe('a: b\r\n'.length);
  });
});

describe('log lines', () => {
  it('are collected instead of written, with 26 bytes for each', async () => {
    const collected: string[] = [];
    const result = await listening(
      line => collected.push(line),
      async () => {
        process.stdout.write('{"a":"b"}\n{"c":"d"}\n');
        return 7;
      },
    );
    expect(result).toBe(7);
    expect(collected).toEqual(['{"a":"b"}', '{"c":"d"}']);
    expect(bytesOfLine('{"a":"b"}')).toBe(9 + 26);
  });

  it('have the same length for every duration', () => {
    expect(bytesOfLine('{"ms":3.25,"status":201}')).toBe(bytesOfLine('{"ms":1250,"status":409}'));
    expect(bytesOfLine('{"at":1772366400000}')).not.toBe(bytesOfLine('{"at":1}'));
  });

  it('name the metrics in them, each with its dimensions', () => {
    const line = {
      _aws: { CloudWatchMetrics: [{ Metrics: [{ Name: 'HoldsPlaced' }], Dimensions: [['service'], []] }] },
      service: 'holdfast',
      HoldsPlaced: 1,
    };
    expect(metricsIn(JSON.stringify(line))).toEqual(['HoldsPlaced service=holdfast', 'HoldsPlaced']);
    expect(metricsIn('{"message":"hello"}')).toEqual([]);
  });
});

describe('the document', () => {
  it('shows cents, and amounts below one cent', () => {
    expect([0, 0.004, 0.005, 1_234.5].map(dollars)).toEqual(['0', '< 0.01', '0.01', '1,234.50']);
    expect(digits(1_234.56, 1)).toBe('1,234.6');
  });

  it('shows its first difference', () => {
    expect(firstDifference('a\nb\nc', 'a\nB\nc')).toBe('Line 2\n- b\n+ B');
    expect(firstDifference('', 'a')).toBe('Line 1\n- \n+ a');
    expect(firstDifference('a\nb', 'a')).toBe('It has 1 lines more.');
  });
});
