/**
 * Decides which values reach a log line: only fields of a closed set, and only values that have the form of their
 * field. Of an error, the line has its name, its code, the frames of its stack, and the same of its causes. It has the
 * message only of a plain `Error`, which our own code throws with ids and names, never with a caller's input. Messages
 * of other classes may quote data: DynamoDB's a row, zod's and JSON.parse's the request.
 */
import type { LogFields } from '../../ports/observability.ts';

type Kind = (value: unknown) => unknown;

const ID = /^[\w.:=+/-]{1,128}$/;
/** Shorter than a key of 256 bits in base64, so no key can be logged. */
const WORD = /^[\w.[\]-]{1,42}$/;
/** Secrets of Stripe are shorter, but have a prefix. */
const STRIPE_SECRET = /(sk|rk)_(live|test)_|whsec_/;

const matching =
  (form: RegExp): Kind =>
  value =>
    typeof value === 'string' && form.test(value) && !STRIPE_SECRET.test(value) ? value : undefined;
const id = matching(ID);
const word = matching(WORD);
const ids: Kind = value => (Array.isArray(value) ? value.filter(member => id(member) !== undefined) : undefined);
const characterBlocks: Kind = value =>
  Array.isArray(value)
    ? value.filter(member => /^U\+[0-9A-F]{4,6}–[0-9A-F]{4,6}$/.test(member)).slice(0, BLOCKS_MAX)
    : undefined;
const BLOCKS_MAX = 50;
const number: Kind = value => (Number.isFinite(value) ? value : undefined);
const flag: Kind = value => (typeof value === 'boolean' ? value : undefined);
const sentence: Kind = value => (typeof value === 'string' ? plainText(value) : undefined);
const counts: Kind = value =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).filter(([name, count]) => word(name) && number(count) !== undefined))
    : undefined;
const error: Kind = value => safeError(value);

const KINDS: Record<keyof LogFields, Kind> = {
  requestId: id,
  edgeRequestId: id,
  stripeRequestId: id,
  claimId: id,
  eventId: id,
  paymentId: id,
  noticeId: id,
  mailId: id,
  messageId: id,
  sessionId: id,
  userId: id,
  requestIds: ids,
  claimIds: ids,
  characterBlocks,
  operation: word,
  functionName: word,
  schedule: word,
  code: word,
  type: word,
  param: word,
  path: word,
  state: word,
  wanted: word,
  isReplay: flag,
  status: number,
  statusCode: number,
  ms: number,
  skewMs: number,
  number,
  refund: number,
  report: counts,
  because: sentence,
  reason: sentence,
  error,
};

/** Returns the fields that may be logged. Never throws. */
export function safeFields(fields: LogFields): Record<string, unknown> {
  const safe: Record<string, unknown> = {};
  for (const [name, kind] of Object.entries(KINDS)) {
    try {
      const value = Object.hasOwn(fields, name) ? kind(fields[name as keyof LogFields]) : undefined;
      if (value !== undefined) safe[name] = value;
    } catch {
      // A getter or a proxy has thrown. The field is left out, like one whose value does not have the form of its kind.
    }
  }
  return safe;
}

/** The longest chain of causes that is logged; a cyclic chain ends here. */
const CAUSES_MAX = 8;
const ERRORS_MAX = 10;

function safeError(value: unknown, depth = 0): Record<string, unknown> {
  if (!(value instanceof Error)) return { name: `not an error: ${value === null ? 'null' : typeof value}` };
  const { name, message, stack, cause } = value;
  const { code } = value as { code?: unknown };
  const isOurs = Object.getPrototypeOf(value) === Error.prototype;
  const mayGoOn = depth < CAUSES_MAX;
  return {
    name: word(name) ?? 'Error',
    ...(word(code) !== undefined && { code }),
    ...(isOurs && { message: plainText(String(message)) }),
    stack: framesOf(String(stack), String(message)),
    ...(cause !== undefined && mayGoOn && { cause: safeError(cause, depth + 1) }),
    ...(value instanceof AggregateError &&
      mayGoOn && { errors: value.errors.slice(0, ERRORS_MAX).map(one => safeError(one, depth + 1)) }),
  };
}

/** A frame names a place in a file, by path, line and column. */
const FRAME = /^ {4}at (?:.{1,200} \()?(?:async )?(?:file:|node:|\/)[^()]{1,300}:\d+:\d+\)?$/;
const FRAMES_MAX = 30;

/** A stack begins with the message, whose lines may look like frames. */
function framesOf(stack: string, message: string): string {
  const messageAt = stack.indexOf(message);
  const frames = messageAt === -1 ? stack : stack.slice(messageAt + message.length);
  return frames
    .split('\n')
    .filter(line => FRAME.test(line))
    .slice(0, FRAMES_MAX)
    .map(line => line.trim())
    .join('\n');
}

export const TEXT_LENGTH_MAX = 1_000;
/** A word, an id, a number, a path or a name; not an address, a hash, a token, a key (43 characters) or a quoted value. */
const PLAIN_WORD = /^[('’"]?[\w./:'’-]{1,40}["),.;?!…]{0,4}$/;

/** Returns the text with each word left out that is not plain. The parts of a row's key are separated by #. */
function plainText(text: string): string {
  const words = text.slice(0, TEXT_LENGTH_MAX).split(' ');
  if (text.length > TEXT_LENGTH_MAX) words.splice(-1, 1, '…');
  return words.map(word => (isPlain(word) ? word : '…')).join(' ');
}

const isPlain = (word: string): boolean =>
  !STRIPE_SECRET.test(word) && word.split('#').every(part => PLAIN_WORD.test(part));
