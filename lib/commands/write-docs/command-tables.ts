/** The tables of commands for the documents, from the table of the command line. Pure. */
import { type Commands, callOf, GROUPS, type Group } from '../../cli/command.ts';
import { namesIn } from '../../cli/help.ts';

/** A table of commands for each group. */
export const commandTables = (commands: Commands): string =>
  (Object.keys(GROUPS) as Group[])
    .map(group => {
      const rows = namesIn(commands, group).map(name => `| \`${callOf(name)}\` | ${commands[name]?.summary} |`);
      return [`${GROUPS[group]}:`, '', '| command | what it does |', '|---|---|', ...rows].join('\n');
    })
    .join('\n\n');
