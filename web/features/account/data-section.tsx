/** Saves all data of the account as a file, and signs out. */
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { call, unwrap } from '../../api/client.ts';
import { endSession } from '../../api/session-changes.ts';
import { useTexts } from '../../i18n/speech.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Failure } from '../../ui/failure.tsx';
import styles from './account.module.css';

export function DataSection() {
  const { page } = useTexts().account;
  const navigate = useNavigate();
  const save = useMutation({ mutationFn: async () => saveFile(page.exportFile, await readAll()) });
  const signOut = useMutation({ mutationFn: endSession, onSuccess: () => navigate('/events') });
  return (
    <Card>
      <h2>{page.data}</h2>
      <p>{page.exportText}</p>
      {save.isError && <Failure error={save.error} onAgain={() => save.mutate()} />}
      {signOut.isError && <Failure error={signOut.error} onAgain={() => signOut.mutate()} />}
      <div className={styles.actions}>
        <Button look="secondary" isPending={save.isPending} onPress={() => save.mutate()}>
          {page.export}
        </Button>
        <Button look="secondary" isPending={signOut.isPending} onPress={() => signOut.mutate()}>
          {page.signOut}
        </Button>
      </div>
    </Card>
  );
}

const PAGE_SIZE = 100;

async function readAll(): Promise<unknown[]> {
  const parts: unknown[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const query = { limit: PAGE_SIZE, ...(cursor && { cursor }) };
    const { items, nextCursor } = unwrap(await call('export-account', { query }));
    parts.push(...items);
    cursor = nextCursor;
  }
  return parts;
}

function saveFile(name: string, content: unknown): void {
  const address = URL.createObjectURL(new Blob([JSON.stringify(content, null, 2)], { type: 'application/json' }));
  Object.assign(document.createElement('a'), { href: address, download: name }).click();
  // The browser has begun to save it by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
