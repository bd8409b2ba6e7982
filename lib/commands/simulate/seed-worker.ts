/** A worker thread that judges seeds. Each message is a seed, and is answered with the result of that seed. */
import { parentPort } from 'node:worker_threads';
import { judgeSeed } from './judge-seed.ts';

parentPort?.on('message', async (seed: number) => {
  parentPort?.postMessage(await judgeSeed(seed));
});
