/**
 * Events that a function of an earlier version has edited, during a deployment or after a rollback. Such a function does not know
 * organizations, so it writes the row of the event without one.
 */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { ownOrganizationOf } from '../../../lib/domain/organization.ts';
import { eventKey } from '../../../lib/table/keys.ts';
import { readRow } from '../../../lib/table/queries.ts';
import { migrate } from '../../support/migration.ts';
import { join } from '../../support/organizations.ts';
import { expectIntegrity } from '../../support/payments.ts';
import { edit, newEvent, openWorld, type Person, publish, type World } from '../../support/world.ts';

let world: World;
let founder: Person;
let editor: Person;
/** Published by the editor, for the founder's organization. */
let event: Event;
beforeEach(async () => {
  world = await openWorld();
  founder = await world.person('organizer');
  editor = await world.person('organizer');
  await join(world, founder, editor, 'editor');
  const body = { ...newEvent(), organizationId: ownOrganizationOf(founder.userId) };
  event = (await world.invoke<Event>('publish-event', { as: editor, body })).body;
  await migrate(world);
});

/** Writes the row as an edit by the earlier version does. */
async function editAsBefore(): Promise<void> {
  const { organizationId, ...row } = (await readRow(world.table, eventKey(event.id))) ?? {};
  expect(organizationId).toBe(ownOrganizationOf(founder.userId));
  const Item = { ...row, title: 'Edited', version: Number(row.version) + 1 };
  await world.table.documents.send(new PutCommand({ TableName: world.table.name, Item }));
}
const read = async (): Promise<Event> =>
  (await (await world.another()).invoke<Event>('read-event', { params: { eventId: event.id } })).body;
const listOf = async (as: Person): Promise<string[]> =>
  (await world.invoke<{ items: Event[] }>('list-events', { as, query: { organizer: 'me' } })).body.items.map(
    ({ title }) => title,
  );

describe('an event that an earlier version has edited', () => {
  it('used to stay with its publisher: the migration gives it back to its organization', async () => {
    await editAsBefore();
    expect((await read()).organizationId).toBe(ownOrganizationOf(editor.userId));
    expect(await migrate(world, { isAgain: true })).toMatchObject({ changed: { 'upgrade-event': 1 } });
    expect(await read()).toMatchObject({ title: 'Edited', organizationId: ownOrganizationOf(founder.userId) });
    expect([await listOf(founder), await listOf(editor)]).toEqual([['Edited'], ['Edited']]);
    expect((await edit(world, founder, event, { title: 'Ours' })).status).toBe(200);
    await expectIntegrity(world, event);
    expect(await migrate(world, { isAgain: true })).toMatchObject({ changed: {} });
  });

  it('is given back also if its publisher has left the organization', async () => {
    await editAsBefore();
    const member = { organizationId: ownOrganizationOf(founder.userId), memberId: editor.userId };
    expect((await world.invoke('remove-member', { as: founder, params: member })).status).toBe(204);
    await migrate(world, { isAgain: true });
    expect(await listOf(founder)).toEqual(['Edited']);
    expect((await edit(world, editor, event, { title: 'Mine' })).status).toBe(403);
  });

  it('stays in the own organization of its organizer if no other lists it', async () => {
    const own = await publish(world, { title: 'own' }, editor);
    const { organizationId: _lost, ...row } = (await readRow(world.table, eventKey(own.id))) ?? {};
    await world.table.documents.send(new PutCommand({ TableName: world.table.name, Item: row }));
    expect(await migrate(world, { isAgain: true })).toEqual({ is: 'finished', events: 2, changed: {} });
    expect((await edit(world, editor, own, { title: 'mine' })).status).toBe(200);
  });
});
