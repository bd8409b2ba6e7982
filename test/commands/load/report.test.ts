import { describe, expect, it } from 'vitest';
import { RULES, type RuleName, type Verdict } from '../../../lib/checker/rules.ts';
import { html } from '../../../lib/commands/load/report/html.ts';
import { reportOf } from '../../../lib/commands/load/report/report.ts';
import type { LoadResult } from '../../../lib/commands/load/run-load.ts';
import { figuresOf } from '../../../lib/commands/load/statistics.ts';

const BAD = '</script><img src=x onerror=alert(1)>"\'&';

const verdictOf = (violations: Verdict['violations']): Verdict => ({
  calls: 12_345,
  applied: Object.fromEntries(Object.keys(RULES).map((rule, i) => [rule, i === 0 ? 0 : 7])) as Record<RuleName, number>,
  violations,
  undecided: 0,
});

const resultOf = (violations: Verdict['violations'] = []): LoadResult => ({
  history: {
    header: { is: 'call-history', version: 1, source: 'test', skewMaxMs: 0 },
    lines: [
      { is: 'invoke', call: 1, at: 1_000, client: `${BAD}-1`, operation: BAD },
      { is: 'answer', call: 1, at: 1_020, status: 409, body: JSON.stringify({ code: BAD }), isReplay: false },
      { is: 'invoke', call: 2, at: 1_100, client: 'buyer-2', operation: 'read-event' },
      { is: 'unknown', call: 2, at: 1_200, because: BAD },
    ],
  },
  verdict: verdictOf(violations),
  judgedInMs: 10,
  startedAt: 1_000,
  endedAt: 3_000,
  events: 5,
});

const options = { forMs: 120_000, clients: 64, seed: 7, eventIds: [], url: `http://127.0.0.1/${BAD}` };
const write = (result: LoadResult, historyFile?: string) =>
  reportOf({ figures: figuresOf(result.history, result.startedAt, result.endedAt), result, options, historyFile });

const escaped = (text: string): string => html`${text}`.text;

describe('the report', () => {
  it('loads nothing from the network', async () => {
    const harmless = { ...resultOf(), history: { ...resultOf().history, lines: [] } };
    const page = await write(harmless);
    const ours = page
      .replace(/\/\*! https:\/\/github\.com\/leeoniya\/uPlot[^*]*\*\//, '')
      .replaceAll(escaped(options.url), '');
    expect(ours.match(/(src|href)=|@import|url\(|https?:\/\//g)).toBeNull();
    expect(page).toContain("default-src 'none'");
  });

  it('escapes everything that comes from the run', async () => {
    const page = await write(resultOf([{ rule: 'one-effect', detail: BAD, calls: [1] }]), BAD);
    expect(page).not.toContain('<img');
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;');
    // The page's own three scripts, and no other.
    expect(page.match(/<\/script>/g)).toHaveLength(3);
  });

  it('shows a green verdict first, and the rules with the number of their cases', async () => {
    const page = await write(resultOf());
    expect(page).toContain('<strong>Green.</strong> 12,345 calls keep every promise that was checked.');
    expect(page.indexOf('class="verdict green"')).toBeLessThan(page.indexOf('Operations per second'));
    for (const rule of Object.keys(RULES)) expect(page).toContain(rule);
    expect(page.match(/not applied/g)).toHaveLength(1);
    expect(page.match(/7<span class="unit"> times/g)).toHaveLength(Object.keys(RULES).length - 1);
  });

  it('shows every violation in full when the verdict is red', async () => {
    const violations = Array.from({ length: 30 }, (_, i) => ({
      rule: 'seat-history' as const,
      detail: `seat a/A-${i} was sold twice`,
      calls: [i, i + 1],
    }));
    const page = await write(resultOf(violations), 'calls.jsonl');
    expect(page).toContain('30 violations in 12,345 calls.');
    for (const { detail } of violations) expect(page).toContain(detail);
    expect(page).toMatch(/call 1 → .* from &lt;\/script&gt;/);
    expect(page).toContain('npm run check-history -- --file calls.jsonl');
  });

  it('is red when the service did not settle, and says what was left', async () => {
    const page = await write({ ...resultOf(), unsettled: { holds: 3, payments: 2, entries: 0 } });
    expect(page).toContain('class="verdict red"');
    expect(page).toContain('3 holds active, 2 payments unfinished');
  });

  it('says how to repeat the run', async () => {
    expect(await write(resultOf())).toContain('--minutes 2 --clients 64 --seed 7');
  });
});
