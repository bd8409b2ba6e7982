/** `npm run copy-table -- --stage prod --from <restored>`: brings back what was restored, while the stage stands still. */
import { command } from '../lib/local/command.ts';

await command(async () => (await import('../lib/operations/restore/copy-table.ts')).copyTable());
