/** Restores the process after each test file. Files share a process, because loading the modules takes longest. */
import { afterAll, vi } from 'vitest';
import { closeDatabases } from './database.ts';

afterAll(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await closeDatabases();
});
