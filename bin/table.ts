/** `npm run table`: opens a browser view of the local table. */
import { command } from '../lib/cli/run-command.ts';

await command(async () => (await import('../lib/commands/table-viewer.ts')).viewTable());
