/** Creates customers for demonstrations and load tests: with an access token, without a password or a session. */
import { type Account, demoIdOf } from '../../domain/account.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';

const CREATED_AT_ONCE = 16;

type DemoDependencies = Pick<Dependencies, 'ids' | 'accounts' | 'accessTokens'>;

interface DemoCustomer {
  email: string;
  accessToken: string;
}

export async function createDemoCustomers(
  dependencies: DemoDependencies,
  call: Call,
  { count }: { count: number },
): Promise<{ items: DemoCustomer[] }> {
  const items: DemoCustomer[] = [];
  const workers = Array.from({ length: Math.min(count, CREATED_AT_ONCE) }, async (_, worker) => {
    for (let made = worker; made < count; made += CREATED_AT_ONCE)
      items.push(await createDemoCustomer(dependencies, call));
  });
  await Promise.all(workers);
  return { items };
}

async function createDemoCustomer(
  { ids, accounts, accessTokens }: DemoDependencies,
  { now }: Call,
): Promise<DemoCustomer> {
  const part = ids.next();
  const email = `demo-${part}@holdfast.example`;
  const account: Account = {
    id: demoIdOf(part),
    email,
    name: 'Demo customer',
    role: 'customer',
    createdAt: now,
    version: 0,
    passwordVersion: 0,
    // A stage may ask for verified addresses, and this one receives no mail.
    emailVerifiedAt: now,
  };
  await accounts.create(account);
  return { email, accessToken: await accessTokens.sign({ userId: account.id, role: 'customer' }, now) };
}
