/** `npm start`: runs the service on this machine. */
import { command } from '../lib/local/command.ts';

await command(async () => (await import('../lib/local/start.ts')).start());
