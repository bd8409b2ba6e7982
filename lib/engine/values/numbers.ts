/**
 * Numbers of up to 38 digits. A number is a JavaScript number when its decimal text survives the conversion, and a Decimal
 * otherwise, so that each number has one representation only.
 */
import { validationError } from '../errors.ts';
import { DIGITS_MAX, EXPONENT_MAX, EXPONENT_MIN } from '../limits.ts';
import { Decimal } from './value.ts';

export type Numeric = number | Decimal;

/** Integers of up to this many characters are exact JavaScript numbers. */
const SAFE_LENGTH = 15;
const SAFE_INTEGER = /^-?\d+$/;
const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/** Parses a number of the protocol, and throws as DynamoDB does if it is not one or is too large. */
export function parseNumber(text: string): Numeric {
  if (text.length <= SAFE_LENGTH && SAFE_INTEGER.test(text)) return Number(text) || 0;
  return numericOf(partsOfText(text));
}

/** A number as its digits and the decimal exponent of the last digit: 12.5 is 125 and -1. */
interface Parts {
  isNegative: boolean;
  /** Without leading or trailing zeros; empty for zero. */
  digits: string;
  exponent: number;
}

function partsOfText(text: string): Parts {
  const match = NUMBER.exec(text);
  const [, sign, whole = '', fraction = '', power = '0'] = match ?? [];
  if (!match || whole.length + fraction.length === 0) {
    throw validationError(
      text === ''
        ? 'The parameter cannot be converted to a numeric value'
        : `The parameter cannot be converted to a numeric value: ${text}`,
    );
  }
  return normalized(sign === '-', whole + fraction, Number(power) - fraction.length);
}

function normalized(isNegative: boolean, raw: string, exponent: number): Parts {
  const withoutLeading = raw.replace(/^0+/, '');
  const digits = withoutLeading.replace(/0+$/, '');
  if (digits === '') return { isNegative: false, digits, exponent: 0 };
  return { isNegative, digits, exponent: exponent + withoutLeading.length - digits.length };
}

function numericOf(parts: Parts): Numeric {
  requireRange(parts);
  const text = plainText(parts);
  const number = Number(text);
  return parts.digits.length <= SAFE_LENGTH || plainText(partsOfText(String(number))) === text
    ? number
    : new Decimal(text);
}

function requireRange({ digits, exponent }: Parts): void {
  if (digits === '') return;
  const magnitude = exponent + digits.length - 1;
  if (digits.length > DIGITS_MAX)
    throw validationError('Attempting to store more than 38 significant digits in a Number');
  if (magnitude > EXPONENT_MAX) {
    throw validationError('Number overflow. Attempting to store a number with magnitude larger than supported range');
  }
  if (magnitude < EXPONENT_MIN) {
    throw validationError('Number underflow. Attempting to store a number with magnitude smaller than supported range');
  }
}

function plainText({ isNegative, digits, exponent }: Parts): string {
  if (digits === '') return '0';
  const point = digits.length + exponent;
  const text =
    exponent >= 0
      ? digits + '0'.repeat(exponent)
      : point > 0
        ? `${digits.slice(0, point)}.${digits.slice(point)}`
        : `0.${'0'.repeat(-point)}${digits}`;
  return isNegative ? `-${text}` : text;
}

/** The text of a number in DynamoDB's responses, without an exponent. */
export function numberText(value: Numeric): string {
  if (typeof value !== 'number') return value.text;
  const text = String(value);
  return text.includes('e') ? plainText(partsOfText(text)) : text;
}

export function add(a: Numeric, b: Numeric): Numeric {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(a) && Number.isSafeInteger(b) && Number.isSafeInteger(sum)) return sum;
  }
  return exactSum(partsOf(a), partsOf(b));
}

export const subtract = (a: Numeric, b: Numeric): Numeric => add(a, negated(b));

function negated(value: Numeric): Numeric {
  if (typeof value === 'number') return value === 0 ? 0 : -value;
  return new Decimal(value.text.startsWith('-') ? value.text.slice(1) : `-${value.text}`);
}

const partsOf = (value: Numeric): Parts => partsOfText(numberText(value));

function exactSum(a: Parts, b: Parts): Numeric {
  const exponent = Math.min(a.exponent, b.exponent);
  const sum = scaled(a, exponent) + scaled(b, exponent);
  const isNegative = sum < 0n;
  return numericOf(normalized(isNegative, String(isNegative ? -sum : sum), exponent));
}

function scaled({ isNegative, digits, exponent }: Parts, to: number): bigint {
  const value = BigInt(digits || '0') * 10n ** BigInt(exponent - to);
  return isNegative ? -value : value;
}

export function compareNumbers(a: Numeric, b: Numeric): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [textA, textB] = [numberOrderText(a), numberOrderText(b)];
  return textA < textB ? -1 : textA > textB ? 1 : 0;
}

/** Shifts exponents so that each is one positive character code. */
const EXPONENT_OFFSET = 1_000;
const [NEGATIVE, ZERO, POSITIVE] = ['0', '1', '2'];
/** Greater than any digit, so that a shorter negative number comes after a longer one with the same beginning. */
const NEGATIVE_END = '~';

/** A text that sorts like the number. */
export function numberOrderText(value: Numeric): string {
  const { isNegative, digits, exponent } = partsOf(value);
  if (digits === '') return ZERO;
  const magnitude = exponent + digits.length - 1;
  if (!isNegative) return POSITIVE + String.fromCharCode(EXPONENT_OFFSET + magnitude) + digits;
  const complement = Array.from(digits, digit => String(9 - Number(digit))).join('');
  return NEGATIVE + String.fromCharCode(EXPONENT_OFFSET - magnitude) + complement + NEGATIVE_END;
}

/** The number of significant digits, which decides the size of a number. */
export function significantDigits(value: Numeric): number {
  if (typeof value === 'number' && Number.isInteger(value)) {
    const text = String(Math.abs(value));
    if (!text.includes('e')) return text.replace(/0+$/, '').length;
  }
  return partsOf(value).digits.length;
}

export const isNumeric = (value: unknown): value is Numeric => typeof value === 'number' || value instanceof Decimal;
