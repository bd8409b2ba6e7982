/**
 * Reads SSM parameters with one signed request each: the SDK's own SSM client would add 170 KB to each bundle. AWS's error
 * messages may quote a value, so the errors thrown here name only the parameter and the kind of failure.
 */
import type { Clock } from '../../ports/clock.ts';
import { readParameterEndpoint } from '../environment.ts';
import { type AwsAnswer, type AwsConnection, placeOf, sendSigned } from './signed-request.ts';

/** Returns a parameter's decrypted value, or undefined if there is no such parameter. */
export type ReadParameter = (name: string) => Promise<string | undefined>;

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

async function request(name: string, connection: AwsConnection, endpoint: string | undefined): Promise<AwsAnswer> {
  return sendSigned(connection, {
    service: 'ssm',
    method: 'POST',
    url: new URL('/', endpoint ?? (await addressFor(connection))).href,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AmazonSSM.GetParameter' },
    body: JSON.stringify({ Name: name, WithDecryption: true }),
  });
}

/** The address that the SDK would choose. */
async function addressFor(connection: AwsConnection): Promise<string> {
  const { region, isFips, isDualstack, dnsSuffix, dualStackDnsSuffix } = await placeOf(connection);
  // In GovCloud, the IPv4 address is a FIPS endpoint itself.
  const service = isFips && (isDualstack || !region.startsWith('us-gov-')) ? 'ssm-fips' : 'ssm';
  return `https://${service}.${region}.${isDualstack ? dualStackDnsSuffix : dnsSuffix}`;
}

type Outcome = { is: 'read'; value: string | undefined } | { is: 'failed'; kind: string; isTransient: boolean };

function outcomeOf({ status, body }: AwsAnswer): Outcome {
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
