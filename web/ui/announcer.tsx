/** One polite live region for the whole app: it reads out what changes elsewhere on the page. */
import { createContext, type ReactNode, use, useCallback, useEffect, useState } from 'react';
import styles from './announcer.module.css';

const AnnouncerContext = createContext<(text: string) => void>(() => undefined);

/** Later it would be an old text at the end of another page. */
const FORGET_MS = 10_000;

export function Announcer({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState({ text: '', number: 0 });
  // A text that is said again is a new element, else a screen reader would keep silent.
  const announce = useCallback((text: string) => setSaid(({ number }) => ({ text, number: number + 1 })), []);
  useEffect(() => {
    if (said.text === '') return undefined;
    const timer = setTimeout(() => setSaid(({ number }) => ({ text: '', number })), FORGET_MS);
    return () => clearTimeout(timer);
  }, [said]);
  return (
    <AnnouncerContext value={announce}>
      {children}
      <div className={styles.hidden} aria-live="polite" data-testid="announcer">
        <p key={said.number}>{said.text}</p>
      </div>
    </AnnouncerContext>
  );
}

/** Returns the function that reads a text out. */
export const useAnnounce = (): ((text: string) => void) => use(AnnouncerContext);
