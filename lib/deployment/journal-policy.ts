/** The policy of the journal table as a document: the stack sets it, and a restore puts it back. */

/** The actions that change or remove a row. BatchWriteItem is one action for puts and deletes; PartiQL has its own names. */
export const CHANGING_ACTIONS = [
  'UpdateItem',
  'DeleteItem',
  'BatchWriteItem',
  'PartiQLUpdate',
  'PartiQLDelete',
] as const;

/** Denies every caller of every account, also one who may do everything: an entry of the journal never changes. */
export const journalPolicyDocument = () => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Deny',
      Principal: '*',
      Action: CHANGING_ACTIONS.map(action => `dynamodb:${action}`),
      // The policy is the table's own, and cannot name it without referring to itself.
      Resource: '*',
    },
  ],
});
