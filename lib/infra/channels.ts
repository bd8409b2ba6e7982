/** The bus, the queues and the files that functions share: the rights on them, from rights.ts, and the variables that name them. */
import type { EventBus } from 'aws-cdk-lib/aws-events';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { QUEUES } from '../deployment/triggers.ts';
import { VARIABLES } from '../deployment/variables.ts';
import type { SendingMail } from './mail.ts';
import { acceptFileFolders, acceptReadingMailRate } from './nag-suppressions.ts';
import { type FilesFolder, type FunctionName, RIGHTS } from './rights.ts';

export type QueueName = keyof typeof QUEUES;
export type Queues = Readonly<Record<QueueName, Queue>>;

export interface Channels {
  bus: EventBus;
  queues: Queues;
  files: Bucket;
  mail: SendingMail;
}

/** The variables of the queues. */
const QUEUE_VARIABLES: Record<QueueName, string> = {
  'append-notices': VARIABLES.noticeQueue,
  'send-mails': VARIABLES.mailQueue,
  'send-bulk-mails': VARIABLES.bulkMailQueue,
};

/** The statements of one function's policy on them. SQS has no action of its own for a batch. */
export function channelStatements(name: FunctionName, { bus, queues, files, mail }: Channels): PolicyStatement[] {
  const { publishes, sendsTo = [], sendsMail } = RIGHTS[name];
  return [
    ...(publishes ? [new PolicyStatement({ actions: ['events:PutEvents'], resources: [bus.eventBusArn] })] : []),
    ...sendsTo.map(queue => new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queues[queue].queueArn] })),
    ...fileStatements(name, files, mail),
    ...(sendsMail ? mail.statements() : []),
  ];
}

/** Accepts the findings of cdk-nag on these statements, each with its reason. */
export function acceptChannels(name: FunctionName, role: IRole, { files, mail }: Channels): void {
  const { reads, writes } = foldersOf(name, mail);
  const folders = [...new Set([...reads, ...writes])];
  if (folders.length > 0) acceptFileFolders(role, files, folders);
  if (RIGHTS[name].sendsMail && !mail.hasMailbox) acceptReadingMailRate(role);
}

/** The variables by which the function finds them. */
export function channelVariables(name: FunctionName, { bus, queues, files, mail }: Channels): Record<string, string> {
  const { publishes, sendsTo = [], sendsMail } = RIGHTS[name];
  const urls = sendsTo.map(queue => [QUEUE_VARIABLES[queue], queues[queue].queueUrl]);
  const { reads, writes } = foldersOf(name, mail);
  return {
    ...(publishes && { [VARIABLES.noticeBus]: bus.eventBusName }),
    ...Object.fromEntries(urls),
    ...(reads.length + writes.length > 0 && { [VARIABLES.filesBucket]: files.bucketName }),
    ...(sendsMail && mail.variables()),
  };
}

function fileStatements(name: FunctionName, files: Bucket, mail: SendingMail): PolicyStatement[] {
  const { reads, writes } = foldersOf(name, mail);
  const allow = (action: string, folders: FilesFolder[]) =>
    folders.length === 0
      ? []
      : [
          new PolicyStatement({
            actions: [action],
            resources: folders.map(folder => files.arnForObjects(`${folder}/*`)),
          }),
        ];
  return [
    ...allow('s3:GetObject', reads),
    ...allow('s3:PutObject', writes),
    // Without it S3 calls an absent file forbidden.
    ...(reads.length > 0 ? [new PolicyStatement({ actions: ['s3:ListBucket'], resources: [files.bucketArn] })] : []),
  ];
}

/** On a stage with a mailbox, the workers of mail write there. */
function foldersOf(name: FunctionName, { hasMailbox }: SendingMail): { reads: FilesFolder[]; writes: FilesFolder[] } {
  const { readsFiles = [], writesFiles = [], sendsMail } = RIGHTS[name];
  const mailbox: FilesFolder[] = sendsMail && hasMailbox ? ['mailbox'] : [];
  const reads = readsFiles.filter(folder => folder !== 'mailbox' || hasMailbox);
  return { reads: [...reads, ...mailbox], writes: [...writesFiles, ...mailbox] };
}
