/**
 * The mailbox of the local service: the mails that it would have sent. A mail is shown in a frame without scripts and without this
 * page's origin. Two buttons report that it bounced, or that its reader complained, as SES would.
 */
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type MailReturn, mailReturnEvent } from '../../domain/mail-returns.ts';
import {
  attachmentFile,
  MAILBOX,
  MAILBOX_ID,
  type MailboxMail,
  mailboxIdsIn,
  mailFile,
  messageFile,
} from '../../domain/mailbox.ts';
import { SECURITY_HEADERS } from '../../lambda/http/security-headers.ts';
import type { FileStore } from '../../ports/documents.ts';
import { listPage, MAILBOX_PATH, mailPage, PAGE_POLICY } from './mailbox-html.ts';
import type { LocalPages, PageRequest } from './pages.ts';

/** Mails on the page, newest first. */
const MAILS_SHOWN_MAX = 100;

type Result = APIGatewayProxyStructuredResultV2;
type Files = Pick<FileStore, 'read' | 'list'>;

interface MailboxPages {
  files: Files;
  /** Reports a mail that came back to `record-bounces`, as an event. */
  report(event: object): Promise<void>;
}

export const mailboxPages = ({ files, report }: MailboxPages): LocalPages => ({
  serves: path => path.startsWith(MAILBOX_PATH),
  async answer(request) {
    const [id, part, ...rest] = request.path.slice(MAILBOX_PATH.length).split('/').slice(1);
    if (rest.length > 0 || !isBelow(request.path)) return undefined;
    if (request.method === 'POST') return id && part ? returned(files, report, request, id, part) : undefined;
    if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
    if (!id) return page(listPage(await newest(files)));
    const mail = await readMail(files, id);
    return mail && partOf(files, mail, part, request.query.get('reported'));
  },
});

/** `/dev/mailbox` and paths below it, but not `/dev/mailboxes`. */
const isBelow = (path: string): boolean => path === MAILBOX_PATH || path.startsWith(`${MAILBOX_PATH}/`);

async function newest(files: Files): Promise<MailboxMail[]> {
  const ids = mailboxIdsIn(await files.list(MAILBOX)).slice(0, MAILS_SHOWN_MAX);
  const mails = await Promise.all(ids.map(id => readMail(files, id)));
  return mails.filter(mail => mail !== undefined);
}

async function readMail(files: Files, id: string): Promise<MailboxMail | undefined> {
  if (!MAILBOX_ID.test(id)) return undefined;
  const file = await files.read(mailFile(id));
  return file && (JSON.parse(Buffer.from(file.bytes).toString('utf8')) as MailboxMail);
}

async function partOf(
  files: Files,
  mail: MailboxMail,
  part: string | undefined,
  reported: string | null,
): Promise<Result | undefined> {
  if (!part) return page(mailPage(mail, RETURNS[reported ?? '']));
  if (part === 'html') return framed(mail.html);
  if (part === 'message.eml') return download(files, messageFile(mail.id), `${mail.mailId}.eml`);
  const position = /^[0-9]{1,2}$/.test(part) ? Number(part) : -1;
  const attachment = mail.attachments[position];
  return attachment && download(files, attachmentFile(mail.id, position, attachment.fileName), attachment.fileName);
}

const page = (body: string): Result => ({
  statusCode: 200,
  headers: { ...SECURITY_HEADERS, 'content-type': 'text/html; charset=utf-8', 'content-security-policy': PAGE_POLICY },
  body,
});

/** The mail itself. Its frame has no rights; links open outside of it. */
const framed = (body: string): Result => ({
  statusCode: 200,
  headers: {
    ...SECURITY_HEADERS,
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-popups allow-popups-to-escape-sandbox; frame-ancestors 'self'",
    'x-frame-options': 'SAMEORIGIN',
  },
  // Links of a frame would open in the frame.
  body: body.replace('<head>', '<head><base target="_blank">'),
});

async function download(files: Files, name: string, fileName: string): Promise<Result | undefined> {
  const file = await files.read(name);
  return (
    file && {
      statusCode: 200,
      headers: {
        ...SECURITY_HEADERS,
        'content-type': file.contentType,
        'content-disposition': `inline; filename="${fileName.replaceAll(/[^A-Za-z0-9._-]/g, '_')}"`,
      },
      body: Buffer.from(file.bytes).toString('base64'),
      isBase64Encoded: true,
    }
  );
}

const RETURNS: Readonly<Record<string, MailReturn['kind'] | undefined>> = Object.assign(Object.create(null), {
  bounce: 'bounced',
  complain: 'complained',
});

async function returned(
  files: Files,
  report: MailboxPages['report'],
  { receivedAt, rawHeaders }: PageRequest,
  id: string,
  part: string,
): Promise<Result | undefined> {
  const kind = RETURNS[part];
  const mail = kind && (await readMail(files, id));
  // A page of another site could send the form too.
  if (!mail || isCrossSite(rawHeaders)) return undefined;
  await report(mailReturnEvent({ mailId: mail.mailId, kind, at: receivedAt }));
  return { statusCode: 303, headers: { ...SECURITY_HEADERS, location: `${MAILBOX_PATH}/${id}?reported=${part}` } };
}

/** Browsers say from where a form comes; other programs do not. */
function isCrossSite(rawHeaders: string[]): boolean {
  const at = rawHeaders.findIndex((name, i) => i % 2 === 0 && name.toLowerCase() === 'sec-fetch-site');
  return at >= 0 && !['same-origin', 'none'].includes(rawHeaders[at + 1] ?? '');
}
