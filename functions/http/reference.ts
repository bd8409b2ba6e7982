/** The reference function: health, the OpenAPI document and its page, and the page of links in mails. It also answers all requests without a route. */

import { stageAnswer } from '../../lib/contract/reference/presenter.ts';
import { REFERENCE_REQUESTS } from '../../lib/contract/reference/requests.ts';
import { composed } from '../../lib/lambda/compose/http-service.ts';
import { docsFile, docsPage, openApiJson } from '../../lib/lambda/http/docs-pages.ts';
import { type BindingsOf, httpFunction, ok } from '../../lib/lambda/http/http-function.ts';
import { linksPage } from '../../lib/lambda/http/links-page.ts';
import { readHealth } from '../../lib/usecases/read-health.ts';

export const reference: BindingsOf<'reference'> = {
  'read-health': async (deps, _call, _request, { isTestStage }) => {
    const health = await readHealth(deps, isTestStage);
    return { status: health.status === 'ok' ? 200 : 503, body: health };
  },
  'read-stage': async (_deps, _call, _request, service) =>
    ok(stageAnswer(service, service.web), { 'cache-control': 'public, max-age=60' }),
  'read-start': async () => ({ status: 302, headers: { location: '/docs' } }),
  'read-openapi': async (_deps, _call, _request, service) => openApiJson(service),
  'read-docs': async () => docsPage(),
  'open-link': async () => linksPage(),
  'read-docs-file': async (_deps, _call, { params }, { assetsFolder }) => docsFile(params.file, assetsFolder),
};

export const handler = httpFunction(reference, REFERENCE_REQUESTS, composed);
