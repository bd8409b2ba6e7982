/** Reads a command's options from its arguments. Each mistake is one sentence that says how to call the command. */
import { parseArgs } from 'node:util';
import { closestName } from './closest-name.ts';
import { type Command, callOf, callWith, type Options, usageOf, type ValuesOf } from './command.ts';
import { UsageError } from './usage-error.ts';

interface Given {
  args?: string[];
  variables?: NodeJS.ProcessEnv;
}

/** The values of all options; throws a UsageError for a missing, unknown or malformed one. */
export function readOptions<Read extends Options>(
  name: string,
  command: Omit<Command, 'options' | 'load'> & { options: Read },
  { args = process.argv.slice(3), variables = process.env }: Given = {},
): ValuesOf<Read> {
  const usage = usageOf(name, command as unknown as Command);
  const { options, oneOf = [] } = command;
  refuseSwallowed(name, command.example, Object.keys(options), { args, variables });
  refuseUnknown(name, Object.keys(options), args);
  const values = parsed(options, args, usage);
  const missing = Object.keys(options).find(option => options[option]?.isRequired && !values[option]);
  if (missing) throw new UsageError(`--${missing} is missing. Call it as ${usage}`);
  if (oneOf.length > 0) requireOne(values, oneOf, usage);
  return values as ValuesOf<Read>;
}

/** Requires exactly one of some options. */
export function requireOne(values: Record<string, unknown>, oneOf: readonly string[], usage: string): void {
  if (oneOf.filter(option => values[option]).length === 1) return;
  throw new UsageError(`Give exactly one of ${oneOf.map(option => `--${option}`).join(' and ')}. Call it as ${usage}`);
}

/** npm keeps options that do not follow `--`. The command would run without them: without its --dry-run, for example. */
function refuseSwallowed(name: string, example: string, options: string[], { args, variables }: Required<Given>): void {
  const isGiven = (option: string): boolean =>
    args.some(arg => arg === `--${option}` || arg.startsWith(`--${option}=`));
  // npm has an option `yes` of its own, which many machines set permanently.
  const kept = options.filter(
    option => option !== 'yes' && variables[`npm_config_${option.replaceAll('-', '_')}`] && !isGiven(option),
  );
  if (kept.length === 0) return;
  const named = kept.map(option => `--${option}`).join(' and ');
  throw new UsageError(`npm kept ${named} for itself. Write -- before the options: ${callWith(name, example)}`);
}

function refuseUnknown(name: string, options: string[], args: string[]): void {
  for (const arg of args) {
    if (!/^-./.test(arg)) continue;
    const option = arg.replace(/^--?/, '').replace(/=.*$/s, '');
    if (arg.startsWith('--') && options.includes(option)) continue;
    const near = closestName(option, options);
    const help = `${callOf(name)} -- --help lists its options`;
    throw new UsageError(
      `${name} has no option ${arg.replace(/=.*$/s, '')}${near ? `. Did you mean --${near}? ` : ': '}${help}.`,
    );
  }
}

function parsed(options: Options, args: string[], usage: string): Record<string, unknown> {
  const entries = Object.entries(options).map(([option, { value, default: fallback, isRepeatable }]) => [
    option,
    value === undefined
      ? { type: 'boolean', default: false }
      : {
          type: 'string',
          ...(isRepeatable && { multiple: true }),
          ...(fallback !== undefined && { default: fallback }),
        },
  ]);
  try {
    return parseArgs({ args, options: Object.fromEntries(entries), strict: true, allowPositionals: false }).values;
  } catch (error) {
    const [reason] = (error as Error).message.split(/[.\n](?:\s|$)/);
    throw new UsageError(`${reason}. Call it as ${usage}`);
  }
}

/** A whole number from an option or variable, within bounds. */
export function wholeNumber(name: string, text: string, { min, max }: { min: number; max: number }): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new UsageError(`${name} must be a whole number from ${min} to ${max}, but is "${text}".`);
}
