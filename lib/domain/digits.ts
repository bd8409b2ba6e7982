/** Digits of all scripts. */

/** The ASCII digit of the same value. Unicode has the digits of a script in order, from 0 to 9. */
export function digitOf(digit: string): string {
  if (digit <= '9') return digit;
  const code = digit.codePointAt(0) ?? 0;
  let value = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value += 1;
  return String(value % 10);
}
