/** A worker thread that judges seeds. Each message is a seed with its focus, and is answered with the result of that seed. */
import { parentPort } from 'node:worker_threads';
import type { Focus } from '../../simulation/scenario.ts';
import { judgeSeed } from './judge-seed.ts';

parentPort?.on('message', async ({ seed, focus }: { seed: number; focus?: Focus }) => {
  parentPort?.postMessage(await judgeSeed(seed, focus));
});
