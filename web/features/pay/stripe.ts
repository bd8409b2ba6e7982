/**
 * Stripe.js, loaded from Stripe when a visitor pays there: Stripe asks for that, so that card numbers never reach our pages. These are the
 * few parts of it that we use (https://docs.stripe.com/js).
 */
import { STRIPE_POLICY } from '../../../lib/deployment/web-app.ts';
import { trustedAddress } from '../../api/trusted-address.ts';

export interface StripeElement {
  mount(element: HTMLElement): void;
  destroy(): void;
  on(event: 'ready' | 'loaderror', listener: () => void): void;
}

export interface StripeElements {
  create(kind: 'payment', options?: { layout: 'tabs' }): StripeElement;
  /** Checks the fields. */
  submit(): Promise<{ error?: StripeError }>;
}

export interface StripeError {
  /** In the language of the elements. */
  message?: string;
}

export interface Stripe {
  elements(options: {
    mode: 'payment';
    amount: number;
    currency: string;
    paymentMethodTypes: string[];
    captureMethod: 'manual';
    paymentMethodCreation: 'manual';
    locale: string;
    appearance?: { theme: 'stripe' | 'night' };
  }): StripeElements;
  createPaymentMethod(options: {
    elements: StripeElements;
  }): Promise<{ error?: StripeError; paymentMethod?: { id: string } }>;
  handleNextAction(options: { clientSecret: string }): Promise<{ error?: StripeError }>;
}

type StripeWindow = Window & { Stripe?: (publishableKey: string) => Stripe };

const STRIPE_JS = 'https://js.stripe.com/v3/';
const stripeAddress = trustedAddress(STRIPE_POLICY, STRIPE_JS);

let loading: Promise<void> | undefined;

/** Loads Stripe.js once. A failed attempt may be repeated. */
export async function loadStripe(publishableKey: string): Promise<Stripe> {
  loading ??= addScript().catch(error => {
    loading = undefined;
    throw error;
  });
  await loading;
  const make = (window as StripeWindow).Stripe;
  if (!make) throw new Error('Stripe.js has not defined Stripe');
  return make(publishableKey);
}

function addScript(): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.addEventListener('load', () => resolve());
    script.addEventListener('error', () => reject(new Error('Stripe.js did not load')));
    script.src = stripeAddress();
    document.head.append(script);
  });
}
