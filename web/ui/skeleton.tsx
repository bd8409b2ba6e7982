/** The outline of what is loading, as large as that will be, so that nothing moves when it comes. */
import { useTexts } from '../i18n/speech.tsx';
import styles from './skeleton.module.css';

export function Skeleton({ height, width = '100%' }: { height: string; width?: string }) {
  return <div aria-hidden="true" className={styles.outline} style={{ height, width }} />;
}

/** Outlines, with one text for screen readers. */
export function Loading({ outlines }: { outlines: { height: string; width?: string }[] }) {
  const { app } = useTexts();
  return (
    <div role="status" aria-label={app.loading} style={{ display: 'grid', gap: 'var(--space-4)' }}>
      {outlines.map((outline, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: outlines have no identity
        <Skeleton key={i} {...outline} />
      ))}
    </div>
  );
}
