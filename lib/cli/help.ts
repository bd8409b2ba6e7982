/** The texts that `--help` prints. Pure. */
import { type Command, type Commands, callWith, GROUPS, type Group, usageOf, withValue } from './command.ts';

/** All commands with their summaries, by group. */
export function helpOfAll(commands: Commands): string {
  const width = Math.max(...Object.keys(commands).map(name => name.length));
  const groups = Object.keys(GROUPS) as Group[];
  return [
    'Holdfast sells seats and places without ever selling one twice.',
    '',
    'Usage: npm run <command> -- [options]',
    ...groups.flatMap(group => [
      '',
      `${GROUPS[group]}:`,
      ...namesIn(commands, group).map(name => `  ${name.padEnd(width)}  ${commands[name]?.summary}`),
    ]),
    '',
    'Options of a command: npm run <command> -- --help',
  ].join('\n');
}

export const namesIn = (commands: Commands, group: Group): string[] =>
  Object.keys(commands).filter(name => commands[name]?.group === group);

/** Usage, options with defaults, and an example of one command. */
export function helpOf(name: string, command: Command): string {
  const { summary, options, notes = [], example } = command;
  return [
    summary,
    '',
    `Usage: ${usageOf(name, command)}`,
    ...(Object.keys(options).length > 0 ? ['', 'Options:', ...optionLines(command)] : []),
    ...(notes.length > 0 ? ['', ...notes] : []),
    ...(example === '' ? [] : ['', `Example: ${callWith(name, example)}`]),
  ].join('\n');
}

function optionLines({ options, oneOf = [] }: Command): string[] {
  const width = Math.max(...Object.entries(options).map(([option, given]) => withValue(option, given).length));
  return Object.entries(options).map(([option, given]) => {
    const { summary, isRequired, isRepeatable, default: fallback } = given;
    const remarks = [
      ...(isRequired ? ['required'] : []),
      ...(oneOf.includes(option) ? [`required unless ${othersOf(option, oneOf)} is given`] : []),
      ...(isRepeatable ? ['may be repeated'] : []),
      ...(fallback === undefined ? [] : [`default: ${fallback}`]),
    ];
    const remark = remarks.length > 0 ? ` (${remarks.join(', ')})` : '';
    return `  ${withValue(option, given).padEnd(width)}  ${summary}${remark}`;
  });
}

const othersOf = (option: string, oneOf: readonly string[]): string =>
  oneOf
    .filter(other => other !== option)
    .map(other => `--${other}`)
    .join(' or ');
