/** Runs the command that the arguments name. A mistake of the caller or the machine is one sentence on standard error. */
import { closestName } from './closest-name.ts';
import type { Commands } from './command.ts';
import { helpOf, helpOfAll } from './help.ts';
import { readOptions } from './read-options.ts';
import { endNow, isSignalledSoon, listenForSignals } from './signals.ts';
import { UsageError } from './usage-error.ts';

const HELP = /^(--help|-h)$/;

/** `loadCommands` imports the table of commands; only the module of the command that runs is imported. */
export async function runCommandLine(args: string[], loadCommands: () => Promise<Commands>): Promise<void> {
  process.stdout.on('error', endOnClosedPipe);
  listenForSignals();
  try {
    requireNode(process.versions.node);
    await runNamed(args, await loadCommands());
  } catch (error) {
    if (!(error instanceof UsageError)) {
      if (await isSignalledSoon()) endNow();
      throw error;
    }
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

/** Ends the process when the reader of its output has closed, as in `npm run check-history | head`. */
function endOnClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
}

async function runNamed([name = '--help', ...args]: string[], commands: Commands): Promise<void> {
  if (HELP.test(name)) return print(helpOfAll(commands));
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw unknownCommand(name, commands);
  if (args.some(arg => HELP.test(arg))) return print(helpOf(name, command));
  const values = command.forwardsTo === undefined ? readOptions(name, command, { args }) : args;
  const run = await command.load();
  await run(values as never);
}

const print = (text: string): void => void process.stdout.write(`${text}\n`);

function unknownCommand(name: string, commands: Commands): UsageError {
  const near = closestName(name, Object.keys(commands));
  const known = near ? `Did you mean ${near}?` : `The commands are ${Object.keys(commands).join(', ')}.`;
  return new UsageError(`There is no command ${name}. ${known}`);
}

/** node:crypto has argon2 since 24.7. */
const NODE_MIN = [24, 7] as const;

export function requireNode(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1])) return;
  throw new UsageError(
    `Holdfast needs Node ${NODE_MIN.join('.')} or newer, but this is ${version}. Start it with npm (npm start), which brings its own.`,
  );
}
