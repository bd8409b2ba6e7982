/** The deploy test runs separately, because it needs an account or an emulator. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/deploy/*.test.ts'],
    // Each test continues after the one before.
    bail: 1,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
