/** `npm run seed`: fills the table of a test stage with accounts and events. */
import { command } from '../lib/cli/run-command.ts';

await command(async () => (await import('../lib/commands/seed-table.ts')).seedTable());
