/** The deploy test runs separately, because it needs an account or an emulator. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/deploy/*.test.ts'],
    // Each test continues after the one before.
    bail: 1,
    // A timeout only ends a test that hangs: on a busy machine one deployment takes several minutes.
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
});
