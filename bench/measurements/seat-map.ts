/**
 * Measures how the web app draws seat maps, beside one SVG circle a seat in the same run: the first drawing after the data has come, frames
 * while panning and zooming, and the repaint after 200 changes. web/seat-map/measure.ts runs in the browser.
 */
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { say } from '../../lib/cli/terminal.ts';
import { openBrowser, SETTINGS } from '../../test/support/browser.ts';
import type { Effort } from '../effort.ts';
import { rounds } from '../rounds.ts';
import { digits, median, sayTable, spread } from '../tables.ts';

const SEATS = [10_000, 50_000];
const FIGURES = ['first', 'panning', 'zooming', 'repaint'] as const;
type Figures = Record<(typeof FIGURES)[number], number>;
type Samples = Record<(typeof FIGURES)[number], number[]>;

/** The browser draws frames as fast as it can: at 60 a second the faster one of the two would not show how fast it is. */
const UNLIMITED = ['--disable-frame-rate-limit', '--disable-gpu-vsync'];

const MODULE = join(import.meta.dirname, '../../web/seat-map');

export async function seatMap({ roundsMax, roundsForMs, readMs }: Effort): Promise<void> {
  const size = gzipSync(await bundled('seat-map.ts')).length;
  say(`Drawing, hit test and gestures: ${digits(size / 1_024, 1)} KB with gzip (aim: at most 10).`);
  const script = Buffer.from(await bundled('measure.ts')).toString('utf8');
  const browser = await openBrowser(UNLIMITED);
  try {
    const page = await browser.newPage({ ...SETTINGS, viewport: { width: 1_280, height: 720 } });
    await page.addScriptTag({ content: script });
    const draw = (seats: number, isCanvas: boolean): Promise<Figures> =>
      page.evaluate(`measure(${seats}, ${isCanvas}, ${readMs})`);
    await draw(1_000, true);
    for (const seats of SEATS) {
      const samples = { canvas: none(), svg: none() };
      for (const round of rounds({ max: Math.min(roundsMax, 7), forMs: roundsForMs })) {
        // The first drawing of a round may find the machine in another state: the two take turns.
        const order = round % 2 === 0 ? ([true, false] as const) : ([false, true] as const);
        for (const isCanvas of order) add(samples[isCanvas ? 'canvas' : 'svg'], await draw(seats, isCanvas));
      }
      sayFigures(seats, samples);
    }
  } finally {
    await browser.close();
  }
}

async function bundled(file: string): Promise<Uint8Array> {
  const entryPoints = [join(MODULE, file)];
  const { outputFiles } = await build({ entryPoints, bundle: true, minify: true, format: 'iife', write: false });
  return outputFiles[0]?.contents ?? new Uint8Array();
}

const none = (): Samples => ({ first: [], panning: [], zooming: [], repaint: [] });

function add(samples: Samples, figures: Figures): void {
  for (const name of FIGURES) samples[name].push(figures[name]);
}

function sayFigures(seats: number, { canvas, svg }: { canvas: Samples; svg: Samples }): void {
  const row = (label: string, name: keyof Samples, isRate: boolean) => {
    const ratio = isRate ? median(canvas[name]) / median(svg[name]) : median(svg[name]) / median(canvas[name]);
    return [label, spread(canvas[name], 1), spread(svg[name], 1), `${digits(ratio, 1)} times`];
  };
  sayTable(
    [`${digits(seats)} seats, median (range)`, 'seat map', 'SVG', 'better by'],
    [
      row('first drawing (ms)', 'first', false),
      row('frames a second while panning', 'panning', true),
      row('frames a second while zooming', 'zooming', true),
      row('repaint after 200 changes (ms)', 'repaint', false),
    ],
  );
}
