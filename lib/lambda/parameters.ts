/** Secrets from SSM Parameter Store: SecureString parameters, which cost nothing while nobody reads them. */
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';

/** The decrypted value of a parameter. */
export async function readParameter(name: string): Promise<string> {
  const { Parameter } = await new SSMClient().send(new GetParameterCommand({ Name: name, WithDecryption: true }));
  if (!Parameter?.Value) throw new Error(`the parameter ${name} is empty: see docs/operations.md on signing keys`);
  return Parameter.Value;
}
