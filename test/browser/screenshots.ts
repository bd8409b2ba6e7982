/**
 * `npm run screenshots`: takes pictures of every page in every state, at both widths, in light and dark, with forced colours, in all
 * languages, longer and from right to left, into `screenshots/`. Its page `index.html` shows them all. Arguments go to vitest: `-t seats/`
 * takes those of one page.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
const args = [vitest, 'run', '--project', 'browser', 'test/browser/pages.test.ts', ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, args, {
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...process.env, SCREENSHOTS: 'all' },
});
process.exitCode = status ?? 1;
