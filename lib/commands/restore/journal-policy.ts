/** The policy of the journal table, which denies changes and removals to every caller. Only a restore lifts it. */
import {
  DeleteResourcePolicyCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  GetResourcePolicyCommand,
  PutResourcePolicyCommand,
} from '@aws-sdk/client-dynamodb';
import { journalPolicyDocument } from '../../deployment/journal-policy.ts';
import { areShared, type TableNames } from '../../table/table.ts';

export interface JournalPolicy {
  /** Undefined where tables have no policies, as on DynamoDB Local. */
  isInForce(): Promise<boolean | undefined>;
  lift(): Promise<void>;
  /** Idempotent. Puts the policy of this version, so that it also repairs a stage whose policy was lost. */
  putBack(): Promise<void>;
}

/** The policy of a stage's journal; undefined if the journal has no table of its own. */
export async function policyOfJournal(client: DynamoDBClient, tables: TableNames): Promise<JournalPolicy | undefined> {
  if (areShared(tables)) return undefined;
  const { Table: found } = await client.send(new DescribeTableCommand({ TableName: tables.journal }));
  return createJournalPolicy(client, found?.TableArn ?? '');
}

export function createJournalPolicy(client: DynamoDBClient, tableArn: string): JournalPolicy {
  const named = { ResourceArn: tableArn };
  const isInForce = async (): Promise<boolean | undefined> => {
    try {
      const { Policy = '' } = await client.send(new GetResourcePolicyCommand(named));
      return Policy !== '';
    } catch (error) {
      if ((error as Error).name === 'PolicyNotFoundException') return false;
      if ((error as Error).name === 'UnknownOperationException') return undefined;
      throw error;
    }
  };
  return {
    isInForce,
    async lift() {
      if (await isInForce()) await client.send(new DeleteResourcePolicyCommand(named));
    },
    async putBack() {
      if ((await isInForce()) !== false) return;
      const Policy = JSON.stringify(journalPolicyDocument());
      await client.send(new PutResourcePolicyCommand({ ...named, Policy }));
    },
  };
}
