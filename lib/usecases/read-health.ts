/** Reads the health of the service: whether the table can be read, and on test stages whether the accounts and demonstration events exist. */
import type { Health } from '../contract/reference/responses.ts';
import type { Dependencies } from '../ports/dependencies.ts';

/** Unique names that seeding takes when it has finished a part. */
export const SEEDED = { accounts: 'seeded/accounts', 'demo-data': 'seeded/demo-data' } as const;

export async function readHealth({ store }: Pick<Dependencies, 'store'>, isTestStage: boolean): Promise<Health> {
  const table = (await store.isReachable()) ? 'ok' : 'unreachable';
  const dependencies: Health['dependencies'] = { table };
  for (const [part, name] of isTestStage ? Object.entries(SEEDED) : []) {
    dependencies[part] = table === 'ok' ? ((await store.hasUniqueName(name)) ? 'ok' : 'missing') : 'unreachable';
  }
  const isOk = Object.values(dependencies).every(state => state === 'ok');
  return { status: isOk ? 'ok' : 'unavailable', dependencies };
}
