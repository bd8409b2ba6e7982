/**
 * The page that opens the links of mails until the web app does. It has no token: that is in the fragment of the address, which a
 * browser does not send. The only script and the only style are inline, and allowed by their digests.
 */
import { createHash } from 'node:crypto';
import { policyOf } from './content-security-policy.ts';
import { LINKS_PAGE_SCRIPT } from './links-page-script.ts';
import type { Reply } from './reply.ts';

const STYLE = `:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { margin: 0; padding: 2rem 1rem; overflow-wrap: anywhere }
main { max-width: 30rem; margin: 0 auto }
h1 { font-size: 1.5rem; line-height: 1.25 }
label, small { display: block }
input { box-sizing: border-box; width: 100%; font: inherit; padding: 0.5rem; border: 1px solid; border-radius: 0.25rem }
button { font: inherit; padding: 0.6rem 1.2rem; border: 0; border-radius: 0.25rem; background: #1d4ed8; color: #fff; cursor: pointer }
button:disabled { opacity: 0.5 }
:focus-visible { outline: 3px solid #60a5fa; outline-offset: 2px }
dl { display: grid; grid-template-columns: auto 1fr; gap: 0.25rem 1rem }
dd { margin: 0; grid-column: 2 }
.problem { color: light-dark(#b91c1c, #fca5a5) }`;

const digestOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const POLICY = policyOf({ script: digestOf(LINKS_PAGE_SCRIPT), style: digestOf(STYLE), connect: "'self'" });

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex">
    <title>Holdfast</title>
    <style>${STYLE}</style>
  </head>
  <body>
    <main><noscript><p>This page needs JavaScript.</p></noscript></main>
    <script>${LINKS_PAGE_SCRIPT}</script>
  </body>
</html>
`;

export const linksPage = (): Reply => ({
  status: 200,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': POLICY,
    'cache-control': 'public, max-age=300',
  },
  body: PAGE,
});
