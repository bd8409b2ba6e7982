/** The frame of every page: the skip link, the navigation, the content, and the footer. */
import type { ReactNode } from 'react';
import { NavLink, useLocation } from 'react-router';
import { LANGUAGES, type Language } from '../../lib/domain/languages.ts';
import { useOnline } from '../api/use-online.ts';
import { useSession } from '../api/use-session.ts';
import { useSpeech, useTexts } from '../i18n/speech.tsx';
import styles from './shell.module.css';
import { useChosenLanguage } from './use-chosen-language.ts';

export function Shell({ children }: { children: ReactNode }) {
  const { app } = useTexts();
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#content">
        {app.skipToContent}
      </a>
      <Header />
      <main id="content" tabIndex={-1}>
        <OfflineNotice />
        {children}
      </main>
      <Footer />
    </div>
  );
}

function Header() {
  const { app } = useTexts();
  const session = useSession();
  const { pathname, search } = useLocation();
  const back = pathname === '/signin' ? '' : `?return=${encodeURIComponent(pathname + search)}`;
  const isOrganizer = session.is === 'signed-in' && session.user.role !== 'customer';
  return (
    <header className={styles.header}>
      <NavLink to="/" className={styles.brand ?? ''}>
        <img src="/icon.svg" alt="" width="28" height="28" />
        <span className={styles.name}>{app.name}</span>
      </NavLink>
      <nav className={styles.navigation} aria-label={app.navigation.label}>
        <Item to="/events" isCurrent={pathname === '/'}>
          {app.navigation.events}
        </Item>
        {isOrganizer && <Item to="/race">{app.navigation.race}</Item>}
        {session.is === 'signed-out' ? (
          <Item to={`/signin${back}`}>{app.navigation.signIn}</Item>
        ) : (
          <>
            <Item to="/bookings">{app.navigation.bookings}</Item>
            <Item to="/account">{app.navigation.account}</Item>
          </>
        )}
      </nav>
    </header>
  );
}

interface ItemProps {
  to: string;
  /** Also where the page has another address. */
  isCurrent?: boolean;
  children: ReactNode;
}

const Item = ({ to, isCurrent = false, children }: ItemProps) => (
  <NavLink to={to} className={styles.link ?? ''} {...(isCurrent && { 'data-current': true })}>
    {children}
  </NavLink>
);

function Footer() {
  const { app } = useTexts();
  const { language } = useSpeech();
  const choose = useChosenLanguage();
  return (
    <footer className={styles.footer}>
      <NavLink to="/terms">{app.footer.terms}</NavLink>
      <NavLink to="/privacy">{app.footer.privacy}</NavLink>
      <NavLink to="/legal-notice">{app.footer.legalNotice}</NavLink>
      <a href="/docs">{app.navigation.reference}</a>
      <label className={styles.language}>
        {app.footer.language}
        <select value={language} onChange={({ target }) => choose(target.value as Language)}>
          {LANGUAGES.map(tag => (
            <option key={tag} value={tag} lang={tag}>
              {app.footer.languages[tag]}
            </option>
          ))}
        </select>
      </label>
    </footer>
  );
}

function OfflineNotice() {
  const { app } = useTexts();
  const online = useOnline();
  return <div role="status">{!online && <p className={styles.offline}>{app.offline}</p>}</div>;
}
