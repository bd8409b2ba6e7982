/** The HTML of the mailbox: the list of mails, and one mail. It has no script. */
import { createHash } from 'node:crypto';
import type { MailboxAttachment, MailboxMail } from '../../domain/mailbox.ts';
import { type Html, html } from '../../mail/html.ts';

const STYLE = html`
:root{color-scheme:light dark;--page:#f2f2f5;--card:#fff;--text:#1c1c1e;--faint:#5c5c66;--rule:#dcdce2;--link:#2743c4}
@media (prefers-color-scheme:dark){:root{--page:#121214;--card:#1e1e22;--text:#f2f2f5;--faint:#b4b4be;--rule:#3a3a42;--link:#a9b9ff}}
body{margin:0;background:var(--page);color:var(--text);font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
main{max-width:960px;margin:0 auto;padding:16px}
h1{font-size:22px;line-height:1.25;margin:0 0 16px}
h2{font-size:16px;margin:24px 0 8px}
a{color:var(--link)}
ul.mails{list-style:none;margin:0;padding:0;background:var(--card);border:1px solid var(--rule);border-radius:8px}
ul.mails li+li{border-top:1px solid var(--rule)}
ul.mails a{display:block;padding:12px 16px;color:inherit;text-decoration:none}
ul.mails a:hover strong,ul.mails a:focus strong{text-decoration:underline}
.faint{color:var(--faint);font-size:14px}
dl{display:grid;grid-template-columns:auto 1fr;gap:4px 12px;margin:0 0 16px}
dt{color:var(--faint)}
dd{margin:0}
iframe{width:100%;height:70vh;border:1px solid var(--rule);border-radius:8px;background:#fff}
pre{white-space:pre-wrap;margin:0;padding:16px;background:var(--card);border:1px solid var(--rule);border-radius:8px;font-size:14px}
form{display:inline}
button{font:inherit;padding:6px 12px;margin:0 8px 8px 0;border:1px solid var(--rule);border-radius:6px;background:var(--card);color:var(--text);cursor:pointer}
.status{padding:8px 12px;border:1px solid var(--rule);border-radius:6px;background:var(--card)}
`;

/** The policy allows this one style sheet. */
const styleHash = createHash('sha256').update(STYLE.text).digest('base64');
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${styleHash}'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

export const MAILBOX_PATH = '/dev/mailbox';
const PATH = MAILBOX_PATH;

const document = (title: string, body: Html): string =>
  html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`.text;

const timeOf = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

export const listPage = (mails: MailboxMail[]): string =>
  document(
    'Mailbox',
    html`<h1>Mailbox</h1>
<p class="faint">These mails were sent to nobody. Reload the page to see new ones.</p>
${
  mails.length === 0
    ? html`<p>There is no mail yet. Register an account, or book a place.</p>`
    : html`<ul class="mails">
${mails.map(lineOf)}</ul>`
}`,
  );

const lineOf = ({ id, to, subject, at, attachments }: MailboxMail): Html =>
  html`<li><a href="${PATH}/${id}"><strong dir="auto">${subject}</strong><br>
<span class="faint">to ${to}, ${timeOf(at)}${attachments.length === 0 ? undefined : `, ${countOf(attachments.length)}`}</span></a></li>
`;

const countOf = (attachments: number): string => (attachments === 1 ? '1 attachment' : `${attachments} attachments`);

/** `reported`: the return of the mail that was just reported. */
export const mailPage = (mail: MailboxMail, reported?: string): string =>
  document(
    mail.subject,
    html`<p><a href="${PATH}">Mailbox</a></p>
${reported === undefined ? undefined : html`<p class="status" role="status">The mail was reported: ${reported}. Its address gets no further mail.</p>`}
<h1 dir="auto">${mail.subject}</h1>
<dl>
<dt>From</dt><dd>${mail.from}</dd>
<dt>To</dt><dd>${mail.to}</dd>
${mail.replyTo === undefined ? undefined : html`<dt>Reply-To</dt><dd>${mail.replyTo}</dd>`}
<dt>Time</dt><dd>${timeOf(mail.at)}</dd>
<dt>Id</dt><dd>${mail.mailId}</dd>
</dl>
${mail.attachments.length === 0 ? undefined : attachmentsOf(mail)}
<h2>HTML</h2>
<iframe title="The mail as HTML" sandbox="allow-popups allow-popups-to-escape-sandbox" src="${PATH}/${mail.id}/html"></iframe>
<h2>Text</h2>
<pre dir="auto">${mail.text}</pre>
<h2>Try</h2>
<p>${buttonOf(mail, 'bounce', 'Report a bounce')}${buttonOf(mail, 'complain', 'Report a complaint')}
<a href="${PATH}/${mail.id}/message.eml">The message with all headers</a></p>`,
  );

const attachmentsOf = ({ id, attachments }: MailboxMail): Html => html`<h2>Attachments</h2>
<ul>
${attachments.map((attachment, position) => attachmentOf(`${PATH}/${id}/${position}`, attachment))}</ul>
`;

const attachmentOf = (path: string, { fileName, contentType, size }: MailboxAttachment): Html =>
  html`<li><a href="${path}">${fileName}</a> <span class="faint">${contentType}, ${(size / 1024).toFixed(1)} KB</span></li>
`;

const buttonOf = ({ id }: MailboxMail, action: string, label: string): Html =>
  html`<form method="post" action="${PATH}/${id}/${action}"><button>${label}</button></form>`;
