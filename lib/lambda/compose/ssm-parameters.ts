/**
 * SSM Parameter Store for the function that makes the token keys: standard parameters, which cost nothing however long they
 * are kept. AWS's error messages may quote a value, so the errors thrown here name only the parameter and the kind of failure.
 */
import {
  DeleteParameterCommand,
  ParameterAlreadyExists,
  ParameterNotFound,
  PutParameterCommand,
  type PutParameterCommandInput,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { REQUEST_TIMEOUT_MS } from '../../domain/limits.ts';
import type { ParameterStore } from '../../tokens/stored-keys.ts';
import { createParameterReader, PARAMETER_ATTEMPTS_MAX } from './parameter-reader.ts';
import { SYSTEM_CLOCK } from './system-clock.ts';

export function openParameters(): ParameterStore {
  const client = new SSMClient({
    maxAttempts: PARAMETER_ATTEMPTS_MAX,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: 1_000,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    }),
  });
  const put = (input: PutParameterCommandInput) => client.send(new PutParameterCommand({ Tier: 'Standard', ...input }));
  return {
    read: createParameterReader(client.config, SYSTEM_CLOCK),

    async createSecret(name, value) {
      try {
        await put({ Name: name, Value: value, Type: 'SecureString', Overwrite: false });
      } catch (error) {
        if (!(error instanceof ParameterAlreadyExists)) throw failure(name, 'created', error);
      }
    },

    async overwriteSecret(name, value) {
      await put({ Name: name, Value: value, Type: 'SecureString', Overwrite: true }).catch(error => {
        throw failure(name, 'written', error);
      });
    },

    async write(name, value) {
      await put({ Name: name, Value: value, Type: 'String', Overwrite: true }).catch(error => {
        throw failure(name, 'written', error);
      });
    },

    async remove(names) {
      // One at a time, because not every implementation of IAM authorizes each name of a request.
      for (const name of names) {
        await client.send(new DeleteParameterCommand({ Name: name })).catch(error => {
          if (!(error instanceof ParameterNotFound)) throw failure(name, 'removed', error);
        });
      }
    },
  };
}

const failure = (name: string, verb: string, error: unknown): Error =>
  new Error(`the parameter ${name} could not be ${verb}: ${error instanceof Error ? error.name : 'unknown error'}`);
