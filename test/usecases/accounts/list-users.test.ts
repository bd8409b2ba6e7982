/** Listing users: by role, by address, and page by page. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { SignedIn } from '../../../lib/contract/accounts/responses.ts';
import { listUsers } from '../../../lib/usecases/accounts/list-users.ts';
import { openUseCases, SECOND, type UseCases } from '../open-use-cases.ts';
import { answerNext } from '../ports.ts';
import { registered, withRole } from './people.ts';

let useCases: UseCases;
let admin: SignedIn;
beforeEach(async () => {
  useCases = await openUseCases();
  admin = await withRole(useCases, 'admin');
});

describe('the list of users', () => {
  const list = async (query: Parameters<typeof listUsers>[1], page = { limit: 10 }) =>
    (await listUsers(useCases, query, page)).items.map(({ id }) => id);

  it('is newest first, filtered by role, and continues after a page', async () => {
    useCases.now += SECOND;
    const one = await registered(useCases);
    useCases.now += SECOND;
    const other = await withRole(useCases, 'organizer');
    expect(await list({})).toEqual([other.user.id, one.user.id, admin.user.id]);
    expect(await list({ role: 'organizer' })).toEqual([other.user.id]);
    const first = await listUsers(useCases, {}, { limit: 2 });
    const second = await listUsers(useCases, {}, { limit: 2, after: first.next ?? '' });
    expect(second.items.map(({ id }) => id)).toEqual([admin.user.id]);
  });

  it('has the user of an address, if the role matches too', async () => {
    const { user } = await registered(useCases);
    expect(await list({ email: user.email.toUpperCase() })).toEqual([user.id]);
    expect(await list({ email: user.email, role: 'customer' })).toEqual([user.id]);
    expect(await list({ email: user.email, role: 'admin' })).toEqual([]);
    expect(await list({ email: 'unknown@holdfast.example' })).toEqual([]);
  });

  it('has no secrets', async () => {
    const { user } = await registered(useCases);
    expect(await listUsers(useCases, { email: user.email }, { limit: 1 })).toEqual({ items: [user] });
  });

  it('passes the position of a page to the table only if the request has one', async () => {
    answerNext(useCases.accounts, 'list', { items: [], next: 'there' }, { items: [] });
    expect(await listUsers(useCases, {}, { limit: 1 })).toEqual({ items: [], next: 'there' });
    expect(await listUsers(useCases, {}, { limit: 1 })).toEqual({ items: [] });
  });
});
