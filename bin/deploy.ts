/** `npm run deploy -- [-c stage=prod]`: deploys a stage into the account whose credentials are at hand. */
import { command } from '../lib/local/command.ts';

await command(async () => (await import('../lib/operations/deploy/deploy.ts')).deploy());
