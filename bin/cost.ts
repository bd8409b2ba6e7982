/** `npm run cost`: writes docs/cost.md from what requests take; with `--check`, says whether it is up to date. */
import { command } from '../lib/cli/run-command.ts';

await command(async () => {
  await (await import('../bench/cost/cost-file.ts')).costFile();
  process.exit();
});
