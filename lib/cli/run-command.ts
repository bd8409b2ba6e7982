/** How every command runs: on a Node that can, and with one sentence where the machine or the arguments are wrong. */
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { UsageError } from './usage-error.ts';

/** `main` is imported by the command only here: the modules behind it do not even load on an older Node. */
export async function command(main: () => Promise<unknown>): Promise<void> {
  try {
    requireNode(process.versions.node);
    await main();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

/** For commands that have nothing to bring to an end but their child processes, which go with this one. */
export function exitOnSignal(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));
}

/** argon2 came to node:crypto with 24.7. */
const NODE_MIN = [24, 7] as const;

export function requireNode(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1])) return;
  throw new UsageError(
    `Holdfast needs Node ${NODE_MIN.join('.')} or newer, and this is ${version}: start it with npm (npm start), which brings its own.`,
  );
}

/** The command's options; anything it does not know is one sentence with how to call it. */
export function readArguments<Options extends ParseArgsOptionsConfig>(
  usage: string,
  options: Options,
  { args = process.argv.slice(2), variables = process.env }: { args?: string[]; variables?: NodeJS.ProcessEnv } = {},
) {
  refuseSwallowed(usage, Object.keys(options), { args, variables });
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const [reason] = (error as Error).message.split(/[.\n](?:\s|$)/);
    throw new UsageError(`${reason}: call it as ${usage}`);
  }
}

/** Without `--` before them npm keeps options for itself, and the command would run without its --dry-run. */
function refuseSwallowed(
  usage: string,
  options: string[],
  { args, variables }: { args: string[]; variables: NodeJS.ProcessEnv },
): void {
  const isGiven = (option: string): boolean =>
    args.some(arg => arg === `--${option}` || arg.startsWith(`--${option}=`));
  // `yes` is npm's own as well, and set for good on many a machine.
  const kept = options.filter(
    option => option !== 'yes' && variables[`npm_config_${option.replaceAll('-', '_')}`] && !isGiven(option),
  );
  if (kept.length === 0) return;
  const named = kept.map(option => `--${option}`).join(' and ');
  throw new UsageError(`npm kept ${named} for itself: write -- before the options, as in ${usage}`);
}

/** A whole number from an option or variable, within bounds. */
export function wholeNumber(name: string, text: string, { min, max }: { min: number; max: number }): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new UsageError(`${name} must be a whole number from ${min} to ${max}, and is "${text}".`);
}
