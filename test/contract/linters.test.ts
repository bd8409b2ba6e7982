/** Redocly and Spectral, with their recommended rules, find nothing in docs/openapi.json. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const DOCUMENT = join(ROOT, 'docs/openapi.json');
const moduleAt = (path: string): string => join(ROOT, 'node_modules', path);

/** The findings of a linter, warnings too, one line each. */
type Linter = (document: string) => Promise<string[]>;

const LINTERS: Record<string, Linter> = {
  Redocly: async document => {
    const report = JSON.parse(await outputOf(moduleAt('@redocly/cli/bin/cli.js'), 'lint', document, '--format=json'));
    return (report.problems as { ruleId: string; message: string }[]).map(found => `${found.ruleId}: ${found.message}`);
  },
  Spectral: async document => {
    const rules = join(import.meta.dirname, 'spectral.json');
    const args = ['lint', document, '--format=json', '--ruleset', rules];
    const report = JSON.parse(await outputOf(moduleAt('@stoplight/spectral-cli/dist/index.js'), ...args));
    return (report as { code: string; message: string }[]).map(found => `${found.code}: ${found.message}`);
  },
};

/** Runs a command, and resolves to its output also if its exit status says that it has found something. */
const outputOf = (...command: string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    // No telemetry, and no question about newer versions.
    const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', CI: 'true' };
    execFile(process.execPath, command, { env, cwd: ROOT, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (stdout.trim().startsWith('{') || stdout.trim().startsWith('[')) resolve(stdout.replace(/\]\s*[^\]}]*$/, ']'));
      else reject(error ?? new Error(`no report: ${stdout}${stderr}`));
    });
  });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-lint-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe.each(Object.entries(LINTERS))('%s', (_name, lint) => {
  it('finds neither an error nor a warning in the document', async () => {
    expect(await lint(DOCUMENT)).toEqual([]);
  });

  it('finds a reference to a schema that does not exist, and an operation without a description', async () => {
    const document = JSON.parse(await readFile(DOCUMENT, 'utf8'));
    const read = document.paths['/v1/events/{eventId}'].get;
    delete read.tags;
    delete read.summary;
    delete read.description;
    read.responses[200].content['application/json'].schema.$ref = '#/components/schemas/Nothing';
    const spoiled = join(folder, 'spoiled.json');
    await writeFile(spoiled, JSON.stringify(document));
    expect((await lint(spoiled)).length).toBeGreaterThanOrEqual(2);
  });
});
