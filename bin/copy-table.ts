/** `npm run copy-table -- --stage prod --from <restored>`: brings back what was restored, while the stage stands still. */
import { command } from '../lib/cli/run-command.ts';

await command(async () => (await import('../lib/commands/restore/copy-table.ts')).copyTable());
