/**
 * The recorded calls of a run: what each client sent, and which answer it got, in the order of time. The simulator and the
 * load command write such a file, and the checker reads it. It has one JSON document on each line.
 */
import * as z from 'zod/mini';

export const CALL_HISTORY_VERSION = 1;

/** The first line. */
const Header = z.strictObject({
  is: z.literal('call-history'),
  version: z.literal(CALL_HISTORY_VERSION),
  /** The origin of the calls, for people: `load of seed 7 on http://127.0.0.1:3000`. */
  source: z.string(),
  /** The largest difference between two clocks that may have judged a deadline, those of the clients included (ms). */
  skewMaxMs: z.number(),
});

/** A client sends a request. `at` is epoch ms on the clock of the clients. */
const Invocation = z.strictObject({
  is: z.literal('invoke'),
  call: z.int(),
  at: z.number(),
  /** The client that waits for the answer. A client has one call at a time, unless it sends duplicates. */
  client: z.string(),
  /** The user id of the caller; absent for a call without a token. */
  caller: z.optional(z.string()),
  /** An operation id of the contract. */
  operation: z.string(),
  /** The idempotency key. */
  key: z.optional(z.string()),
  params: z.optional(z.record(z.string(), z.string())),
  query: z.optional(z.record(z.string(), z.string())),
  body: z.optional(z.unknown()),
});

/** The client gets the answer of its call. `body` is the text as received. */
const Answer = z.strictObject({
  is: z.literal('answer'),
  call: z.int(),
  at: z.number(),
  status: z.int(),
  body: z.string(),
  /** The answer says that it repeats an earlier one. */
  isReplay: z.boolean(),
});

/** The client got no answer. Its call may have had its effect, may have it later, or never. */
const NoAnswer = z.strictObject({ is: z.literal('unknown'), call: z.int(), at: z.number(), because: z.string() });

/**
 * All deadlines have passed, and all background work is done. Calls after this line read the final state. Without this line
 * the rules about the final state are not applied.
 */
const Settled = z.strictObject({ is: z.literal('settled'), at: z.number() });

/** The payments of the gateway at the end, if it can be asked. Amounts are minor units. */
const Ledger = z.strictObject({
  is: z.literal('ledger'),
  at: z.number(),
  payments: z.array(
    z.strictObject({
      paymentId: z.string(),
      state: z.enum(['pending', 'authorised', 'captured', 'declined', 'voided', 'refunded']),
      amount: z.int(),
      /** The refunds that the gateway has made. */
      refunds: z.optional(z.array(z.strictObject({ number: z.int(), amount: z.int() }))),
    }),
  ),
});

const Line = z.discriminatedUnion('is', [Invocation, Answer, NoAnswer, Settled, Ledger]);

export type CallHistoryHeader = z.infer<typeof Header>;
export type CallHistoryLine = z.infer<typeof Line>;
export type Invocation = z.infer<typeof Invocation>;
export type Answer = z.infer<typeof Answer>;
export type Ledger = z.infer<typeof Ledger>;

export interface CallHistory {
  header: CallHistoryHeader;
  lines: CallHistoryLine[];
}

/** The error for a file that is no call history. Its message is one sentence for the user of the command. */
export class CallHistoryError extends Error {
  override readonly name = 'CallHistoryError';
}

/** The last line. Without it a file that was cut at the end of a line would look whole. */
const End = z.strictObject({ is: z.literal('end'), lines: z.int() });

/** Reads a history in pieces: a file of a long run is larger than one string may be. */
export interface HistoryReader {
  /** Takes the next piece of the text. Throws a CallHistoryError that names the line. */
  add(piece: string): void;
  /** Returns the history after the last piece. Throws a CallHistoryError if the file was cut short. */
  end(): CallHistory;
}

/** No seat map is that large. */
const LINE_LENGTH_MAX = 2 ** 26;

export function createHistoryReader(): HistoryReader {
  let header: CallHistoryHeader | undefined;
  const lines: CallHistoryLine[] = [];
  let rest = '';
  let hasEnded = false;
  const addLine = (text: string): void => {
    if (!header) {
      header = parseHeader(text);
      return;
    }
    if (hasEnded) throw new CallHistoryError('A line follows the end of the call history.');
    hasEnded = isEnd(text, lines.length);
    if (!hasEnded) lines.push(parseLine(text, lines.length + 2));
  };
  return {
    add(piece) {
      const [first = '', ...others] = piece.split('\n');
      rest += first;
      if (rest.length > LINE_LENGTH_MAX) throw new CallHistoryError('A line is too long for a call history.');
      for (const next of others) {
        addLine(rest);
        rest = next;
      }
    },
    end() {
      if (!header)
        throw new CallHistoryError(
          rest === '' ? NO_HEADER : 'Line 1 is not JSON: the file is damaged or was cut short.',
        );
      if (rest !== '') throw new CallHistoryError('The file ends within a line: it was cut short.');
      checkNumbers(lines);
      if (!hasEnded) throw new CallHistoryError('The file has no end line: it was cut short.');
      return { header, lines };
    },
  };
}

/** Parses the text of a file. Throws a CallHistoryError that names the line. */
export function parseCallHistory(text: string): CallHistory {
  const reader = createHistoryReader();
  reader.add(text);
  return reader.end();
}

const NO_HEADER = 'Line 1 is not the header of a call history of version 1.';

function parseHeader(text: string): CallHistoryHeader {
  const header = Header.safeParse(parseJson(text, 1));
  if (!header.success) throw new CallHistoryError(NO_HEADER);
  return header.data;
}

/** Whether a line is the end of a history with so many lines. */
function isEnd(text: string, lines: number): boolean {
  if (!text.startsWith(END_BEGINS)) return false;
  const end = End.safeParse(parseJson(text, lines + 2));
  if (end.data?.lines === lines) return true;
  throw new CallHistoryError(`The end line is wrong: before it are ${lines} lines besides the header.`);
}
const END_BEGINS = '{"is":"end"';

function parseLine(text: string, number: number): CallHistoryLine {
  const parsed = Line.safeParse(parseJson(text, number));
  if (!parsed.success) throw new CallHistoryError(`Line ${number} is no record of a call history.`);
  return parsed.data;
}

/** A line that is missing or doubled would change what the history says. */
function checkNumbers(lines: CallHistoryLine[]): void {
  const [invoked, ended] = [new Set<number>(), new Set<number>()];
  for (const [i, line] of lines.entries()) {
    if (line.is === 'settled' || line.is === 'ledger') continue;
    const seen = line.is === 'invoke' ? invoked : ended;
    if (seen.has(line.call)) throw new CallHistoryError(`Line ${i + 2} repeats the call ${line.call}.`);
    if (line.is !== 'invoke' && !invoked.has(line.call))
      throw new CallHistoryError(`Line ${i + 2} ends the call ${line.call}, which no line before it begins.`);
    seen.add(line.call);
  }
}

function parseJson(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new CallHistoryError(`Line ${number} is not JSON: the file is damaged or was cut short.`);
  }
}

/** The lines of a file, each with its line break. */
export function* fileLinesOf({ header, lines }: CallHistory): Generator<string> {
  const end: z.infer<typeof End> = { is: 'end', lines: lines.length };
  yield `${JSON.stringify(header)}\n`;
  for (const line of lines) yield `${JSON.stringify(line)}\n`;
  yield `${JSON.stringify(end)}\n`;
}

/** The text of a file. */
export const formatCallHistory = (history: CallHistory): string => [...fileLinesOf(history)].join('');
