/** Checks that a DynamoDB answers at the target of the fault proxy. */
import { setTimeout as pause } from 'node:timers/promises';
import { UsageError } from '../../cli/usage-error.ts';
import { isOfAws, LOCAL_IDENTITY } from '../../local/settings.ts';
import { connectTarget } from './forward.ts';

export function readTarget(text: string): URL {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`--target must be an address such as http://127.0.0.1:8000, but is "${text}".`);
  }
  if (!isOfAws(url)) return url;
  throw new UsageError(
    '--target names AWS, which refuses forwarded requests because their signatures are for another host. Use DynamoDB Local or npm run engine.',
  );
}

const ANSWERS_WITHIN_MS = 5_000;

/** Throws a UsageError unless DynamoDB answers. Any operation does: an error of DynamoDB is an answer too. */
export async function requireDynamoDb(url: URL, withinMs = ANSWERS_WITHIN_MS): Promise<void> {
  let reason = `nothing within ${withinMs / 1_000} s`;
  const target = connectTarget(url, (error: NodeJS.ErrnoException) => {
    reason = error.code ?? error.message;
  });
  const waiting = new AbortController();
  const late = pause(withinMs, undefined, { signal: waiting.signal }).catch(() => undefined);
  const reply = await Promise.race([target.forward(LIST_TABLES).catch(() => undefined), late]);
  waiting.abort();
  target.close();
  if (!reply) {
    throw new UsageError(
      `No DynamoDB answers at --target ${url.origin} (${reason}). Start one there: npm run engine -- --port ${url.port || '8000'}`,
    );
  }
  if (String(reply.headers['content-type']).startsWith('application/x-amz-json')) return;
  throw new UsageError(
    `The server at --target ${url.origin} does not answer as DynamoDB does (status ${reply.status}). Name a DynamoDB Local, or an npm run engine.`,
  );
}

/** DynamoDB Local refuses a request without the form of a signature. It does not check the signature. */
const { credentials, region } = LOCAL_IDENTITY;
const LIST_TABLES = {
  method: 'POST',
  path: '/',
  headers: {
    'x-amz-target': 'DynamoDB_20120810.ListTables',
    'content-type': 'application/x-amz-json-1.0',
    authorization: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/20260101/${region}/dynamodb/aws4_request, SignedHeaders=host, Signature=0`,
  },
  body: Buffer.from('{}'),
};
