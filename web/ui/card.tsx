/** A block of a page on a surface of its own. */
import type { ReactNode } from 'react';
import styles from './card.module.css';

export const Card = ({
  children,
  as: Element = 'section',
}: {
  children: ReactNode;
  as?: 'section' | 'article' | 'li';
}) => <Element className={styles.card}>{children}</Element>;
