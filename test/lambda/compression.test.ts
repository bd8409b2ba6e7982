/** Compression of responses: which are compressed, how, and the answer if a response is too large without it. */
import { randomBytes } from 'node:crypto';
import { describe, expect, it, test } from 'vitest';
import { ANSWER_BYTES_MAX, COMPRESSED_FROM_BYTES } from '../../lib/domain/limits.ts';
import { codingFor, sendJson } from '../../lib/lambda/http/compression.ts';

test.each([
  [undefined, undefined],
  ['', undefined],
  ['identity', undefined],
  ['br', 'br'],
  ['gzip, deflate, br', 'br'],
  ['gzip;q=1.0, br;q=0', 'gzip'],
  ['GZIP', 'gzip'],
  ['*', 'br'],
  ['*;q=0', undefined],
  ['br;q=0, *', 'gzip'],
  ['deflate, zstd', undefined],
])('for Accept-Encoding %j the coding is %j', (header, coding) => {
  expect(codingFor(header)).toBe(coding);
});

const textOf = (bytes: number): string => `"${'x'.repeat(bytes - 2)}"`;

describe('a response', () => {
  it('is compressed from COMPRESSED_FROM_BYTES on, and then has a Vary header', async () => {
    const small = await sendJson({}, () => textOf(COMPRESSED_FROM_BYTES - 1), 'br');
    expect([small.headers, small.isBase64Encoded]).toEqual([undefined, undefined]);
    const large = await sendJson({}, () => textOf(COMPRESSED_FROM_BYTES), 'br');
    expect([large.headers, large.isBase64Encoded]).toEqual([
      { vary: 'accept-encoding', 'content-encoding': 'br' },
      true,
    ]);
    const asItIs = await sendJson({}, () => textOf(COMPRESSED_FROM_BYTES), undefined);
    expect([asItIs.headers, asItIs.body?.length]).toEqual([{ vary: 'accept-encoding' }, COMPRESSED_FROM_BYTES]);
  });

  it('is written and compressed once for all requests that share it', async () => {
    const shared = {};
    let written = 0;
    const write = () => {
      written += 1;
      return JSON.stringify(randomBytes(COMPRESSED_FROM_BYTES).toString('base64'));
    };
    const sent = await Promise.all([1, 2, 3].map(() => sendJson(shared, write, 'gzip')));
    expect(new Set(sent.map(({ body }) => body)).size).toBe(1);
    expect(written).toBe(1);
  });

  it('that is too large for Lambda is sent compressed, and is a 406 if the client accepts no coding', async () => {
    // A quote counts as two bytes.
    const large = { text: JSON.stringify(Array(ANSWER_BYTES_MAX / 5).fill('x')) };
    expect(large.text.length).toBeLessThan(ANSWER_BYTES_MAX);
    await expect(sendJson(large, () => large.text, undefined)).rejects.toMatchObject({
      code: 'not-acceptable',
      details: { bytesMax: ANSWER_BYTES_MAX, encodings: ['br', 'gzip'] },
    });
    expect((await sendJson(large, () => large.text, 'br')).body?.length).toBeLessThan(ANSWER_BYTES_MAX);
  });

  it('is measured as Lambda measures it, with escaped quotes and with characters of three bytes', async () => {
    const mixed = { text: '"座'.repeat(ANSWER_BYTES_MAX / 4 - 1_000) };
    expect(Buffer.byteLength(mixed.text)).toBeLessThan(ANSWER_BYTES_MAX);
    await expect(sendJson(mixed, () => mixed.text, undefined)).rejects.toMatchObject({ code: 'not-acceptable' });
  });
});
