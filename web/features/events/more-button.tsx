/** Loads more of the list. It keeps the focus while it loads; after the last page the focus goes to the text in its place. */
import { useEffect, useRef } from 'react';
import { useTexts } from '../../i18n/speech.tsx';
import { Button } from '../../ui/button.tsx';
import styles from './more-button.module.css';

interface MoreButtonProps {
  hasMore: boolean;
  isPending: boolean;
  onMore: () => void;
}

export function MoreButton({ hasMore, isPending, onMore }: MoreButtonProps) {
  const { events } = useTexts();
  const wasPressed = useRef(false);
  const end = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (hasMore) return;
    if (wasPressed.current) end.current?.focus();
    wasPressed.current = false;
  }, [hasMore]);
  const press = (): void => {
    wasPressed.current = true;
    onMore();
  };
  return (
    <div className={styles.more}>
      {hasMore ? (
        <Button look="secondary" isPending={isPending} onPress={press}>
          {events.more}
        </Button>
      ) : (
        <p ref={end} tabIndex={-1}>
          {events.noMore}
        </p>
      )}
    </div>
  );
}
