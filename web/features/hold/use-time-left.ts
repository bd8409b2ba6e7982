/** The time until a deadline by the clock of the service, each second. */
import { useEffect, useState } from 'react';
import { serverNow } from '../../api/server-clock.ts';
import { type TimeLeft, timeLeft } from './time-left.ts';

export function useTimeLeft(until: string): TimeLeft {
  const deadline = Date.parse(until);
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    // The next tick is when the text changes. A hidden tab may be late, so the clock is read again.
    let timer = 0;
    const tick = (): void => {
      const at = serverNow();
      setNow(at);
      if (at < deadline) timer = window.setTimeout(tick, ((deadline - at) % 1_000) + 20);
    };
    tick();
    document.addEventListener('visibilitychange', tick);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', tick);
    };
  }, [deadline]);
  return timeLeft(deadline, now);
}
