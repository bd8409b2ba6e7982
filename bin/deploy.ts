/** `npm run deploy -- [-c stage=prod]`: deploys a stage into the account whose credentials are at hand. */
import { command } from '../lib/cli/run-command.ts';

await command(async () => (await import('../lib/commands/deploy/deploy.ts')).deploy());
