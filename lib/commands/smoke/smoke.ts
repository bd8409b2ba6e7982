/**
 * `npm run smoke`: shows on a deployed stage what only AWS can show. `npm run deploy` ends with it. Each check is one line; the exit
 * status is 1 if a check failed.
 */
import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IAMClient } from '@aws-sdk/client-iam';
import { callWith } from '../../cli/command.ts';
import { say } from '../../cli/terminal.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { IDS, SYSTEM_CLOCK, wallClock } from '../../lambda/compose/system-clock.ts';
import { createAccountStore } from '../../table/accounts/accounts.ts';
import { createStore } from '../../table/store.ts';
import { connectTable, type Table } from '../../table/table.ts';
import { giveRole } from '../../usecases/accounts/change-role.ts';
import { readStack } from '../deploy/account-state.ts';
import { type Call, createClient } from '../race/client.ts';
import { runningFunctions, startedFunctions } from '../restore/running-functions.ts';
import { createSwitches } from '../restore/switches.ts';
import { asUsageError } from '../shared/aws-errors.ts';
import type { DeployedStack } from '../shared/deployed-stack.ts';
import { stackOf } from '../shared/named-table.ts';
import { addressOf, apiOf } from './api.ts';
import { type Check, NotSupported, runChecks, type SmokeResult } from './checks.ts';
import { functionRightsOf } from './function-rights.ts';
import { journalCheck } from './journal-check.ts';
import { rightsChecks } from './rights-check.ts';
import { type SmokeTools, saleChecks } from './sale-checks.ts';

export async function smoke({ stage }: { stage: string }): Promise<void> {
  try {
    const result = await smokeTest(stage);
    if (result.failed > 0) throw new UsageError(failureOf(result));
  } catch (error) {
    throw asUsageError(error);
  }
}

export const failureOf = ({ failed }: SmokeResult): string =>
  `${failed} checks of the smoke test failed. The lines above say why; docs/operations.md says what each one shows.`;

/** Runs all checks of a stage, prints them and a summary, and returns the counts. */
export async function smokeTest(stage: string, print: (line: string) => void = say): Promise<SmokeResult> {
  const stack = await stackOf(stage);
  const table = connectTable({ tables: stack.tables }, SYSTEM_CLOCK);
  const emulator = process.env.AWS_ENDPOINT_URL;
  const client = createClient(addressOf((await readStack(stack.name))?.apiUrl, emulator));
  try {
    // Relative, because an emulator serves the API under a path.
    const send = (call: Call) => client.send({ ...call, path: call.path.slice(1) });
    const sales = saleChecks(toolsOf(table, { send }));
    const checks = [
      ...((await isStopped(stack)) ? unavailable(sales, stage) : sales),
      journalCheck(table, { isEmulated: emulator !== undefined }),
      ...rightsChecks(
        new IAMClient({ maxAttempts: IAM_ATTEMPTS_MAX }),
        await functionRightsOf(new DynamoDBClient(), stack),
      ),
    ];
    const result = await runChecks(checks, print);
    print(`${result.passed} checks passed, ${result.failed} failed, ${result.notSupported} are not supported here.`);
    return result;
  } finally {
    client.close();
    table.documents.destroy();
  }
}

/** In maintenance callers get 503, so nothing can be sold. */
async function isStopped(stack: DeployedStack): Promise<boolean> {
  const running = await runningFunctions(stack, createSwitches());
  return startedFunctions(stack).length > 0 && running.length === 0;
}

const unavailable = (checks: Check[], stage: string): Check[] =>
  checks.map(({ name }) => ({
    name,
    run: async () => {
      throw new NotSupported(`the stage is in maintenance. After its end: ${callWith('smoke', `--stage ${stage}`)}`);
    },
  }));

function toolsOf(table: Table, client: Parameters<typeof apiOf>[0]): SmokeTools {
  const [accounts, store] = [createAccountStore(table), createStore(table)];
  const call = () => ({ now: wallClock(), requestId: `smoke-${IDS.next()}` });
  return {
    api: apiOf(client, SYSTEM_CLOCK.pause),
    giveRole: (userId, role) => giveRole({ accounts, ids: IDS }, call(), { userId, role, actor: 'operator' }),
    readJournal: subjectId => store.readJournal(subjectId),
    secret: () => randomBytes(SECRET_BYTES).toString('base64url'),
    now: wallClock,
    pause: SYSTEM_CLOCK.pause,
  };
}

const SECRET_BYTES = 24;
/** IAM throttles the policy simulator after a few requests a second. */
const IAM_ATTEMPTS_MAX = 10;
