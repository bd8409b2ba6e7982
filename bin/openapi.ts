/** `npm run openapi`: writes docs/openapi.json from the contract; with `--check`, says whether it is up to date. */
import { command } from '../lib/local/command.ts';

await command(async () => (await import('../lib/local/openapi-file.ts')).openApiFile());
