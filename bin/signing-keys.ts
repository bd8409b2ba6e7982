/** `npm run signing-keys`: prints a new set of keys that sign access tokens. It is a secret. */
import { command } from '../lib/local/command.ts';

await command(async () => {
  const { newSigningKeys } = await import('../lib/local/signing-keys.ts');
  process.stdout.write(`${await newSigningKeys()}\n`);
});
