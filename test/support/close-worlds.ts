/** After each test file, what it opened is closed. */
import { afterAll } from 'vitest';
import { closeWorlds } from './world.ts';

afterAll(closeWorlds);
