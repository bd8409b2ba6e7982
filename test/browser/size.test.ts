/** The JavaScript of the web app's build (gzip) has its limits. `npm run bench -- --only web` prints the sizes. */
import { beforeAll, describe, expect, it } from 'vitest';
import { FIRST_LOAD_MAX, FURTHER_PAGE_MAX, readWebSizes, type WebSizes } from '../../bench/web-sizes.ts';
import { buildWeb } from '../../lib/deployment/web-build.ts';

let sizes: WebSizes;
beforeAll(() => {
  buildWeb();
  sizes = readWebSizes();
}, 120_000);

describe('the JavaScript of the web app', () => {
  it.each(['events-page', 'event-page'])('of %s, as the first page, has at most 165 KB', page => {
    const size = sizes.firstLoadOf(page);
    // A size without the libraries would always fit.
    expect(size).toBeGreaterThan(60 * 1024);
    expect(size).toBeLessThanOrEqual(FIRST_LOAD_MAX);
  });

  it('of each further page has at most 50 KB', () => {
    const further = sizes.furtherAfter('events-page');
    expect(further.length).toBeGreaterThan(8);
    expect(further.filter(([, size]) => size > FURTHER_PAGE_MAX)).toEqual([]);
  });
});
