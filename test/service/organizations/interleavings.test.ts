/**
 * Random interleavings of the changes of one organization on several functions, with conflicts, throttling, lost replies and
 * lost requests. In the end it has an owner, its journal has no gap and gives the members, and each token was used once.
 */
import { describe, expect, it } from 'vitest';
import type { MemberRole } from '../../../lib/domain/organization.ts';
import { isCurrent, ownOrganizationOf } from '../../../lib/domain/organization.ts';
import { seeded } from '../../../lib/local/seeded-random.ts';
import { accept, emailOf, invite } from '../../support/organizations.ts';
import { forEachSeed, runSize } from '../../support/randomized.ts';
import { openWorld, type Person, type World } from '../../support/world.ts';

const ROLES: MemberRole[] = ['owner', 'owner', 'editor', 'finance'];
const CALLS = 12;
const RUNS = runSize(2, 15);

describe('an organization that several owners change at once', () => {
  it('keeps an owner, and has one entry for each change', async () => {
    await forEachSeed(RUNS, 'organizations/interleavings', async seed => {
      const chance = seeded(seed);
      const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(chance() * items.length)] as Item;
      const world = await openWorld();
      const founder = await world.person('organizer');
      const organizationId = ownOrganizationOf(founder.userId);
      const people = [founder, ...(await Promise.all([world.signedUp(), world.signedUp(), world.signedUp()]))];
      const tokens: string[] = [];
      for (const person of people.slice(1)) tokens.push((await invite(world, founder, emailOf(person), 'owner')).token);
      const functions = await Promise.all([world.another(), world.another(), world.another()]);
      for (const each of functions) disturb(each, chance);

      const callAtRandom = async (at: World): Promise<unknown> => {
        const [as, other] = [pick(people), pick(people)];
        const params = { organizationId, memberId: other.userId };
        const calls = [
          () => at.invoke('change-member', { as, params, body: { role: pick(ROLES) } }),
          () => at.invoke('remove-member', { as, params }),
          () => at.invoke('remove-member', { as, params: { organizationId, memberId: as.userId } }),
          () => accept(at, as, { token: pick(tokens) }),
          async () => {
            const body = { email: emailOf(other), role: pick(ROLES) };
            const made = await at.invoke<{ token?: string }>('invite-member', { as, params: { organizationId }, body });
            if (made.body.token !== undefined) tokens.push(made.body.token);
            return made;
          },
          () => at.invoke('edit-organization', { as, params: { organizationId }, body: { name: `n${chance()}` } }),
        ];
        const { status } = await pick(calls)();
        expect([200, 201, 204, 403, 404, 409, 503]).toContain(status);
        return status;
      };
      for (let round = 0; round < CALLS; round++) await Promise.all(functions.map(callAtRandom));
      await expectConsistent(world, organizationId, founder);
    });
  });
});

/** Lets some requests of a function fail, and delays others by some turns of the event loop. */
function disturb({ faults }: World, chance: () => number): void {
  faults.inject(({ name }) => {
    const drawn = chance();
    if (drawn < 0.06) return name === 'TransactWriteCommand' ? { conflictOn: 0 } : undefined;
    if (drawn < 0.09) return 'lost-reply';
    if (drawn < 0.12) return 'lost-request';
    return undefined;
  });
  faults.beforeRequests(async () => {
    for (let turn = Math.floor(chance() * 6); turn > 0; turn--) await Promise.resolve();
  });
}

/** Compares the rows with the journal, which alone gives the members. */
async function expectConsistent({ service }: World, organizationId: string, founder: Person): Promise<void> {
  const { organizations, store } = service.dependencies;
  const stored = await organizations.read(organizationId);
  const entries = await store.readJournal(organizationId);
  expect(entries.map(({ position }) => position)).toEqual(entries.map((_, i) => i));
  expect(stored?.organization.version).toBe(entries.length);
  const roles = new Map([[founder.userId, 'owner']]);
  for (const { action, ownerId = '', to } of entries) {
    if (action === 'organization.member-removed') roles.delete(ownerId);
    else if (/joined|role-changed/.test(action)) roles.set(ownerId, to);
    expect([...roles.values()]).toContain('owner');
  }
  const members = (stored?.members ?? []).filter(isCurrent).map(({ userId, role }) => [userId, role]);
  expect(Object.fromEntries(members)).toEqual(Object.fromEntries(roles));
  const joined = entries.filter(({ action }) => action === 'organization.member-joined');
  expect(new Set(joined.map(({ invitationId }) => invitationId)).size).toBe(joined.length);
  for (const { userId } of stored?.members ?? []) {
    const listed = (await organizations.listMembers(userId)).find(member => member.organizationId === organizationId);
    expect(listed).toEqual(stored?.members.find(member => member.userId === userId));
  }
}
