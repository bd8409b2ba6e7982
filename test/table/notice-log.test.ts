/** The conditions of the log of notices, and what its readers get. Each condition is tried while the others hold. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { LogState, NoticeLog, WrittenNotice } from '../../lib/ports/notices.ts';
import { noticeKey } from '../../lib/table/keys.ts';
import { createNoticeLog } from '../../lib/table/notices/notice-log.ts';
import { openWorld, type World } from '../support/world.ts';

const ORGANIZATION = `org_${'1'.repeat(25)}`;
const [ONE, OTHER] = ['1'.repeat(25), '2'.repeat(25)];

let world: World;
let log: NoticeLog;
beforeEach(async () => {
  world = await openWorld();
  log = createNoticeLog(world.table);
});

const notice = (position: number): WrittenNotice => ({
  id: `ntc_${ONE}_${position}`,
  name: 'booking.confirmed',
  json: `{"position":${position}}`,
});
const addition = (position: number, subjectId = ONE) => ({
  notices: [notice(position)],
  entries: new Map([[subjectId, position + 1]]),
  since: 5,
});
const read = (): Promise<LogState> => log.readState(ORGANIZATION, [ONE, OTHER]);
const texts = async (): Promise<string[] | undefined> =>
  (await log.readAfter(ORGANIZATION, 0, 200))?.map(({ json }) => json);

describe('a log', () => {
  it('is empty before its first notice', async () => {
    expect(await read()).toEqual({ last: 0, entries: new Map() });
    expect(await log.readAfter(ORGANIZATION, 0, 10)).toEqual([]);
    expect(await log.readAfter(ORGANIZATION, 1, 10)).toBeUndefined();
    expect(await log.readLast(ORGANIZATION)).toBe(0);
  });

  it('keeps its notices, its end, the time from which it tells, and a mark for each subject', async () => {
    expect(await log.append(ORGANIZATION, await read(), addition(2))).toBe('appended');
    expect(await log.append(ORGANIZATION, await read(), { ...addition(0, OTHER), since: 9 })).toBe('appended');
    expect(await read()).toEqual({
      last: 2,
      since: 5,
      entries: new Map([
        [ONE, 3],
        [OTHER, 1],
      ]),
    });
    expect(await texts()).toEqual(['{"position":2}', '{"position":0}']);
    expect(await log.readAfter(ORGANIZATION, 1, 10)).toEqual([{ position: 2, json: '{"position":0}' }]);
  });

  it('is read in its order beyond 10 and 100 notices', async () => {
    for (let from = 0; from < 120; from += 40) {
      const notices = Array.from({ length: 40 }, (_, i) => notice(from + i));
      await log.append(ORGANIZATION, await read(), { notices, entries: new Map([[ONE, from + 40]]), since: 5 });
    }
    expect((await log.readAfter(ORGANIZATION, 0, 200))?.map(({ position }) => position)).toEqual(
      Array.from({ length: 120 }, (_, i) => i + 1),
    );
    expect((await log.readAfter(ORGANIZATION, 99, 2))?.map(({ json }) => json)).toEqual([
      '{"position":99}',
      '{"position":100}',
    ]);
  });
});

describe('an addition is stale and changes nothing', () => {
  const staleBecause = async (state: LogState, of = addition(7)): Promise<void> => {
    const before = [await read(), await texts()];
    expect(await log.append(ORGANIZATION, state, of)).toBe('stale');
    expect([await read(), await texts()]).toEqual(before);
  };

  it('if the log has begun since it was read', async () => {
    const state = await read();
    await log.append(ORGANIZATION, state, addition(0, OTHER));
    await staleBecause(state);
  });

  it('if another worker has appended, even if its rows cannot be seen yet', async () => {
    await log.append(ORGANIZATION, await read(), addition(0, OTHER));
    const state = await read();
    await log.append(ORGANIZATION, state, addition(1, OTHER));
    await staleBecause({ ...state, entries: (await read()).entries });
    // The positions are free, but the end is not the one that was read.
    await staleBecause({ ...state, last: 40, entries: (await read()).entries });
  });

  it('if there is a notice at its position, although the end says that it is free', async () => {
    await log.append(ORGANIZATION, await read(), addition(0, OTHER));
    const state = await read();
    const row = { ...noticeKey(ORGANIZATION, 2), json: 'of another worker' };
    await world.table.documents.send(new PutCommand({ TableName: world.table.name, Item: row }));
    await staleBecause(state);
  });

  it('if its subject got its first mark between the reads of the mark and of the end', async () => {
    await log.append(ORGANIZATION, await read(), addition(2));
    await staleBecause({ ...(await read()), entries: new Map() }, addition(2));
  });

  it('if the mark of its subject has moved between the reads of the mark and of the end', async () => {
    await log.append(ORGANIZATION, await read(), addition(2));
    const { entries } = await read();
    await log.append(ORGANIZATION, await read(), addition(3));
    await staleBecause({ ...(await read()), entries }, addition(3));
  });
});
