/** Paying for a hold: the form of the stage's gateway, or what is happening to the payment. */
import { useCallback, useEffect } from 'react';
import type { Schemas } from '../../api/client.ts';
import { queryClient, read } from '../../api/queries.ts';
import { useSpeech, useTexts } from '../../i18n/speech.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Loading } from '../../ui/skeleton.tsx';
import { CardForm } from './card-form.tsx';
import styles from './pay.module.css';
import { loadStripe } from './stripe.ts';
import { StripeForm } from './stripe-form.tsx';
import { type Paying, type PaymentState, usePayment } from './use-payment.ts';
import { useStage } from './use-stage.ts';

interface PaymentProps {
  hold: Schemas['Hold'];
  /** Whether a payment is under way, whose outcome decides about the hold, and whether it has come too late. */
  onProgress: (progress: { isBusy: boolean; isLate: boolean }) => void;
  onChanged: () => void;
}

const ASK_AGAIN_MS = 3_000;

export function Payment({ hold, onProgress, onChanged }: PaymentProps) {
  const { pay: texts } = useTexts();
  const onQuestion = useCallback(askByStripe, []);
  const paying = usePayment({ holdId: hold.id, onChanged, onQuestion });
  const { state } = paying;
  const isBusy = isUnderWay(state);
  const isLate = state.is === 'late';
  useEffect(() => onProgress({ isBusy, isLate }), [isBusy, isLate, onProgress]);
  useEffect(() => {
    if (state.is !== 'elsewhere') return undefined;
    const timer = setInterval(onChanged, ASK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [state.is, onChanged]);
  return (
    <Card>
      <h2>{texts.heading}</h2>
      <Progress hold={hold} paying={paying} />
      {(!isBusy || state.is === 'elsewhere') && <Method hold={hold} onMethod={paying.pay} />}
    </Card>
  );
}

/** Lets the bank ask the customer, also after a reload, when no form of Stripe is there. */
async function askByStripe(clientSecret: string): Promise<void> {
  const { stripePublishableKey } = await queryClient.fetchQuery({
    ...read('read-stage'),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (stripePublishableKey === undefined) return;
  const stripe = await loadStripe(stripePublishableKey);
  await stripe.handleNextAction({ clientSecret });
}

const isUnderWay = (state: PaymentState): boolean =>
  state.is === 'failed' ? state.isOpen : state.is !== 'ready' && state.is !== 'declined';

/** Shows how the payment is going. The focus goes to an outcome. */
function Progress({ hold, paying: { state, again } }: { hold: Schemas['Hold']; paying: Paying }) {
  const { pay: texts, hold: words } = useTexts();
  switch (state.is) {
    case 'ready':
      return null;
    case 'working':
      return (
        <Notice key="working" kind="info" isFocused>
          <p>{texts.working}</p>
        </Notice>
      );
    case 'pending':
      return (
        <Notice key="pending" kind="info" isFocused>
          <p>{texts.pending}</p>
          <p>{texts.pendingHint}</p>
        </Notice>
      );
    case 'declined':
      return (
        <Notice key="declined" kind="danger" isFocused>
          <p>{texts.declined}</p>
        </Notice>
      );
    case 'late':
      return (
        <>
          <Notice kind="danger" isFocused>
            <p>{texts.late}</p>
          </Notice>
          <ButtonLink to={`/events/${hold.eventId}/seats`}>{words.chooseAgain}</ButtonLink>
        </>
      );
    case 'elsewhere':
      return (
        <Notice key="elsewhere" kind="warning" isFocused>
          <p>{texts.elsewhere}</p>
        </Notice>
      );
    case 'failed':
      return (
        <>
          <Failure key={String(state.error)} error={state.error} onAgain={again} isChange />
          {state.isOpen && <p>{texts.takesLong}</p>}
        </>
      );
  }
}

interface MethodProps {
  hold: Schemas['Hold'];
  onMethod: (method?: string) => void;
}

function Method({ hold, onMethod }: MethodProps) {
  const { texts } = useSpeech();
  const stage = useStage();
  if (hold.total.amount === 0) {
    return (
      <div className={styles.form}>
        <p>{texts.pay.free}</p>
        <Button onPress={() => onMethod()} isWide>
          {texts.pay.bookFree}
        </Button>
      </div>
    );
  }
  if (stage.isError) return <Failure error={stage.error} onAgain={() => void stage.refetch()} />;
  if (!stage.data) return <Loading outlines={[{ height: '10rem' }, { height: '3rem' }]} />;
  const { gateway, stripePublishableKey } = stage.data;
  if (gateway === 'simulated') return <CardForm total={hold.total} onMethod={onMethod} />;
  if (gateway === 'stripe' && stripePublishableKey !== undefined) {
    return <StripeForm publishableKey={stripePublishableKey} total={hold.total} onMethod={onMethod} />;
  }
  return (
    <Notice kind="warning">
      <p>{texts.pay.none}</p>
    </Notice>
  );
}
