/** The command line: `npm run <command>`, or `node bin/holdfast.ts <command>`. commands.ts lists the commands. */
import { runCommandLine } from '../lib/cli/run-command.ts';

// Imported only after the check of the Node version, because an old version cannot load the table.
await runCommandLine(process.argv.slice(2), async () => (await import('./commands.ts')).COMMANDS);
