/** Links to the kinds of events. Each kind has an address of its own, so they are links and no tabs. */
import { Link } from 'react-router';
import { useTexts } from '../../i18n/speech.tsx';
import { KindIcon } from './kind-icon.tsx';
import styles from './kind-tabs.module.css';
import type { Kind } from './search.ts';

const TABS = ['', 'concert', 'flight', 'train'] as const;

export function KindTabs({ kind }: { kind: Kind | '' }) {
  const { tabs } = useTexts().events;
  const current = TABS.find(tab => tab === kind) ?? '';
  return (
    <nav className={styles.tabs} aria-label={tabs.label}>
      {TABS.map(tab => (
        <Link
          key={tab}
          to={tab === '' ? '/events' : `/events?kind=${tab}`}
          className={styles.tab}
          aria-current={tab === current ? 'page' : undefined}
        >
          <KindIcon kind={tab === '' ? 'other' : tab} size={18} />
          {tabs[tab === '' ? 'all' : tab]}
        </Link>
      ))}
    </nav>
  );
}
