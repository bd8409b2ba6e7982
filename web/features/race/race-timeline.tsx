/** A race as bars on one time axis, one for each request. */
import { useTexts } from '../../i18n/speech.tsx';
import styles from './race.module.css';
import type { RaceEntry } from './run-race.ts';
import { inOrder } from './verdict.ts';

export function RaceTimeline({ entries }: { entries: readonly RaceEntry[] }) {
  const { race } = useTexts();
  const endMs = Math.max(1, ...entries.map(({ answeredAt = 0, sentAt }) => Math.max(answeredAt, sentAt)));
  return (
    <section className={styles.timeline}>
      <h3>{race.timeline}</h3>
      <ol role="list">
        {inOrder(entries).map(entry => (
          <Bar key={entry.id} entry={entry} endMs={endMs} />
        ))}
      </ol>
      <p className={styles.axis} aria-hidden="true">
        <span>{race.ms(0)}</span>
        <span>{race.ms(Math.round(endMs))}</span>
      </p>
    </section>
  );
}

/** The bar begins when the request was sent, and ends with the answer. */
function Bar({ entry, endMs }: { entry: RaceEntry; endMs: number }) {
  const { race } = useTexts();
  const { buyer, number, isRetry, outcome, sentAt, answeredAt = endMs } = entry;
  const name = isRetry ? race.retryShort : race.request(number);
  return (
    <li className={styles.lane}>
      <span className={styles.name}>
        {race.buyer(buyer.name)} <span className={styles.soft}>{name}</span>
      </span>
      <svg className={styles.bar} viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
        <rect width="100" height="4" className={styles.track} />
        <rect
          x={(sentAt / endMs) * 100}
          width={Math.max(0.75, ((answeredAt - sentAt) / endMs) * 100)}
          height="4"
          className={styles[outcome]}
        />
      </svg>
      <span className={styles.took}>{outcome === 'waiting' ? '…' : race.ms(Math.round(answeredAt - sentAt))}</span>
    </li>
  );
}
