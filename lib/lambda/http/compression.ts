/**
 * Sends JSON: large responses are compressed if the caller accepts it, and a response that several callers share is
 * compressed once. Lambda returns at most 6 MB, so a larger response needs compression.
 */
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { ANSWER_BYTES_MAX, COMPRESSED_FROM_BYTES } from '../../domain/limits.ts';
import { HttpProblem } from './http-problem.ts';

/** In order of preference: brotli makes a seat map half as large as gzip does, in about the same time. */
const CODINGS = ['br', 'gzip'] as const;
type Coding = (typeof CODINGS)[number];

/** Above quality 5, brotli takes two to four times as long and saves a few per cent. */
const BROTLI = { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT };
const COMPRESS: Record<Coding, (text: string) => Promise<Buffer>> = {
  br: text => promisify(brotliCompress)(text, { params: BROTLI }),
  gzip: text => promisify(gzip)(text, { level: constants.Z_DEFAULT_LEVEL }),
};

type Sent = Pick<APIGatewayProxyStructuredResultV2, 'headers' | 'body' | 'isBase64Encoded'>;

/** Returns the body and its headers. Callers that share a response pass the same object as `of`. */
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
    throw new HttpProblem('not-acceptable', { bytes, bytesMax: ANSWER_BYTES_MAX, encodings: CODINGS });
  }
  return { headers: VARY, body: text };
}

/** Caches store one response for each content coding. */
export const VARY = { vary: 'accept-encoding' };

interface Text {
  text: string;
  /** The size that Lambda counts. */
  bytes: number;
  /** The compressed text in base64, by coding. */
  coded: Map<Coding, Promise<string>>;
}

const texts = new WeakMap<object, Text>();

/** Serializes a shared object once. */
function textOf(of: object, write: () => string): Text {
  let written = texts.get(of);
  if (!written) {
    const text = write();
    written = { text, bytes: bytesOf(text), coded: new Map() };
    texts.set(of, written);
  }
  return written;
}

/**
 * The result of a function is JSON too, in which each quote of the body takes two bytes. A character takes at most
 * three bytes, so only long texts are measured exactly.
 */
const bytesOf = (text: string): number =>
  Buffer.byteLength(3 * text.length > ANSWER_BYTES_MAX ? JSON.stringify(text) : text);

/** The best coding that the caller accepts (RFC 9110, section 12.5.3); undefined for no compression. */
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
