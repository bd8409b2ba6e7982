/** `npm run redrive -- --stage dev`: the dead letters of a stage, and with `--queue` what they stand for is done once more. */
import { command } from '../lib/local/command.ts';

await command(async () => (await import('../lib/operations/redrive/redrive.ts')).redrive());
