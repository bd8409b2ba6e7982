/**
 * Chooses seats that need not be adjacent: as few blocks as possible. Among the choices with that number of blocks, one that
 * leaves the fewest single seats over, then one at the earlier prices, then one that fills the most runs.
 */
import { type Attempt, chooseAmong } from './block-choice.ts';
import { type Block, bestBlockIn, type Run, singlesLeftBy } from './seat-blocks.ts';

const COST_OF_SINGLE = 1_000_000;
const COST_OF_LATER_PRICE = 100;
const COST_OF_PART = 1;

/** Runs whose blocks have the same costs. */
interface RunKind {
  runs: Run[];
  /** The blocks that one run can give: the whole run, or a part of it. */
  parts: { length: number; cost: number }[];
}
/** A block of the plan, and the blocks before it. */
interface Step {
  cost: number;
  kind?: RunKind;
  length: number;
  before?: Step;
}

/** `runsByPrice` has no run with `quantity` seats. Undefined if fewer seats are available. */
export function chooseFewestBlocks(runsByPrice: Run[][], quantity: number, attempt: Attempt): Block[] | undefined {
  const count = fewestRuns(runsByPrice, quantity);
  if (count === undefined) return undefined;
  const kinds = runsByPrice.flatMap((runs, price) => kindsOf(runs, price, quantity));
  return blocksOf(cheapestPlan(kinds, count, quantity), attempt);
}

function fewestRuns(runsByPrice: Run[][], quantity: number): number | undefined {
  const lengths = runsByPrice.flat().map(({ length }) => length);
  lengths.sort((a, b) => b - a);
  let [count, seats] = [0, 0];
  while (seats < quantity) {
    const longest = lengths[count];
    if (longest === undefined) return undefined;
    seats += longest;
    count += 1;
  }
  return count;
}

function kindsOf(runs: Run[], price: number, quantity: number): RunKind[] {
  const alike = Map.groupBy(runs, run => `${run.length} ${besideOf(run, -1)} ${besideOf(run, 1)}`);
  return [...alike.values()].map(runs => {
    const [run] = runs as [Run];
    const lengths = Array.from({ length: Math.min(run.length, quantity) }, (_, i) => i + 1);
    return { runs, parts: lengths.map(length => ({ length, cost: costOf(run, length, price) })) };
  });
}

function costOf(run: Run, length: number, price: number): number {
  const singles = singlesLeftBy(bestBlockIn(run, length));
  const isPart = length < run.length;
  return singles * COST_OF_SINGLE + price * length * COST_OF_LATER_PRICE + (isPart ? COST_OF_PART : 0);
}

/** The number of available ordinary seats beside a run, up to two: they do not have the requested attributes. */
function besideOf({ seen, start, length }: Run, direction: 1 | -1): number {
  const { stretch, isFree } = seen;
  const first = direction === 1 ? start + length : start - 1;
  const isOrdinary = (seat: number): boolean => isFree[seat] === true && stretch.access[seat] === undefined;
  return isOrdinary(first) ? (isOrdinary(first + direction) ? 2 : 1) : 0;
}

/** Finds the cheapest `count` blocks with `quantity` seats together. It is a knapsack problem, solved run by run. */
function cheapestPlan(kinds: RunKind[], count: number, quantity: number): Step {
  const plans: Step[][] = Array.from({ length: count + 1 }, () => []);
  (plans[0] as Step[])[0] = { cost: 0, length: 0 };
  for (const kind of kinds) {
    for (let runs = Math.min(kind.runs.length, count); runs > 0; runs--) {
      // From the most blocks to the fewest, so that each run is used once.
      for (let used = count - 1; used >= 0; used--)
        addBlock(plans[used] as Step[], plans[used + 1] as Step[], kind, quantity);
    }
  }
  return plans[count]?.[quantity] as Step;
}

function addBlock(plans: Step[], longer: Step[], kind: RunKind, quantity: number): void {
  for (const { length, cost } of kind.parts) {
    for (let seats = quantity - length; seats >= 0; seats--) {
      const before = plans[seats];
      const other = longer[seats + length];
      if (!before || (other && other.cost <= before.cost + cost)) continue;
      longer[seats + length] = { cost: before.cost + cost, kind, length, before };
    }
  }
}

function blocksOf(plan: Step, attempt: Attempt): Block[] {
  const steps: Step[] = [];
  for (let step: Step | undefined = plan; step?.kind; step = step.before) steps.push(step);
  const chosen: Block[] = [];
  const used = new Set<Run>();
  for (const [kind, ofKind] of Map.groupBy(steps, step => step.kind as RunKind)) {
    for (const [length, { length: count }] of Map.groupBy(ofKind, step => step.length)) {
      for (let missing = count; missing > 0; ) {
        const unused = kind.runs.filter(run => !used.has(run));
        const runOf = new Map(unused.map(run => [bestBlockIn(run, length), run]));
        const taken = chooseAmong([...runOf.keys()], missing, attempt);
        for (const block of taken) used.add(runOf.get(block) as Run);
        chosen.push(...taken);
        missing -= taken.length;
      }
    }
  }
  return chosen;
}
