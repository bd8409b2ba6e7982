import { describe, expect, it } from 'vitest';
import { CALM_NETWORK, drawScenario, type Scenario } from '../../lib/simulation/scenario.ts';
import { shrinkScenario } from '../../lib/simulation/shrink.ts';

const scenario = drawScenario(7);

const needs =
  (indexes: number[], also: (candidate: Scenario) => boolean = () => true) =>
  async (candidate: Scenario): Promise<boolean> =>
    indexes.every(index => candidate.steps.some(step => step.index === index)) && also(candidate);

describe('a failing scenario', () => {
  it('is shortened to the steps that it needs', async () => {
    const shortest = await shrinkScenario(scenario, needs([2, 5]));
    expect(shortest.steps.map(({ index }) => index).sort()).toEqual([2, 5]);
    expect(shortest.network).toEqual(CALM_NETWORK);
    expect(shortest.skews).toEqual([0]);
  });

  it('keeps a fault that it needs, and no other', async () => {
    const faulty = { ...scenario, network: { ...CALM_NETWORK, slow: 0.1, lostReply: 0.1 } };
    const shortest = await shrinkScenario(
      faulty,
      needs([2], ({ network }) => network.slow > 0),
    );
    expect(shortest.network).toEqual({ ...CALM_NETWORK, slow: 0.1 });
  });

  it('stays as it is if nothing can be left out', async () => {
    const all = scenario.steps.map(({ index }) => index);
    const isSame = ({ network, skews }: Scenario) => network === scenario.network && skews === scenario.skews;
    expect(await shrinkScenario(scenario, needs(all, isSame))).toEqual(scenario);
  });

  it('is tried a limited number of times', async () => {
    let tries = 0;
    const never = async () => {
      tries += 1;
      return false;
    };
    await shrinkScenario(scenario, never, 5);
    expect(tries).toBe(5);
  });
});
