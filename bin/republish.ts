/** `npm run republish -- --stage dev`: makes the journal of a stage whole from its claims. */
import { command } from '../lib/local/command.ts';

await command(async () => (await import('../lib/operations/republish/republish.ts')).republish());
