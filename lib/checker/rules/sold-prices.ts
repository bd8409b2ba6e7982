/**
 * A hold costs what its event asked for when it was placed (P9): the price of each place, the discount, the fees and the taxes are
 * those of one list of prices, the total is their sum, and the code was open. The rule `final-answers` checks that later answers tell
 * the same.
 */
import type { NewHold } from '../../contract/holds/requests.ts';
import type { Hold } from '../../contract/holds/responses.ts';
import type { Claim } from '../claims.ts';
import { codeIdOf, findCode, type KnownCode, valuesOfTerm } from '../codes.ts';
import { type Findings, nameOf, report } from '../findings.ts';
import type { History } from '../history.ts';
import { sum } from '../prices/reference-prices.ts';
import { listsOf } from '../prices/sold-prices.ts';
import { feesIn, unitPricesIn } from '../prices/told-prices.ts';
import type { Window } from '../settings.ts';

export function checkSoldPrices(history: History, findings: Findings): void {
  for (const claim of history.claims.values()) {
    const success = claim.placed?.success;
    const hold = success?.answer?.document as Hold | undefined;
    if (!success || !hold) continue;
    findings.applied['sold-prices'] += 1;
    const flaw = flawOf(history, claim, hold);
    if (flaw === undefined) continue;
    report(findings, 'sold-prices', `${nameOf(success)}: the hold ${hold.id} ${flaw}.`, [success]);
  }
}

function flawOf(history: History, claim: Claim, hold: Hold): string | undefined {
  const { code } = claim;
  const { expectedTotal, code: typed } = (claim.placed?.first.body ?? {}) as Partial<NewHold>;
  const total = hold.total.amount;
  if (code !== (typed === undefined ? undefined : codeIdOf(typed)))
    return `has the code ${code}, and ${typed} was sent`;
  if (expectedTotal !== undefined && expectedTotal !== total)
    return `costs ${total}, and its customer expected ${expectedTotal}`;
  return flawOfSums(hold) ?? flawOfCode(history, claim) ?? flawOfList(history, claim);
}

/** The total is the sum of its lines, and these are the prices before the discount, the discount, and the fees. */
function flawOfSums(hold: Hold): string | undefined {
  const units = unitPricesIn(hold);
  const whole = sum(units.map(({ price }) => price)) + sum(feesIn(hold).map(({ amount }) => amount));
  if (whole !== hold.total.amount) return `costs ${hold.total.amount}, and its places and fees ${whole}`;
  if (!hold.lines) return undefined;
  const lines = sum(hold.lines.map(({ amount }) => amount.amount));
  if (lines !== whole) return `costs ${whole}, and its lines ${lines}`;
  const discount = -sum(hold.lines.map(line => (line.kind === 'discount' ? line.amount.amount : 0)));
  const discounts = sum(units.map(unit => unit.discount));
  return discount === discounts ? undefined : `has a discount of ${discount}, and its places have ${discounts}`;
}

/** A hold with a code was placed while the code could be used. */
function flawOfCode({ codes, skewMs }: History, { placed, eventId, code: id }: Claim): string | undefined {
  const code = findCode(codes, eventId, id);
  const success = placed?.success;
  if (!placed || !success || !code) return undefined;
  if (success.to < code.created.from) return `uses the code ${id}, which was created later`;
  // A hold reads its code again, so that no earlier terms apply.
  const window = { from: placed.first.from, to: success.to };
  const [opensAt, closesAt] = [timesOf(code, 'opensAt', window), timesOf(code, 'closesAt', window)];
  if (success.answeredAt + skewMs < Math.min(...opensAt.map(time => time ?? Number.NEGATIVE_INFINITY)))
    return `uses the code ${id} before its time`;
  if (placed.first.invokedAt - skewMs >= Math.max(...closesAt.map(time => time ?? Number.POSITIVE_INFINITY)))
    return `uses the code ${id} after its time`;
  const ended = code.ends.find(
    ({ answer, to }) => answer !== undefined && answer.status < 300 && to < placed.first.from,
  );
  return ended && `uses the code ${id} after ${nameOf(ended)}`;
}

const timesOf = (code: KnownCode, name: 'opensAt' | 'closesAt', window: Window): (number | undefined)[] =>
  valuesOfTerm(code, name, window).map(time => (time === undefined ? undefined : Date.parse(time)));

function flawOfList(history: History, claim: Claim): string | undefined {
  const lists = listsOf(history, claim);
  if (!lists || lists.length > 0) return undefined;
  const units = claim.prices.map(
    ({ placeId, type, price, discount }) =>
      `${placeId}${type === undefined ? '' : ` as ${type}`} for ${price} (${discount} off)`,
  );
  const fees = claim.fees.map(({ id, amount }) => `${id} of ${amount}`);
  return `has ${units.join(', ')} with the fees [${fees.join(', ')}], which no list of prices of that time gives`;
}
