import { describe, expect, it } from 'vitest';
import { NO_MAIL, openMailPorts } from '../../lib/lambda/compose/mail-ports.ts';
import { readMailEnvironment } from '../../lib/lambda/environment.ts';
import type { Table } from '../../lib/table/table.ts';

describe('the settings of mail', () => {
  it('are those that the function has', () => {
    expect(readMailEnvironment({})).toEqual({ isTestStage: false, queues: {} });
    expect(
      readMailEnvironment({
        HOLDFAST_STAGE_KIND: 'test',
        HOLDFAST_BASE_URL: 'https://tickets.example.org',
        HOLDFAST_MAIL_FROM: 'Tickets <tickets@example.org>',
        HOLDFAST_MAIL_CONFIGURATION: 'set',
        HOLDFAST_FILES_BUCKET: 'bucket',
        HOLDFAST_FONTS: '/var/task/fonts',
        HOLDFAST_MAIL_QUEUE: 'https://sqs/mails.fifo',
        HOLDFAST_BULK_MAIL_QUEUE: '',
        HOLDFAST_LINK_KEYS_PARAMETER: '/holdfast/dev/link-keys',
      }),
    ).toEqual({
      isTestStage: true,
      baseUrl: 'https://tickets.example.org',
      from: 'Tickets <tickets@example.org>',
      configuration: 'set',
      filesBucket: 'bucket',
      fontsFolder: '/var/task/fonts',
      queues: { mails: 'https://sqs/mails.fifo' },
      linkKeys: { secretParameter: '/holdfast/dev/link-keys' },
    });
  });

  it('contain the secret keys of links only on a laptop', () => {
    const variables = { HOLDFAST_LINK_KEYS: '{}' };
    expect(readMailEnvironment(variables).linkKeys).toEqual({ json: '{}' });
    expect(() => readMailEnvironment({ ...variables, AWS_LAMBDA_FUNCTION_NAME: 'f' })).toThrow(
      'HOLDFAST_LINK_KEYS is for a laptop',
    );
  });
});

describe('a function that uses neither documents nor mail', () => {
  const silent = { info: () => {}, warn: () => {}, error: () => {} };
  const ports = openMailPorts(NO_MAIL, { log: silent, table: {} as Table });

  it.each([
    ['reads a file', () => ports.files.read('documents/a.pdf')],
    ['sends to a queue', () => ports.mailQueues.documents.send([{ claimId: 'c', queuedAt: 1 }])],
  ])('fails with the reason if it %s', async (_, act) => {
    await expect(act()).rejects.toThrow('see rights.ts');
  });

  it('fails with the reason if it signs a link', async () => {
    const dated = { link: { purpose: 'booking' as const, claimId: 'c' as never }, expiresAt: 1 };
    await expect(ports.linkTokens.sign(dated, 0)).rejects.toThrow();
  });

  it('sends no mail on a production stage without a sender, and says so', async () => {
    const warned: string[] = [];
    const log = { ...silent, warn: (message: string) => void warned.push(message) };
    const { mailTransport } = openMailPorts(NO_MAIL, { log, table: {} as Table });
    const content = { subject: '', html: '', text: '', attachments: [], headers: {} };
    const mail = { mailId: 'mal_1', from: 'a@b.example', to: 'c@d.example', raw: new Uint8Array(), content };
    expect(await mailTransport.send(mail)).toMatchObject({ is: 'refused' });
    expect(warned).toEqual(['a mail was not sent, because this stage has no sender']);
  });
});
