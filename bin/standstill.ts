/** `npm run standstill -- --stage prod`: nothing sells until `--end`. For putting a table right. */
import { command } from '../lib/local/command.ts';

await command(async () => (await import('../lib/operations/restore/standstill.ts')).standstill());
