/** Invokes a deployed function and waits for its answer. It runs with its own code and role, not with the operator's. */
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { DeployedTrigger } from '../shared/deployed-stack.ts';
import type { Invoked, InvokedFunction } from './ports.ts';

export const createInvokedFunction = (
  client: LambdaClient,
  { functionName, logGroup }: DeployedTrigger,
): InvokedFunction => ({
  name: functionName,
  logGroup,
  async invoke(event) {
    const { Payload, FunctionError, $metadata } = await client.send(
      new InvokeCommand({
        FunctionName: functionName,
        InvocationType: 'RequestResponse',
        Payload: Buffer.from(JSON.stringify(event)),
      }),
    );
    return invokedOf(Payload, FunctionError, $metadata.requestId ?? '');
  },
});

function invokedOf(payload: Uint8Array | undefined, functionError: string | undefined, requestId: string): Invoked {
  const text = Buffer.from(payload ?? []).toString('utf8');
  const answer = (text ? JSON.parse(text) : undefined) as { errorMessage?: string } | null | undefined;
  if (functionError === undefined) return { is: 'answered', answer, requestId };
  return { is: 'failed', reason: answer?.errorMessage ?? functionError, requestId };
}
