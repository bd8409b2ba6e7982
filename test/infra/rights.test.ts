import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { AREAS } from '../../lib/contract/route.ts';
import { QUEUES } from '../../lib/deployment/triggers.ts';
import { type FunctionName, RIGHTS, usesTables } from '../../lib/infra/rights.ts';
import { INDEXES, type IndexName, TABLE_KINDS, type TableKind, tableOfIndex } from '../../lib/table/keys.ts';
import {
  FUNCTION_NAMES,
  functionOf,
  type Ref,
  requireFunction,
  resourcesOf,
  synthesize,
  type Text,
  textOf,
} from './synthesized.ts';

interface Statement {
  Effect: 'Allow' | 'Deny';
  Action: string | string[];
  Resource: Text | Text[];
  Condition?: object;
}

const template = synthesize('dev');
const arnOf = Object.fromEntries(
  resourcesOf(template, 'AWS::DynamoDB::Table').map(({ id }) => [id.replace(/[0-9A-F]{8}$/, ''), `<${id}.Arn>`]),
);
const ARNS: Record<TableKind, string> = {
  sales: arnOf.Table ?? '',
  accounts: arnOf.AccountsTable ?? '',
  journal: arnOf.JournalTable ?? '',
};

/** The statements of a function's role, each resource as text. */
function statementsOf(from: Template, name: FunctionName) {
  const [role] = requireFunction(from, name).Properties.Role['Fn::GetAtt'];
  const policies = resourcesOf<{ Roles: Ref[]; PolicyDocument: { Statement: Statement[] } }>(from, 'AWS::IAM::Policy');
  return policies
    .filter(({ Properties }) => Properties.Roles.some(({ Ref }) => Ref === role))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .map(({ Effect, Action, Resource, Condition }) => ({
      Effect,
      actions: [Action].flat(),
      resources: [Resource].flat().map(textOf),
      Condition,
    }));
}

const allowed = (name: FunctionName) => statementsOf(template, name).filter(({ Effect }) => Effect === 'Allow');
const allowedOn = (name: FunctionName, resource: string): string[] =>
  allowed(name)
    .filter(({ resources }) => resources.includes(resource))
    .flatMap(({ actions }) => actions);

/**
 * Written out, because a function that can sign tokens can act as any user: the area that signs users in, and the
 * function that creates the keys.
 */
const MAY_VERIFY = { '/holdfast/dev/verification-keys': ['ssm:GetParameter'] };
const MAY_SIGN = { '/holdfast/dev/token-keys': ['ssm:GetParameter'] };
const MAY_TICKET = {
  '/holdfast/dev/ticket-keys': ['ssm:GetParameter'],
  '/holdfast/dev/ticket-verification-keys': ['ssm:GetParameter'],
};
/** A function that can sign links can set the password of every account. */
const MAY_LINK = { '/holdfast/dev/link-keys': ['ssm:GetParameter'] };
const KEY_RIGHTS_OF_DEV: Partial<Record<FunctionName, Record<string, string[]>>> = {
  ...Object.fromEntries(AREAS.map(area => [area, MAY_VERIFY])),
  accounts: { ...MAY_SIGN, ...MAY_LINK },
  tickets: { ...MAY_VERIFY, ...MAY_TICKET },
  documents: { ...MAY_VERIFY, ...MAY_TICKET, ...MAY_LINK },
  'send-mails': { ...MAY_TICKET, ...MAY_LINK },
  'send-bulk-mails': MAY_LINK,
  'create-token-keys': {
    '/holdfast/dev/token-keys': ['ssm:DeleteParameter', 'ssm:GetParameter', 'ssm:PutParameter'],
    '/holdfast/dev/verification-keys': ['ssm:DeleteParameter', 'ssm:PutParameter'],
    '/holdfast/dev/ticket-keys': ['ssm:DeleteParameter', 'ssm:GetParameter', 'ssm:PutParameter'],
    '/holdfast/dev/ticket-verification-keys': ['ssm:DeleteParameter', 'ssm:PutParameter'],
    '/holdfast/dev/link-keys': ['ssm:DeleteParameter', 'ssm:GetParameter', 'ssm:PutParameter'],
  },
};

/** Accounts free the address of a deleted account; the keys of tokens are removed with a stage that does not retain them. */
const MAY_DELETE: Partial<Record<FunctionName, string[]>> = {
  accounts: ['dynamodb:DeleteItem'],
  admin: ['dynamodb:DeleteItem'],
  'create-token-keys': ['ssm:DeleteParameter'],
  // Of its own queue, once a message is processed.
  ...Object.fromEntries(Object.keys(QUEUES).map(name => [name, ['sqs:DeleteMessage']])),
  // At the end of a test stage.
  'empty-files': ['s3:DeleteObject'],
  // Of earlier builds of the web app.
  'publish-web': ['s3:DeleteObject'],
};

/** The actions on the bus and on queues, by logical id, except on the dead-letter queue of the function's own failures. */
const SENDING = ['sqs:SendMessage'];
const RECEIVING = ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'];
const ON_CHANNELS: Partial<Record<FunctionName, Record<string, string[]>>> = {
  'publish-notices': {
    NoticeBus: ['events:PutEvents'],
    QueueappendnoticesQueue: SENDING,
    QueuesendmailsQueue: SENDING,
    QueuesendbulkmailsQueue: SENDING,
  },
  'request-mails': { QueuesendmailsQueue: SENDING, QueuesendbulkmailsQueue: SENDING },
  documents: { QueuesendmailsQueue: SENDING },
  'append-notices': { QueueappendnoticesQueue: RECEIVING },
  // Documents queue their mail, in the queue of bulk mails if their event was cancelled.
  'send-mails': { QueuesendmailsQueue: [...RECEIVING, ...SENDING], QueuesendbulkmailsQueue: SENDING },
  // A mailing queues its mails, and its next run.
  'send-bulk-mails': { QueuesendbulkmailsQueue: [...RECEIVING, ...SENDING] },
};
const onChannels = (name: FunctionName): Record<string, string[]> => {
  const found = allowed(name)
    .filter(({ actions }) => actions.some(action => /^(sqs|events):/.test(action)))
    .filter(({ resources }) => !resources.some(arn => arn.includes('DeadLetters')))
    .flatMap(({ actions, resources }) =>
      resources.map(arn => ({ channel: arn.replace(/^<|[0-9A-F]{8}\.Arn>$/g, ''), actions })),
    );
  const byChannel = Map.groupBy(found, ({ channel }) => channel);
  return Object.fromEntries(
    [...byChannel].map(([channel, each]) => [channel, each.flatMap(({ actions }) => actions).toSorted()]),
  );
};

/** The actions that a function may use on Parameter Store, by the parameter's name. */
function onParameters(from: Template, name: FunctionName): Record<string, string[]> {
  const statements = statementsOf(from, name).filter(({ actions }) =>
    actions.some(action => action.startsWith('ssm:')),
  );
  return Object.fromEntries(
    statements.flatMap(({ actions, resources }) =>
      resources.map(arn => [arn.replace(PARAMETER_ARN, ''), actions.toSorted()]),
    ),
  );
}
const PARAMETER_ARN = 'arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:parameter';

test('every role belongs to one function, trusts Lambda, and lists no managed or inline policies itself', () => {
  const roles = resourcesOf<{ AssumeRolePolicyDocument: object }>(template, 'AWS::IAM::Role');
  expect(roles).toHaveLength(FUNCTION_NAMES.length);
  expect(
    new Set(FUNCTION_NAMES.map(name => requireFunction(template, name).Properties.Role['Fn::GetAtt'][0])).size,
  ).toBe(roles.length);
  for (const { Properties } of roles) {
    expect(Object.keys(Properties)).toEqual(['AssumeRolePolicyDocument']);
    expect(JSON.stringify(Properties.AssumeRolePolicyDocument)).toContain('lambda.amazonaws.com');
  }
});

describe.each(FUNCTION_NAMES)('the function %s', name => {
  test.each(TABLE_KINDS)('may use exactly the actions and indexes of the table of %s that RIGHTS lists', kind => {
    const { [kind]: actions = [], indexes = [] } = RIGHTS[name];
    expect(allowedOn(name, ARNS[kind]).sort()).toEqual(actions.map(action => `dynamodb:${action}`).sort());
    for (const index of Object.keys(INDEXES) as IndexName[]) {
      const may = tableOfIndex(index) === kind && indexes.includes(index) ? ['dynamodb:Query'] : [];
      expect(allowedOn(name, `${ARNS[kind]}/index/${index}`)).toEqual(may);
    }
  });

  test('may not scan rows of the tables, write batches, which have no conditions, or delete rows other than addresses', () => {
    const actions = allowed(name).flatMap(statement => statement.actions);
    const deletes = actions.filter(action => /delete|scan|partiql|batchwrite/i.test(action));
    expect(new Set(deletes)).toEqual(new Set(MAY_DELETE[name] ?? []));
  });

  test('may never change or delete a journal entry, and may put one only if it writes the journal', () => {
    const denied = statementsOf(template, name).filter(({ Effect }) => Effect === 'Deny');
    if (!usesTables(name)) return expect(denied).toEqual([]);
    expect(denied).toHaveLength(1);
    expect(denied[0]?.resources).toEqual([ARNS.journal]);
    expect(denied[0]?.Condition).toBeUndefined();
    const actions = denied[0]?.actions ?? [];
    expect(actions).toEqual(
      expect.arrayContaining([
        'dynamodb:UpdateItem',
        'dynamodb:DeleteItem',
        'dynamodb:BatchWriteItem',
        'dynamodb:PartiQLUpdate',
        'dynamodb:PartiQLDelete',
      ]),
    );
    expect(actions.includes('dynamodb:PutItem')).toBe(
      !['accounts', 'admin', 'events', 'mail', 'publish-history', 'finish-events'].includes(name),
    );
  });

  test('may send to the bus and the queue that RIGHTS lists, and receive from its own queue', () => {
    expect(onChannels(name)).toEqual(ON_CHANNELS[name] ?? {});
  });

  test('may use the parameters listed in this file, and no other', () => {
    expect(onParameters(template, name)).toEqual(KEY_RIGHTS_OF_DEV[name] ?? {});
  });

  test('may write only to its own log group', () => {
    const { LogGroup } = requireFunction(template, name).Properties.LoggingConfig;
    const logs = allowed(name).filter(({ actions }) => actions.some(action => action.startsWith('logs:')));
    expect(logs.flatMap(({ resources }) => resources)).toEqual([`<${LogGroup.Ref}.Arn>`]);
  });
});

/** The actions on files and on mail, by resource. */
const ON_FILES: Partial<Record<FunctionName, Record<string, string[]>>> = {
  documents: { '/documents/*': ['s3:GetObject'], '': ['s3:ListBucket'] },
  mail: { '/mailbox/*': ['s3:GetObject'], '': ['s3:ListBucket'] },
  'send-mails': { '/documents/*': ['s3:GetObject', 's3:PutObject'], '': ['s3:ListBucket'] },
  'send-bulk-mails': { '/documents/*': ['s3:GetObject'], '': ['s3:ListBucket'] },
  'empty-files': { '/*': ['s3:DeleteObject'], '': ['s3:ListBucket'] },
  // The page of an event is the page of the web app with a head of its own.
  events: { '/index.html': ['s3:GetObject'] },
  'publish-web': { '/*': ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'], '': ['s3:ListBucket'] },
};
const IN_MAILBOX: readonly FunctionName[] = ['send-mails', 'send-bulk-mails'];

function onFiles(from: Template, name: FunctionName): Record<string, string[]> {
  const found = statementsOf(from, name)
    .filter(({ actions }) => actions.some(action => action.startsWith('s3:')))
    .flatMap(({ actions, resources }) =>
      resources.map(arn => ({ files: arn.replace(/^<(Web)?FilesBucket[0-9A-F]{8}\.Arn>/, ''), actions })),
    );
  const byFiles = Map.groupBy(found, ({ files }) => files);
  return Object.fromEntries(
    [...byFiles].map(([files, each]) => [files, each.flatMap(({ actions }) => actions).toSorted()]),
  );
}

test('without the web app events read no files', () => {
  expect(onFiles(synthesize('dev', { web: 'off' }), 'events')).toEqual({});
});

test.each(FUNCTION_NAMES)('%s may use only its own folders of files; workers of mail write into the mailbox', name => {
  const mailbox = IN_MAILBOX.includes(name) && { '/mailbox/*': ['s3:GetObject', 's3:PutObject'] };
  expect(onFiles(template, name)).toEqual({ ...ON_FILES[name], ...mailbox });
});

test('with a sender, only the workers of mail may send, from its domain alone, and none writes into a mailbox', () => {
  const sending = synthesize('prod', { mailFrom: 'Tickets <tickets@example.org>' });
  for (const name of FUNCTION_NAMES.filter(each => functionOf(sending, each))) {
    const mail = statementsOf(sending, name).filter(({ actions }) => actions.some(action => action.startsWith('ses:')));
    const isSending = IN_MAILBOX.includes(name);
    const actions = mail.flatMap(each => each.actions).filter(action => action.startsWith('ses:'));
    expect([name, actions.toSorted()]).toEqual([
      name,
      isSending ? ['ses:GetAccount', 'ses:SendEmail', 'ses:SendRawEmail'] : [],
    ]);
    const senders = mail.filter(each => each.actions.includes('ses:SendEmail')).flatMap(each => each.resources);
    const identity = expect.stringMatching(/:identity\/example\.org$/);
    if (isSending) expect(senders.toSorted()).toEqual([expect.stringContaining(':configuration-set/'), identity]);
    expect(Object.keys(onFiles(sending, name))).not.toContain('/mailbox/*');
  }
});

test('with Stripe as the gateway, only the functions that pay may read its secrets', () => {
  const stripe = synthesize('prod', { gateway: 'stripe' });
  const secrets = '/holdfast/prod/stripe';
  const readers = FUNCTION_NAMES.filter(
    name => functionOf(stripe, name) && Object.hasOwn(onParameters(stripe, name), secrets),
  );
  expect(readers).toEqual(['bookings', 'reconcile-payments']);
  for (const name of readers) expect(onParameters(stripe, name)[secrets]).toEqual(['ssm:GetParameter']);
  expect(JSON.stringify(template.toJSON())).not.toContain('/dev/stripe');
});

test('in production no function may delete the token keys', () => {
  const prod = synthesize('prod');
  expect(onParameters(prod, 'create-token-keys')).toEqual({
    '/holdfast/prod/token-keys': ['ssm:GetParameter', 'ssm:PutParameter'],
    '/holdfast/prod/verification-keys': ['ssm:PutParameter'],
    '/holdfast/prod/ticket-keys': ['ssm:GetParameter', 'ssm:PutParameter'],
    '/holdfast/prod/ticket-verification-keys': ['ssm:PutParameter'],
    '/holdfast/prod/link-keys': ['ssm:GetParameter', 'ssm:PutParameter'],
  });
  expect(onParameters(prod, 'accounts')).toEqual({
    '/holdfast/prod/token-keys': ['ssm:GetParameter'],
    '/holdfast/prod/link-keys': ['ssm:GetParameter'],
  });
  expect(JSON.stringify(prod.toJSON()).match(/ssm:Delete|kms:/)).toBeNull();
});
