/** Ctrl-C ends every command without a stack trace, with the exit status of its signal; a later signal ends it at once. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const SIGNALS = join(ROOT, 'lib/cli/signals.ts');
const RUN_COMMAND = join(ROOT, 'lib/cli/run-command.ts');

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs node, and calls `onOutput` with all that it has printed whenever it prints. */
async function run(args: string[], onOutput: (text: string, child: ChildProcess) => void): Promise<Ended> {
  const env = { ...process.env, PORT: '0', HOLDFAST_ENGINE: 'embedded', HOLDFAST_TABLE: 'signals' };
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = { stdout: '', stderr: '' };
  child.stderr.on('data', text => {
    ended.stderr += text;
  });
  child.stdout.on('data', text => {
    ended.stdout += text;
    onOutput(ended.stdout, child);
  });
  const [code] = await once(child, 'close');
  return { code, ...ended };
}

/** Sends the signals when the output has the text. */
function signalsAt(text: string, ...signals: NodeJS.Signals[]): (output: string, child: ChildProcess) => void {
  const left = [...signals];
  return (output, child) => {
    if (output.includes(text)) for (const signal of left.splice(0)) child.kill(signal);
  };
}

const script = (body: string): string[] => [
  '--input-type=module',
  '-e',
  `import { onFirstSignal } from ${JSON.stringify(SIGNALS)};
   import { runCommandLine } from ${JSON.stringify(RUN_COMMAND)};
   setTimeout(() => undefined, 60_000);
   ${body}`,
];
const command = (body: string): string[] =>
  script(
    `const options = {}, run = async () => { ${body} };
     await runCommandLine(['it'], async () => ({ it: { options, load: async () => run } }));`,
  );

describe('a command', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('ends at %s with the exit status %i and no output', async (signal, code) => {
    const ended = await run(command("console.log('ready'); await new Promise(() => {});"), signalsAt('ready', signal));
    expect(ended).toEqual({ code, stdout: 'ready\n', stderr: '' });
  });

  it('prints no error that follows from the signal', async () => {
    const body = `onFirstSignal(() => setTimeout(() => { throw new Error('the connection has ended'); }));
      console.log('ready'); await new Promise(() => {});`;
    expect(await run(command(body), signalsAt('ready', 'SIGINT'))).toMatchObject({ code: 130, stderr: '' });
  });

  it('prints no error of a child process that the same Ctrl-C has ended before', async () => {
    const body = "console.log('ready'); throw new Error('the database has ended');";
    expect(await run(command(body), signalsAt('ready', 'SIGINT'))).toMatchObject({ code: 130, stderr: '' });
    const bug = await run(command(body), () => undefined);
    expect([bug.code, bug.stderr.includes('the database has ended')]).toEqual([1, true]);
  });
});

describe('a second signal', () => {
  const body = (clock: string) => `let time = 0; performance.now = () => ${clock};
    onFirstSignal(() => console.log('first')); console.log('ready'); await new Promise(() => {});`;

  it('within a second is that of npm, which repeats Ctrl-C: npm start used to end at once instead of stopping its database', async () => {
    const sent = [signalsAt('ready', 'SIGINT'), signalsAt('first', 'SIGINT', 'SIGTERM', 'SIGKILL')];
    const ended = await run(command(body('time')), (text, child) => sent.forEach(send => void send(text, child)));
    expect([ended.code, ended.stdout, ended.stderr]).toEqual([null, 'ready\nfirst\n', '']);
  });

  it('after a second ends the process at once', async () => {
    const sent = [signalsAt('ready', 'SIGINT'), signalsAt('first', 'SIGINT')];
    const ended = await run(command(body('(time += 2_000)')), (text, child) =>
      sent.forEach(send => void send(text, child)),
    );
    expect([ended.code, ended.stdout, ended.stderr]).toEqual([130, 'ready\nfirst\n', '']);
  });
});

/** Seeding takes seconds, on a busy machine tens of them. */
const START_WITHIN_MS = 60_000;

describe('npm start', { timeout: START_WITHIN_MS }, () => {
  const start = ['bin/holdfast.ts', 'start'];

  it('stops in order at Ctrl-C, also when npm repeats it', async () => {
    const { code, stdout, stderr } = await run(start, signalsAt('Ctrl-C stops it', 'SIGINT', 'SIGINT'));
    expect([code, stdout.endsWith('\nStopping …\n'), stderr]).toEqual([130, true, '']);
  });

  it('stops while it starts', async () => {
    const { code, stdout, stderr } = await run(start, signalsAt('Starting', 'SIGINT'));
    expect([code, stdout.endsWith('\nStopped before it was ready.\n'), stderr]).toEqual([130, true, '']);
  });
});

it.each([
  ['race', ['--own', '--rounds', '1000'], 'seeding'],
  ['engine', ['--port', '0'], 'Ctrl-C stops it'],
] as const)(
  'npm run %s ends at Ctrl-C without an error',
  async (name, args, text) => {
    const ended = await run(['bin/holdfast.ts', name, ...args], signalsAt(text, 'SIGINT'));
    expect([ended.code, ended.stderr]).toEqual([130, '']);
  },
  START_WITHIN_MS,
);
