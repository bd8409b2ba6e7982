/** The tables and bars of the report. Pure. */
import type { CallHistory } from '../../../checker/call-history.ts';
import { RULES, type RuleName, type Verdict } from '../../../checker/rules.ts';
import { linesOf } from '../../check-history/report.ts';
import type { Figures } from '../statistics.ts';
import { type Html, html } from './html.ts';

const count = (value: number): string => value.toLocaleString('en-US');
const time = (ms: number): string => (ms < 100 ? ms.toFixed(1) : count(Math.round(ms)));

export function operationsTable({ operations }: Figures): Html {
  const rows = operations.map(
    ({ operation, calls, refused, unknown, p50, p90, p99, max }) =>
      html`<tr><th scope="row">${operation}</th><td>${count(calls)}</td><td>${count(refused)}</td><td>${count(unknown)}</td><td>${time(p50)}</td><td>${time(p90)}</td><td>${time(p99)}</td><td>${time(max)}</td></tr>`,
  );
  return html`<div class="scrolls" tabindex="0" role="region" aria-label="Latency by operation"><table class="numbers">
<thead><tr><th scope="col">operation</th><th scope="col">calls</th><th scope="col">refused</th><th scope="col">unknown</th><th scope="col">p50 ms</th><th scope="col">p90 ms</th><th scope="col">p99 ms</th><th scope="col">max ms</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

export function rulesTable({ applied, violations }: Verdict): Html {
  const rows = (Object.keys(RULES) as RuleName[]).map(rule => {
    const { says, promises } = RULES[rule];
    const broken = violations.filter(violation => violation.rule === rule).length;
    const state = broken > 0 ? 'broken' : applied[rule] > 0 ? 'kept' : 'idle';
    const verdict = {
      broken: `${count(broken)} ${broken === 1 ? 'violation' : 'violations'}`,
      kept: 'kept',
      idle: 'not applied',
    }[state];
    return html`<tr class="${state}"><th scope="row">${rule}<span class="says">${says}</span></th><td>${promises.join(' ')}</td><td>${count(applied[rule])}<span class="unit"> times</span></td><td><span class="state">${verdict}</span></td></tr>`;
  });
  return html`<div class="scrolls" tabindex="0" role="region" aria-label="Rules"><table class="rules">
<thead><tr><th scope="col">rule</th><th scope="col">promises</th><th scope="col">applied</th><th scope="col">verdict</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

/** Every violation in full, with its calls. */
export function violationsOf(history: CallHistory, { violations }: Verdict): Html {
  if (violations.length === 0) return html``;
  const items = violations.map(violation => {
    const [, ...calls] = linesOf(violation, history);
    return html`<li><strong>${violation.rule}</strong> ${violation.detail}<pre>${calls.map(line => line.trim()).join('\n')}</pre></li>`;
  });
  return html`<section class="violations"><h2>Violations</h2><ol>${items}</ol></section>`;
}

/** A bar for each reason, as long as its count. */
export function barsOf(counted: { reason: string; count: number }[], none = ''): Html {
  const longest = Math.max(1, ...counted.map(item => item.count));
  if (counted.length === 0) return html`<p>${none}</p>`;
  const bars = counted.map(item => {
    const width = Math.max(0.5, (100 * item.count) / longest).toFixed(2);
    return html`<li><span class="label">${item.reason}</span><span class="count">${count(item.count)}</span><svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="1"/><rect width="${width}" height="1"/></svg></li>`;
  });
  return html`<ul class="bars">${bars}</ul>`;
}
