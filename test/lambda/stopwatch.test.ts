/** A stopwatch that a frozen function cannot fool. */
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

it('goes by whichever clock has moved further, and never back', () => {
  const { time, stopwatch } = clocks();
  time.monotonic += 10;
  time.wall += 10;
  expect(stopwatch()).toBe(11);
  time.wall += 5_000;
  expect(stopwatch()).toBe(5_011);
  time.wall -= 60_000;
  time.monotonic += 7;
  expect(stopwatch()).toBe(5_018);
  expect(stopwatch()).toBe(5_018);
});

it('lets keys grow old while a function is frozen', async () => {
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
