/** Changing a role, by an administrator and by a command. */
import { beforeEach, describe, expect, it } from 'vitest';
import { DECISIONS_MAX } from '../../../lib/domain/limits.ts';
import type { CallerCall } from '../../../lib/ports/calls.ts';
import { changeRole, giveRole } from '../../../lib/usecases/accounts/change-role.ts';
import { openUseCases, SECOND, START, type UseCases } from '../open-use-cases.ts';
import { answerAlways, beforeNext, countCalls } from '../ports.ts';
import { ABSENT, BUSY, refusalOf } from '../sales.ts';
import { accountOf, callAs, callOf, registered, withRole } from './people.ts';

let useCases: UseCases;
let admin: CallerCall;
beforeEach(async () => {
  useCases = await openUseCases();
  const signedIn = await withRole(useCases, 'admin');
  admin = { ...(await callAs(useCases, signedIn)), caller: { userId: signedIn.user.id, role: 'admin' } };
});

const change = (userId: string, role: 'customer' | 'organizer' | 'admin') =>
  changeRole(useCases, { ...admin, now: useCases.now }, userId, { role });

describe('a changed role', () => {
  it('is returned and stored, and has one journal entry with the administrator', async () => {
    const someone = await registered(useCases);
    useCases.now += SECOND;
    expect(await change(someone.user.id, 'organizer')).toEqual({ ...someone.user, role: 'organizer' });
    expect(await accountOf(useCases, someone)).toMatchObject({ role: 'organizer', version: 1, passwordVersion: 0 });
    expect(await useCases.store.readJournal(someone.user.id)).toEqual([
      {
        subjectId: someone.user.id,
        position: 0,
        changeId: expect.any(String),
        at: START + SECOND,
        requestId: 'request-1',
        action: 'user.role-changed',
        actor: admin.caller.userId,
        from: 'customer',
        to: 'organizer',
      },
    ]);
  });

  it('that the user has already is returned without a write', async () => {
    const someone = await registered(useCases);
    const writes = countCalls(useCases.accounts, 'changeRole');
    expect(await change(someone.user.id, 'customer')).toEqual(someone.user);
    expect(writes.calls).toBe(0);
  });

  it('is applied after another change of the account that came first', async () => {
    const someone = await registered(useCases);
    const first = { userId: someone.user.id, role: 'admin', actor: 'system' } as const;
    beforeNext(useCases.accounts, 'changeRole', () => giveRole(useCases, callOf(useCases), first));
    await change(someone.user.id, 'organizer');
    const entries = await useCases.store.readJournal(someone.user.id);
    expect(entries.map(({ from, to }) => [from, to])).toEqual([
      ['customer', 'admin'],
      ['admin', 'organizer'],
    ]);
  });

  it('by a command needs no administrator, and names its author', async () => {
    const someone = await registered(useCases);
    const request = { userId: someone.user.id, role: 'admin', actor: 'command' } as const;
    expect(await giveRole(useCases, callOf(useCases), request)).toMatchObject({ role: 'admin' });
    expect(await useCases.store.readJournal(someone.user.id)).toMatchObject([{ actor: 'command' }]);
  });
});

describe('a change of a role is refused', () => {
  it('for the administrator’s own role, also if it would stay the same', async () => {
    const refused = { code: 'own-role', details: {} };
    expect(await refusalOf(() => change(admin.caller.userId, 'customer'))).toEqual(refused);
    expect(await refusalOf(() => change(admin.caller.userId, 'admin'))).toEqual(refused);
  });

  it('for a user that does not exist', async () => {
    expect(await refusalOf(change(`usr_${ABSENT}`, 'organizer'))).toEqual({ code: 'user-not-found', details: {} });
  });

  it('for an administrator who was demoted during the call', async () => {
    const someone = await registered(useCases);
    const demotion = { userId: admin.caller.userId, role: 'customer', actor: 'system' } as const;
    beforeNext(useCases.accounts, 'changeRole', () => giveRole(useCases, callOf(useCases), demotion));
    expect(await refusalOf(change(someone.user.id, 'organizer'))).toEqual({
      code: 'forbidden',
      details: { role: 'admin' },
    });
    expect((await accountOf(useCases, someone)).role).toBe('customer');
  });

  it('with `busy` after six stale versions', async () => {
    const someone = await registered(useCases);
    answerAlways(useCases.accounts, 'changeRole', 'stale');
    const attempts = countCalls(useCases.accounts, 'changeRole');
    expect(await refusalOf(change(someone.user.id, 'organizer'))).toEqual(BUSY);
    expect(attempts.calls).toBe(DECISIONS_MAX);
  });
});
