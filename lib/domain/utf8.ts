/** Decodes UTF-8 strictly. Invalid bytes are never replaced, since two different passwords could then become the same one. */

/** The text of bytes, or the text before the first bytes that are not UTF-8. */
export type Decoded =
  | { text: string }
  | {
      before: string;
      /** The position of the first byte that is not UTF-8. */
      badAt: number;
      /** Whether the bytes are valid, but end within a character. */
      isCutOff: boolean;
    };

export function decodeUtf8(bytes: Uint8Array): Decoded {
  const text = decode(bytes, false);
  if (text !== undefined) return { text };
  const before = longestPrefix(bytes);
  return { before, badAt: Buffer.byteLength(before), isCutOff: decode(bytes, true) !== undefined };
}

/** A text without the mark with which some programs begin a file in UTF-8. */
export const withoutByteOrderMark = (text: string): string => (text.startsWith('\ufeff') ? text.slice(1) : text);

/** Returns undefined if the bytes are not UTF-8. With `mayContinue` they may end within a character, which is left out. */
function decode(bytes: Uint8Array, mayContinue: boolean): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: mayContinue });
  } catch {
    return undefined;
  }
}

/** The text before the first bytes that are not UTF-8. */
function longestPrefix(bytes: Uint8Array): string {
  let [good, bad] = [0, bytes.length + 1];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (decode(bytes.subarray(0, middle), true) === undefined) bad = middle;
    else good = middle;
  }
  return decode(bytes.subarray(0, good), true) ?? '';
}
