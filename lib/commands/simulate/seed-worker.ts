/** A worker thread that judges the seeds which it is given. It answers each message with the result of one seed. */
import { parentPort } from 'node:worker_threads';
import { judgeSeed } from './judge-seed.ts';

parentPort?.on('message', async (seed: number) => {
  parentPort?.postMessage(await judgeSeed(seed));
});
