/** `npm start`: runs the service on this machine. */
import { command } from '../lib/cli/run-command.ts';

await command(async () => (await import('../lib/local/start.ts')).start());
