/**
 * SSM Parameter Store: standard parameters, which cost nothing however long they are kept. Errors say which parameter and
 * what kind of failure; AWS's own messages may quote a value, and are left out.
 */
import {
  DeleteParameterCommand,
  GetParameterCommand,
  ParameterAlreadyExists,
  ParameterNotFound,
  PutParameterCommand,
  type PutParameterCommandInput,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { REQUEST_TIMEOUT_MS } from '../../domain/limits.ts';
import type { ParameterStore } from '../../tokens/stored-keys.ts';

/** An account's functions share 40 requests a second: many that start at once are let in by and by. */
const PARAMETER_ATTEMPTS_MAX = 4;

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
    async read(name) {
      try {
        const { Parameter } = await client.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
        return Parameter?.Value;
      } catch (error) {
        if (error instanceof ParameterNotFound) return undefined;
        throw failure(`the parameter ${name} could not be read`, error);
      }
    },

    async createSecret(name, value) {
      try {
        await put({ Name: name, Value: value, Type: 'SecureString', Overwrite: false });
      } catch (error) {
        if (!(error instanceof ParameterAlreadyExists)) throw failure(`the parameter ${name} could not be made`, error);
      }
    },

    async overwriteSecret(name, value) {
      await put({ Name: name, Value: value, Type: 'SecureString', Overwrite: true }).catch(error => {
        throw failure(`the parameter ${name} could not be written`, error);
      });
    },

    async write(name, value) {
      await put({ Name: name, Value: value, Type: 'String', Overwrite: true }).catch(error => {
        throw failure(`the parameter ${name} could not be written`, error);
      });
    },

    async remove(names) {
      // One by one: that several at once are each authorised by name is not what every implementation of IAM does.
      for (const name of names) {
        await client.send(new DeleteParameterCommand({ Name: name })).catch(error => {
          if (!(error instanceof ParameterNotFound)) throw failure(`the parameter ${name} could not be removed`, error);
        });
      }
    },
  };
}

const failure = (what: string, error: unknown): Error =>
  new Error(`${what}: ${error instanceof Error ? error.name : 'for an unknown reason'}`);
