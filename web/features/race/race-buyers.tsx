/** The buyers of a race side by side: what each of them sent, and what each was answered. */
import { useTexts } from '../../i18n/speech.tsx';
import { Badge } from '../../ui/badge.tsx';
import styles from './race.module.css';
import type { RaceEntry } from './run-race.ts';
import { useReason } from './use-reason.ts';
import { byBuyer, comparisonOf } from './verdict.ts';

const LOOKS = { waiting: 'neutral', won: 'good', lost: 'bad', gone: 'warning', failed: 'warning' } as const;

export function RaceBuyers({ entries }: { entries: readonly RaceEntry[] }) {
  const { race } = useTexts();
  return (
    <ul role="list" className={styles.buyers}>
      {byBuyer(entries).map(([name, own]) => (
        <li key={name} className={styles.buyer}>
          <h3>{race.buyer(name)}</h3>
          <ol role="list" className={styles.requests}>
            {own.map(entry => (
              <Request key={entry.id} entry={entry} entries={own} />
            ))}
          </ol>
        </li>
      ))}
    </ul>
  );
}

function Request({ entry, entries }: { entry: RaceEntry; entries: readonly RaceEntry[] }) {
  const { race } = useTexts();
  const reasonOf = useReason();
  const { outcome, number, isRetry, sentAt, answeredAt, status, problem } = entry;
  const comparison = comparisonOf(entry, entries);
  const code = problem?.code;
  return (
    <li className={styles.request}>
      <p className={styles.facts}>
        {isRetry ? (
          <span>{race.retry}</span>
        ) : (
          entries.some(other => !other.isRetry && other !== entry) && <span>{race.request(number)}</span>
        )}
        <Badge look={LOOKS[outcome]} text={race.outcome[outcome]} />
      </p>
      {comparison ? (
        <p>{race.comparison[comparison]}</p>
      ) : (
        code !== undefined && <p>{race.because(reasonOf(code), code)}</p>
      )}
      <p className={styles.soft}>
        {answeredAt === undefined
          ? race.sent(Math.round(sentAt))
          : race.times(Math.round(sentAt), Math.round(answeredAt))}
        {status !== undefined && ` ${race.reply(status)}`}
      </p>
    </li>
  );
}
