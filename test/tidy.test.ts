/** The few rules of the tree that a machine keeps; each message says what to do instead. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROUTES } from '../lib/contract/routes.ts';

const ROOT = join(import.meta.dirname, '..');
const IGNORED = new Set(['node_modules', 'cdk.out', '.git', '.data', 'dist']);

const filesBelow = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name);
    if (IGNORED.has(entry.name)) return [];
    return entry.isDirectory() ? filesBelow(path) : [path];
  });

const files = filesBelow('.').map(path => relative('.', path));
const sources = files.filter(path => /^(bin|lib|functions|bench|web)\/.*\.tsx?$/.test(path));
const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
/** The code without its comments: a rule is about what runs. */
const codeOf = (path: string): string =>
  textOf(path)
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '');

/** The files of ours that a file imports, statically or not. */
const importsOf = (path: string): string[] =>
  [...codeOf(path).matchAll(/(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g)].map(([, to]) =>
    join(dirname(path), to as string),
  );
const packagesOf = (path: string): string[] =>
  [...codeOf(path).matchAll(/from\s+['"]([^.'"][^'"]*)['"]/g)].map(([, to]) => to as string);
const layerOf = (path: string): string =>
  path.startsWith('lib/') ? (path.split('/')[1] as string) : (path.split('/')[0] as string);

/** The layers from the lowest to the highest, each with what it may import besides itself: layers, or single files. */
const MAY_IMPORT: Record<string, string[]> = {
  domain: [],
  ports: ['domain'],
  // Texts for people, in mails, documents and the web app.
  messages: ['domain'],
  contract: ['domain'],
  // The checker judges by what clients see: it knows the contract, and nothing of how Holdfast keeps it.
  checker: ['domain', 'contract'],
  usecases: ['domain', 'ports', 'contract'],
  table: ['domain', 'ports'],
  tokens: ['domain', 'ports'],
  payments: ['domain', 'ports'],
  notices: ['domain', 'ports'],
  documents: ['domain', 'ports', 'messages'],
  files: ['domain', 'ports'],
  mail: ['domain', 'ports', 'messages'],
  caches: ['domain', 'ports', 'contract'],
  // Keys are data: stream filters and policies go by the prefixes of the rows' keys. So are the actions that a filter lets pass.
  deployment: ['lib/table/keys.ts', 'lib/domain/notice-names.ts', 'lib/domain/mail.ts'],
  lambda: [
    'domain',
    'ports',
    'contract',
    'usecases',
    'table',
    'tokens',
    'payments',
    'notices',
    'documents',
    'files',
    'mail',
    'messages',
    'caches',
    'deployment',
  ],
  functions: ['domain', 'contract', 'usecases', 'table', 'mail', 'lambda'],
  infra: ['domain', 'ports', 'contract', 'deployment', 'lib/table/keys.ts', 'lib/documents/font-files.ts'],
  // Of lib the web app has the texts, and a few small facts. All else comes from the API, through its typed client.
  web: [
    'messages',
    'tools',
    'lib/domain/languages.ts',
    'lib/domain/currencies.ts',
    'lib/domain/local-day.ts',
    'lib/domain/search-folding.ts',
    'lib/deployment/web-app.ts',
    'lib/payments/stripe-amounts.ts',
  ],
  // A DynamoDB in one process, for tests and laptops. It depends on no other part of Holdfast, and no function may import it.
  engine: [],
  cli: [],
  local: [
    'domain',
    'ports',
    'contract',
    'usecases',
    'table',
    'tokens',
    'documents',
    'files',
    'mail',
    'messages',
    'caches',
    'deployment',
    'lambda',
    'functions',
    'engine',
    'cli',
  ],
  // The simulation runs whole functions on the embedded engine.
  simulation: [
    'domain',
    'ports',
    'contract',
    'usecases',
    'table',
    'tokens',
    'deployment',
    'lambda',
    'functions',
    'engine',
    'local',
    'checker',
  ],
  commands: [
    'domain',
    'ports',
    'contract',
    'checker',
    'usecases',
    'table',
    'caches',
    'deployment',
    'lambda',
    'infra',
    'engine',
    'local',
    'cli',
    'simulation',
    // check-codes is a device at the door: it has the public keys, and calls no use case.
    'lib/tokens/revocation-lists.ts',
    'lib/tokens/ticket-codes.ts',
    'lib/tokens/ticket-keys.ts',
  ],
  bench: [
    'domain',
    'ports',
    'contract',
    'checker',
    'usecases',
    'table',
    'caches',
    'deployment',
    'lambda',
    'functions',
    'infra',
    'engine',
    'cli',
    'local',
    'simulation',
    'commands',
    // The measurement of the seat map runs in the browser of the tests.
    'test/support/browser.ts',
  ],
  bin: ['domain', 'deployment', 'infra', 'cli', 'local', 'commands', 'bench'],
};

describe('the tree', () => {
  it('imports from lower layers only', () => {
    const wrong = sources.flatMap(path =>
      importsOf(path)
        .filter(to => {
          const [from, layer] = [layerOf(path), layerOf(to)];
          return from !== layer && !MAY_IMPORT[from]?.some(allowed => allowed === layer || allowed === to);
        })
        .map(to => `${path} imports ${to}: pass it in through a port, or move the fact to a lower layer`),
    );
    expect(wrong).toEqual([]);
  });

  it('orders the layers: none may import a layer listed below it', () => {
    const layers = Object.keys(MAY_IMPORT);
    const upwards = Object.entries(MAY_IMPORT).flatMap(([layer, allowed]) =>
      allowed.filter(to => layers.indexOf(to) >= layers.indexOf(layer)).map(to => `${layer} may import ${to}`),
    );
    expect(upwards).toEqual([]);
  });

  it('has no import cycle', () => {
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (path: string, from: string[]): void => {
      const at = from.indexOf(path);
      if (at >= 0) cycles.push([...from.slice(at), path].join(' -> '));
      if (at >= 0 || done.has(path)) return;
      for (const to of importsOf(path)) visit(to, [...from, path]);
      done.add(path);
    };
    for (const path of sources) visit(path, []);
    expect(cycles).toEqual([]);
  });

  it('knows AWS only at its edges', () => {
    const isAws = (name: string): boolean =>
      /^(@aws-sdk|@middy|aws-lambda|aws-cdk-lib|@aws-lambda-powertools)/.test(name);
    const wrong = sources
      .filter(path =>
        ['domain', 'ports', 'usecases', 'contract', 'tokens', 'payments', 'caches'].includes(layerOf(path)),
      )
      .flatMap(path =>
        packagesOf(path)
          .filter(isAws)
          .map(name => `${path} imports ${name}: that belongs to table or lambda`),
      );
    expect(wrong).toEqual([]);
  });

  const inside = (layers: string[]) => sources.filter(path => layers.includes(layerOf(path)));
  const CORE = [
    'domain',
    'ports',
    'contract',
    'usecases',
    'table',
    'tokens',
    'payments',
    'documents',
    'messages',
    'caches',
    'deployment',
    'lambda',
    'functions',
  ];

  it.each<[string, RegExp, string[], string]>([
    [
      'the clock',
      /\bDate\.now\b|new Date\(\)|performance\.now/,
      ['lib/lambda/compose/system-clock.ts'],
      'take `now` from the call',
    ],
    [
      'chance',
      /Math\.random|randomUUID|randomBytes/,
      ['lib/lambda/compose/system-clock.ts'],
      'take ids and chance from a port',
    ],
    ['the environment', /process\.env/, ['lib/lambda/environment.ts'], 'add it to environment.ts'],
    ['the console', /\bconsole\./, [], 'use the log port'],
    ['timers', /setTimeout|setInterval/, ['lib/lambda/compose/system-clock.ts'], 'take `pause` from a port'],
  ])('asks for %s in one file only', (_name, pattern, allowed, instead) => {
    const wrong = inside(CORE)
      .filter(path => !allowed.includes(path) && pattern.test(codeOf(path)))
      .map(path => `${path}: ${instead}`);
    expect(wrong).toEqual([]);
  });

  it('writes keys in keys.ts only', () => {
    const wrong = inside(CORE)
      .filter(path => path !== 'lib/table/keys.ts' && /['"`][A-Z]{3,}#/.test(codeOf(path)))
      .map(path => `${path}: give the key a name in lib/table/keys.ts`);
    expect(wrong).toEqual([]);
  });

  it('writes condition expressions in lib/table only', () => {
    const wrong = inside(['domain', 'ports', 'contract', 'usecases', 'caches', 'lambda', 'functions'])
      .filter(path => /attribute_(not_)?exists|ConditionExpression/.test(codeOf(path)))
      .map(path => `${path}: name the condition in lib/table/conditions.ts`);
    expect(wrong).toEqual([]);
  });

  it('serves every route from exactly one function file, that of its area', () => {
    for (const [operation, { area }] of Object.entries(ROUTES)) {
      const bound = new RegExp(`^  '?${operation}'?: `, 'm');
      const servers = sources.filter(path => path.startsWith('functions/http/') && bound.test(codeOf(path)));
      expect(servers, `${operation} belongs to functions/http/${area}.ts`).toEqual([`functions/http/${area}.ts`]);
    }
  });

  it('has no file that nothing reaches', () => {
    const ENTRIES =
      /\.d\.ts$|^web\/(main\.tsx|service-worker\.ts|seat-map\/(element|measure)\.ts|[\w.]+\.config\.ts)$|^((bin|functions)\/|(bench\/load\/(child|server)|lib\/commands\/simulate\/seed-worker)\.ts)/;
    const reached = new Set<string>();
    const visit = (path: string): void => {
      if (reached.has(path)) return;
      reached.add(path);
      for (const to of importsOf(path)) visit(to);
    };
    for (const path of sources.filter(file => ENTRIES.test(file))) visit(path);
    // Tests also reach files of the engine.
    const tests = files.filter(file => /^test\/.*\.ts$/.test(file));
    for (const to of tests.flatMap(importsOf)) if (layerOf(to) === 'engine') visit(to);
    expect(sources.filter(path => !reached.has(path))).toEqual([]);
  });

  it('opens every module with what it is', () => {
    const silent = sources.filter(path => !/^(#!.*\n)?\/\*\*/.test(textOf(path)));
    expect(silent, 'begin with one or two sentences in /** … */').toEqual([]);
  });

  it('says no more of a verb than its one name', () => {
    const avoid = /\b(lock|reserve|reservation|purchase|checkout|cart)[A-Za-z]*\s*[=(:]/i;
    const wrong = sources.filter(path => avoid.test(codeOf(path).replace(/unblock|block|wake-?lock/gi, '')));
    expect(wrong, 'see the vocabulary: hold, booking, claim').toEqual([]);
  });
});

describe('the words', () => {
  const code = files.filter(path => /^(bin|lib|functions|bench|test|web)\/.*\.tsx?$/.test(path));
  /** The comments of a file as one line each. A `//` in a string or a URL is none. */
  const commentsOf = (path: string): string[] =>
    [...textOf(path).matchAll(/\/\*\*?([\s\S]*?)\*\/|(?<![:'"`\w/])\/\/(.*)/g)].map(([, block, line]) =>
      (block ?? line ?? '')
        .replace(/^\s*\*\s?/gm, '')
        .replace(/\s+/g, ' ')
        .trim(),
    );
  const namesOf = (path: string): string[] =>
    [...textOf(path).matchAll(/\b(?:describe|it|test)(?:\.each\([^\n]*\))?\(\s*(['"`])(.*?)\1/g)].map(
      ([, , name]) => name as string,
    );

  it('name the actor: no comment or test name begins with Who, Whoever, What, Nobody or Somebody', () => {
    const start = /^(Who|Whoever|What|Whatever|Nobody|Somebody|Anybody|Everybody)\b/i;
    const wrong = code.flatMap(path =>
      [...commentsOf(path), ...namesOf(path)].filter(text => start.test(text)).map(text => `${path}: ${text}`),
    );
    expect(wrong, 'subject first: the caller, the request, the function, the buyer').toEqual([]);
  });

  it('use no metaphor for a retry, a conflict or maintenance', () => {
    const metaphor = /\b(weather|laborator(y|ies)|whoever|whomever|stories)\b/i;
    const wrong = code
      .filter(path => path !== 'test/tidy.test.ts')
      .flatMap(path =>
        [...commentsOf(path), ...namesOf(path)].filter(text => metaphor.test(text)).map(text => `${path}: ${text}`),
      );
    expect(wrong, 'see docs/glossary.md').toEqual([]);
  });
});

describe('the documents', () => {
  it('link to files that exist', () => {
    const broken = files
      .filter(path => path.endsWith('.md'))
      .flatMap(path =>
        [...textOf(path).matchAll(/\]\(([^)#\s]+)(#[^)]*)?\)/g)]
          .map(([, to]) => to as string)
          .filter(to => !/^[a-z]+:/.test(to) && !existsSync(join(ROOT, dirname(path), to)))
          .map(to => `${path} links to ${to}`),
      );
    expect(broken).toEqual([]);
  });

  it('install the same everywhere: the lock file names no registry and checks every package', () => {
    const { packages } = JSON.parse(textOf('package-lock.json')) as {
      packages: Record<string, { resolved?: string; integrity?: string; inBundle?: boolean; link?: true }>;
    };
    // A workspace is linked, and is no package of a registry.
    const installed = Object.entries(packages).filter(([path, { link }]) => path.startsWith('node_modules/') && !link);
    expect(installed.filter(([, { resolved }]) => resolved).map(([path]) => path)).toEqual([]);
    // A package inside another one is checked with it.
    const unchecked = installed.filter(([, { integrity, inBundle }]) => !integrity && !inBundle);
    expect(unchecked.map(([path]) => path)).toEqual([]);
  });

  it('let no package run a script at installation but those that must', () => {
    const { allowScripts } = JSON.parse(textOf('package.json')) as { allowScripts: Record<string, boolean> };
    expect(Object.keys(allowScripts).filter(name => allowScripts[name])).toEqual(['node', 'esbuild']);
  });

  it('name each dependency with its reason', () => {
    const { dependencies, devDependencies } = JSON.parse(textOf('package.json')) as Record<
      string,
      Record<string, string>
    >;
    const reasons = files
      .filter(path => path.startsWith('docs/decisions/'))
      .map(textOf)
      .join('\n');
    const silent = Object.keys({ ...dependencies, ...devDependencies }).filter(
      name => !reasons.includes(`\`${name}\``),
    );
    expect(silent, 'add a line to docs/decisions/').toEqual([]);
  });
});
