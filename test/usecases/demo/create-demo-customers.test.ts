/** Customers for demonstrations: without a password, and as many as were asked for. */
import { beforeEach, describe, expect, it } from 'vitest';
import { DEMO_CUSTOMERS_MAX } from '../../../lib/domain/limits.ts';
import { createDemoCustomers } from '../../../lib/usecases/demo/create-demo-customers.ts';
import { openUseCases, START, type UseCases } from '../open-use-cases.ts';
import { failAlways } from '../ports.ts';

let useCases: UseCases;
beforeEach(async () => {
  useCases = await openUseCases();
});
const create = (count: number) => createDemoCustomers(useCases, { now: START, requestId: 'request-1' }, { count });

describe('demonstration customers', () => {
  it('have an account without a password, and a token without a session', async () => {
    const { items } = await create(1);
    const [{ email, accessToken } = { email: '', accessToken: '' }] = items;
    const account = await useCases.accounts.readByEmail(email);
    expect(account).toMatchObject({ name: 'Demo customer', role: 'customer', createdAt: START, version: 0 });
    expect(account).not.toHaveProperty('passwordHash');
    expect(await useCases.accessTokens.verify(accessToken, START)).toEqual({ userId: account?.id, role: 'customer' });
  });

  it.each([0, 1, 16, 17, 33, DEMO_CUSTOMERS_MAX])('are exactly %i, each with an address of its own', async count => {
    // The test signs no tokens, because hundreds of signatures would take most of its time.
    useCases.accessTokens.sign = async ({ userId }) => userId;
    const { items } = await create(count);
    expect(items).toHaveLength(count);
    expect(new Set(items.map(({ email }) => email)).size).toBe(count);
  });

  it('are created sixteen at a time', async () => {
    let [running, most] = [0, 0];
    const { create: createAccount } = useCases.accounts;
    useCases.accounts.create = async account => {
      running += 1;
      most = Math.max(most, running);
      const created = await createAccount(account);
      running -= 1;
      return created;
    };
    await create(40);
    expect(most).toBe(16);
  });

  it('fail together if one of them cannot be created', async () => {
    failAlways(useCases.accounts, 'create', new Error('throttled'));
    await expect(create(2)).rejects.toThrow('throttled');
  });
});
