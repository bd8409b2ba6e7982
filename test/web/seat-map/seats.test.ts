/** The looks of seats, in a byte each. */
import { expect, it } from 'vitest';
import { lookOf, PRICE_COLOURS, priceIndexOf, readLook, STATUSES } from '../../../web/seat-map/seats.ts';
import { mapOf } from './maps.ts';

it('keeps a look in a byte, and only available seats have the colour of their price', () => {
  for (const status of STATUSES) {
    for (const access of [undefined, 'wheelchair', 'companion'] as const) {
      for (const isFaint of [false, true]) {
        for (let price = 0; price < PRICE_COLOURS; price++) {
          const look = lookOf({ status, access, isFaint, price });
          expect(look).toBeLessThan(256);
          expect(readLook(look)).toEqual({ status, access, isFaint, price: status === 'available' ? price : 0 });
        }
      }
    }
  }
});

it('gives the dearest price the first colour, and begins again after the last', () => {
  const areas = Array.from({ length: 9 }, (_, i) => ({ id: `a${i}`, name: 'Area', available: 1, price: 100 * i }));
  const index = priceIndexOf({ ...mapOf(1, 1, 1), areas });
  expect(index.get(5_000)).toBe(0);
  expect(index.get(800)).toBe(1);
  expect(index.get(0)).toBe(9 % PRICE_COLOURS);
});
