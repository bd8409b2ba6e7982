/** A short status. Its text says all that its colour does. */
import styles from './badge.module.css';

export const Badge = ({ look = 'neutral', text }: { look?: 'neutral' | 'good' | 'warning' | 'bad'; text: string }) => (
  <span className={`${styles.badge} ${styles[look]}`}>{text}</span>
);
