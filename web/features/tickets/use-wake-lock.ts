/** Keeps the screen awake while `isOn`. The browser ends that when the page is hidden, so it is asked again when the page is shown. */
import { useEffect } from 'react';

export function useWakeLock(isOn: boolean): void {
  useEffect(() => {
    if (!isOn || !('wakeLock' in navigator)) return undefined;
    let isLeft = false;
    let sentinel: WakeLockSentinel | undefined;
    const ask = async (): Promise<void> => {
      if (document.visibilityState !== 'visible') return;
      // A device that saves its battery refuses. The tickets are shown all the same.
      const given = await navigator.wakeLock.request('screen').catch(() => undefined);
      if (isLeft) void given?.release();
      else sentinel = given;
    };
    const onVisible = (): void => void ask();
    onVisible();
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      isLeft = true;
      document.removeEventListener('visibilitychange', onVisible);
      void sentinel?.release();
    };
  }, [isOn]);
}
