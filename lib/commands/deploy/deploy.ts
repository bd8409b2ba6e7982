/**
 * `npm run deploy`: `cdk deploy`, after a look at what would stand in its way, and followed by what became of it. All it is
 * told it hands on, so that whatever cdk can do it can do too.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { say } from '../../cli/terminal.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { type Stage, stageOf, WrongSetting } from '../../infra/stage.ts';
import { sayable } from '../shared/aws-errors.ts';
import { stackNameOf } from '../shared/deployed-stack.ts';
import { readinessOf } from './readiness.ts';
import { readFirstFailure, readLatestEventAt, readStack, readSurroundings, type StackState } from './surroundings.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** Ours alone; cdk does not know them. */
const LOW_QUOTA = '--low-quota';
const NEW_SETTINGS = '--new-settings';
const OWN = [LOW_QUOTA, NEW_SETTINGS];
const TOLD_ABOUT = /^(--help|-h|--version)$/;
/** With these cdk only prepares a change, so that nothing is to be said of what became of it. */
const PREPARES = /^(--no-execute|--execute=false|(--method=)?prepare-change-set)$/;

export async function deploy(args: string[]): Promise<void> {
  const forCdk = args.filter(arg => !OWN.includes(arg));
  if (args.some(arg => TOLD_ABOUT.test(arg))) {
    process.exitCode = await runCdk(['deploy', ...forCdk]);
    return;
  }
  refuseSwallowed();
  const { stage, said } = stageIn(args);
  const stack = stackNameOf(stage.name);
  beWhereCdkWillBe(args);
  try {
    await prepare({ stage, said, stack, args });
    const [before, since] = await Promise.all([readStack(stack), readLatestEventAt(stack)]);
    const code = await runCdk(['deploy', stack, ...forCdk]);
    const after = await readStack(stack);
    if (code !== 0) throw new UsageError(await failureOf(stack, after, since, code));
    if (args.some(arg => PREPARES.test(arg))) return;
    say();
    if (before && before.changedAt === after?.changedAt) {
      say(`${stack} was already what this commit says: nothing has changed.`);
    } else say(`${stack} is deployed. What comes next: docs/operations.md`);
  } catch (error) {
    throw sayable(error);
  }
}

/** The same account and Region for what we ask as for what cdk does, which prefers keys in the environment to a profile. */
function beWhereCdkWillBe(args: string[]): void {
  const { env } = process;
  const { profile } = parsed(args);
  if (profile) env.AWS_PROFILE = String(profile);
  else if (env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY) delete env.AWS_PROFILE;
  else if (env.AWS_DEFAULT_PROFILE) env.AWS_PROFILE ||= env.AWS_DEFAULT_PROFILE;
  if (env.AWS_DEFAULT_REGION) env.AWS_REGION ||= env.AWS_DEFAULT_REGION;
}

/** Without `--` before them npm keeps options for itself, and another stage would be deployed, or in earnest. */
function refuseSwallowed(): void {
  const kept = ['call', 'context', 'execute', 'profile', 'method', 'low_quota', 'new_settings'].filter(
    option => process.env[`npm_config_${option}`] !== undefined,
  );
  if (kept.length === 0) return;
  throw new UsageError('npm kept options for itself: write -- before them, as in npm run deploy -- -c stage=prod');
}

/** The stage that cdk will be told of, checked before anybody is asked for anything. */
function stageIn(args: string[]): { stage: Stage; said: Set<string> } {
  const given = contextIn(args);
  const { context: standing = {} } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8'));
  try {
    const stage = stageOf(name => given.get(name) ?? standing[name]);
    return { stage, said: new Set([...given.keys(), ...Object.keys(standing)]) };
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
  said: Set<string>;
  stack: string;
  args: string[];
}

async function prepare({ stage, said, stack, args }: Preparing): Promise<void> {
  const found = await readSurroundings(stack);
  say(`Deploying ${stack} into the account ${found.account}, Region ${found.region}.`);
  const waived = {
    ...(args.includes(LOW_QUOTA) && { concurrencyMax: undefined }),
    ...(args.includes(NEW_SETTINGS) && { settings: undefined }),
  };
  const { obstacles, remarks } = readinessOf(stage, stack, { ...found, ...waived }, said);
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
  if (!failure) return `cdk ended with ${code}, and no resource of ${stack} has failed: see above.`;
  return [
    '',
    `The deployment failed at ${failure.resource}: ${failure.reason}`,
    state.status.endsWith('ROLLBACK_COMPLETE')
      ? `CloudFormation has taken back what it had begun (${state.status}); no data is lost. Put it right, and deploy again.`
      : `The stack is now ${state.status}: the next npm run deploy says what that asks for.`,
  ].join('\n');
}
