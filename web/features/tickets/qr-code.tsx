/** A QR code, black on white in every colour scheme, with its quiet zone. */
import { useMemo } from 'react';
import styles from './qr-code.module.css';
import { qrPathOf } from './qr-path.ts';

export function QrCode({ code, name }: { code: string; name: string }) {
  const { size, path } = useMemo(() => qrPathOf(code), [code]);
  return (
    <svg
      className={styles.code}
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={name}
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} className={styles.light} />
      <path d={path} className={styles.dark} />
    </svg>
  );
}
