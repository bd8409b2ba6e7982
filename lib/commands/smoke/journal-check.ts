/**
 * Checks that AWS denies the operator an update of the journal, as the policy of its table says. The update could never change a
 * row: its condition is false for every row. So it does no harm on a stage whose table lost its policy.
 */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { journalKey } from '../../table/keys.ts';
import { areShared, type Table } from '../../table/table.ts';
import { type Check, NotSupported } from './checks.ts';

/** The words of AWS. An explicit deny is named before any other reason. */
const DENIED_BY_POLICY = /explicit deny in a resource-based policy/;
/** No entry has this subject. */
const NO_SUBJECT = 'smoke-test';

export const journalCheck = (table: Table, { isEmulated }: { isEmulated: boolean }): Check => ({
  name: "an update of the journal by the operator is denied by the table's policy",
  async run() {
    if (areShared(table.names)) {
      throw new NotSupported('the journal of this stage has no table of its own yet: npm run separate-tables');
    }
    const denial = await tryUpdate(table);
    if (denial !== undefined && DENIED_BY_POLICY.test(denial)) return 'an explicit deny in a resource-based policy';
    if (denial !== undefined) {
      throw new NotSupported(`these credentials may not update rows anyway, so the policy was not shown (${denial})`);
    }
    if (isEmulated) throw new NotSupported('the emulator does not enforce the policy of a table');
    throw new Error(`the update was not denied: ${table.names.journal} lacks its policy. Run npm run check-table`);
  },
});

/** Returns the message of the denial; undefined if the update was not denied. */
async function tryUpdate({ documents, names }: Table): Promise<string | undefined> {
  const command = new UpdateCommand({
    TableName: names.journal,
    Key: journalKey(NO_SUBJECT, 0),
    UpdateExpression: 'SET smoke = :true',
    ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(pk)',
    ExpressionAttributeValues: { ':true': true },
  });
  try {
    await documents.send(command);
  } catch (error) {
    const { name, message } = error as Error;
    if (/AccessDenied/.test(name)) return message;
    if (name !== 'ConditionalCheckFailedException') throw error;
  }
  return undefined;
}
