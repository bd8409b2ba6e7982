/** Secrets from SSM Parameter Store: SecureString parameters, which cost nothing while nobody reads them. */
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { REQUEST_ATTEMPTS_MAX, REQUEST_TIMEOUT_MS } from '../domain/limits.ts';

/** The decrypted value of a parameter. */
export async function readParameter(name: string): Promise<string> {
  const client = new SSMClient({
    maxAttempts: REQUEST_ATTEMPTS_MAX,
    requestHandler: new NodeHttpHandler({ requestTimeout: REQUEST_TIMEOUT_MS, throwOnRequestTimeout: true }),
  });
  const { Parameter } = await client.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
  if (!Parameter?.Value) throw new Error(`the parameter ${name} is empty: see docs/operations.md on signing keys`);
  return Parameter.Value;
}
