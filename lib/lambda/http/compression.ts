/**
 * How JSON travels: large answers compressed, as the caller takes it, and each of them compressed once for all who share
 * it. Lambda answers 6 MB at most, so what is larger travels compressed or not at all.
 */
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { ANSWER_BYTES_MAX, COMPRESSED_FROM_BYTES } from '../../domain/limits.ts';
import { EdgeProblem } from './http-problem.ts';

/** In the order of preference: brotli makes a seat map half as large as gzip, in about the same time. */
const CODINGS = ['br', 'gzip'] as const;
type Coding = (typeof CODINGS)[number];

/** Above 5, brotli takes two to four times as long for a few per cent. */
const BROTLI = { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT };
const COMPRESS: Record<Coding, (text: string) => Promise<Buffer>> = {
  br: text => promisify(brotliCompress)(text, { params: BROTLI }),
  gzip: text => promisify(gzip)(text, { level: constants.Z_DEFAULT_LEVEL }),
};

type Sent = Pick<APIGatewayProxyStructuredResultV2, 'headers' | 'body' | 'isBase64Encoded'>;

/** The body of an answer and the headers that it needs; `of` is the object that all who share it share. */
export async function sendJson(of: object, write: () => string, acceptEncoding: string | undefined): Promise<Sent> {
  const { text, bytes, coded } = textOf(of, write);
  if (bytes < COMPRESSED_FROM_BYTES) return { body: text };
  const coding = codingFor(acceptEncoding);
  if (coding) {
    const body = coded.get(coding) ?? COMPRESS[coding](text).then(compressed => compressed.toString('base64'));
    coded.set(coding, body);
    return { headers: { ...VARY, 'content-encoding': coding }, body: await body, isBase64Encoded: true };
  }
  if (bytes > ANSWER_BYTES_MAX) {
    throw new EdgeProblem('not-acceptable', { bytes, bytesMax: ANSWER_BYTES_MAX, encodings: CODINGS });
  }
  return { headers: VARY, body: text };
}

/** Caches keep an answer for each way to compress it. */
export const VARY = { vary: 'accept-encoding' };

interface Text {
  text: string;
  /** As Lambda counts them. */
  bytes: number;
  /** In base64. */
  coded: Map<Coding, Promise<string>>;
}

const texts = new WeakMap<object, Text>();

/** A seat map that many readers share is written out once. */
function textOf(of: object, write: () => string): Text {
  let written = texts.get(of);
  if (!written) {
    const text = write();
    written = { text, bytes: bytesOf(text), coded: new Map() };
    texts.set(of, written);
  }
  return written;
}

/** A function's result is JSON itself: in it, each quote of the body takes two bytes; a character takes three at most. */
const bytesOf = (text: string): number =>
  Buffer.byteLength(3 * text.length > ANSWER_BYTES_MAX ? JSON.stringify(text) : text);

/** The best that the caller takes (RFC 9110, section 12.5.3); undefined for the text as it is. */
export function codingFor(acceptEncoding = ''): Coding | undefined {
  const weights = new Map(
    acceptEncoding.split(',').map((part): [string, number] => {
      const [name = '', ...parameters] = part.split(';').map(word => word.trim().toLowerCase());
      const weight = parameters.find(parameter => parameter.startsWith('q='));
      return [name, weight === undefined ? 1 : Number(weight.slice(2))];
    }),
  );
  return CODINGS.find(coding => (weights.get(coding) ?? weights.get('*') ?? 0) > 0);
}
