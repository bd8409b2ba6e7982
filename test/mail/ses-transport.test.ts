/** Sending through SES, against a server that answers as SES does. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSesTransport, SES_CLIENT_OPTIONS } from '../../lib/mail/ses-transport.ts';
import type { OutgoingMail } from '../../lib/ports/mail.ts';

interface Answer {
  status: number;
  /** The name of the error. */
  type?: string;
  body?: object;
}

let server: Server;
let client: SESv2Client;
let answer: Answer | 'broken';
let requests: { method: string; path: string; body: Record<string, unknown> }[];
let now: number;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    requests.push({ method: request.method ?? '', path: request.url ?? '', body: text ? JSON.parse(text) : {} });
    if (answer === 'broken') return response.destroy();
    response.statusCode = answer.status;
    if (answer.type) response.setHeader('x-amzn-errortype', answer.type);
    return response.end(JSON.stringify(answer.body ?? {}));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  client = new SESv2Client({
    ...SES_CLIENT_OPTIONS,
    region: 'eu-central-1',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
  });
});
afterAll(async () => {
  client.destroy();
  server.closeAllConnections();
  await new Promise(resolve => server.close(resolve));
});
beforeEach(() => {
  requests = [];
  now = 1_000_000;
});

const MAIL: OutgoingMail = {
  mailId: 'mal_abc_1',
  from: 'tickets@example.org',
  to: 'anna@example.org',
  raw: Buffer.from('Subject: Hello\r\n\r\nHello'),
  content: { subject: 'Hello', html: '', text: 'Hello', attachments: [], headers: {} },
};
const transport = (configurationSet?: string) =>
  createSesTransport(client, { ...(configurationSet !== undefined && { configurationSet }), now: () => now });

describe('sending through SES', () => {
  it('sends the message with the id of the mail as a tag, so that a bounce names it', async () => {
    answer = { status: 200, body: { MessageId: 'ses-1' } };
    expect(await transport('holdfast-prod').send(MAIL)).toEqual({ is: 'sent', messageId: 'ses-1' });
    expect(requests).toEqual([
      {
        method: 'POST',
        path: '/v2/email/outbound-emails',
        body: {
          FromEmailAddress: 'tickets@example.org',
          Destination: { ToAddresses: ['anna@example.org'] },
          Content: { Raw: { Data: Buffer.from(MAIL.raw).toString('base64') } },
          EmailTags: [{ Name: 'mailId', Value: 'mal_abc_1' }],
          ConfigurationSetName: 'holdfast-prod',
        },
      },
    ]);
  });

  it.each(['MessageRejected', 'BadRequestException'])('is refused for good by %s, and tells no address', async type => {
    answer = { status: 400, type, body: { message: 'Email address is not verified: anna@example.org' } };
    expect(await transport().send(MAIL)).toEqual({
      is: 'refused',
      reason: `${type}: Email address is not verified: <address>`,
    });
  });

  it.each([
    ['TooManyRequestsException', 429],
    ['LimitExceededException', 400],
    ['SendingPausedException', 400],
    ['AccountSuspendedException', 400],
    ['MailFromDomainNotVerifiedException', 400],
    ['NotFoundException', 404],
    ['AccessDeniedException', 403],
  ])('is throttled by %s: the same mail is accepted later', async (type, status) => {
    answer = { status, type, body: { message: 'not now' } };
    expect(await transport().send(MAIL)).toEqual({ is: 'throttled', reason: type });
  });

  it.each<[string, Answer | 'broken']>([
    ['a fault of SES', { status: 500, type: 'InternalFailure' }],
    ['an overload of SES', { status: 503 }],
    ['a broken connection', 'broken'],
    ['an answer without an id', { status: 200 }],
  ])('leaves the outcome unknown after %s, and is not repeated: SES may have sent it', async (_name, given) => {
    answer = given;
    await expect(transport().send(MAIL)).rejects.toThrow();
    expect(requests).toHaveLength(1);
  });
});

describe('the rate of the account', () => {
  it('is that of SES, and is read again after ten minutes', async () => {
    const ses = transport();
    answer = { status: 200, body: { SendQuota: { MaxSendRate: 14 } } };
    expect(await ses.readRate()).toBe(14);
    answer = { status: 200, body: { SendQuota: { MaxSendRate: 50 } } };
    now += 599_999;
    expect(await ses.readRate()).toBe(14);
    now += 1;
    expect(await ses.readRate()).toBe(50);
    expect(requests.map(({ path }) => path)).toEqual(['/v2/email/account', '/v2/email/account']);
  });

  it('stays as it was if SES does not tell it', async () => {
    const ses = transport();
    answer = { status: 200, body: { SendQuota: { MaxSendRate: 14 } } };
    await ses.readRate();
    now += 600_000;
    answer = { status: 429, type: 'TooManyRequestsException' };
    expect(await ses.readRate()).toBe(14);
  });

  it.each([0, -1])('is that of the sandbox if SES tells %i, which is no rate', async MaxSendRate => {
    answer = { status: 200, body: { SendQuota: { MaxSendRate } } };
    expect(await transport().readRate()).toBe(1);
  });

  it('is that of the sandbox before SES has told it', async () => {
    answer = { status: 503 };
    expect(await transport().readRate()).toBe(1);
  });
});
