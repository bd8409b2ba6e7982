/** `npm run check-table -- --stage dev`: what a table lacks, and with `--events` whether its rows keep the promises. */
import { command } from '../lib/cli/run-command.ts';

await command(async () => (await import('../lib/commands/check-table/check-table.ts')).checkTable());
