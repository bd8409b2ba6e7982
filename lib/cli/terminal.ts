/** The output of commands: lines, and a progress bar if standard output is a terminal. */
import { Presets, SingleBar } from 'cli-progress';
import type { SeedProgress } from './progress.ts';

export const say = (line = ''): void => {
  process.stdout.write(`${line}\n`);
};

export interface Progress {
  show(progress: SeedProgress): void;
  /** Restores the terminal, also after a failure. */
  end(): void;
}

/** Shows the places written so far: a bar on a terminal, or else a line every second. */
export function seedProgress(): Progress {
  return process.stdout.isTTY ? barOfPlaces() : linesOfPlaces();
}

function barOfPlaces(): Progress {
  const bar = new SingleBar(
    { format: 'seeding [{bar}] {value}/{total} places | {title}', stream: process.stdout, hideCursor: true },
    Presets.legacy,
  );
  const end = stopAtExit(bar);
  return {
    show({ places, placesTotal, title }) {
      if (!bar.isActive) bar.start(placesTotal, 0, { title });
      bar.update(places, { title });
    },
    end,
  };
}

/** A bar hides the cursor and wraps no lines. A signal must not leave the terminal so. */
function stopAtExit(bar: SingleBar): () => void {
  const stop = (): void => bar.stop();
  process.once('exit', stop);
  return () => {
    process.off('exit', stop);
    stop();
  };
}

const LINE_EVERY_MS = 1_000;

function linesOfPlaces(): Progress {
  let nextAt = 0;
  return {
    show({ places, placesTotal }) {
      if (places === 0 || (performance.now() < nextAt && places < placesTotal)) return;
      nextAt = performance.now() + LINE_EVERY_MS;
      say(`seeding: ${places} of ${placesTotal} places`);
    },
    end: () => undefined,
  };
}

export interface CountProgress {
  show(done: number): void;
  /** Restores the terminal, also after a failure. */
  end(): void;
}

/** Shows how many of a number of things are done: a bar on a terminal, or else a line every ten seconds. */
export function countProgress(verb: string, noun: string, total: number): CountProgress {
  return process.stdout.isTTY ? barOfCount(verb, noun, total) : linesOfCount(verb, noun, total);
}

function barOfCount(verb: string, noun: string, total: number): CountProgress {
  const format = `${verb} [{bar}] {value}/{total} ${noun} | {eta_formatted} left`;
  const bar = new SingleBar({ format, stream: process.stdout, hideCursor: true }, Presets.legacy);
  bar.start(total, 0);
  return { show: done => bar.update(done), end: stopAtExit(bar) };
}

const COUNT_EVERY_MS = 10_000;

function linesOfCount(verb: string, noun: string, total: number): CountProgress {
  let nextAt = performance.now() + COUNT_EVERY_MS;
  return {
    show(done) {
      if (performance.now() < nextAt) return;
      nextAt = performance.now() + COUNT_EVERY_MS;
      say(`${verb}: ${done} of ${total} ${noun}`);
    },
    end: () => undefined,
  };
}
