/** The table of rounding in docs/prices.md has the results of the code. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dividedBy, percentOf, taxIn } from '../../lib/domain/amounts.ts';
import { decimalsOf } from '../../lib/domain/currencies.ts';

const text = readFileSync(new URL('../../docs/prices.md', import.meta.url), 'utf8');
const ROWS = text.split('\n').flatMap(line => {
  const cells = line
    .split('|')
    .slice(1, -1)
    .map(cell => cell.trim());
  return cells.length === 8 && /^[A-Z]{3}$/.test(cells[0] ?? '') ? [cells] : [];
});

describe('the table of rounding', () => {
  it('has currencies of 0, 2 and 3 decimals, and the one with another step', () => {
    expect(ROWS.map(([currency]) => currency)).toEqual(['JPY', 'EUR', 'KWD', 'MGA']);
  });

  it.each(ROWS)('is that of the code in %s', (currency, decimals, price, half, third, tax, discount, parts) => {
    const amount = Number(price);
    expect([Number(decimals), Number(half), Number(third), Number(tax)]).toEqual([
      decimalsOf(currency as string),
      percentOf(amount, 50, currency as string),
      percentOf(amount, 33.33, currency as string),
      taxIn(amount, 20),
    ]);
    const divided = dividedBy(Number(discount), [amount, amount, amount], currency as string);
    expect(parts).toBe(divided.join(', '));
  });
});
