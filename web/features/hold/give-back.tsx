/** Gives the places back, after a question. */
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { call, unwrap } from '../../api/client.ts';
import { useTexts } from '../../i18n/speech.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/failure.tsx';
import styles from './hold.module.css';

export function GiveBack({ holdId, onGiven }: { holdId: string; onGiven: () => void }) {
  const { giveBack: texts } = useTexts().hold;
  const [isOpen, setOpen] = useState(false);
  const release = useMutation({
    mutationFn: async () => unwrap(await call('release-hold', { path: { holdId } })),
    onSuccess: () => {
      setOpen(false);
      onGiven();
    },
  });
  return (
    <>
      <Button look="quiet" onPress={() => setOpen(true)}>
        {texts.open}
      </Button>
      <Dialog heading={texts.heading} isOpen={isOpen} onClose={() => setOpen(false)}>
        <p>{texts.text}</p>
        {release.isError && <Failure error={release.error} onAgain={() => release.mutate()} isChange />}
        <div className={styles.actions}>
          <Button look="danger" isPending={release.isPending} onPress={() => release.mutate()}>
            {texts.confirm}
          </Button>
          <Button look="secondary" onPress={() => setOpen(false)}>
            {texts.keep}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
