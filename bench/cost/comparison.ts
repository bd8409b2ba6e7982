/** Compares a sale with the minimum it could cost and with typical systems, part by part. Pure. */
import { priceOf } from '../../lib/commands/shared/prices.ts';
import { digits, dollars, table } from './markdown.ts';
import type { SaleParts } from './scenarios.ts';
import { billOf, sum, totalOf } from './usage.ts';

/**
 * Per million one-seat bookings: write units of rows, calls, and dollars including compute; computed at design time.
 */
const DESIGNED = [
  { name: 'floor: two transactions, all bookkeeping in one row', units: 8, calls: 2, dollars: 7.56 },
  { name: 'planned: one claim row', units: 17, calls: 3, dollars: 14.53 },
  { name: 'typical: a row for each hold, booking and payment', units: 30, calls: 4, dollars: 24.15 },
] as const;

const MILLION = 1_000_000;

/**
 * The parts by which the designs are compared: the calls themselves, without indexes, journal, logs, traces and data
 * out.
 */
export function comparable({ place, pay }: Pick<SaleParts, 'place' | 'pay'>) {
  const calls = sum(place, pay);
  const { http, lambdaRequests, compute } = billOf(calls);
  const writes = priceOf('write', calls.tableWrites);
  return {
    units: calls.tableWrites,
    calls: calls.httpRequests,
    dollars: totalOf({ writes, http, lambdaRequests, compute }) * MILLION,
  };
}

export function comparison(sale: SaleParts): string {
  const ours = comparable(sale);
  const [floor, , typical] = DESIGNED;
  const rows = [...DESIGNED, { name: '**this code**', ...ours }].map(design => [
    design.name,
    digits(design.units, 1),
    digits(design.calls),
    dollars(design.dollars),
  ]);
  return `Compared with other designs by the calls alone (write units of rows, HTTP, Lambda), without indexes, journal, logs
and data out:

${table(['design', 'write units', 'calls', '$ per million'], rows)}

This code costs ${digits(ours.dollars / floor.dollars, 1)} times the floor and ${digits((100 * ours.dollars) / typical.dollars)} % of a typical design. Three of the units are the counters of rate limits,
which the other designs do not have.`;
}
