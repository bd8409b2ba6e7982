/** The page of held places: the time left, what they cost, paying, and giving them back. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Navigate, useLocation, useParams } from 'react-router';
import { queryClient, read } from '../../api/queries.ts';
import { serverNow } from '../../api/server-clock.ts';
import { useSession } from '../../api/use-session.ts';
import { useSpeech, useTexts } from '../../i18n/speech.tsx';
import { Card } from '../../ui/card.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Page } from '../../ui/page.tsx';
import { Loading } from '../../ui/skeleton.tsx';
import { readAttempt } from '../pay/attempt.ts';
import { Payment } from '../pay/payment.tsx';
import { Countdown } from './countdown.tsx';
import { ExtendHold } from './extend-hold.tsx';
import { GiveBack } from './give-back.tsx';
import { HeldPlaces, type Hold, HoldTotal } from './held-places.tsx';
import styles from './hold.module.css';
import { HoldEnded } from './hold-ended.tsx';

export default function HoldPage() {
  const { holdId = '' } = useParams();
  const { hold: texts, app } = useTexts();
  const session = useSession();
  const { pathname } = useLocation();
  const hold = useQuery({
    ...read('read-hold', { path: { holdId } }),
    staleTime: 0,
    enabled: session.is !== 'signed-out',
  });
  if (session.is === 'signed-out') return <Navigate to={`/signin?return=${encodeURIComponent(pathname)}`} replace />;
  if (hold.data) return <Held key={holdId} hold={hold.data} onChanged={() => void hold.refetch()} />;
  return (
    <Page heading={hold.isError ? app.failure.heading : texts.heading}>
      {hold.isPending && <Loading outlines={[{ height: '3rem' }, { height: '14rem' }, { height: '18rem' }]} />}
      {hold.isError && <Failure error={hold.error} onAgain={() => void hold.refetch()} />}
    </Page>
  );
}

function Held({ hold, onChanged }: { hold: Hold; onChanged: () => void }) {
  const { texts, dateTime } = useSpeech();
  const event = useQuery(read('read-event', { path: { eventId: hold.eventId } }));
  const [isOver, setOver] = useState(() => hasLapsed(hold));
  // While a payment is under way, its outcome decides, not the clock, neither here nor in the service.
  const [{ isBusy: isPaying, isLate }, setProgress] = useState(() => ({
    isBusy: readAttempt(hold.id) !== undefined,
    isLate: false,
  }));
  const isOpen = hold.status === 'active' && (!isOver || !hasLapsed(hold));
  const isDecidedByPayment = isPaying && (hold.status === 'active' || hold.status === 'expired');
  const state = isOpen || isDecidedByPayment ? 'active' : stateOf(hold);
  if (state !== 'active') return <HoldEnded hold={hold} state={state} />;
  const title = event.data && `${event.data.title}, ${dateTime(event.data.startsAt, event.data.timeZone)}`;
  return (
    <Page
      heading={isLate ? texts.hold.expired.heading : texts.hold.heading}
      intro={title === undefined ? undefined : <p>{title}</p>}
    >
      {!isPaying && (
        <Countdown
          until={hold.expiresAt}
          onOver={() => {
            setOver(true);
            onChanged();
          }}
        />
      )}
      <div className={styles.columns}>
        <div className={styles.side}>
          <Card>
            <h2>{texts.booking.places}</h2>
            <HeldPlaces hold={hold} />
            <HoldTotal hold={hold} />
          </Card>
          {!isPaying && (
            <div className={styles.actions}>
              <ExtendHold hold={hold} onRefused={onChanged} />
              <GiveBack
                holdId={hold.id}
                onGiven={() => {
                  const { queryKey } = read('read-hold', { path: { holdId: hold.id } });
                  queryClient.setQueryData(queryKey, { ...hold, status: 'released' });
                }}
              />
            </div>
          )}
        </div>
        <Payment hold={hold} onProgress={setProgress} onChanged={onChanged} />
      </div>
    </Page>
  );
}

const hasLapsed = ({ expiresAt }: Hold): boolean => Date.parse(expiresAt) <= serverNow();
/** A hold whose time is over may not be marked yet. */
const stateOf = ({ status }: Hold): Exclude<Hold['status'], 'active'> => (status === 'active' ? 'expired' : status);
