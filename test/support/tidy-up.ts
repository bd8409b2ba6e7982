/** Test files share a process, for what they load is most of what they need: each is left as it was found. */
import { afterAll, vi } from 'vitest';
import { closeWorlds } from './world.ts';

afterAll(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await closeWorlds();
});
