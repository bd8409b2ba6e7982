/** `npm run race -- --buyers 100`: many customers, one seat, one winner. */
import { command } from '../lib/local/command.ts';

await command(async () => {
  await (await import('../lib/local/race/race.ts')).race();
  process.exit();
});
