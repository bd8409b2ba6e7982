/** A message on a page. `isFocused` moves the focus to it once, so that nobody misses it. */
import { type ReactNode, useEffect, useRef } from 'react';
import styles from './notice.module.css';

interface NoticeProps {
  kind?: 'danger' | 'success' | 'warning' | 'info';
  isFocused?: boolean;
  children: ReactNode;
}

export function Notice({ kind = 'info', isFocused = false, children }: NoticeProps) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isFocused) element.current?.focus();
  }, [isFocused]);
  return (
    <div
      ref={element}
      role={kind === 'danger' ? 'alert' : 'status'}
      tabIndex={-1}
      className={`${styles.notice} ${styles[kind]}`}
    >
      <div className={styles.text}>{children}</div>
    </div>
  );
}
