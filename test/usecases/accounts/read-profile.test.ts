/** Reading the profile of the caller. */
import { beforeEach, describe, expect, it } from 'vitest';
import { refuse } from '../../../lib/domain/refusals.ts';
import { readProfile } from '../../../lib/usecases/accounts/read-profile.ts';
import { callBy, openUseCases, person, type UseCases } from '../open-use-cases.ts';
import { callAs, withRole } from './people.ts';

let useCases: UseCases;
beforeEach(async () => {
  useCases = await openUseCases();
});

describe('the caller’s profile', () => {
  it('has the current role, also if the token has another one', async () => {
    const someone = await withRole(useCases, 'organizer');
    expect(await readProfile(useCases, await callAs(useCases, someone))).toEqual({
      ...someone.user,
      role: 'organizer',
    });
  });

  it('of an account that does not exist needs another token, and used to be a 500', async () => {
    await expect(readProfile(useCases, callBy(useCases, person()))).rejects.toThrow(refuse('unauthenticated'));
  });
});
