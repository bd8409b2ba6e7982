/** `npm run grant-role -- --email ada@example.com --role admin`: how a stage gets its first admin. */
import { command } from '../lib/local/command.ts';

await command(async () => (await import('../lib/local/grant-role.ts')).grantRole());
