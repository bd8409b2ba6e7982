/** The content of a page under its heading. The heading is the title of the window, and gets the focus after a change of page. */
import { type ReactNode, useEffect, useRef } from 'react';
import { useLocation, useNavigationType } from 'react-router';
import { useTexts } from '../i18n/speech.tsx';
import styles from './page.module.css';

interface PageProps {
  heading: string;
  /** Shown above the heading: a way back. It stays where it is when the heading gets longer. */
  above?: ReactNode;
  /** Shown under the heading, in the same block. */
  intro?: ReactNode;
  isNarrow?: boolean;
  children: ReactNode;
}

/** Whether a page was shown before. The first page keeps the focus where the browser puts it. */
let isLater = false;

export function Page({ heading, above, intro, isNarrow = false, children }: PageProps) {
  const { app } = useTexts();
  const navigation = useNavigationType();
  const { pathname } = useLocation();
  const element = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = app.title(heading);
  }, [app, heading]);
  const shown = useRef<string | undefined>(undefined);
  useEffect(() => {
    // A change of the query string, such as another search, is no change of page: the focus stays where it is.
    if (shown.current === pathname) return;
    shown.current = pathname;
    if (isLater) {
      element.current?.focus({ preventScroll: navigation === 'POP' });
      if (navigation !== 'POP') window.scrollTo(0, 0);
    }
    isLater = true;
  }, [navigation, pathname]);
  return (
    <div className={`${styles.page} ${isNarrow ? styles.narrow : ''}`}>
      <header className={styles.header}>
        {above}
        <h1 ref={element} tabIndex={-1}>
          {heading}
        </h1>
        {intro}
      </header>
      {children}
    </div>
  );
}
