/** The deploy test is a run of its own: it needs an account, or an emulator of one. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/deploy/*.test.ts'],
    // Each step stands on the one before it.
    bail: 1,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
