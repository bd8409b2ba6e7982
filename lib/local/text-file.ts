/** Reads text files that people wrote. Every error is one sentence, with the line and column of the fault. */
import { createReadStream } from 'node:fs';
import { UsageError } from '../cli/usage-error.ts';
import { decodeUtf8, withoutByteOrderMark } from '../domain/utf8.ts';

/** Returns the text of a file. It must be UTF-8; a byte order mark is left out. */
export async function readTextFile(file: string): Promise<string> {
  let text = '';
  for await (const piece of readTextPieces(file)) text += piece;
  return text;
}

/** Reads the text of a file that may be large, piece by piece. */
export async function* readTextPieces(file: string): AsyncGenerator<string> {
  let place: Place | undefined;
  let pending = Buffer.alloc(0);
  for await (const bytes of bytesOf(file)) {
    const joined = Buffer.concat([pending, bytes]);
    if (!place) requireNoUtf16(joined, file);
    const decoded = decodeUtf8(joined);
    const text = 'text' in decoded ? decoded.text : decoded.before;
    const piece = place ? text : withoutByteOrderMark(text);
    yield piece;
    place = placeAfter(piece, place);
    pending = 'text' in decoded ? Buffer.alloc(0) : joined.subarray(decoded.badAt);
    if ('isCutOff' in decoded && !decoded.isCutOff) throw notUtf8(file, pending, place);
  }
  if (place && pending.length > 0) throw notUtf8(file, pending, place);
}

async function* bytesOf(file: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(file) as AsyncIterable<Buffer>;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new UsageError(`There is no file ${file}.`);
    throw new UsageError(`The file ${file} cannot be read (${code || (error as Error).message}).`);
  }
}

/** UTF-16 begins with a byte order mark, or with an ASCII character of two bytes. */
function requireNoUtf16([first, second]: Buffer, file: string): void {
  const isMarked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (isMarked || (first === 0) !== (second === 0)) {
    throw new UsageError(`${file} is in UTF-16, not in UTF-8. Save it as UTF-8.`);
  }
}

const notUtf8 = (file: string, [byte = 0]: Buffer, place: Place): UsageError =>
  new UsageError(
    `${file} is not UTF-8: it has the byte 0x${byte.toString(16).toUpperCase().padStart(2, '0')} ${placeIn(place)}. Save it as UTF-8.`,
  );

interface Place {
  line: number;
  column: number;
}

/** The place after a text that begins at a place. Columns count characters. */
export function placeAfter(text: string, { line, column }: Place = { line: 1, column: 1 }): Place {
  const lines = text.split('\n');
  const length = [...(lines.at(-1) ?? '')].length;
  return lines.length === 1 ? { line, column: column + length } : { line: line + lines.length - 1, column: 1 + length };
}

export const placeIn = ({ line, column }: Place): string => `at line ${line}, column ${column}`;
