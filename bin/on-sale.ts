/** `npm run on-sale -- --places 20000 --minutes 10 --stage prod`: whether the stage bears it, and what to do where not. */
import { command } from '../lib/cli/run-command.ts';

await command(async () => (await import('../lib/commands/on-sale/on-sale.ts')).onSale());
