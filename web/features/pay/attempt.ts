/**
 * The payment of a hold that is under way. It is kept in this tab, so that a reloaded page continues it with the same key: however often it is
 * sent, it is one payment.
 */

export interface Attempt {
  key: string;
  /** Absent: the hold is free. */
  method?: string;
  /** Known after the service has begun the payment and its outcome is open. */
  paymentId?: string;
}

const keyOf = (holdId: string): string => `holdfast-payment:${holdId}`;

export function readAttempt(holdId: string): Attempt | undefined {
  try {
    const value = JSON.parse(sessionStorage.getItem(keyOf(holdId)) ?? 'null') as Attempt | null;
    return typeof value?.key === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

export const keepAttempt = (holdId: string, attempt: Attempt): void =>
  sessionStorage.setItem(keyOf(holdId), JSON.stringify(attempt));

export const forgetAttempt = (holdId: string): void => sessionStorage.removeItem(keyOf(holdId));
