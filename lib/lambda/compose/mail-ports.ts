/**
 * Opens the ports of documents and mail: files, queues, the transport, and the makers of their contents. Each is loaded with its first
 * call, and the bundle of a function that never calls it leaves its code out (lib/infra/functions.ts). The local service replaces files
 * and queues.
 */
import type { Dependencies } from '../../ports/dependencies.ts';
import type { FileStore } from '../../ports/documents.ts';
import type { MailQueues, QueueOf } from '../../ports/mail.ts';
import type { Log } from '../../ports/observability.ts';
import type { Table } from '../../table/table.ts';
import type { MailEnvironment } from '../environment.ts';

export type MailPorts = Pick<
  Dependencies,
  'files' | 'mailQueues' | 'mailTransport' | 'mailWriter' | 'documentMaker' | 'linkTokens' | 'baseUrl'
>;

/** The ports of a service without AWS. */
export type LocalMailPorts = Pick<MailPorts, 'files' | 'mailQueues'>;

let local: LocalMailPorts | undefined;

/** Makes the services that are composed from now on use these files and queues. The local service has no S3 and no SQS. */
export function mailThrough(ports: LocalMailPorts): void {
  local = ports;
}

/** The settings of a function that uses neither documents nor mail. */
export const NO_MAIL: MailEnvironment = { isTestStage: false, queues: {} };

export function openMailPorts(environment: MailEnvironment, { log, table }: { log: Log; table: Table }): MailPorts {
  const files = local?.files ?? filesOnDemand(environment);
  const sending = once(async () => (await import('./mail-sending.ts')).openSending(environment, { files, log }));
  const links = once(async () =>
    (await import('./link-tokens.ts')).openLinkTokens(environment.linkKeys, { log, table }),
  );
  const maker = once(async () => (await import('./document-maker.ts')).openDocumentMaker(environment));
  return {
    files,
    mailQueues: local?.mailQueues ?? queuesOnDemand(environment),
    mailTransport: {
      send: async mail => (await sending()).transport.send(mail),
      readRate: async () => (await sending()).transport.readRate(),
    },
    mailWriter: { write: async mail => (await sending()).writer.write(mail) },
    documentMaker: {
      make: async facts => (await maker()).make(facts),
      makeReceipt: async facts => (await maker()).makeReceipt(facts),
    },
    linkTokens: {
      sign: async (dated, now) => (await links()).sign(dated, now),
      verify: async (text, purpose, now) => (await links()).verify(text, purpose, now),
    },
    baseUrl: environment.baseUrl ?? '',
  };
}

function filesOnDemand(environment: MailEnvironment): FileStore {
  const bucket = once(async () => (await import('./s3-files.ts')).openBucket(environment));
  return {
    put: async (name, file) => (await bucket()).put(name, file),
    read: async name => (await bucket()).read(name),
    list: async beginning => (await bucket()).list(beginning),
    link: async (name, options) => (await bucket()).link(name, options),
  };
}

function queuesOnDemand(environment: MailEnvironment): MailQueues {
  const queues = once(async () => (await import('./sqs-mail-queues.ts')).openMailQueues(environment));
  const queue = <Message>(choose: (all: MailQueues) => QueueOf<Message>): QueueOf<Message> => ({
    send: async messages => choose(await queues()).send(messages),
  });
  return {
    documents: queue(all => all.documents),
    mails: queue(all => all.mails),
    bulkMails: queue(all => all.bulkMails),
    mailings: queue(all => all.mailings),
  };
}

/** Opens at the first call. After a failure, the next call tries again. */
export function once<Port>(open: () => Promise<Port>): () => Promise<Port> {
  let opened: Promise<Port> | undefined;
  return () => {
    opened ??= open().catch(error => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
}
