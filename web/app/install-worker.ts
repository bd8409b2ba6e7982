/** Installs the service worker, with which the app works without a connection. */
import { WORKER_PATH, WORKER_POLICY } from '../../lib/deployment/web-app.ts';
import { trustedAddress } from '../api/trusted-address.ts';

const workerAddress = trustedAddress(WORKER_POLICY, WORKER_PATH);

/** Waits until the first page has loaded, so that it does not load more slowly. Without a worker the app works all the same. */
export function installWorker(): void {
  // The server of `npm run web` has no worker: a cache would hide changes.
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const install = (): void => {
    navigator.serviceWorker.register(workerAddress()).catch(() => undefined);
  };
  if (document.readyState === 'complete') install();
  else addEventListener('load', install, { once: true });
}
