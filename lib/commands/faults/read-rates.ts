/** Reads the rates of faults from an option: `lost-reply=0.05,late=0.01`. */
import { closestName } from '../../cli/closest-name.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { FAULT_KINDS, type FaultRates } from '../../engine/faults/faults.ts';

/** Sums of decimal fractions such as 0.7 + 0.2 + 0.1 may be above 1 by less than this. */
const ROUNDING = 1e-9;

/** The result has the order of FAULT_KINDS, so the order in the text does not change which faults a seed gives. */
export function readRates(text: string): FaultRates {
  const rates = text.split(',').map(readRate);
  const given = new Map(rates);
  const twice = rates.find(([kind], i) => rates.slice(0, i).some(([earlier]) => earlier === kind));
  if (twice) throw new UsageError(`--rates names ${twice[0]} twice. Give one rate for each fault.`);
  const total = [...given.values()].reduce((sum, rate) => sum + rate, 0);
  if (total > 1 + ROUNDING) {
    throw new UsageError(
      `The rates of --rates add up to ${Number(total.toFixed(6))}, but a request can have one fault only: at most 1.`,
    );
  }
  return Object.fromEntries(FAULT_KINDS.filter(kind => given.has(kind)).map(kind => [kind, given.get(kind)]));
}

function readRate(part: string): [string, number] {
  const [, kind = '', value = ''] = /^([^=]*)=?(.*)$/.exec(part.trim()) ?? [];
  const rate = Number(value);
  if (!FAULT_KINDS.some(name => name === kind)) {
    const near = closestName(kind, FAULT_KINDS);
    const known = near ? `Did you mean ${near}?` : `The faults are ${FAULT_KINDS.join(', ')}.`;
    throw new UsageError(`--rates names "${kind}", which is no fault. ${known}`);
  }
  if (value.trim() !== '' && rate >= 0 && rate <= 1) return [kind, rate];
  throw new UsageError(`The rate of ${kind} must be a number from 0 to 1, as in ${kind}=0.05, but is "${value}".`);
}
