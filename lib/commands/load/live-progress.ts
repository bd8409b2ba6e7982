/** Shows the progress of a run: a bar on a terminal, or else a line every few seconds. */
import { Presets, SingleBar } from 'cli-progress';
import { say } from '../../cli/terminal.ts';
import { type LiveFigures, watchHistory } from './live-figures.ts';
import type { LoadClock } from './load-clock.ts';
import type { Phase } from './run-load.ts';

export interface LiveProgress {
  show(phase: Phase): void;
  /** Restores the terminal, also after a failure. */
  end(): void;
}

const BAR_EVERY_MS = 500;
const LINE_EVERY_MS = 5_000;

/** The output of the progress: the figures of the load, and a line for each other phase. */
interface Display {
  everyMs: number;
  load(figures: LiveFigures, elapsedMs: number, totalMs: number): void;
  endLoad(): void;
  /** Replaces the last line where the display can do that. */
  status(line: string): void;
  end(): void;
}

export function liveProgress(clock: LoadClock): LiveProgress {
  const display = process.stdout.isTTY ? barDisplay() : lineDisplay(clock);
  let timer: NodeJS.Timeout | undefined;
  const endLoad = () => {
    clearInterval(timer);
    timer = undefined;
    display.endLoad();
  };
  return {
    show(phase) {
      if (phase.is !== 'load') {
        if (timer) endLoad();
        display.status(statusOf(phase));
        return;
      }
      const look = watchHistory(phase.history, phase.startedAt);
      const totalMs = phase.endsAt - phase.startedAt;
      const show = () => {
        const now = clock.now();
        display.load(look(now), Math.min(totalMs, now - phase.startedAt), totalMs);
      };
      timer = setInterval(show, display.everyMs);
      show();
    },
    end() {
      if (timer) endLoad();
      display.end();
    },
  };
}

export function statusOf(phase: Exclude<Phase, { is: 'load' }>): string {
  switch (phase.is) {
    case 'preparing':
      return 'Preparing: signing in, making customers, publishing events …';
    case 'draining':
      return `The load has ended. Calls that wait for their answer: ${phase.inFlight} …`;
    case 'gateway-left-faulty':
      return 'The settings of the payment simulator could not be restored: PUT /v1/admin/payment-simulator restores them.';
    case 'settling': {
      const { holds, payments, entries } = phase.left;
      return `Settling. Active holds: ${holds}, unfinished payments: ${payments}, changes not in the journal yet: ${entries} …`;
    }
    case 'reading':
      return `Reading the final state: ${phase.done} of ${phase.events} events …`;
    case 'judging':
      return `Checking ${phase.calls} calls …`;
  }
}

const rounded = (ms: number): string => (ms < 10 ? ms.toFixed(1) : ms.toFixed(0));

/** `312/s, p50 8.1 ms, p99 97 ms, 210 refusals, 3 unknown`. */
export const describeFigures = ({ perSecond, p50, p99, refusals, unknowns }: LiveFigures): string =>
  `${perSecond.toFixed(0)}/s, p50 ${rounded(p50)} ms, p99 ${rounded(p99)} ms, ${refusals} refusals, ${unknowns} unknown`;

const secondsLeft = (elapsedMs: number, totalMs: number): string => `${Math.ceil((totalMs - elapsedMs) / 1000)} s left`;

function barDisplay(): Display {
  const format = 'load [{bar}] {left} | {figures}';
  const bar = new SingleBar(
    { format, stream: process.stdout, hideCursor: true, barsize: 20, linewrap: null },
    Presets.legacy,
  );
  let isLineOpen = false;
  const closeLine = () => {
    if (isLineOpen) process.stdout.write('\n');
    isLineOpen = false;
  };
  return {
    everyMs: BAR_EVERY_MS,
    load(figures, elapsedMs, totalMs) {
      closeLine();
      const payload = { left: secondsLeft(elapsedMs, totalMs), figures: describeFigures(figures) };
      if (!bar.isActive) bar.start(totalMs, 0, payload);
      bar.update(elapsedMs, payload);
    },
    endLoad: () => bar.stop(),
    status(line) {
      process.stdout.write(`\r\u001b[K${line}`);
      isLineOpen = true;
    },
    end: closeLine,
  };
}

function lineDisplay(clock: LoadClock): Display {
  let last = '';
  let nextAt = 0;
  return {
    everyMs: LINE_EVERY_MS,
    load: (figures, elapsedMs, totalMs) => say(`load: ${secondsLeft(elapsedMs, totalMs)}, ${describeFigures(figures)}`),
    endLoad: () => undefined,
    status(line) {
      // The first line of a kind is shown at once, further ones every few seconds.
      const kind = line.replace(/\d+/g, '');
      if (kind === last && clock.now() < nextAt) return;
      last = kind;
      nextAt = clock.now() + LINE_EVERY_MS;
      say(line);
    },
    end: () => undefined,
  };
}
