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
import { type Stage, stageOf, WrongSetting } from '../../infra/stage.ts';
import { CannotStart } from '../../local/cannot-start.ts';
import { say } from '../../local/terminal.ts';
import { sayable } from '../aws-trouble.ts';
import { stackNameOf } from '../deployed-stack.ts';
import { readinessOf } from './readiness.ts';
import { readFirstFailure, readLatestEventAt, readStack, readSurroundings, type StackState } from './surroundings.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** Ours alone; cdk does not know them. */
const LOW_QUOTA = '--low-quota';
const NEW_SETTINGS = '--new-settings';
const OWN = [LOW_QUOTA, NEW_SETTINGS];
/** With these cdk does something else than deploy the stack, or not all of it. */
const OTHERWISE = /^(--help|-h|--version|--no-execute|--method=.*|--hotswap.*|--watch|-w|--import-existing-resources)$/;

export async function deploy(args = process.argv.slice(2)): Promise<void> {
  const forCdk = args.filter(arg => !OWN.includes(arg));
  if (args.some(arg => OTHERWISE.test(arg))) {
    process.exitCode = await runCdk(['deploy', ...forCdk]);
    return;
  }
  const stage = stageIn(args);
  const stack = stackNameOf(stage.name);
  beWhereCdkWillBe(args);
  try {
    await prepare(stage, stack, args);
    const [before, since] = await Promise.all([readStack(stack), readLatestEventAt(stack)]);
    const code = await runCdk(['deploy', stack, ...forCdk]);
    const after = await readStack(stack);
    if (code !== 0) throw new CannotStart(await failureOf(stack, after, since, code));
    say();
    if (before && before.changedAt === after?.changedAt) {
      say(`${stack} was already what this commit says: nothing has changed.`);
    } else say(`${stack} is deployed. What comes next: docs/operations.md`);
  } catch (error) {
    throw sayable(error);
  }
}

/** The same account and Region for what we ask as for what cdk does. */
function beWhereCdkWillBe(args: string[]): void {
  const { profile } = parsed(args);
  if (profile) process.env.AWS_PROFILE = String(profile);
  if (process.env.AWS_DEFAULT_REGION) process.env.AWS_REGION ??= process.env.AWS_DEFAULT_REGION;
}

/** The stage that cdk will be told of, checked before anybody is asked for anything. */
function stageIn(args: string[]): Stage {
  const given = contextIn(args);
  const { context: standing = {} } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8'));
  try {
    return stageOf(name => given.get(name) ?? standing[name]);
  } catch (error) {
    if (error instanceof WrongSetting) throw new CannotStart(error.message);
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

async function prepare(stage: Stage, stack: string, args: string[]): Promise<void> {
  const found = await readSurroundings(stack);
  say(`Deploying ${stack} into the account ${found.account}, Region ${found.region}.`);
  const { obstacles, remarks } = readinessOf(stage, stack, {
    ...found,
    ...(args.includes(LOW_QUOTA) && { concurrencyMax: undefined }),
    ...(args.includes(NEW_SETTINGS) && { settings: undefined }),
  });
  for (const remark of remarks) say(remark);
  if (obstacles.length > 0) throw new CannotStart(obstacles.join('\n'));
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
