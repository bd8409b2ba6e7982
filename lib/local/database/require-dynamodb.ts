/** Checks that a DynamoDB answers at an address, before a command sends its requests there. */
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { UsageError } from '../../cli/usage-error.ts';
import { LOCAL_IDENTITY } from '../settings.ts';

/** Where the address comes from, for messages. */
export interface AddressSource {
  /** The variable or option that has it. */
  named: string;
  /** The advice if nothing answers there. */
  instead: string;
  /** Replaces the time of one attempt; for tests. */
  withinMs?: number;
}

const BY_ENVIRONMENT: AddressSource = {
  named: 'DYNAMODB_ENDPOINT',
  instead: 'Start one there, or unset the variable: npm start then starts one.',
};

const ANSWERS_WITHIN_MS = 3_000;
/** Behind the fault proxy a request or its response may get lost. */
const ATTEMPTS_MAX = 3;

/** Throws a UsageError unless DynamoDB answers. Any operation does: an error of DynamoDB is an answer too. */
export async function requireDynamoDb(endpoint: string, source: AddressSource = BY_ENVIRONMENT): Promise<void> {
  const { named, instead, withinMs = ANSWERS_WITHIN_MS } = source;
  const url = new URL(endpoint);
  const response = await firstResponse(url, withinMs);
  if ('failure' in response) {
    throw new UsageError(`No DynamoDB answers at ${named} ${addressOf(url)} (${response.failure}). ${instead}`);
  }
  if (isOfDynamoDb(response)) return;
  throw new UsageError(
    `The server at ${named} ${addressOf(url)} does not answer as DynamoDB does (status ${response.status}). ` +
      `Name a DynamoDB Local, or an npm run engine.`,
  );
}

/** Without credentials, which do not belong into messages. */
const addressOf = ({ protocol, host, pathname }: URL): string =>
  `${protocol}//${host}${pathname === '/' ? '' : pathname}`;

interface Response {
  status: number;
  type: string;
  body: string;
}
type Failure = { failure: string };

/** A refused connection is no reason to try again: nothing listens there. */
async function firstResponse(url: URL, withinMs: number): Promise<Response | Failure> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await listTables(url, withinMs);
    if (!('failure' in response) || attempt === ATTEMPTS_MAX || !MAY_BE_LOST.has(response.failure)) return response;
  }
}

const NOTHING = 'no response';
const MAY_BE_LOST = new Set([NOTHING, 'ECONNRESET', 'EPIPE']);

function listTables(url: URL, withinMs: number): Promise<Response | Failure> {
  return new Promise(resolve => {
    const request = url.protocol === 'https:' ? requestHttps : requestHttp;
    const sent = request(url, { method: 'POST', headers: HEADERS, agent: false });
    const end = (result: Response | Failure): void => {
      clearTimeout(timer);
      resolve(result);
      sent.destroy();
    };
    const fail = ({ code, message }: NodeJS.ErrnoException): void => end({ failure: code ?? message });
    const timer = setTimeout(() => end({ failure: NOTHING }), withinMs);
    sent.on('error', fail);
    sent.on('response', response => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        if (body.length < BODY_LENGTH_MAX) body += text;
      });
      response.on('error', fail);
      response.on('end', () =>
        end({ status: response.statusCode ?? 0, type: String(response.headers['content-type']), body }),
      );
    });
    sent.end('{"Limit":1}');
  });
}

/** Longer than a list of one table or an error. */
const BODY_LENGTH_MAX = 10_000;

/** DynamoDB Local refuses a request without the form of a signature. It does not check the signature. */
const { credentials, region } = LOCAL_IDENTITY;
const HEADERS = {
  'x-amz-target': 'DynamoDB_20120810.ListTables',
  'content-type': 'application/x-amz-json-1.0',
  authorization: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/20260101/${region}/dynamodb/aws4_request, SignedHeaders=host, Signature=0`,
};

/** The answer is a list of tables, or an error of DynamoDB or of the layer before it. */
function isOfDynamoDb({ type, body }: Response): boolean {
  if (!type.startsWith('application/x-amz-json')) return false;
  try {
    const { TableNames: tables, __type: error = '' } = JSON.parse(body) as { TableNames?: unknown; __type?: unknown };
    return Array.isArray(tables) || /^com\.amazon(aws\.dynamodb|\.coral)\b/.test(String(error));
  } catch {
    return false;
  }
}
