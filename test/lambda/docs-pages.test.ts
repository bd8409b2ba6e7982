/** The reference page: how to sign in, the list of problems, and a script that sends requests that work. */
import { createContext, runInContext } from 'node:vm';
import { expect, it } from 'vitest';
import { EXAMPLE_KEY } from '../../lib/contract/example-key.ts';
import { docsFile, docsPage } from '../../lib/lambda/http/docs-pages.ts';

interface Request {
  headers: Record<string, string>;
}
interface Settings {
  url: string;
  persistAuthorization: boolean;
  requestInterceptor: (request: Request) => Request;
  responseInterceptor: (response: { ok: boolean; body?: object }) => object;
}

/** Runs the script of the page with a double of Swagger UI. */
async function start() {
  const stored = new Map([['authorized', '{"bearer":"a token of an earlier visit"}']]);
  const authorized: string[][] = [];
  const settings: Settings[] = [];
  const shown: string[][] = [];
  const clicks: ((event: { preventDefault: () => void }) => void)[] = [];
  const elements: Record<string, object> = {
    'to-login': { addEventListener: (_name: string, listener: (typeof clicks)[number]) => clicks.push(listener) },
    'operations-accounts-login': { scrollIntoView: () => shown.push(['scrolled']) },
  };
  const page = {
    crypto,
    document: { getElementById: (id: string) => elements[id] },
    localStorage: { removeItem: (name: string) => stored.delete(name) },
    SwaggerUIBundle: (given: Settings) => {
      settings.push(given);
      return {
        preauthorizeApiKey: (...key: string[]) => authorized.push(key),
        layoutActions: { show: (path: string[]) => shown.push(path) },
      };
    },
  };
  runInContext(String((await docsFile('start.js', undefined)).body), createContext(page));
  return { stored, authorized, shown, clicks, settings: settings[0] as Settings };
}

it('says how to sign in, and links the problems and the document', () => {
  const page = String(docsPage().body);
  expect(page).toContain('<a id="to-login" href="#/accounts/login">login</a>');
  expect(page).toContain('<a href="/docs/problems">all problems</a>');
  expect(page).toContain('<a href="/openapi.json">');
});

it('opens the login by the link, also after the page has started', async () => {
  const { clicks, shown } = await start();
  clicks[0]?.({ preventDefault: () => shown.push(['stayed']) });
  expect(shown).toEqual([['stayed'], ['operations', 'accounts', 'login'], ['scrolled']]);
});

it('keeps no token in the storage of the browser, and removes the one that it kept before', async () => {
  const { stored, settings } = await start();
  expect([...stored]).toEqual([]);
  expect(settings.persistAuthorization).toBe(false);
});

it('sends the token of a login with further requests', async () => {
  const { authorized, settings } = await start();
  settings.responseInterceptor({ ok: false, body: { accessToken: 'no' } });
  settings.responseInterceptor({ ok: true, body: { items: [] } });
  settings.responseInterceptor({ ok: true });
  expect(authorized).toEqual([]);
  const response = { ok: true, body: { accessToken: 'a.b.c' } };
  expect(settings.responseInterceptor(response)).toBe(response);
  expect(authorized).toEqual([['bearer', 'a.b.c']]);
});

it('sends a new idempotency key with each request, but the one that the reader has typed', async () => {
  const { settings } = await start();
  const keyFor = (key: string) =>
    settings.requestInterceptor({ headers: { 'Idempotency-Key': key } }).headers['Idempotency-Key'];
  const keys = [keyFor(EXAMPLE_KEY), keyFor(EXAMPLE_KEY)];
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
  expect(new Set(keys).size).toBe(2);
  expect(keyFor('mine')).toBe('mine');
  expect(settings.requestInterceptor({ headers: {} })).toEqual({ headers: {} });
});
