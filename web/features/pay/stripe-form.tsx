/** Stripe's own form for cards and other methods. The page gets the id of a payment method, never a card number. */
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { amountAtStripe } from '../../../lib/payments/stripe-amounts.ts';
import type { Schemas } from '../../api/client.ts';
import { useSpeech } from '../../i18n/speech.tsx';
import { Button } from '../../ui/button.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Notice } from '../../ui/notice.tsx';
import styles from './pay.module.css';
import { loadStripe, type Stripe, type StripeElements } from './stripe.ts';

interface StripeFormProps {
  publishableKey: string;
  total: Schemas['Money'];
  onMethod: (paymentMethod: string) => void;
}

export function StripeForm({ publishableKey, total, onMethod }: StripeFormProps) {
  const { texts, money, language } = useSpeech();
  const host = useRef<HTMLDivElement>(null);
  const loaded = useRef<{ stripe: Stripe; elements: StripeElements } | undefined>(undefined);
  const [isReady, setReady] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const [refusal, setRefusal] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const { amount, currency } = total;

  // biome-ignore lint/correctness/useExhaustiveDependencies: attempt repeats the loading
  useEffect(() => {
    let isGone = false;
    let unmount = (): void => undefined;
    setFailure(undefined);
    loadStripe(publishableKey)
      .then(stripe => {
        if (isGone || !host.current) return;
        const isDark = matchMedia('(prefers-color-scheme: dark)').matches;
        const elements = stripe.elements({
          mode: 'payment',
          amount: amountAtStripe(amount, currency),
          currency: currency.toLowerCase(),
          // As the service pays: other methods would be refused at the end.
          paymentMethodTypes: ['card'],
          captureMethod: 'manual',
          paymentMethodCreation: 'manual',
          locale: language,
          appearance: { theme: isDark ? 'night' : 'stripe' },
        });
        const element = elements.create('payment', { layout: 'tabs' });
        element.on('ready', () => setReady(true));
        element.on('loaderror', () => setFailure(new Error('the payment element did not load')));
        element.mount(host.current);
        loaded.current = { stripe, elements };
        unmount = () => element.destroy();
      })
      .catch(setFailure);
    return () => {
      isGone = true;
      unmount();
    };
  }, [publishableKey, amount, currency, language, attempt]);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!loaded.current || isBusy) return;
    const { stripe, elements } = loaded.current;
    setBusy(true);
    setRefusal(undefined);
    const checked = await elements.submit();
    const { error, paymentMethod } = checked.error
      ? { error: checked.error, paymentMethod: undefined }
      : await stripe.createPaymentMethod({ elements });
    setBusy(false);
    if (paymentMethod) onMethod(paymentMethod.id);
    else setRefusal(error?.message ?? texts.pay.stripeDecline);
  };
  return (
    <form className={styles.form} onSubmit={event => void submit(event)}>
      {failure !== undefined && (
        <Failure error={failure} text={texts.pay.stripeFailed} onAgain={() => setAttempt(attempt + 1)} />
      )}
      {refusal !== undefined && (
        <Notice kind="danger">
          <p>{refusal}</p>
        </Notice>
      )}
      <div ref={host} className={styles.stripe} />
      <Button type="submit" isPending={isBusy} isDisabled={!isReady} isWide>
        {texts.pay.pay(money(total))}
      </Button>
    </form>
  );
}
