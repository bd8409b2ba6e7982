/** `npm run seed`: fills the table of a test stage with accounts and events. */
import { command } from '../lib/local/command.ts';

await command(async () => (await import('../lib/local/seed/seed-table.ts')).seedTable());
