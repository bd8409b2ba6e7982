/** `npm run redrive -- --stage dev`: the dead letters of a stage, and with `--queue` what they stand for is done once more. */
import { command } from '../lib/cli/run-command.ts';

await command(async () => (await import('../lib/commands/redrive/redrive.ts')).redrive());
