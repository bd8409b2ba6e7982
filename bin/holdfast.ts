/** The command line: `npm run <command>`, or `node bin/holdfast.ts <command>`. commands.ts lists the commands. */
import { runCommandLine } from '../lib/cli/run-command.ts';

// The table is imported only after the check of the Node version, which may be too old to import it.
await runCommandLine(process.argv.slice(2), async () => (await import('./commands.ts')).COMMANDS);
