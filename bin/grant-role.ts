/** `npm run grant-role -- --email ada@example.com --role admin`: how a stage gets its first admin. */
import { command } from '../lib/cli/run-command.ts';

await command(async () => (await import('../lib/commands/grant-role.ts')).grantRole());
