/** Whether everything the service needs is there: the table, and on test stages the accounts and demonstration data. */
import type { Health } from '../contract/events/messages.ts';
import type { Dependencies } from '../ports/dependencies.ts';

/** Unique names that seeding leaves behind when it is done with each part. */
export const SEEDED = { accounts: 'seeded/accounts', 'demo-data': 'seeded/demo-data' } as const;

export async function readHealth({ store }: Dependencies, isTestStage: boolean): Promise<Health> {
  const table = (await store.isReachable()) ? 'ok' : 'unreachable';
  const dependencies: Health['dependencies'] = { table };
  for (const [part, name] of isTestStage ? Object.entries(SEEDED) : []) {
    dependencies[part] = table === 'ok' ? ((await store.hasUniqueName(name)) ? 'ok' : 'missing') : 'unreachable';
  }
  const isOk = Object.values(dependencies).every(state => state === 'ok');
  return { status: isOk ? 'ok' : 'unavailable', dependencies };
}
