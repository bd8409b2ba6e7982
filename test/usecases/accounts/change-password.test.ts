/** Changing a password: the proof of the current one, the end of other sessions, and a call whose reply was lost. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { SignedIn } from '../../../lib/contract/accounts/responses.ts';
import { DECISIONS_MAX, PASSWORD_CHANGE_REPEAT_SECONDS } from '../../../lib/domain/limits.ts';
import type { CallerCall } from '../../../lib/ports/calls.ts';
import { changePassword } from '../../../lib/usecases/accounts/change-password.ts';
import { giveRole } from '../../../lib/usecases/accounts/change-role.ts';
import { person as newCaller, openUseCases, SECOND, START, type UseCases } from '../open-use-cases.ts';
import { answerAlways, beforeNext, countCalls, failAfterNext } from '../ports.ts';
import { BUSY, refusalOf } from '../sales.ts';
import { accountOf, callAs, callOf, PASSWORD, registered } from './people.ts';

const NEW = 'another long sentence';
const BAD = { code: 'bad-credentials', details: {} };
let useCases: UseCases;
let person: SignedIn;
let call: CallerCall;
beforeEach(async () => {
  useCases = await openUseCases();
  person = await registered(useCases);
  call = await callAs(useCases, person);
});

const change = (currentPassword = PASSWORD, newPassword = NEW) =>
  changePassword(useCases, { ...call, now: useCases.now }, { currentPassword, newPassword });

describe('a changed password', () => {
  it('is stored as a hash, with its version and time', async () => {
    useCases.now += SECOND;
    await change();
    expect(await accountOf(useCases, person)).toMatchObject({
      passwordHash: await useCases.passwords.hash(NEW),
      passwordVersion: 1,
      passwordChangedAt: START + SECOND,
      version: 1,
    });
  });

  it('has one journal entry by its owner, without a secret', async () => {
    await change();
    expect(await useCases.store.readJournal(person.user.id)).toEqual([
      {
        subjectId: person.user.id,
        position: 0,
        changeId: expect.any(String),
        at: START,
        requestId: 'request-1',
        action: 'user.password-changed',
        actor: 'owner',
        to: 'changed',
      },
    ]);
  });

  it('keeps the session that changed it under the new version', async () => {
    await change();
    const session = await useCases.sessions.read(call.caller.sessionId ?? '');
    expect(session?.passwordVersion).toBe(1);
  });

  it('may be the same as before', async () => {
    await change(PASSWORD, PASSWORD);
    expect((await accountOf(useCases, person)).passwordVersion).toBe(1);
  });
});

describe('a change of a password is refused', () => {
  it('for a wrong current one, and is delayed like a failed login', async () => {
    for (let times = 0; times < 4; times++) expect(await refusalOf(change('a wrong one'))).toEqual(BAD);
    expect(useCases.pauses).toEqual([250]);
    expect((await accountOf(useCases, person)).version).toBe(0);
  });

  it('for a weak new one, which is checked before the current one', async () => {
    expect(await refusalOf(change('a wrong one', 'x'.repeat(11)))).toEqual({
      code: 'weak-password',
      details: { reason: 'length', lengthMin: 12, lengthMax: 128 },
    });
    expect(await refusalOf(change(PASSWORD, person.user.email))).toMatchObject({ details: { reason: 'common' } });
  });

  it('for an account that does not exist', async () => {
    call = { ...call, caller: newCaller() };
    expect(await refusalOf(change())).toEqual(BAD);
  });

  it('with `busy` if the account changes before each of six attempts', async () => {
    answerAlways(useCases.accounts, 'changePassword', false);
    const attempts = countCalls(useCases.accounts, 'changePassword');
    expect(await refusalOf(change())).toEqual(BUSY);
    expect(attempts.calls).toBe(DECISIONS_MAX);
  });

  it('if another call changes the password first, because the current one is checked again', async () => {
    beforeNext(useCases.accounts, 'changePassword', () => change(PASSWORD, 'the first new sentence'));
    expect(await refusalOf(change())).toEqual(BAD);
  });
});

describe('an account that changes meanwhile in another way', () => {
  it('has its new password after the next attempt', async () => {
    const role = { userId: person.user.id, role: 'organizer', actor: 'system' } as const;
    beforeNext(useCases.accounts, 'changePassword', () => giveRole(useCases, callOf(useCases), role));
    await change();
    expect(await accountOf(useCases, person)).toMatchObject({ version: 2, passwordVersion: 2, role: 'organizer' });
  });
});

describe('a change whose reply was lost', () => {
  it('succeeds again for five minutes, exclusive, and is not written again', async () => {
    failAfterNext(useCases.accounts, 'changePassword', new Error('timeout'));
    await expect(change()).rejects.toThrow('timeout');
    useCases.now = START + PASSWORD_CHANGE_REPEAT_SECONDS * SECOND - 1;
    await change();
    expect(useCases.pauses).toEqual([]);
    useCases.now += 1;
    expect(await refusalOf(change())).toEqual(BAD);
    expect((await accountOf(useCases, person)).version).toBe(1);
  });

  it('is refused if its retry has another new password', async () => {
    await change();
    expect(await refusalOf(change(PASSWORD, 'a third long sentence'))).toEqual(BAD);
  });
});
