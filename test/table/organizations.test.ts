/** The conditions of organizations: a change is written only if the rows are as they were read. */
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../lib/domain/journal.ts';
import { type Member, type Organization, ownOrganizationOf } from '../../lib/domain/organization.ts';
import { DAY_MS } from '../../lib/domain/time.ts';
import { memberKey, membershipKey, organizationKey } from '../../lib/table/keys.ts';
import { openWorld, START } from '../support/world.ts';

const world = await openWorld();
const { ids, organizations, store } = world.service.dependencies;
const NOTHING = { members: [], invitations: [], accounts: [] };

let founder: string;
let organization: Organization;
beforeEach(async () => {
  founder = `usr_${ids.next()}`;
  organization = { id: ownOrganizationOf(founder), createdAt: START, version: 0 };
  await organizations.change({ ...NOTHING, organization, entry: entryAt(0) });
});

const entryAt = (position: number): JournalEntry => ({
  subjectId: organization.id,
  position,
  action: 'organization.renamed',
  at: START,
  actor: 'test',
  requestId: 'test',
  changeId: ids.next(),
  to: 'changed',
});
const memberOf = (userId: string, changes: Partial<Member> = {}): Member => ({
  organizationId: organization.id,
  userId,
  role: 'owner',
  joinedAt: START,
  ...changes,
});
const rowOf = async (Key: { pk: string; sk: string }) =>
  (await world.table.documents.send(new GetCommand({ TableName: world.table.names.accounts, Key }))).Item;

describe('an organization', () => {
  it('changes only at the version that was read, even if its journal has no entry of a later one', async () => {
    const later = new UpdateCommand({
      TableName: world.table.names.accounts,
      Key: organizationKey(organization.id),
      UpdateExpression: 'SET version = :later',
      ExpressionAttributeValues: { ':later': 5 },
    });
    await world.table.documents.send(later);
    for (const version of [0, 1, 4, 6]) {
      const change = { ...NOTHING, organization: { ...organization, version }, entry: entryAt(version + 10) };
      expect(await organizations.change({ ...change, members: [memberOf(founder)] })).toBe('stale');
    }
    expect(await organizations.readMember(organization.id, founder)).toBeUndefined();
    expect(await store.readJournal(organization.id)).toHaveLength(1);
  });

  it('is changed once by a transaction that arrives twice', async () => {
    const change = { ...NOTHING, organization: { ...organization, version: 1 }, entry: entryAt(1) };
    expect(await organizations.change(change)).toBe('done');
    expect(await organizations.change(change)).toBe('done');
    expect(await organizations.change({ ...change, entry: entryAt(1) })).toBe('stale');
    expect((await organizations.read(organization.id))?.organization.version).toBe(2);
  });

  it('is changed once if the reply is lost or the table is throttled', async () => {
    for (const [i, fault] of (['lost-reply', 'lost-request', 'throttle', { conflictOn: 0 }] as const).entries()) {
      world.faults.injectIntoTransactions(fault);
      const change = { ...NOTHING, organization: { ...organization, version: i + 1 }, entry: entryAt(i + 1) };
      expect(await organizations.change(change)).toBe('done');
      expect((await organizations.read(organization.id))?.organization.version).toBe(i + 2);
    }
    world.faults.clear();
  });
});

describe('the row of a former member', () => {
  it('goes after a day, but that of the founder stays: without it the founder would be the owner again', async () => {
    const other = `usr_${ids.next()}`;
    const members = [memberOf(founder, { removedAt: START }), memberOf(other, { removedAt: START })];
    const change = { ...NOTHING, organization: { ...organization, version: 1 }, members, entry: entryAt(1) };
    expect(await organizations.change(change)).toBe('done');
    expect((await rowOf(memberKey(organization.id, other)))?.ttl).toBe((START + DAY_MS) / 1_000);
    expect((await rowOf(membershipKey(other, organization.id)))?.ttl).toBe((START + DAY_MS) / 1_000);
    expect(await rowOf(memberKey(organization.id, founder))).not.toHaveProperty('ttl');
    expect(await rowOf(membershipKey(founder, organization.id))).not.toHaveProperty('ttl');
  });
});
