/** `npm run maintenance -- --stage prod`: nothing sells until `--end`. For putting a table right. */
import { command } from '../lib/cli/run-command.ts';

await command(async () => (await import('../lib/commands/restore/maintenance.ts')).maintenance());
