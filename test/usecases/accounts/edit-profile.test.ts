/** Changing the own name and language. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { SignedIn } from '../../../lib/contract/accounts/responses.ts';
import { DECISIONS_MAX } from '../../../lib/domain/limits.ts';
import { giveRole } from '../../../lib/usecases/accounts/change-role.ts';
import { editProfile } from '../../../lib/usecases/accounts/edit-profile.ts';
import { person as newCaller, openUseCases, type UseCases } from '../open-use-cases.ts';
import { answerAlways, beforeNext, countCalls } from '../ports.ts';
import { BUSY, refusalOf } from '../sales.ts';
import { accountOf, callAs, callOf, registered } from './people.ts';

let useCases: UseCases;
let person: SignedIn;
beforeEach(async () => {
  useCases = await openUseCases();
  person = await registered(useCases);
});

const edit = async (changes: Parameters<typeof editProfile>[2]) =>
  editProfile(useCases, await callAs(useCases, person), changes);

describe('an edit of the profile', () => {
  it('changes what it names, with a journal entry without personal data', async () => {
    expect(await edit({ name: 'Łucja' })).toMatchObject({ name: 'Łucja' });
    expect(await edit({ language: 'de' })).toMatchObject({ name: 'Łucja', language: 'de' });
    const entries = await useCases.store.readJournal(person.user.id);
    expect(entries.map(({ action, to, from }) => ({ action, to, from }))).toEqual([
      { action: 'user.profile-changed', to: 'changed' },
      { action: 'user.profile-changed', to: 'changed' },
    ]);
    expect(JSON.stringify(entries)).not.toContain('Łucja');
    expect((await accountOf(useCases, person)).passwordVersion).toBe(0);
  });

  it('writes nothing if all is as requested already', async () => {
    await edit({ name: 'Kim' });
    expect((await accountOf(useCases, person)).version).toBe(0);
  });

  it('keeps a change of the role at the same time', async () => {
    const role = { userId: person.user.id, role: 'organizer', actor: 'system' } as const;
    beforeNext(useCases.accounts, 'change', () => giveRole(useCases, callOf(useCases), role));
    expect(await edit({ name: 'Anew' })).toMatchObject({ role: 'organizer', name: 'Anew' });
    expect(await accountOf(useCases, person)).toMatchObject({ role: 'organizer', name: 'Anew', version: 2 });
  });

  it('needs an account that exists', async () => {
    const call = { ...callOf(useCases), caller: newCaller() };
    expect(await refusalOf(editProfile(useCases, call, { name: 'X' }))).toMatchObject({ code: 'unauthenticated' });
  });

  it('answers `busy` if the account changes before each of six attempts', async () => {
    answerAlways(useCases.accounts, 'change', 'stale');
    const attempts = countCalls(useCases.accounts, 'change');
    expect(await refusalOf(edit({ name: 'Anew' }))).toEqual(BUSY);
    expect(attempts.calls).toBe(DECISIONS_MAX);
  });
});
