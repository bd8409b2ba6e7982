/** `npm run copy-table -- --from <restored> --to <table>`: brings back what was restored. Stop all sales first. */
import { command } from '../lib/local/command.ts';

await command(async () => (await import('../lib/operations/restore/copy-table.ts')).copyTable());
