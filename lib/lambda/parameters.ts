/** SSM Parameter Store: standard parameters, which cost nothing however long they are kept. */
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { REQUEST_TIMEOUT_MS } from '../domain/limits.ts';

/** An account's functions share 40 requests a second; many that start at once are let in by and by. */
const PARAMETER_ATTEMPTS_MAX = 4;

/** The value of a parameter, decrypted where it is a secret. */
export async function readParameter(name: string): Promise<string> {
  const client = new SSMClient({
    maxAttempts: PARAMETER_ATTEMPTS_MAX,
    requestHandler: new NodeHttpHandler({ requestTimeout: REQUEST_TIMEOUT_MS, throwOnRequestTimeout: true }),
  });
  const { Parameter } = await client.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
  if (!Parameter?.Value) throw new Error(`the parameter ${name} is empty: see docs/operations.md on keys`);
  return Parameter.Value;
}
