/**
 * Starts one DynamoDB Local for all test files of the project `dynamodb-local`. Each world has a database of its own, by its
 * access key.
 */
import type { TestProject } from 'vitest/node';
import { UsageError } from '../../lib/cli/usage-error.ts';
import { startDynamoDbLocal } from '../../lib/local/database/dynamodb-local.ts';

export default async function setup(project: TestProject) {
  const { endpoint, stop } = await startDynamoDbLocal({ shared: false }).catch(giveUp);
  project.provide('dynamodbEndpoint', endpoint);
  return stop;
}

/** Prints the reason and ends the run. If this threw, Vitest would only report that it found no test files. */
function giveUp(error: unknown): never {
  process.stderr.write(`\nNo test can run: ${error instanceof UsageError ? error.message : (error as Error).stack}\n`);
  process.exit(1);
}
