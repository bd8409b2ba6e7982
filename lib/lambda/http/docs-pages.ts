/** The reference pages: the OpenAPI document and Swagger UI for it, with all files from this host. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { EXAMPLE_KEY } from '../../contract/example-key.ts';
import { PROBLEMS } from '../../contract/problems.ts';
import type { StageKind } from '../../contract/route.ts';
import { routesOf } from '../../contract/routes.ts';
import { DOCS_FILES } from '../../deployment/docs-files.ts';
import { policyOf } from './content-security-policy.ts';
import { HttpProblem } from './http-problem.ts';
import type { Reply } from './reply.ts';

const documents = new Map<string, string>();

/** The OpenAPI document of a stage, serialized once. Health checks and OPTIONS do not load its generator and all schemas. */
export async function openApiJson({ isTestStage, gateway }: StageKind): Promise<Reply> {
  const { openApiDocument } = await import('../../contract/openapi.ts');
  const stage = `${isTestStage} ${gateway}`;
  const body = documents.get(stage) ?? JSON.stringify(openApiDocument(routesOf({ isTestStage, gateway })));
  documents.set(stage, body);
  return { status: 200, headers: { 'content-type': 'application/json', 'cache-control': 'public, max-age=300' }, body };
}

/**
 * Starts Swagger UI. After a login it sends the access token with every request, and keeps it in memory only: earlier versions of
 * the page kept it in the browser's storage. Each request gets an idempotency key of its own unless the reader has typed one.
 */
const START_SCRIPT = `localStorage.removeItem('authorized');
const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
const ui = SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  persistAuthorization: false,
  requestInterceptor: request => {
    if (request.headers?.['Idempotency-Key'] === '${EXAMPLE_KEY}') request.headers['Idempotency-Key'] = newKey();
    return request;
  },
  responseInterceptor: response => {
    const token = response.ok && response.body?.accessToken;
    if (token) ui.preauthorizeApiKey('bearer', token);
    return response;
  },
});
// Swagger UI looks at the address only while it starts.
document.getElementById('to-login').addEventListener('click', event => {
  event.preventDefault();
  ui.layoutActions.show(['operations', 'accounts', 'login'], true);
  document.getElementById('operations-accounts-login')?.scrollIntoView();
});
`;

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Holdfast API reference</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css">
  </head>
  <body>
    <div class="swagger-ui"><div class="wrapper info">
    <p>To sign in, open <a id="to-login" href="#/accounts/login">login</a>, then <b>Try it out</b> and <b>Execute</b>: this page sends the access
      token with every further request, until you close or reload it. A token from elsewhere goes into <b>Authorize</b>.</p>
    <p>A refused or failed request is answered with a problem: <a href="/docs/problems">all problems</a>.
      This reference as a file: <a href="/openapi.json">openapi.json</a>.</p>
    </div></div>
    <div id="reference"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

export const docsPage = (): Reply => ({
  status: 200,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policyOf({ script: "'self'", style: "'self'", connect: "'self'", img: "'self' data:" }),
  },
  body: PAGE,
});

const PROBLEMS_STYLE = `body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
td { overflow-wrap: break-word }`;
const PROBLEMS_POLICY = policyOf({ style: `'sha256-${createHash('sha256').update(PROBLEMS_STYLE).digest('base64')}'` });

/** The page that the `type` of every problem document points to: each code with its status and meaning. */
function problemsPage(): Reply {
  const rows = Object.entries(PROBLEMS).map(
    ([code, { status, title }]) =>
      `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${title}</td></tr>`,
  );
  const body = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Holdfast: problems</title>
    <style>${PROBLEMS_STYLE}</style>
  </head>
  <body>
    <h1>Problems</h1>
    <p>Error responses are problem documents (RFC 9457). Their <code>code</code> is one of these.
      <a href="/docs">The reference</a> says which of them each operation can have, and with which members.</p>
    <table cellpadding="6"><tr><th align="left">code</th><th>status</th><th align="left">meaning</th></tr>
${rows.join('\n')}
    </table>
  </body>
</html>
`;
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': PROBLEMS_POLICY,
      'cache-control': 'public, max-age=300',
    },
    body,
  };
}

/** A file of the reference page. In a deployed function it comes from `assetsFolder`, else from the package. */
export async function docsFile(file: string, assetsFolder: string | undefined): Promise<Reply> {
  const headers = { 'cache-control': 'public, max-age=86400' };
  if (file === 'start.js') {
    return {
      status: 200,
      headers: { ...headers, 'content-type': 'text/javascript; charset=utf-8' },
      body: START_SCRIPT,
    };
  }
  if (file === 'problems') return problemsPage();
  const contentType = Object.hasOwn(DOCS_FILES, file) ? DOCS_FILES[file] : undefined;
  if (!contentType) throw new HttpProblem('route-not-found', {});
  const body = await readFile(join(assetsFolder ?? swaggerFolder(), file), 'utf8');
  return { status: 200, headers: { ...headers, 'content-type': contentType }, body };
}

const swaggerFolder = (): string => dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
