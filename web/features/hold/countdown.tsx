/** The time left to pay: red in the last minute, read out at 60 and at 20 seconds. */
import { Clock } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTexts } from '../../i18n/speech.tsx';
import { useAnnounce } from '../../ui/announcer.tsx';
import styles from './hold.module.css';
import { passedMark, URGENT_SECONDS } from './time-left.ts';
import { useTimeLeft } from './use-time-left.ts';

export function Countdown({ until, onOver }: { until: string; onOver: () => void }) {
  const { hold } = useTexts();
  const announce = useAnnounce();
  const { minutes, seconds, total } = useTimeLeft(until);
  const before = useRef(total);
  const over = useRef(onOver);
  over.current = onOver;
  useEffect(() => {
    const mark = passedMark(before.current, total);
    before.current = total;
    if (mark !== undefined) announce(hold.secondsLeft(mark));
    if (total === 0) over.current();
  }, [total, announce, hold]);
  return (
    <p
      role="timer"
      aria-label={hold.leftLabel}
      className={styles.countdown}
      data-urgent={total <= URGENT_SECONDS || undefined}
    >
      <Clock aria-hidden="true" size={20} />
      {hold.left(minutes, seconds)}
    </p>
  );
}
