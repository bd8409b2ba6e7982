/**
 * What may be written to a log: anything but secrets and people. Names tell most of them, and patterns find the rest in
 * texts. Of an error only name, message, stack and causes are kept: an SDK's own may carry whole rows, zod's the input.
 */
import { RANDOM_PART } from '../../domain/ids.ts';

const WITHHELD = '[withheld]';
/** A chain of causes that leads back to itself ends here. */
const DEPTH_MAX = 8;
const MEMBERS_MAX = 100;
/** A stack is shorter; what is longer holds somebody's input. */
export const TEXT_LENGTH_MAX = 8_192;

/** The same value, fit for a log line: secrets withheld by name and by form, nothing but plain data left. */
export function redacted(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactedText(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return value.toJSON();
  if (depth === DEPTH_MAX) return '[too deep]';
  if (value instanceof Error) return redactedError(value, depth);
  if (Array.isArray(value)) return value.slice(0, MEMBERS_MAX).map(member => redacted(member, depth + 1));
  if (!isPlain(value)) return `[${value.constructor?.name ?? 'object'}]`;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      redactedText(name),
      isSecret(name) ? WITHHELD : redacted(member, depth + 1),
    ]),
  );
}

/** A text without what looks like a token, a password hash or an address, and without the value of any secret name. */
export function redactedText(text: string): string {
  return PATTERNS.reduce((told, [pattern, instead]) => told.replace(pattern, instead), decoded(cut(text)));
}

function redactedError(error: Error, depth: number): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  return {
    name: redactedText(String(name)),
    message: redactedText(String(message)),
    stack: redactedText(String(stack)),
    ...(cause !== undefined && { cause: redacted(cause, depth + 1) }),
    ...(error instanceof AggregateError && { errors: redacted(error.errors, depth + 1) }),
  };
}

const isPlain = (value: object): boolean => [Object.prototype, null].includes(Object.getPrototypeOf(value));

const WORDS =
  'pass(?:word|phrase|wd)|secret|token|authorization|cookie|credential|e-?mail|(?:idempotency|private|signing)[-_]?key';
const SECRET_WORD = new RegExp(`${WORDS}|hash$`, 'i');
/** Too short or too common to look for within other names: a JWK's private parts, requests, rows, addresses. */
const SECRET_NAMES = new Set(
  'd k p q dp dq qi oth signing refresh key idempotency body input item items newimage oldimage ip sourceip'.split(' '),
);
const isSecret = (name: string): boolean => SECRET_WORD.test(name) || SECRET_NAMES.has(name.toLowerCase());

/** The text's end, or the frames of a stack: what is left open ends there. */
const END = '$|(?=\\n +at )';
const LIST = `[{[][\\s\\S]*?(?:["'\`]\\s*[\\]}]|${END})`;
const QUOTED = `(\\\\*["'\`])[\\s\\S]*?(?:(?<!\\\\)\\2|${END})`;
/** Words to the end of their part of the line: a password may have several. */
const BARE = `(?!at )[^\\s,;&}\\])"'\`][^\\n,;&}\\])"'\`]*`;
/** A value: a list or an object to the end of its last text, a text in quotes of some kind, escaped or not, or words. */
const VALUE = `(?:${LIST}|${QUOTED}|${BARE})`;
const PHC = /(?:\$|%24)argon2[a-z]*(?:\$|%24)[\w$=,+/.%-]+/g;
const JWT = /eyJ[\w-]*\.[\w.-]+/g;
const REFRESH_TOKEN = new RegExp(`${RANDOM_PART}\\.[\\w-]{43}`, 'g');
const CREDENTIALS = /(?<![a-z])(bearer|basic)(?:[\s+]|%20)+[\w.~+/=-]{8,}/gi;
/** Also as it looks in an address, or escaped in JSON. */
const AT = '(?:@|%(?:25)*40|\\\\u0040)';
/** All that the contract lets an address begin with but the slash, by which paths would look like one. */
const LOCAL_PART = "[\\p{L}\\p{N}_.'`+!#$%&=?{|}*^~-]";
const EMAIL = new RegExp(`(?<!${LOCAL_PART})${LOCAL_PART}+${AT}[\\p{L}\\p{N}-]+(?:\\.[\\p{L}\\p{N}-]+)*`, 'gu');
/** How JSON.parse complains: with the text that it was given. */
const NO_JSON = /(Unexpected token [^\n]{1,9}, )(?:\.{3})?"[\s\S]*?"(?:\.{3})?(?= is not valid JSON)/g;
const NAMED = new RegExp(`(?<![\\w-])([\\w-]*(?:${WORDS})[\\w-]*(?:\\\\*["'\`])?\\s*(?:=>|[:=])\\s*)${VALUE}`, 'gi');
const QUOTED_NAME = new RegExp(`((?<!\\\\)\\\\*["'](?:input|body|key|refresh)\\\\*["']\\s*:\\s*)${VALUE}`, 'gi');
const JWK_PART = /(?<![\w-])((?:d|k|p|q|dp|dq|qi)\\*["']?\s*:\s*)\\*["'][\w-]{20,}/g;

/** Forms first: a name's bare value ends at a comma, which a hash has within. */
const PATTERNS: [RegExp, string][] = [
  [PHC, WITHHELD],
  [JWT, WITHHELD],
  [REFRESH_TOKEN, WITHHELD],
  [CREDENTIALS, `$1 ${WITHHELD}`],
  [EMAIL, WITHHELD],
  [NO_JSON, `$1${WITHHELD}`],
  [NAMED, `$1${WITHHELD}`],
  [QUOTED_NAME, `$1${WITHHELD}`],
  [JWK_PART, `$1${WITHHELD}`],
];

const ENCODED = /%(?:25)*([2-7][0-9a-f])/gi;

/** As it was before somebody put it into an address, once or more often: encoded, a form would not be known. */
const decoded = (text: string): string =>
  text.replace(ENCODED, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

/** Ends between two words: half a token would not be known for one. */
function cut(text: string): string {
  if (text.length <= TEXT_LENGTH_MAX) return text;
  return `${text.slice(0, TEXT_LENGTH_MAX).replace(/[^\s"']+$/, '')} [cut, of ${text.length} characters]`;
}
