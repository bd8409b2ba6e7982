/** `npm run table`: opens a browser view of the local table. */
import { command } from '../lib/local/command.ts';

await command(async () => (await import('../lib/local/table-viewer.ts')).viewTable());
