/**
 * Reads SSM parameters with one signed request each, over the connection of an SDK client that the function has
 * already: the SDK's own SSM client would add 170 KB to each bundle. AWS's error messages may quote a value, so the
 * errors thrown here name only the parameter and the kind of failure.
 */
import { text } from 'node:stream/consumers';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { partition } from '@aws-sdk/core/client';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Clock } from '../../ports/clock.ts';
import { readParameterEndpoint } from '../environment.ts';

/** Returns a parameter's decrypted value, or undefined if there is no such parameter. */
export type ReadParameter = (name: string) => Promise<string | undefined>;

/** The parts of an SDK client's configuration that any request to AWS needs. */
export type AwsConnection = Pick<
  DynamoDBClient['config'],
  'credentials' | 'region' | 'sha256' | 'requestHandler' | 'useFipsEndpoint' | 'useDualstackEndpoint'
>;

/** All functions of an account share 40 requests a second. If many start at once, some are throttled and must retry. */
export const PARAMETER_ATTEMPTS_MAX = 4;
const RETRY_PAUSE_FIRST_MS = 100;

/** Reads through `connection`, with its credentials, timeouts and Region. `endpoint` replaces AWS's own address. */
export function createParameterReader(
  connection: AwsConnection,
  clock: Pick<Clock, 'pause' | 'random'>,
  endpoint = readParameterEndpoint(),
): ReadParameter {
  return async name => {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await request(name, connection, endpoint).then(outcomeOf).catch(unanswered);
      if (outcome.is === 'read') return outcome.value;
      if (!outcome.isTransient || attempt === PARAMETER_ATTEMPTS_MAX) {
        throw new Error(`the parameter ${name} could not be read: ${outcome.kind}`);
      }
      await clock.pause(clock.random() * RETRY_PAUSE_FIRST_MS * 2 ** attempt);
    }
  };
}

interface Answer {
  status: number;
  body: string;
}

async function request(name: string, connection: AwsConnection, endpoint: string | undefined): Promise<Answer> {
  const { credentials, region, sha256, requestHandler } = connection;
  const { protocol, hostname, port, host } = new URL(endpoint ?? (await addressFor(connection)));
  const body = JSON.stringify({ Name: name, WithDecryption: true });
  const headers = {
    host,
    'content-type': 'application/x-amz-json-1.1',
    'content-length': String(Buffer.byteLength(body)),
    'x-amz-target': 'AmazonSSM.GetParameter',
  };
  const signer = new SignatureV4({ service: 'ssm', region, credentials, sha256 });
  const unsigned = {
    method: 'POST',
    protocol,
    hostname,
    ...(port && { port: Number(port) }),
    path: '/',
    headers,
    body,
  };
  const { response } = await requestHandler.handle(await signer.sign(unsigned));
  return { status: response.statusCode, body: await text(response.body) };
}

/** The address that the SDK would choose. AWS_USE_FIPS_ENDPOINT and AWS_USE_DUALSTACK_ENDPOINT choose other ones. */
async function addressFor(connection: AwsConnection): Promise<string> {
  const region = await connection.region();
  const [isFips, isDualstack] = [await connection.useFipsEndpoint(), await connection.useDualstackEndpoint()];
  const { dnsSuffix, dualStackDnsSuffix } = partition(region);
  // In GovCloud, the IPv4 address is a FIPS endpoint itself.
  const service = isFips && (isDualstack || !region.startsWith('us-gov-')) ? 'ssm-fips' : 'ssm';
  return `https://${service}.${region}.${isDualstack ? dualStackDnsSuffix : dnsSuffix}`;
}

type Outcome = { is: 'read'; value: string | undefined } | { is: 'failed'; kind: string; isTransient: boolean };

function outcomeOf({ status, body }: Answer): Outcome {
  if (status === 200) return { is: 'read', value: JSON.parse(body).Parameter?.Value };
  // An error of AWS is JSON. A proxy in between may answer with any text.
  const [, kind = `HTTP ${status}`] = /"__type"\s*:\s*"(?:[\w.]+#)?(\w+)"/.exec(body) ?? [];
  if (kind === 'ParameterNotFound') return { is: 'read', value: undefined };
  return { is: 'failed', kind, isTransient: status >= 500 || THROTTLED.has(kind) };
}

const THROTTLED = new Set(['ThrottlingException', 'Throttling', 'RequestLimitExceeded', 'TooManyRequestsException']);

/**
 * The outcome of a request without a readable response, such as a timeout or a lost connection. Some system errors are
 * distinguished only by their code.
 */
function unanswered(error: unknown): Outcome {
  const { name, code } = error as NodeJS.ErrnoException;
  return { is: 'failed', kind: name === 'Error' ? (code ?? name) : name, isTransient: true };
}
