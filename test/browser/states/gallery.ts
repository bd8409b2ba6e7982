/** Leads visitors of the real web app into states, and takes pictures of them. One browser and one service serve all states. */
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import type { Role } from '../../../lib/domain/account.ts';
import { giveRole } from '../../../lib/usecases/accounts/change-role.ts';
import { messages as de } from '../../../web/i18n/de.ts';
import { messages as en } from '../../../web/i18n/en.ts';
import { pseudo } from '../../../web/i18n/pseudo.ts';
import { newEmail, PASSWORD } from '../../support/accounts.ts';
import { openWebApp, type WebApp } from '../../support/web-app.ts';
import { openScene, PICTURES, type Scene } from './scene.ts';
import type { State, Texts, Visitor } from './state.ts';

/** The languages of the app, a longer one, and one from right to left. */
export const TEXTS: Readonly<Record<string, Texts>> = { en, de, 'en-XA': pseudo(en), 'ar-XB': en };

export interface Look {
  name: string;
  width: number;
  isDark?: boolean;
  hasForcedColors?: boolean;
}

export interface Gallery {
  show(state: State, language?: string): Promise<Shown>;
  close(): Promise<void>;
}

/** A page in a state. */
export interface Shown {
  page: Page;
  /** Lines of the console that the state does not explain, and reports of the content security policy. */
  complaints(): string[];
  look(look: Look): Promise<void>;
  /** Takes a picture of the whole page as it looks, below the folder. */
  picture(file: string): Promise<void>;
  close(): Promise<void>;
}

export async function openGallery(): Promise<Gallery> {
  const app = await openWebApp();
  const scene = await openScene(app.world);
  return { show: (state, language = 'en') => show(app, scene, state, language), close: () => app.stop() };
}

async function show(app: WebApp, scene: Scene, state: State, language: string): Promise<Shown> {
  const { page, complaints } = await app.visitor({ reducedMotion: 'reduce' });
  const context = page.context();
  await context.addInitScript({ content: BEFORE_PAGES });
  if (language !== 'en')
    await context.addInitScript({ content: `localStorage.setItem('holdfast-language', '${language}')` });
  await context.route(`${PICTURES}**`, route => route.fulfill({ contentType: 'image/svg+xml', body: PICTURE }));
  const shown: Shown = {
    page,
    complaints: () => complaints.filter(line => !explains(state, line)),
    look: look => take(page, look),
    picture: file => picture(page, file),
    close: () => context.close(),
  };
  try {
    await state.reach({
      world: app.world,
      scene,
      page,
      texts: TEXTS[language] ?? en,
      signIn: role => signIn(app, context, role),
    });
    return shown;
  } catch (error) {
    await shown.picture(join(FAILED, `${state.name}.png`)).catch(() => undefined);
    await shown.close();
    throw new Error(`${state.name} is not reached: ${error}; the console says ${JSON.stringify(complaints)}`, {
      cause: error,
    });
  }
}

/** Pictures of pages that did not get to their state. */
const FAILED = 'screenshots/failed';

/** Reports of the policy become lines of the console. */
const BEFORE_PAGES = `
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
    console.error('content security policy', violatedDirective, blockedURI, sample));
`;

const PICTURE = `<svg xmlns="http://www.w3.org/2000/svg" width="960" height="540"><defs><linearGradient id="a" x2="1" y2="1">
<stop stop-color="#312e81"/><stop offset="1" stop-color="#0e7490"/></linearGradient></defs><path fill="url(#a)" d="M0 0h960v540H0z"/>
<circle cx="700" cy="170" r="90" fill="#fdc46b"/><path d="M0 540 320 250l200 180 140-110 300 220z" fill="#171923"/></svg>`;

/** A session by the cookie that the service sets, as after signing in. */
async function signIn(app: WebApp, context: BrowserContext, role?: Role): Promise<Visitor> {
  const email = newEmail();
  const answer = await context.request.post(`${app.url}/v1/auth/cookie/register`, {
    headers: { 'holdfast-session': 'cookie' },
    data: { email, password: PASSWORD, name: 'Ada Sommer' },
  });
  if (!answer.ok()) throw new Error(`registering was answered with ${answer.status()}: ${await answer.text()}`);
  const { user } = await answer.json();
  const { accounts, ids } = app.world.service.dependencies;
  if (role) await giveRole({ accounts, ids }, app.world.call(), { userId: user.id, role, actor: 'operator' });
  await context.addInitScript({ content: HAS_SESSION });
  return { userId: user.id, role: 'customer', email };
}

/** The hint of web/api/session.ts, once: the app takes it away when the session ends. */
const HAS_SESSION = `
  if (!localStorage.getItem('test-signed-in')) {
    localStorage.setItem('test-signed-in', '1');
    localStorage.setItem('holdfast-session', '1');
  }
`;

function explains({ answers = [], isOffline, complaints }: State, line: string): boolean {
  if (answers.some(status => line.includes(`status of ${status}`))) return true;
  if (isOffline && line.includes('net::ERR_INTERNET_DISCONNECTED')) return true;
  return complaints?.test(line) === true;
}

/**
 * After two frames the page has drawn itself anew, and begun to change its colours. The wait has an end, because an animation that the page
 * holds or drops never finishes.
 */
const IS_SETTLED = `
  Promise.race([
    new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))).then(() =>
      Promise.allSettled(document.getAnimations()
        .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
        .map(({ finished }) => finished))),
    new Promise(done => setTimeout(done, 2_000)),
  ]).then(() => undefined)
`;

async function take(page: Page, { width, isDark = false, hasForcedColors = false }: Look): Promise<void> {
  await page.emulateMedia({
    colorScheme: isDark ? 'dark' : 'light',
    forcedColors: hasForcedColors ? 'active' : 'none',
  });
  await page.setViewportSize({ width, height: width < 600 ? 844 : 900 });
  await page.evaluate(IS_SETTLED);
}

const HEIGHT_MAX = 4_000;

/** In a page as high as its content: a part that stays in view would cover others. A dialog is drawn over the screen only. */
async function picture(page: Page, file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const { width, height } = page.viewportSize() ?? { width: 1280, height: 900 };
  const hasDialog = await page.getByRole('dialog').isVisible();
  const whole = Number(await page.evaluate('document.documentElement.scrollHeight'));
  if (!hasDialog) await page.setViewportSize({ width, height: Math.min(Math.max(height, whole), HEIGHT_MAX) });
  await page.screenshot({ path: file, animations: 'disabled' });
  await page.setViewportSize({ width, height });
}
