/** Fees, taxes, limits and the terms of cancellation of an event, in words. */
import type { ReactNode } from 'react';
import { serverNow } from '../../api/server-clock.ts';
import { useSpeech, useTexts } from '../../i18n/speech.tsx';
import { Card } from '../../ui/card.tsx';
import { EventTime } from '../../ui/event-time.tsx';
import styles from './event-page.module.css';
import type { Event } from './search.ts';

type Fee = NonNullable<NonNullable<Event['prices']>['fees']>[number];

export function EventTerms({ event }: { event: Event }) {
  const { percent, texts } = useSpeech();
  const { terms } = texts.events.event;
  const { prices, placesPerHoldMax, placesPerCustomerMax, requiresVerifiedEmail, holdSeconds } = event;
  return (
    <Card>
      <h2>{terms.heading}</h2>
      <ul className={styles.list}>
        {prices?.fees?.map(fee => <FeeLine key={fee.id} fee={fee} />) ?? <li>{terms.noFees}</li>}
        {prices?.taxPercent !== undefined && <li>{terms.tax(percent(prices.taxPercent))}</li>}
        <li>{terms.perHold(placesPerHoldMax)}</li>
        {placesPerCustomerMax !== undefined && <li>{terms.perCustomer(placesPerCustomerMax)}</li>}
        <li>{terms.hold(Math.max(1, Math.round(holdSeconds / 60)))}</li>
        {requiresVerifiedEmail && <li>{terms.verified}</li>}
        <Cancellation event={event} />
      </ul>
    </Card>
  );
}

function FeeLine({ fee: { name, per, amount, percent, isRefundable } }: { fee: Fee }) {
  const { money, percent: percentText, texts } = useSpeech();
  const { terms } = texts.events.event;
  const value = amount ? money(amount) : terms.ofPrice(percentText(percent ?? 0));
  return (
    <li>
      {per === 'ticket' ? terms.feePerTicket(name, value) : terms.feePerBooking(name, value)}{' '}
      {!isRefundable && terms.feeKept}
    </li>
  );
}

function Cancellation({ event: { startsAt, timeZone, cancellationClosesMinutes } }: { event: Event }): ReactNode {
  const { terms } = useTexts().events.event;
  const until = Date.parse(startsAt) - cancellationClosesMinutes * 60_000;
  if (until <= serverNow()) return <li>{terms.cancelOver}</li>;
  return (
    <li>
      {terms.cancelUntil} <EventTime time={new Date(until).toISOString()} timeZone={timeZone} look="short" />.
    </li>
  );
}
