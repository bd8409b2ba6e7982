/** A stopwatch that stays correct while Lambda freezes a function. */
import { expect, it } from 'vitest';
import { createStopwatch } from '../../lib/lambda/stopwatch.ts';
import { readKeys } from '../../lib/tokens/key-ring.ts';
import { generateTokenKeys, verificationKeysOf } from '../../lib/tokens/token-keys.ts';

const clocks = () => {
  const time = { monotonic: 0, wall: 1_000_000 };
  const stopwatch = createStopwatch(
    () => time.monotonic,
    () => time.wall,
  );
  return { time, stopwatch };
};

it('follows the clock that has moved further, and never goes back', () => {
  const { time, stopwatch } = clocks();
  time.monotonic += 10;
  time.wall += 10;
  expect(stopwatch()).toBe(10);
  time.wall += 5_000;
  expect(stopwatch()).toBe(5_010);
  time.wall -= 60_000;
  time.monotonic += 7;
  expect(stopwatch()).toBe(5_017);
  expect(stopwatch()).toBe(5_017);
});

it('counts the time that a function was frozen, so that keys are read again', async () => {
  const { time, stopwatch } = clocks();
  const verification = verificationKeysOf(await generateTokenKeys());
  let reads = 0;
  const read = async () => {
    reads += 1;
    return { verification };
  };
  const ring = readKeys(read, { stopwatch, log: { warn: () => undefined } });
  await ring.known();
  await ring.known();
  expect(reads).toBe(1);
  time.wall += 6 * 3_600_000;
  await ring.known();
  expect(reads).toBe(2);
});
