/** `npm run openapi`: writes docs/openapi.json from the contract; with `--check`, says whether it is up to date. */
import { command } from '../lib/cli/run-command.ts';

await command(async () => (await import('../lib/commands/write-openapi.ts')).openApiFile());
