/** `npm run bench`: throughput and cost of the service, beside the bare database. */
import { command } from '../lib/cli/run-command.ts';

await command(async () => {
  await (await import('./bench.ts')).bench();
  process.exit();
});
