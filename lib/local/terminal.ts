/** What commands say to the person who started them: lines, and a bar where there is a terminal to draw it on. */
import { Presets, SingleBar } from 'cli-progress';
import type { SeedProgress } from './seed/seeding.ts';

export const say = (line = ''): void => {
  process.stdout.write(`${line}\n`);
};

export interface Progress {
  show(progress: SeedProgress): void;
  /** Leaves the terminal as it should be, however far it came. */
  end(): void;
}

/** Seats as they come in. Elsewhere than on a terminal a line now and then is enough. */
export function seatProgress(): Progress {
  return process.stdout.isTTY ? barOfSeats() : linesOfSeats();
}

function barOfSeats(): Progress {
  const bar = new SingleBar(
    { format: 'seeding [{bar}] {value}/{total} seats | {title}', stream: process.stdout, hideCursor: true },
    Presets.legacy,
  );
  return {
    show({ seats, seatsTotal, title }) {
      if (!bar.isActive) bar.start(seatsTotal, 0, { title });
      bar.update(seats, { title });
    },
    end: () => bar.stop(),
  };
}

const LINE_EVERY_MS = 1_000;

function linesOfSeats(): Progress {
  let nextAt = 0;
  return {
    show({ seats, seatsTotal }) {
      if (seats === 0 || (performance.now() < nextAt && seats < seatsTotal)) return;
      nextAt = performance.now() + LINE_EVERY_MS;
      say(`seeding: ${seats} of ${seatsTotal} seats`);
    },
    end: () => undefined,
  };
}
