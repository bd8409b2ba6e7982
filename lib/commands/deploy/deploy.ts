/**
 * `npm run deploy`: checks that nothing prevents a deployment, runs `cdk deploy`, and prints the result. It passes all
 * arguments on, so that it can do everything that cdk can.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { callWith } from '../../cli/command.ts';
import { say } from '../../cli/terminal.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { type Stage, stageOf, WrongSetting } from '../../infra/stage.ts';
import { asUsageError } from '../shared/aws-errors.ts';
import { stackNameOf } from '../shared/deployed-stack.ts';
import { stackOf } from '../shared/named-table.ts';
import { failureOf as failureOfSmoke, smokeTest } from '../smoke/smoke.ts';
import { readAccountState, readFirstFailure, readLatestEventAt, readStack, type StackState } from './account-state.ts';
import { readinessOf } from './readiness.ts';
import { noteTables, noticeOnFormat } from './table-format.ts';
import { requireSameRows, tablesNow, tablesToDeploy } from './tables-setting.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** Options of this command. cdk does not know them. */
const LOW_QUOTA = '--low-quota';
const NEW_SETTINGS = '--new-settings';
const NO_SMOKE = '--no-smoke';
const OWN = [LOW_QUOTA, NEW_SETTINGS, NO_SMOKE];
/** With these options cdk only prepares a change set, so there is no result to print. */
const PREPARES = /^(--no-execute|--execute=false|(--method=)?prepare-change-set)$/;

export async function deploy(args: string[]): Promise<void> {
  const forCdk = args.filter(arg => !OWN.includes(arg));
  if (args.includes('--version')) {
    process.exitCode = await runCdk(['deploy', ...forCdk]);
    return;
  }
  refuseSwallowed();
  const asked = stageIn(args);
  const stack = stackNameOf(asked.stage.name);
  useCredentialsOfCdk(args);
  try {
    const [before, since] = await Promise.all([readStack(stack), readLatestEventAt(stack)]);
    const now = tablesNow(before);
    const tables = tablesToDeploy(now, asked.given.has('tables') ? asked.stage.tables : undefined);
    const stage = { ...asked.stage, tables };
    await prepare({ stage, given: asked.given, stack, args });
    if (now !== undefined && now !== tables) await requireSameRows(stage.name, tables);
    const code = await runCdk(['deploy', stack, ...forCdk, '-c', `tables=${tables}`]);
    const after = await readStack(stack);
    if (code !== 0) throw new UsageError(await failureOf(stack, after, since, code));
    if (args.some(arg => PREPARES.test(arg))) return;
    say();
    if (before && before.changedAt === after?.changedAt) {
      say(`${stack} is already deployed as this commit defines it. Nothing has changed.`);
    } else say(`${stack} is deployed. The next steps are in docs/operations.md.`);
    const isNew = before?.tableName === undefined;
    const notice = after?.tableName && (await noticeOnFormat(after.tableName, { stage: stage.name, isNew }));
    if (notice) say(notice);
    await noteTables((await stackOf(stage.name)).tables);
    if (tables === 'shared') say(nextOfSeparation(stage.name));
    if (!args.includes(NO_SMOKE)) await endWithSmokeTest(stage.name);
  } catch (error) {
    throw asUsageError(error);
  }
}

/** A stage with one table works as before, but its rights are those of before too. */
const nextOfSeparation = (stage: string): string =>
  `The accounts and the journal of ${stage} are in its one table. docs/operations.md says how to separate them; first: ${callWith('maintenance', `--stage ${stage}`)}`;

/** The deployment is done, whatever the checks find. */
async function endWithSmokeTest(stage: string): Promise<void> {
  say();
  say(`Smoke test of ${stage}:`);
  const result = await smokeTest(stage);
  if (result.failed > 0) throw new UsageError(`The stage is deployed, but ${failureOfSmoke(result)}`);
}

/**
 * Makes our own requests use the account and Region that cdk will use. Like cdk, it prefers keys in the environment to
 * a profile.
 */
function useCredentialsOfCdk(args: string[]): void {
  const { env } = process;
  const { profile } = parsed(args);
  if (profile) env.AWS_PROFILE = String(profile);
  else if (env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY) delete env.AWS_PROFILE;
  else if (env.AWS_DEFAULT_PROFILE) env.AWS_PROFILE ||= env.AWS_DEFAULT_PROFILE;
  if (env.AWS_DEFAULT_REGION) env.AWS_REGION ||= env.AWS_DEFAULT_REGION;
}

/** npm keeps options that do not follow `--`. Then another stage would be deployed, or a dry run would deploy. */
function refuseSwallowed(): void {
  const kept = ['call', 'context', 'execute', 'profile', 'method', 'low_quota', 'new_settings', 'smoke'].filter(
    option => process.env[`npm_config_${option}`] !== undefined,
  );
  if (kept.length === 0) return;
  throw new UsageError('npm kept options for itself. Write -- before them: npm run deploy -- -c stage=prod');
}

/** The stage that cdk will deploy, and the names of the settings that the arguments and cdk.json give. */
function stageIn(args: string[]): { stage: Stage; given: Set<string> } {
  const context = contextIn(args);
  const { context: defaults = {} } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8'));
  try {
    const stage = stageOf(name => context.get(name) ?? defaults[name]);
    return { stage, given: new Set([...context.keys(), ...Object.keys(defaults)]) };
  } catch (error) {
    if (error instanceof WrongSetting) throw new UsageError(error.message);
    throw error;
  }
}

const parsed = (args: string[]) =>
  parseArgs({
    args,
    strict: false,
    allowPositionals: true,
    options: { context: { type: 'string', short: 'c', multiple: true }, profile: { type: 'string' } },
  }).values;

function contextIn(args: string[]): Map<string, string> {
  const settings = (parsed(args).context ?? []).map(setting => {
    const [name = '', ...value] = String(setting).split('=');
    return [name, value.join('=')] as const;
  });
  return new Map(settings);
}

interface Preparing {
  stage: Stage;
  given: Set<string>;
  stack: string;
  args: string[];
}

async function prepare({ stage, given, stack, args }: Preparing): Promise<void> {
  const found = await readAccountState(stack);
  say(`Deploying ${stack} into the account ${found.account}, Region ${found.region}.`);
  const waived = {
    ...(args.includes(LOW_QUOTA) && { concurrencyMax: undefined }),
    ...(args.includes(NEW_SETTINGS) && { settings: undefined }),
  };
  const { obstacles, remarks } = readinessOf(stage, stack, { ...found, ...waived }, given);
  for (const remark of remarks) say(remark);
  if (obstacles.length > 0) throw new UsageError(obstacles.join('\n'));
}

async function runCdk(args: string[]): Promise<number> {
  const manifest = createRequire(import.meta.url).resolve('aws-cdk/package.json');
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8'));
  const child = spawn(process.execPath, [join(dirname(manifest), bin.cdk), ...args], { cwd: ROOT, stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  return code ?? 1;
}

async function failureOf(stack: string, state: StackState | undefined, since: number, code: number): Promise<string> {
  const failure = state && (await readFirstFailure(stack, since));
  if (!failure)
    return `cdk ended with status ${code}, but no resource of ${stack} has failed. The lines above say why.`;
  return [
    '',
    `The deployment failed at ${failure.resource}: ${failure.reason}`,
    state.status.endsWith('ROLLBACK_COMPLETE')
      ? `CloudFormation has rolled the change back (${state.status}); no data is lost. Fix the cause, and deploy again.`
      : `The stack is now ${state.status}. The next npm run deploy says what to do about it.`,
  ].join('\n');
}
