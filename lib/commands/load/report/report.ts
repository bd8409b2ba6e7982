/** The HTML report of a run: one file that loads nothing from the network. docs/load-testing.md says how to read it. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { callWith } from '../../../cli/command.ts';
import type { LoadOptions, LoadResult } from '../run-load.ts';
import type { Figures } from '../statistics.ts';
import { isGreen, unsettledLine } from '../summary.ts';
import { Html, html, jsonFor } from './html.ts';
import { barsOf, operationsTable, rulesTable, violationsOf } from './tables.ts';

export interface Report {
  figures: Figures;
  result: LoadResult;
  options: Omit<LoadOptions, 'url'> & { url?: string };
  /** The file that the calls were written to, if they were. */
  historyFile: string | undefined;
}

export async function reportOf(report: Report): Promise<string> {
  const { resolve } = createRequire(import.meta.url);
  const [style, chartStyle, charts, library] = await Promise.all([
    readFile(new URL('report.css', import.meta.url), 'utf8'),
    readFile(resolve('uplot/dist/uPlot.min.css'), 'utf8'),
    readFile(new URL('charts.js', import.meta.url), 'utf8'),
    readFile(resolve('uplot/dist/uPlot.iife.min.js'), 'utf8'),
  ]);
  const { figures, result, options } = report;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${isGreen(result) ? 'Green' : 'Red'}: load of seed ${options.seed}</title>
<style>${new Html(chartStyle)}${new Html(style)}</style>
</head>
<body>
<main>
${headOf(report)}
${violationsOf(result.history, result.verdict)}
${chartsOf()}
<section><h2>Refusals by reason</h2>${barsOf([...figures.refusalsByReason, ...unknownsOf(figures)], 'No call was refused.')}</section>
<section><h2>Latency by operation</h2>${operationsTable(figures)}</section>
<section><h2>Rules</h2><p class="note">A rule that was applied to nothing proves nothing.</p>${rulesTable(result.verdict)}</section>
<section><h2>Calls by persona</h2>${barsOf(figures.personas.map(({ persona, calls }) => ({ reason: persona, count: calls })))}</section>
${repeatOf(report)}
</main>
<script type="application/json" id="data">${jsonFor(figures.seconds)}</script>
<script>${new Html(library)}</script>
<script>${new Html(charts)}</script>
</body>
</html>
`.text;
}

const count = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 0 });

function headOf({ figures, result, options }: Report): Html {
  const { verdict, unsettled, startedAt, endedAt, events } = result;
  const seconds = Math.round((endedAt - startedAt) / 1000);
  const at = new Date(startedAt).toISOString().slice(0, 16).replace('T', ' ');
  const broken = verdict.violations.length;
  const outcome = isGreen(result)
    ? html`<p class="verdict green"><strong>Green.</strong> ${count(verdict.calls)} calls keep every promise that was checked.</p>`
    : html`<p class="verdict red"><strong>Red.</strong> ${broken > 0 ? `${count(broken)} ${broken === 1 ? 'violation' : 'violations'} in ${count(verdict.calls)} calls.` : ''} ${unsettled ? unsettledLine(unsettled) : ''}</p>`;
  const tiles: [string, string, string][] = [
    ['Operations', count(figures.calls), `in ${seconds} s`],
    ['Per second', count(figures.perSecond), `${options.clients} clients`],
    ['p50', `${milliseconds(figures.latency.p50)}`, 'half of all answers'],
    ['p99', `${milliseconds(figures.latency.p99)}`, `slowest ${milliseconds(figures.latency.max)}`],
    ['Refusals', count(figures.refusals), 'see the reasons below'],
    ['Unknown', count(figures.unknowns), 'calls without an answer'],
    ['Replays', count(figures.replays), 'repeated answers'],
    ['Events', count(events), 'all recounted'],
  ];
  return html`<header>
<p class="kind">Holdfast load report</p>
${outcome}
<p class="note">Seed ${options.seed} on ${options.url ?? 'a service of its own'}, ${at} UTC.</p>
<dl class="tiles">${tiles.map(([name, value, note]) => html`<div><dt>${name}</dt><dd>${value}</dd><dd class="note">${note}</dd></div>`)}</dl>
</header>`;
}

const milliseconds = (ms: number): string =>
  ms >= 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${ms < 10 ? ms.toFixed(1) : count(ms)} ms`;

const unknownsOf = ({ unknownsByReason }: Figures) =>
  unknownsByReason.map(({ reason, count: calls }) => ({ reason: `no answer: ${reason}`, count: calls }));

const chartsOf = (): Html => html`<section>
<h2>Operations per second</h2>
<div class="chart" id="throughput" role="img" aria-label="Answers, refusals and unknown outcomes in each second of the load"></div>
</section>
<section>
<h2>Latency</h2>
<div class="chart" id="latency" role="img" aria-label="Median and 99th percentile of the latency in each second of the load"></div>
</section>
<noscript><p>The charts need JavaScript. Everything else on this page does not.</p></noscript>`;

function repeatOf({ options, historyFile }: Report): Html {
  const { url, forMs, clients, seed, eventIds } = options;
  const events = eventIds.map(id => ` --event ${id}`).join('');
  const target = url === undefined ? '' : `--url ${url} `;
  const again = callWith('load', `${target}--minutes ${forMs / 60_000} --clients ${clients} --seed ${seed}${events}`);
  const check = historyFile === undefined ? undefined : callWith('check-history', `--file ${historyFile}`);
  return html`<section>
<h2>Repeat this run</h2>
<pre><code>${again}</code></pre>
<p class="note">The seed gives each client the same decisions. The order in which the calls of different clients arrive is new in each run.</p>
${check === undefined ? html`` : html`<p>The same calls are judged again by:</p><pre><code>${check}</code></pre>`}
</section>`;
}
