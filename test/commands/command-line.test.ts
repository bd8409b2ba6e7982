/** The command line: its table of commands, the npm scripts, the help texts, and what loads when it starts. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../bin/commands.ts';
import { closestName } from '../../lib/cli/closest-name.ts';
import { type Command, withValue } from '../../lib/cli/command.ts';
import { helpOf, helpOfAll } from '../../lib/cli/help.ts';

const ROOT = join(import.meta.dirname, '../..');
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

async function holdfast(...args: string[]): Promise<Ran> {
  const run = promisify(execFile)(process.execPath, ['bin/holdfast.ts', ...args], { cwd: ROOT });
  return run.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  );
}

describe('the table of commands', () => {
  it('has an npm script of the same name for each command, and no script for any other', () => {
    const calls = Object.entries(scripts).filter(([, script]) => script.includes('bin/holdfast.ts'));
    expect(Object.fromEntries(calls)).toEqual(
      Object.fromEntries(Object.keys(COMMANDS).map(name => [name, `node bin/holdfast.ts ${name}`])),
    );
  });

  it.each(Object.entries(COMMANDS))('loads a function for %s', async (_name, command) => {
    expect(command.load).toBeTypeOf('function');
    expect(command.summary).toMatch(/^[A-Z][a-z]+s .*\.$/);
    expect(command.summary.length).toBeLessThan(110);
  });
});

describe('help', () => {
  it('lists every command with its summary', () => {
    const help = helpOfAll(COMMANDS);
    const lines = help.split('\n').map(line => line.trim().split(/ {2,}/));
    for (const [name, { summary }] of Object.entries(COMMANDS)) expect(lines).toContainEqual([name, summary]);
  });

  it.each(Object.entries(COMMANDS))('of %s shows every option with its default', (name, command) => {
    const help = helpOf(name, command);
    for (const [option, given] of Object.entries(command.options)) {
      expect(help).toContain(`  ${withValue(option, given)} `);
      if (given.default !== undefined) expect(help).toContain(`default: ${given.default}`);
    }
    if (command.example) expect(help).toContain(`-- ${command.example}`);
  });

  it('is printed by --help, alone and after a command', async () => {
    expect(await holdfast('--help')).toEqual({ code: 0, stdout: `${helpOfAll(COMMANDS)}\n`, stderr: '' });
    const help = helpOf('deploy', COMMANDS.deploy as Command);
    expect(await holdfast('deploy', '--help')).toEqual({ code: 0, stdout: `${help}\n`, stderr: '' });
  });
});

describe('a mistake', () => {
  it.each([
    [['sead'], 'There is no command sead. Did you mean seed?\n'],
    [['constructor'], /^There is no command constructor\. The commands are start, race, .*\.\n$/],
    [
      ['openapi', '--chekc'],
      'openapi has no option --chekc. Did you mean --check? npm run openapi -- --help lists its options.\n',
    ],
    [['openapi', '-x'], 'openapi has no option -x: npm run openapi -- --help lists its options.\n'],
    [['openapi', 'now'], /^Unexpected argument 'now'.* Call it as npm run openapi -- \[--check\] \[--release\]\n$/],
    [['redrive', '--stage'], /^Option '--stage <value>' argument missing\. Call it as npm run redrive /],
  ])('%j is answered with one sentence and exit status 1', async (args, sentence) => {
    const { code, stdout, stderr } = await holdfast(...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('suggests the name with the fewest differences, and none that is far', () => {
    const names = Object.keys(COMMANDS);
    expect(['strat', 'rcae', 'on-slae', 'redriv'].map(typed => closestName(typed, names))).toEqual([
      'start',
      'race',
      'on-sale',
      'redrive',
    ]);
    expect(['', 'x', 'everything'].map(typed => closestName(typed, names))).toEqual([undefined, undefined, undefined]);
  });
});

/** The packages that a module imports when it loads, itself and through our other modules. */
function packagesOf(path: string, seen = new Set<string>()): string[] {
  if (seen.has(path)) return [];
  seen.add(path);
  const imports = [...readFileSync(path, 'utf8').matchAll(/^(?:import|export)\s(?!type\b)[^'"]*?from\s+'([^']+)'/gm)];
  return imports.flatMap(([, to = '']) =>
    to.startsWith('.') ? packagesOf(join(dirname(path), to), seen) : to.startsWith('node:') ? [] : to,
  );
}

describe('starting', () => {
  it('loads no package before a command is chosen', () => {
    expect(packagesOf(join(ROOT, 'bin/holdfast.ts'))).toEqual([]);
    expect(packagesOf(join(ROOT, 'bin/commands.ts'))).toEqual([]);
  });

  it('loads neither the CDK nor the SDK for commands that only write documents', () => {
    for (const module of ['lib/commands/write-openapi.ts', 'lib/commands/write-docs/write-docs.ts']) {
      expect(packagesOf(join(ROOT, module)).filter(name => /^(aws-cdk|@aws-sdk|constructs)/.test(name))).toEqual([]);
    }
  });
});
