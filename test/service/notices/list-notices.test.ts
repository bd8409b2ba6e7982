/** GET /v1/notices: its pages, its cursor, its callers and its refusals. */
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { rolesWith } from '../../../lib/domain/organization.ts';
import { noticeKey, noticesHeadKey } from '../../../lib/table/keys.ts';
import { appendAll, openOutlets, organizationOf, publishAllOf, readLog, readPage } from '../../support/notices.ts';
import { join } from '../../support/organizations.ts';
import { openWorld, type Person, publish, type World } from '../../support/world.ts';

const NOTICES = 5;

let world: World;
let organizer: Person;
const events: Event[] = [];

beforeAll(async () => {
  world = await openWorld();
  organizer = await world.person('organizer');
  for (let i = 0; i < NOTICES; i++) events.push(await publish(world, {}, organizer));
  const outlets = openOutlets();
  await publishAllOf(world, outlets, ...events);
  await appendAll(world, outlets.queued);
});

describe('the log', () => {
  it('begins at the first notice, and goes on after a cursor', async () => {
    const { body: first } = await readPage(world, organizer, { limit: '2' });
    expect([first.items.map(({ eventId }) => eventId), first.nextCursor]).toEqual([
      events.slice(0, 2).map(({ id }) => id),
      '2',
    ]);
    const { body: rest } = await readPage(world, organizer, { after: first.nextCursor });
    expect([rest.items.length, rest.nextCursor]).toEqual([NOTICES - 2, String(NOTICES)]);
  });

  it('answers with the same cursor at its end, so that the receiver can ask again', async () => {
    const { status, body } = await readPage(world, organizer, { after: String(NOTICES) });
    expect([status, body]).toEqual([200, { items: [], nextCursor: String(NOTICES) }]);
  });

  it('of an organization without notices is empty, for its owner and for an administrator', async () => {
    const other = await world.person('organizer');
    expect((await readPage(world, other)).body).toEqual({ items: [], nextCursor: '0' });
    const absent = { organizationId: `org_${'1'.repeat(25)}` };
    expect((await readPage(world, await world.person('admin'), absent)).body.items).toEqual([]);
  });

  it('hides what stands after a position that is not there yet', async () => {
    const reader = await world.person('organizer');
    const organizationId = organizationOf(reader);
    const put = (position: number) =>
      world.table.documents.send(
        new PutCommand({
          TableName: world.table.name,
          Item: { ...noticeKey(organizationId, position), json: JSON.stringify({ id: `ntc_x_${position}` }) },
        }),
      );
    await put(2);
    expect((await readPage(world, reader)).body).toEqual({ items: [], nextCursor: '0' });
    await put(1);
    await put(4);
    const page = (await readPage(world, reader)).body;
    expect([page.items.map(({ id }) => id), page.nextCursor]).toEqual([['ntc_x_1', 'ntc_x_2'], '2']);
    expect((await readPage(world, reader, { after: '2' })).body).toEqual({ items: [], nextCursor: '2' });
    await put(3);
    expect((await readPage(world, reader, { after: '2' })).body.nextCursor).toBe('4');
  });

  it('tells the last position to devices that only want what is new', async () => {
    const { noticeLog } = world.service.dependencies;
    expect(await noticeLog.readLast(organizationOf(organizer))).toBe(NOTICES);
    expect(await noticeLog.readLast(`org_${'1'.repeat(25)}`)).toBe(0);
  });
});

describe('a caller', () => {
  it('of a role without the right is refused with the roles that have it', async () => {
    const staff = await world.signedUp();
    await join(world, organizer, staff, 'door-staff');
    const { status, body } = await readPage(world, staff, { organizationId: organizationOf(organizer) });
    expect([status, body.code, (body as { roles?: string[] }).roles]).toEqual([
      403,
      'organization-role-required',
      [...rolesWith('read-bookings')],
    ]);
  });

  it('is refused in the same way for an organization of others and for one that does not exist', async () => {
    const stranger = await world.person('organizer');
    const answers = [];
    for (const organizationId of [organizationOf(organizer), `org_${'1'.repeat(25)}`]) {
      const { status, body } = await readPage(world, stranger, { organizationId });
      const { requestId: _own, ...rest } = body as { requestId?: string };
      answers.push([status, rest]);
    }
    expect(answers[0]).toEqual(answers[1]);
  });
});

describe('a cursor', () => {
  it.each(['-1', '1.5', '1e2', '01', '0x1', ' 1', '1 ', '', 'abc', '1234567890123', '٣'])(
    'that is no position is refused: %s',
    async after => {
      const { status, body } = await readPage(world, organizer, { after });
      expect([status, body.code, body.errors?.map(({ path }) => path)]).toEqual([
        400,
        'validation-failed',
        ['query.after'],
      ]);
    },
  );

  it.each(['6', '999999999999'])(
    'after the end of the log is refused, because the log was restored: %s',
    async after => {
      const { status, body } = await readPage(world, organizer, { after });
      expect([status, body.code, body.errors?.map(({ path }) => path)]).toEqual([
        400,
        'validation-failed',
        ['query.after'],
      ]);
      expect(body.errors?.[0]?.message).toMatch(/is after the end of the log/);
    },
  );

  it('of a log that lost its end in a restore is refused, and the log is read again from the beginning', async () => {
    const reader = await world.person('organizer');
    const outlets = openOutlets();
    const [first, second] = [await publish(world, {}, reader), await publish(world, {}, reader)];
    await publishAllOf(world, outlets, first, second);
    await appendAll(world, outlets.queued);
    // The table as it was before the second notice.
    const { documents, name } = world.table;
    await documents.send(new DeleteCommand({ TableName: name, Key: noticeKey(organizationOf(reader), 2) }));
    const head = { ...noticesHeadKey(organizationOf(reader)), last: 1, since: 0 };
    await documents.send(new PutCommand({ TableName: name, Item: head }));
    expect((await readPage(world, reader, { after: '2' })).status).toBe(400);
    expect((await readLog(world, reader)).map(({ eventId }) => eventId)).toEqual([first.id]);
  });

  it('is not taken as `cursor`, and the organization is required', async () => {
    expect((await readPage(world, organizer, { cursor: '1' })).status).toBe(400);
    expect((await world.invoke('list-notices', { as: organizer })).status).toBe(400);
    expect((await readPage(world, organizer, { limit: '201' })).status).toBe(400);
    expect((await readPage(world, organizer, { limit: '0' })).status).toBe(400);
  });
});
