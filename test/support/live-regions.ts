/** The texts that a screen reader is told without a move of the focus: those of live regions, in the order in which they change. */
import type { Page } from 'playwright-core';

const LIVE = '[aria-live="polite"], [aria-live="assertive"], [role="status"], [role="alert"]';

/** Must be called before the page is loaded. Returns the function that takes the texts since its last call. */
export async function hearLiveRegions(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(listen, LIVE);
  return () => page.evaluate('heard.splice(0)');
}

/** Runs in the page. */
function listen(selector: string): void {
  const { document, MutationObserver } = globalThis as unknown as BrowserScope;
  const heard: string[] = [];
  const said = new Map<unknown, string>();
  Object.assign(globalThis, { heard });
  new MutationObserver(() => {
    for (const region of document.querySelectorAll(selector)) {
      const text = region.textContent.replace(/\s+/g, ' ').trim();
      const before = said.get(region.querySelector('p') ?? region) ?? '';
      said.set(region.querySelector('p') ?? region, text);
      if (text !== '' && text !== before) heard.push(text);
    }
  }).observe(document, { subtree: true, childList: true, characterData: true });
}

interface Region {
  textContent: string;
  querySelector(selector: string): Region | null;
}
interface BrowserScope {
  document: { querySelectorAll(selector: string): Iterable<Region> };
  MutationObserver: new (listener: () => void) => { observe(target: unknown, options: object): void };
}
