/** Whether the device has a connection, as far as the browser knows. */
import { useSyncExternalStore } from 'react';

export const useOnline = (): boolean => useSyncExternalStore(onConnection, () => navigator.onLine);

function onConnection(listener: () => void): () => void {
  addEventListener('online', listener);
  addEventListener('offline', listener);
  return () => {
    removeEventListener('online', listener);
    removeEventListener('offline', listener);
  };
}
