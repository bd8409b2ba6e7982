/** The web app in a browser, against the service of a test. Its visitors have contexts of their own, and all that they do is counted. */
import type { Browser, BrowserContextOptions, Locator, Page, Request } from 'playwright-core';
import { buildWeb, WEB_DIST } from '../../lib/deployment/web-build.ts';
import type { PageRequest } from '../../lib/local/http/pages.ts';
import type { HttpServer } from '../../lib/local/http/server.ts';
import { webPages } from '../../lib/local/http/web-pages.ts';
import { serveService } from '../local/serving.ts';
import { openBrowser, SETTINGS } from './browser.ts';
import { openWorld, type World } from './world.ts';

export interface WebApp {
  world: World;
  url: string;
  /** Moves the clock of the service ahead. The clock of a visitor follows by `visitor.jump`. */
  jump(ms: number): void;
  /** Serves another build from now on. */
  deploy(folder: string): void;
  visitor(options?: BrowserContextOptions): Promise<Visitor>;
  stop(): Promise<void>;
}

export interface Visitor {
  page: Page;
  /** Errors of the console and of scripts, and reports of the content security policy. */
  complaints: string[];
  /** Operations that the service was asked for, as `POST /v1/auth/cookie/login`. */
  requests: string[];
  /** Presses a control, and counts it as an action. */
  press(control: Locator): Promise<void>;
  actions: number;
  signIn(email: string, password: string, then?: string): Promise<void>;
  /** Moves the clock of this browser ahead. The first call must come before the page is loaded. */
  jump(ms: number): Promise<void>;
  /** Waits until no request is under way. */
  settle(): Promise<void>;
}

/** The clock of the world follows the real one, because the browser's does, ahead of it after jumps. */
const FOLLOWS_EVERY_MS = 50;

const WAIT_MS = 20_000;

export async function openWebApp(): Promise<WebApp> {
  buildWeb();
  const world = await openWorld({ appFolder: WEB_DIST });
  let ahead = 0;
  const follow = (): void => {
    world.now = Date.now() + ahead;
  };
  follow();
  const clock = setInterval(follow, FOLLOWS_EVERY_MS);
  world.service.isDeployed = false;
  let build = webPages(WEB_DIST, { hasStripe: false });
  const pages = [{ serves: build.serves, answer: (request: PageRequest) => build.answer(request) }];
  const [server, browser] = await Promise.all([serveService(world.service, pages, () => world.now), openBrowser()]);
  world.service.dependencies.baseUrl = server.url;
  return {
    world,
    url: server.url,
    jump(ms) {
      ahead += ms;
      follow();
    },
    deploy(folder) {
      build = webPages(folder, { hasStripe: false });
    },
    visitor: options => openVisitor(browser, server, options),
    async stop() {
      clearInterval(clock);
      await browser.close();
      await server.stop();
    },
  };
}

async function openVisitor(
  browser: Browser,
  { url }: HttpServer,
  options: BrowserContextOptions = {},
): Promise<Visitor> {
  const context = await browser.newContext({
    ...SETTINGS,
    baseURL: url,
    viewport: { width: 1280, height: 900 },
    // A test without a service worker can change the answers of all requests.
    serviceWorkers: 'block',
    ...options,
  });
  // Sooner than that of a test, so that the failure names what the page does not show.
  context.setDefaultTimeout(WAIT_MS);
  const page = await context.newPage();
  const visitor: Visitor = {
    page,
    complaints: [],
    requests: [],
    actions: 0,
    async press(control) {
      visitor.actions += 1;
      await control.click();
    },
    async signIn(email, password, then = '/events') {
      await page.goto(`/signin?return=${encodeURIComponent(then)}`);
      await page.getByLabel('E-mail').first().fill(email);
      await page.getByLabel('Password', { exact: true }).fill(password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.waitForURL(`**${then}`);
    },
    async jump(ms) {
      if (page.url() === 'about:blank') await page.clock.install({ time: Date.now() + ms });
      else await page.clock.fastForward(ms);
    },
    async settle() {
      do await page.evaluate('0');
      while (underWay.size > 0);
    },
  };
  const underWay = new Set<Request>();
  page.on('request', request => underWay.add(request));
  page.on('requestfinished', request => underWay.delete(request));
  page.on('requestfailed', request => underWay.delete(request));
  page.on('console', line => line.type() === 'error' && visitor.complaints.push(line.text()));
  page.on('pageerror', error => visitor.complaints.push(String(error)));
  page.on('request', request => visitor.requests.push(`${request.method()} ${new URL(request.url()).pathname}`));
  return visitor;
}
