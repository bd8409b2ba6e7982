/** The cards of the simulated gateway: card numbers that people know, and what happens to a payment by each. Pure. */

/** The methods of lib/domain/payment-methods.ts. A test compares them. */
export const TEST_CARDS = [
  { number: '4242 4242 4242 4242', method: 'sim_ok', result: 'ok' },
  { number: '4000 0000 0000 0002', method: 'sim_declined', result: 'declined' },
  { number: '4000 0000 0000 0077', method: 'sim_timeout_then_ok', result: 'lostOk' },
  { number: '4000 0000 0000 9995', method: 'sim_timeout_then_declined', result: 'lostDeclined' },
  { number: '4000 0000 0000 3220', method: 'sim_slow', result: 'slow' },
] as const;

export interface CardForm {
  number: string;
  expiry: string;
  code: string;
  name: string;
}

export const EMPTY_CARD: CardForm = { number: '', expiry: '', code: '', name: '' };

/** The form filled in with a test card that is valid for years. */
export const filledIn = (number: string, now: Date): CardForm => ({
  number,
  expiry: `12/${String((now.getFullYear() + 4) % 100).padStart(2, '0')}`,
  code: '123',
  name: 'Test Card',
});

const digitsOf = (text: string): string => text.replace(/\D/g, '');

/** Groups of four digits while the visitor types. */
export const inGroups = (text: string): string =>
  digitsOf(text)
    .slice(0, 19)
    .replace(/(\d{4})(?=\d)/g, '$1 ');

/** Puts the slash between month and year while the visitor types. */
export function withSlash(text: string): string {
  const digits = digitsOf(text).slice(0, 4);
  return digits.length > 2 ? `${digits.slice(0, 2)}/${digits.slice(2)}` : digits;
}

/** The check digit of card numbers (ISO/IEC 7812-1). */
export function isCardNumber(text: string): boolean {
  const digits = digitsOf(text);
  const sum = [...digits].reverse().reduce((total, digit, i) => {
    const value = Number(digit) * (i % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return digits.length >= 12 && sum % 10 === 0;
}

export const methodOf = (number: string): string | undefined =>
  TEST_CARDS.find(card => digitsOf(card.number) === digitsOf(number))?.method;

export type CardFault = 'number' | 'notTest' | 'expiry' | 'code' | 'name';
export type CardFaults = Partial<Record<keyof CardForm, CardFault>>;

/** A real card is refused here: its number does not leave the page. */
export function faultsOf({ number, expiry, code, name }: CardForm, now: Date): CardFaults {
  const ofNumber = !isCardNumber(number) ? 'number' : methodOf(number) === undefined ? 'notTest' : undefined;
  return {
    ...(ofNumber && { number: ofNumber }),
    ...(!isCurrent(expiry, now) && { expiry: 'expiry' }),
    ...(!/^\d{3,4}$/.test(code.trim()) && { code: 'code' }),
    ...(name.trim() === '' && { name: 'name' }),
  };
}

/** A card is valid until the end of its month. */
function isCurrent(expiry: string, now: Date): boolean {
  const [, month, year] = /^(\d{2})\s*\/\s*(\d{2})$/.exec(expiry.trim()) ?? [];
  if (month === undefined || Number(month) < 1 || Number(month) > 12) return false;
  return (
    2_000 + Number(year) > now.getFullYear() ||
    (2_000 + Number(year) === now.getFullYear() && Number(month) > now.getMonth())
  );
}
