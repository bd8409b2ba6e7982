/** Runs the measurements one after the other and prints each as it is done. Nothing here passes or fails. */
import { availableParallelism, cpus, loadavg } from 'node:os';
import { say } from '../lib/cli/terminal.ts';
import { UsageError } from '../lib/cli/usage-error.ts';
import { type Effort, QUICK, THOROUGH } from './effort.ts';
import { type Fixture, openFixture } from './fixture.ts';
import { areas } from './measurements/areas.ts';
import { bestAvailable } from './measurements/best-available.ts';
import { checker } from './measurements/checker.ts';
import { engines } from './measurements/engines.ts';
import { holdAndPay } from './measurements/hold-and-pay.ts';
import { hotSeat } from './measurements/hot-seat.ts';
import { layers } from './measurements/layers.ts';
import { login } from './measurements/login.ts';
import { reads } from './measurements/reads.ts';
import { seatMap } from './measurements/seat-map.ts';
import { seatMaps } from './measurements/seat-maps.ts';
import { sellOut } from './measurements/sell-out.ts';
import { simulation } from './measurements/simulation.ts';
import { units } from './measurements/units.ts';
import { web } from './measurements/web.ts';

const MEASUREMENTS: Record<string, (fixture: Fixture, effort: Effort) => Promise<void>> = {
  'hot-seat': hotSeat,
  'sell-out': sellOut,
  'hold-and-pay': holdAndPay,
  areas,
  'best-available': bestAvailable,
  layers,
  login,
  reads,
  'seat-maps': seatMaps,
  units,
};
/** The measurements that need no running service, or start services of their own. */
const WITHOUT_FIXTURE: Record<string, (effort: Effort, profile: string | undefined) => Promise<void> | void> = {
  engines,
  checker,
  simulation,
  'seat-map': seatMap,
  web,
};
const NAMES = [...Object.keys(MEASUREMENTS), ...Object.keys(WITHOUT_FIXTURE)];

interface BenchOptions {
  quick: boolean;
  only: string[] | undefined;
  profile: string | undefined;
}

export async function bench({ quick, only: names = NAMES, profile }: BenchOptions): Promise<void> {
  const unknown = names.find(name => !NAMES.includes(name));
  if (unknown) throw new UsageError(`There is no measurement ${unknown}: --only takes ${NAMES.join(', ')}.`);

  const began = performance.now();
  say(machine());
  const effort = quick ? QUICK : THOROUGH;
  let fixture: Fixture | undefined;
  try {
    for (const name of names) {
      say(`\n${name}`);
      await WITHOUT_FIXTURE[name]?.(effort, profile);
      const measure = MEASUREMENTS[name];
      if (!measure) continue;
      fixture ??= await openFixture(profile);
      await measure(fixture, effort);
    }
  } finally {
    await fixture?.stop();
  }
  say(`\n${machine()} The whole run took ${Math.round((performance.now() - began) / 1000)} s.`);
}

function machine(): string {
  const load = loadavg().map(value => value.toFixed(1));
  return `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown CPU'}, Node ${process.versions.node}, load ${load.join(' ')}.`;
}
