/** Checks that a DynamoDB answers at the target of the fault proxy. */
import { UsageError } from '../../cli/usage-error.ts';
import { isOfAws, LOCAL_IDENTITY } from '../../local/settings.ts';

export function readTarget(text: string): URL {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`--target must be an address such as http://127.0.0.1:8000, but is "${text}".`);
  }
  if (!isOfAws(url)) return url;
  throw new UsageError(
    `--target names AWS, but a signature includes the host, so AWS refuses requests that a proxy forwards: use DynamoDB Local or npm run engine.`,
  );
}

const ANSWERS_WITHIN_MS = 5_000;

/** Throws a UsageError unless DynamoDB answers. Any operation does: an error of DynamoDB is an answer too. */
export async function requireDynamoDb(url: URL): Promise<void> {
  const { accessKeyId } = LOCAL_IDENTITY.credentials;
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'x-amz-target': 'DynamoDB_20120810.ListTables',
      'content-type': 'application/x-amz-json-1.0',
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: '{}',
    signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
  }).catch((error: Error) => {
    throw new UsageError(
      `No DynamoDB answers at --target ${url.origin} (${reasonOf(error)}). Start one there: npm run engine -- --port ${url.port || '8000'}`,
    );
  });
  await response.arrayBuffer().catch(() => undefined);
  if (response.headers.get('content-type')?.startsWith('application/x-amz-json')) return;
  throw new UsageError(
    `At --target ${url.origin} something answers, but not as DynamoDB does (status ${response.status}). Name a DynamoDB Local, or an npm run engine.`,
  );
}

function reasonOf(error: Error): string {
  const { code } = (error.cause ?? {}) as { code?: string };
  return code ?? (error.name === 'TimeoutError' ? `nothing within ${ANSWERS_WITHIN_MS / 1_000} s` : error.message);
}
