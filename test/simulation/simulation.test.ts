/**
 * Simulations of a venue keep every promise, for new seeds in each commit. `SEED=n` runs one seed, and
 * `npm run simulate` any number of them.
 */
import { describe, expect, it } from 'vitest';
import { formatCallHistory } from '../../lib/checker/call-history.ts';
import { runSeeds } from '../../lib/commands/simulate/run-seeds.ts';
import { runSimulation } from '../../lib/simulation/run-simulation.ts';
import { drawScenario } from '../../lib/simulation/scenario.ts';
import { FIRST_SEED } from '../support/first-seed.ts';

/** `npm run check` and CI run more of them, see lib/commands/check/steps.ts. */
const SEEDS = Number(process.env.SIMULATION_SEEDS ?? 1_000);
/** `npm run verify` runs more of them. */
const PART_SEEDS = 150;
const WORKERS = 2;
/** Many times what a quiet machine needs: a slow one must not make a run red. */
const TIMEOUT_MS = 900_000;

const first = FIRST_SEED;
const count = process.env.SEED ? 1 : SEEDS;

describe('simulations of a venue', () => {
  it(
    `keep every promise for ${SEEDS} new seeds`,
    async () => {
      const { failed, seeds } = await runSeeds({ first, count, workers: WORKERS }, () => undefined);
      expect(failed, failed && `shorten the history with: npm run simulate -- --seeds 1 --seed ${failed.seed}`).toBe(
        undefined,
      );
      expect(seeds).toBe(count);
    },
    TIMEOUT_MS,
  );

  it(
    `in which most bookings are cancelled in parts keep every promise for ${PART_SEEDS} new seeds`,
    async () => {
      const seeds = { first, count: process.env.SEED ? 1 : PART_SEEDS, workers: WORKERS, focus: 'parts' as const };
      const { failed } = await runSeeds(seeds, () => undefined);
      const repeat = `npm run simulate -- --focus parts --seeds 1 --seed ${failed?.seed}`;
      expect(failed, `shorten the history with: ${repeat}`).toBe(undefined);
    },
    TIMEOUT_MS,
  );

  it(
    'in which most bookings are cancelled in parts meet each of their answers, before and after the capture',
    async () => {
      const told = new Set<string>();
      for (let seed = 1; seed <= 120; seed++) {
        const { history } = await runSimulation(drawScenario(seed, 'parts'));
        for (const line of history.lines) {
          if (line.is !== 'answer' || line.body === '') continue;
          const { code, booking, items = [] } = JSON.parse(line.body);
          if (code) told.add(code);
          if (booking) told.add(`${booking.status} with payment ${booking.payment?.state}`);
          for (const { action, from, to } of items) told.add(`${action} ${from} ${to}`);
        }
      }
      const met = [...told];
      const refused = ['booking-places-cancelled', 'refund-not-possible', 'cancellation-closed', 'booking-cancelled'];
      expect(met).toEqual(expect.arrayContaining(refused));
      expect(met).toEqual(
        expect.arrayContaining(['confirmed with payment authorised', 'confirmed with payment captured']),
      );
      expect(met).toEqual(
        expect.arrayContaining(['payment.refunded captured captured', 'payment.stuck captured captured']),
      );
      expect(met).toEqual(
        expect.arrayContaining(['payment.resumed captured captured', 'booking.cancelled confirmed cancelled']),
      );
    },
    TIMEOUT_MS,
  );

  it(
    'meet each answer of the door, online and in reports of devices',
    async () => {
      const told = new Set<string>();
      for (let seed = 1; seed <= 150; seed++) {
        const { history } = await runSimulation(drawScenario(seed));
        for (const line of history.lines) {
          if (line.is !== 'answer' || line.body === '') continue;
          const { code, reason, outcome, isReadmission, results = [] } = JSON.parse(line.body);
          if (line.status >= 400) told.add(reason ? `${code} ${reason}` : code);
          if (outcome) told.add(isReadmission ? `${outcome} again` : outcome);
          for (const { result } of results) told.add(`line ${result}`);
        }
      }
      const met = [...told];
      expect(met).toEqual(
        expect.arrayContaining(['admitted', 'admitted again', 'left', 'already-admitted', 'not-inside']),
      );
      expect(met).toEqual(expect.arrayContaining(['ticket-void cancelled', 'ticket-void replaced', 'ticket-redeemed']));
      expect(met).toEqual(expect.arrayContaining(['doors-not-open', 'wrong-gate', 'invalid-code signature']));
      expect(met).toEqual(expect.arrayContaining(['line admitted', 'line duplicate', 'line left', 'line invalid']));
      expect(met).toEqual(expect.arrayContaining(['line void', 'line void-later']));
    },
    TIMEOUT_MS,
  );

  it(
    'meet the answers of ticket types, fees and codes, the lost races and the edits',
    async () => {
      const told = new Set<string>();
      for (let seed = 1; seed <= 250; seed++) {
        const scenario = drawScenario(seed);
        if (!scenario.hasPrices) continue;
        const { history } = await runSimulation(scenario);
        for (const line of history.lines) {
          if (line.is !== 'answer' || line.body === '') continue;
          const { code, reason, booking, lines = [] } = JSON.parse(line.body);
          if (line.status >= 400) told.add(reason ? `${code} ${reason}` : code);
          if (booking?.kept?.amount > 0 && booking.status === 'cancelled') told.add('kept fees');
          for (const { kind } of lines) told.add(kind);
        }
      }
      const met = [...told];
      expect(met).toEqual(expect.arrayContaining(['places', 'discount', 'fee', 'kept fees', 'price-changed']));
      expect(met).toEqual(
        expect.arrayContaining(['ticket-type-not-found', 'ticket-type-not-offered', 'ticket-types-not-allowed']),
      );
      expect(met).toEqual(
        expect.arrayContaining(['ticket-type-sold-out', 'code-used-up', 'code-limit-reached', 'code-not-found']),
      );
      expect(met).toEqual(
        expect.arrayContaining(['upcoming', 'over', 'not-applicable'].map(reason => `code-not-usable ${reason}`)),
      );
    },
    TIMEOUT_MS,
  );

  it(
    'repeat byte by byte for the same seed',
    async () => {
      for (const seed of [1, 2, 3, first]) {
        const runs = [await runSimulation(drawScenario(seed)), await runSimulation(drawScenario(seed))];
        const [one, other] = runs.map(({ history }) => formatCallHistory(history));
        expect(one).toBe(other);
      }
    },
    TIMEOUT_MS,
  );

  it(
    'meet faults, deadlines and lost races',
    async () => {
      const told = new Set<string>();
      for (let seed = 1; seed <= 250; seed++) {
        const { history } = await runSimulation(drawScenario(seed));
        for (const line of history.lines) {
          if (line.is === 'unknown') told.add('unknown');
          if (line.is === 'answer' && line.status >= 400) told.add(JSON.parse(line.body).code);
          if (line.is === 'answer' && line.isReplay) told.add('replay');
        }
      }
      const met = [...told];
      expect(met).toEqual(expect.arrayContaining(['unknown', 'replay', 'busy', 'seats-unavailable', 'area-sold-out']));
      expect(met).toEqual(expect.arrayContaining(['hold-expired', 'hold-not-extendable', 'hold-released']));
      expect(met).toEqual(expect.arrayContaining(['payment-declined', 'payment-unavailable', 'payment-in-progress']));
      expect(met).toEqual(expect.arrayContaining(['cancellation-closed', 'booking-cancelled', 'no-adjacent-seats']));
      expect(met).toEqual(expect.arrayContaining(['customer-limit-reached', 'overlapping-journey', 'sales-not-open']));
      expect(met).toEqual(expect.arrayContaining(['idempotency-key-reused', 'hold-not-found', 'booking-not-found']));
    },
    TIMEOUT_MS,
  );
});
