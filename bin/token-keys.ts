/** `npm run token-keys`: prints new keys of tokens. They are a secret. */
import { command } from '../lib/cli/run-command.ts';

await command(async () => {
  const { newTokenKeys } = await import('../lib/local/token-keys.ts');
  process.stdout.write(`${await newTokenKeys()}\n`);
});
