/** `npm run race -- --buyers 100`: many customers, one seat, one winner. */
import { command } from '../lib/cli/run-command.ts';

await command(async () => {
  await (await import('../lib/commands/race/race.ts')).race();
  process.exit();
});
