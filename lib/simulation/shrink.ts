/**
 * Shortens a failing scenario: leaves out steps, faults and clock skews as long as the same rule is still broken. It tries to
 * leave out large parts first, then smaller ones (delta debugging, Zeller and Hildebrandt 2002).
 */
import { CALM_NETWORK, type Scenario, type Step } from './scenario.ts';

/** `fails` says whether a scenario still breaks the rule. At most `triesMax` scenarios are tried. */
export async function shrinkScenario(
  scenario: Scenario,
  fails: (scenario: Scenario) => Promise<boolean>,
  triesMax = 400,
): Promise<Scenario> {
  let [shortest, tries] = [scenario, 0];
  const isShorter = async (candidate: Scenario): Promise<boolean> => {
    tries += 1;
    if (tries > triesMax || !(await fails(candidate))) return false;
    shortest = candidate;
    return true;
  };
  await isShorter({ ...shortest, network: CALM_NETWORK });
  await leaveOutSteps();
  for (const name of Object.keys(CALM_NETWORK))
    await isShorter({ ...shortest, network: { ...shortest.network, [name]: 0 } });
  await isShorter({ ...shortest, skews: shortest.skews.map(() => 0) });
  await isShorter({ ...shortest, skews: shortest.skews.slice(0, 1) });
  await leaveOutSteps();
  return shortest;

  async function leaveOutSteps(): Promise<void> {
    for (let size = Math.ceil(shortest.steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      for (let from = 0; from < shortest.steps.length; ) {
        const steps: Step[] = shortest.steps.toSpliced(from, size);
        if (!(await isShorter({ ...shortest, steps }))) from += size;
      }
    }
  }
}
