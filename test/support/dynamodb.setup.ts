/** One DynamoDB Local for all test files of the project `dynamodb-local`; each world has a database of its own by its access key. */
import type { TestProject } from 'vitest/node';
import { startDynamoDb } from '../../lib/local/dynamodb.ts';

export default async function setup(project: TestProject) {
  const { endpoint, stop } = await startDynamoDb({ shared: false });
  project.provide('dynamodbEndpoint', endpoint);
  return stop;
}
