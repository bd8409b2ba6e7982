/** `npm run bench`: what the service does per second and costs, beside the bare database. */
import { command } from '../lib/cli/run-command.ts';

await command(async () => {
  await (await import('./bench.ts')).bench();
  process.exit();
});
