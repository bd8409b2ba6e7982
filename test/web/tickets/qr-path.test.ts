/** The QR code of a ticket, as it is drawn. */
import { encode } from 'uqr';
import { describe, expect, it } from 'vitest';
import { QUIET_MODULES, qrPathOf } from '../../../web/features/tickets/qr-path.ts';

const CODE = 'x'.repeat(247);

describe('the path of a QR code', () => {
  it('has a quiet zone of four modules around 61', () => {
    expect(qrPathOf(CODE).size).toBe(61 + 2 * QUIET_MODULES);
  });

  it('covers exactly the dark modules', () => {
    const { path, size } = qrPathOf(CODE);
    const drawn = Array.from({ length: size }, () => new Array<boolean>(size).fill(false));
    for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
      for (let i = 0; i < Number(length); i++) (drawn[Number(y)] as boolean[])[Number(x) + i] = true;
    }
    expect(drawn).toEqual(encode(CODE, { ecc: 'M', border: QUIET_MODULES }).data);
  });
});
