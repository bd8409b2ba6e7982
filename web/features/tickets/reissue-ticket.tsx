/** Gives a ticket a new code, after the visitor has confirmed that the old one becomes void. */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Schemas } from '../../api/client.ts';
import { hasCode } from '../../api/problems.ts';
import { useChange } from '../../api/queries.ts';
import { useTexts } from '../../i18n/speech.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Notice } from '../../ui/notice.tsx';
import styles from './reissue-ticket.module.css';

interface ReissueTicketProps {
  bookingId: string;
  ticket: Schemas['BookedTicket'];
}

export function ReissueTicket({ bookingId, ticket }: ReissueTicketProps) {
  const { reissue } = useTexts().tickets;
  const [isOpen, setOpen] = useState(false);
  const [isDone, setDone] = useState(false);
  if (ticket.status !== 'valid') return null;
  const done = (): void => {
    setOpen(false);
    setDone(true);
  };
  return (
    <div className={styles.part}>
      {isDone && (
        <Notice kind="success" isFocused>
          <p>{reissue.done}</p>
        </Notice>
      )}
      <Button look="quiet" onPress={() => setOpen(true)}>
        {reissue.start}
      </Button>
      <Dialog heading={reissue.heading} isOpen={isOpen} onClose={() => setOpen(false)}>
        <Confirmation bookingId={bookingId} ticketId={ticket.id} onDone={done} onClose={() => setOpen(false)} />
      </Dialog>
    </div>
  );
}

interface ConfirmationProps {
  bookingId: string;
  ticketId: string;
  onDone: () => void;
  onClose: () => void;
}

function Confirmation({ bookingId, ticketId, onDone, onClose }: ConfirmationProps) {
  const { reissue } = useTexts().tickets;
  const queries = useQueryClient();
  const change = useChange('reissue-ticket');
  const send = (): void =>
    change.mutate(
      { path: { bookingId, ticketId } },
      {
        onSuccess: async () => {
          await queries.invalidateQueries({ queryKey: ['list-tickets'] });
          onDone();
        },
      },
    );
  const text = hasCode(change.error, 'ticket-redeemed')
    ? reissue.redeemed
    : hasCode(change.error, 'too-many-reissues')
      ? reissue.tooMany
      : undefined;
  return (
    <>
      <p>{reissue.text}</p>
      {change.isError && <Failure error={change.error} onAgain={send} isChange text={text} />}
      <div className={styles.buttons}>
        <Button look="danger" isPending={change.isPending} onPress={send}>
          {reissue.confirm}
        </Button>
        <Button look="secondary" onPress={onClose}>
          {reissue.keep}
        </Button>
      </div>
    </>
  );
}
