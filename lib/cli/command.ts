/** A command of the command line as data: its summary, options and example, and the function that runs it. */

/** An option of a command. Without `value` it is a switch. */
export interface Option {
  /** Placeholder of its value: `stage` for `--stage <stage>`. */
  value?: string;
  summary: string;
  default?: string;
  isRequired?: true;
  /** May be given more than once. */
  isRepeatable?: true;
}

export type Options = Record<string, Option>;

/** The options' values as the command's function receives them: texts, lists of texts, and booleans for switches. */
export type ValuesOf<Given extends Options> = { [Name in keyof Given]: ValueOf<Given[Name]> };
type ValueOf<Given extends Option> = Given extends { value: string }
  ? Given extends { isRepeatable: true }
    ? Given extends { isRequired: true }
      ? string[]
      : string[] | undefined
    : Given extends { default: string } | { isRequired: true }
      ? string
      : string | undefined
  : boolean;

export const GROUPS = { development: 'For development', operation: 'For operating a stage' } as const;
export type Group = keyof typeof GROUPS;

interface Definition {
  group: Group;
  /** One line: a third-person verb first. */
  summary: string;
  options: Options;
  /** Names of options of which exactly one must be given. */
  oneOf?: readonly string[];
  /** Arguments of an example call. */
  example: string;
  /** Further sentences for `--help`. */
  notes?: readonly string[];
}

export interface Command extends Definition {
  /** Name of another program that receives all arguments; then the function receives them as they are. */
  forwardsTo?: string;
  /** Imports the module of the command. The function receives the options' values. */
  load(): Promise<(values: never) => unknown>;
}

export type Commands = Record<string, Command>;

/** Defines a command; the compiler compares its options with what its function takes. */
export const command = <const Given extends Options>(
  definition: Definition & { options: Given; load(): Promise<(values: ValuesOf<Given>) => unknown> },
): Command => definition;

/** Defines a command that hands its arguments on to another program. */
export const forwardingCommand = (
  definition: Definition & { forwardsTo: string; load(): Promise<(args: string[]) => unknown> },
): Command => definition;

/** How to call a command: `npm run seed`. */
export const callOf = (name: string): string => (name === 'start' ? 'npm start' : `npm run ${name}`);

/** How to call a command with arguments: npm hands on what follows `--`. */
export const callWith = (name: string, args: string): string =>
  args === '' ? callOf(name) : `${callOf(name)} -- ${args}`;

/** The call with all options: `npm run redrive -- --stage <stage> [--republish]`. */
export function usageOf(name: string, { options, oneOf = [], forwardsTo }: Command): string {
  const rest = Object.entries(options).filter(([option]) => !oneOf.includes(option));
  const parts = [
    ...(oneOf.length > 0 ? [oneOf.map(option => withValue(option, options[option])).join(' | ')] : []),
    ...rest.map(([option, given]) => (given.isRequired ? withValue(option, given) : `[${withValue(option, given)}]`)),
    ...(forwardsTo ? [`[options of ${forwardsTo}]`] : []),
  ];
  return callWith(name, parts.join(' '));
}

/** `--stage <stage>`, or `--republish` for a switch. */
export const withValue = (option: string, { value }: Option = { summary: '' }): string =>
  value === undefined ? `--${option}` : `--${option} <${value}>`;
