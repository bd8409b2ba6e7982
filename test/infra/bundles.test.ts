import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { isBuiltin } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { Template } from 'aws-cdk-lib/assertions';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AREAS } from '../../lib/contract/route.ts';
import { DOCS_FILES } from '../../lib/deployment/docs-files.ts';
import { VARIABLES } from '../../lib/deployment/variables.ts';
import { fontAssetsIn } from '../../lib/documents/font-files.ts';
import {
  bundleFunctions,
  EVENT_STREAMS,
  LOADED_ON_DEMAND,
  OTHER_CREDENTIALS,
  PASSWORD_LISTS,
  STRIPE,
  UNUSED_SDK,
  unusedBy,
  usesS3,
} from '../../lib/infra/function-bundles.ts';
import { DEPLOYMENTS, type FunctionName, PAYING } from '../../lib/infra/rights.ts';
import { generateTokenKeys } from '../../lib/tokens/token-keys.ts';
import { createStack, FUNCTION_NAMES, requireFunction } from './synthesized.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');
const FILES = Object.keys(DOCS_FILES);

let outdir: string;
const folders = new Map<FunctionName, string>();

/** Bundles every function once, as `cdk synth` does. */
beforeAll(async () => {
  outdir = await mkdtemp(join(tmpdir(), 'holdfast-bundles-'));
  const template = Template.fromStack(createStack('dev', { outdir }));
  for (const name of FUNCTION_NAMES) {
    folders.set(name, join(outdir, String(requireFunction(template, name).Metadata?.['aws:asset:path'])));
  }
  // It builds the web app, too, and takes minutes on a busy machine.
}, 900_000);
afterAll(() => rm(outdir, { recursive: true, force: true }));

const folderOf = (name: FunctionName): string => folders.get(name) ?? '';
const bundleOf = (name: FunctionName): string => join(folderOf(name), 'index.mjs');

describe.each(FUNCTION_NAMES)('the bundle of %s', name => {
  test('is one module of at most 1 MB, without other files except the assets of the reference page, fonts, and the web app', async () => {
    const others = { reference: ['assets'], 'send-mails': ['fonts'], 'publish-web': ['web'] }[name as string] ?? [];
    expect(await readdir(folderOf(name))).toEqual([...others, 'index.mjs'].toSorted());
    // The lists of common passwords, and the code that draws PDFs and sends mail.
    const more = { accounts: 500, 'send-mails': 960 }[name as string] ?? 0;
    expect((await stat(bundleOf(name))).size).toBeLessThan((1024 + more) * 1024);
  });

  test('imports only modules of Node, and modules that its code never loads', async () => {
    const { metafile } = await build({
      entryPoints: [bundleOf(name)],
      bundle: true,
      platform: 'node',
      format: 'esm',
      write: false,
      metafile: true,
      external: [...OTHER_CREDENTIALS, ...UNUSED_SDK, ...PASSWORD_LISTS, ...STRIPE, ...LOADED_ON_DEMAND],
      logLevel: 'silent',
    });
    expect(Object.keys(metafile.inputs)).toHaveLength(1);
    const imported = Object.values(metafile.inputs).flatMap(({ imports }) => imports.map(({ path }) => path));
    const isHttp = AREAS.some(area => area === name);
    const isDeployment = DEPLOYMENTS.some(deployment => deployment === name);
    const onDemand = LOADED_ON_DEMAND.filter(module => unusedBy(name, { gateway: 'simulated' }).includes(module));
    const unused = [
      ...OTHER_CREDENTIALS,
      ...UNUSED_SDK.filter(module => module !== EVENT_STREAMS || !usesS3(name)),
      ...(isHttp && name !== 'accounts' ? PASSWORD_LISTS : []),
      ...(isDeployment ? [] : ['./stripe-gateway.ts']),
      ...(isDeployment ? [] : onDemand.map(module => module.replace('*', '.'))),
    ];
    const external = new Set(imported.filter(path => !isBuiltin(path)));
    // One function calls no service.
    expect([...external].toSorted()).toEqual(name === 'create-proxy-secret' ? [] : unused.toSorted());
  });

  test('loads in Node without any other files, and exports its handler', async () => {
    const script = `process.stdout.write(typeof (await import(${JSON.stringify(bundleOf(name))})).handler)`;
    const { stdout } = await runNode(script);
    expect(stdout).toBe('function');
  });
});

const isNeverDeployed = (path: string): boolean =>
  /^lib\/(engine|infra|local)\/|node_modules\/(aws-cdk-lib|constructs|cdk-nag)\//.test(path);

test('no function contains code of the embedded engine, of the stack or of the local service', async () => {
  const sources = await sourcesOf('functions');
  const { inputs, outputs } = await metafileOf(sources);
  expect(Object.keys(inputs).filter(isNeverDeployed)).toEqual([]);
  // Each function has sources that the check has read.
  const functions = Object.values(outputs).filter(({ entryPoint }) => entryPoint !== undefined);
  expect(functions.map(({ entryPoint }) => entryPoint).toSorted()).toEqual(sources.toSorted());
  for (const { inputs: parts } of functions) {
    expect(Object.keys(parts).some(path => path.startsWith('lib/lambda/'))).toBe(true);
  }
});

test('a function that imports the embedded engine would be found', async () => {
  const { inputs } = await metafileOf(['lib/local/database/embedded-engine.ts']);
  expect(Object.keys(inputs).filter(isNeverDeployed)).toContain('lib/engine/engine.ts');
});

async function metafileOf(entryPoints: string[]) {
  const { metafile } = await build({
    entryPoints,
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    outdir,
    write: false,
    metafile: true,
    absWorkingDir: ROOT,
  });
  return metafile;
}

test('the bundle of documents has all fonts, with which it can make documents', async () => {
  const fonts = join(folderOf('send-mails'), 'fonts');
  const missing = fontAssetsIn(fonts).filter(path => !existsSync(join(fonts, path)));
  expect(missing).toEqual([]);
});

/** Only the SDK sends it. The content security policy of the app names hosts of Stripe, too. */
const HEADER_OF_STRIPE = 'Stripe-Version';

test('with Stripe as the gateway, only the functions that pay contain its SDK', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-bundles-'));
  const withStripe: string[] = [];
  for (const [name, bundle] of bundleFunctions(folder, { gateway: 'stripe' })) {
    const code = await readFile(bundle, 'utf8');
    if (code.includes(HEADER_OF_STRIPE)) withStripe.push(name);
    const isLarge = name === 'accounts' || name === 'send-mails';
    expect(code.length).toBeLessThan((PAYING.includes(name) ? 1.25 : isLarge ? 1.9 : 1) * 1024 * 1024);
  }
  expect(withStripe.toSorted()).toEqual(PAYING.toSorted());
  await rm(folder, { recursive: true });
});

test('the reference bundle serves the OpenAPI document, and its page from the files in its assets', async () => {
  const script = `
    const { handler } = await import(${JSON.stringify(bundleOf('reference'))});
    const http = { method: 'GET', path: '/', sourceIp: '127.0.0.1' };
    const get = (routeKey, pathParameters) =>
      handler({ routeKey, pathParameters, rawQueryString: '', headers: {}, requestContext: { requestId: 'r', http } }, {});
    const answers = [await get('GET /openapi.json'), await get('GET /docs')];
    for (const file of ${JSON.stringify(FILES)}) answers.push(await get('GET /docs/{file}', { file }));
    console.log(JSON.stringify(answers));`;
  const { stdout } = await runNode(script, await environmentOfReference());
  const [contract, page, ...files] = JSON.parse(stdout) as { statusCode: number; body: string }[];
  expect(JSON.parse(contract?.body ?? '')).toMatchObject({ openapi: '3.1.0' });
  expect(page?.statusCode).toBe(200);
  const originals = FILES.map(file => readFile(join(ROOT, 'node_modules/swagger-ui-dist', file), 'utf8'));
  expect(files.map(({ body }) => body)).toEqual(await Promise.all(originals));
});

test('a bundle signs its requests with the credentials in the environment, as Lambda provides them', async () => {
  const signatures: (string | undefined)[] = [];
  const table = createServer((request, response) => {
    signatures.push(request.headers.authorization);
    response.writeHead(400).end('{}');
  }).listen(0, '127.0.0.1');
  await once(table, 'listening');
  const script = `
    const { handler } = await import(${JSON.stringify(bundleOf('reference'))});
    const http = { method: 'GET', path: '/health', sourceIp: '127.0.0.1' };
    await handler({ routeKey: 'GET /health', rawQueryString: '', headers: {}, requestContext: { requestId: 'r', http } }, {});
    process.exit();`;
  await runNode(script, {
    ...(await environmentOfReference()),
    AWS_ACCESS_KEY_ID: 'AKIDHOLDFAST',
    AWS_SECRET_ACCESS_KEY: 'none',
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(table.address() as AddressInfo).port}`,
  });
  table.close();
  expect(signatures[0]).toContain('Credential=AKIDHOLDFAST/');
});

const environmentOfReference = async (): Promise<NodeJS.ProcessEnv> => ({
  AWS_REGION: 'eu-central-1',
  [VARIABLES.tableName]: 'none',
  [VARIABLES.stage]: 'test',
  [VARIABLES.tokenKeys]: JSON.stringify(await generateTokenKeys()),
  [VARIABLES.logLevel]: 'SILENT',
  [VARIABLES.assetsFolder]: join(folderOf('reference'), 'assets'),
});

/** Starts Node without the environment of the tests. */
const runNode = (script: string, env: NodeJS.ProcessEnv = {}) =>
  run(process.execPath, ['--input-type=module', '-e', script], { env, cwd: outdir, maxBuffer: 16 * 1024 * 1024 });

async function sourcesOf(folder: string): Promise<string[]> {
  const files = await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true });
  return files.filter(file => file.isFile()).map(file => relative(ROOT, join(file.parentPath, file.name)));
}
