/** `npm run republish -- --stage dev`: makes the journal of a stage whole from its claims. */
import { command } from '../lib/cli/run-command.ts';

await command(async () => (await import('../lib/commands/republish/republish.ts')).republish());
