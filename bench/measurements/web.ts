/**
 * Measures how pages of the web app load: their JavaScript, and the scores of Lighthouse on a desktop and on a phone. The service runs in a
 * process of its own, on the embedded engine.
 */
import lighthouse, { desktopConfig } from 'lighthouse';
import { say } from '../../lib/cli/terminal.ts';
import { buildWeb } from '../../lib/deployment/web-build.ts';
import { openBrowser } from '../../test/support/browser.ts';
import type { Effort } from '../effort.ts';
import { freePort, type LocalService, startLocalService } from '../local-service.ts';
import { digits, median, sayTable } from '../tables.ts';
import { readWebSizes } from '../web-sizes.ts';

const RUNS = 5;
const FORMS = ['desktop', 'mobile'] as const;

/** Scores from 0 to 1, and the largest contentful paint in ms. */
interface Scores {
  performance: number;
  accessibility: number;
  shift: number;
  paint: number;
}

export async function web({ roundsMax }: Effort): Promise<void> {
  buildWeb();
  saySizes();
  const service = await startLocalService();
  try {
    const port = await freePort();
    const browser = await openBrowser([`--remote-debugging-port=${port}`]);
    try {
      for (const path of await pathsOf(service)) {
        const rows = [];
        for (const form of FORMS) {
          const scores = await scoresOf(`${service.url}${path.address}`, port, form, Math.min(RUNS, roundsMax));
          rows.push([form, ...cellsOf(scores)]);
        }
        sayTable(
          [`Lighthouse of ${path.name}, median`, 'performance', 'accessibility', 'layout shift', 'largest paint (ms)'],
          rows,
        );
      }
      say('Aims: performance 0.95 on a desktop and 0.80 on a phone, accessibility 1, layout shift 0.02.');
    } finally {
      await browser.close();
    }
  } finally {
    await service.stop();
  }
}

function saySizes(): void {
  const sizes = readWebSizes();
  const kb = (bytes: number): string => digits(bytes / 1_024, 1);
  sayTable(
    ['JavaScript with gzip', 'KB'],
    [
      ['first load of /events (aim: at most 165)', kb(sizes.firstLoadOf('events-page'))],
      ['first load of an event (aim: at most 165)', kb(sizes.firstLoadOf('event-page'))],
      ...sizes.furtherAfter('events-page').map(([page, bytes]) => [`then ${page} (aim: at most 50)`, kb(bytes)]),
    ],
  );
}

/** The pages that are measured, for the event with the most seats of the demonstration. */
async function pathsOf({ url }: LocalService): Promise<{ name: string; address: string }[]> {
  const response = await fetch(`${url}/v1/events?limit=100&status=open`);
  const { items } = (await response.json()) as {
    items: { id: string; sections: { kind: string; capacity: number }[] }[];
  };
  const seatsOf = ({ sections }: (typeof items)[number]): number =>
    sections.filter(({ kind }) => kind === 'seated').reduce((sum, { capacity }) => sum + capacity, 0);
  const [largest] = items.toSorted((one, other) => seatsOf(other) - seatsOf(one));
  return [
    { name: '/events', address: '/events' },
    { name: 'an event', address: `/events/${largest?.id}` },
    { name: 'its seats', address: `/events/${largest?.id}/seats` },
  ];
}

async function scoresOf(url: string, port: number, form: (typeof FORMS)[number], runs: number): Promise<Scores[]> {
  const scores: Scores[] = [];
  for (let run = 0; run < runs; run++) {
    const flags = { port, logLevel: 'error' as const, onlyCategories: ['performance', 'accessibility'] };
    const result = await lighthouse(url, flags, form === 'desktop' ? desktopConfig : undefined);
    if (!result) throw new Error(`Lighthouse has no result for ${url}`);
    const { categories, audits } = result.lhr;
    scores.push({
      performance: categories.performance?.score ?? Number.NaN,
      accessibility: categories.accessibility?.score ?? Number.NaN,
      shift: audits['cumulative-layout-shift']?.numericValue ?? Number.NaN,
      paint: audits['largest-contentful-paint']?.numericValue ?? Number.NaN,
    });
  }
  return scores;
}

const cellsOf = (scores: Scores[]): string[] => {
  const of = (name: keyof Scores): number => median(scores.map(score => score[name]));
  return [digits(of('performance'), 2), digits(of('accessibility'), 2), digits(of('shift'), 3), digits(of('paint'))];
};
