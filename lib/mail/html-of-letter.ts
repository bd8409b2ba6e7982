/**
 * A letter as HTML for mail programs: one column, no images, and no rules that they need. Colours stand in the elements, because
 * some programs drop style sheets; the sheet adds the dark colours. Texts of people keep their direction.
 */
import { type Html, html, linkTo } from './html.ts';
import type { AmountLine, Block, Fact, Letter, PlaceLine } from './letter.ts';

const FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,'Noto Sans',sans-serif";
const WRAP = 'overflow-wrap:anywhere;word-break:break-word';
const TEXT = 'color:#1c1c1e';
const FAINT = 'color:#5c5c66';
const RULE = 'border-top:1px solid #dcdce2';

/** Programs that know no dark colours ignore the sheet. `!important` puts it above the colours in the elements. */
const SHEET = html`
:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){
.page{background:#121214!important}
.card{background:#1e1e22!important;border-color:#3a3a42!important}
.text{color:#f2f2f5!important}
.faint{color:#b4b4be!important}
.rule{border-color:#3a3a42!important}
.button{background:#a9b9ff!important;color:#101430!important}
.link{color:#a9b9ff!important}
}`;

export const htmlOf = (letter: Letter): string =>
  html`<!DOCTYPE html>
<html lang="${letter.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${letter.subject}</title>
<style>${SHEET}</style>
</head>
<body class="page" style="margin:0;padding:0;background:#f2f2f5;-webkit-text-size-adjust:100%">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#f2f2f5">
<tr><td align="center" style="padding:16px 8px">
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px;table-layout:fixed;background:#ffffff;border:1px solid #dcdce2;border-radius:8px">
<tr><td class="text" style="padding:24px 16px;text-align:start;font-size:16px;line-height:1.5;${TEXT};${FONT};${WRAP}">
<h1 class="text" dir="auto" style="margin:0 0 16px;font-size:22px;line-height:1.25;${TEXT}">${letter.heading}</h1>
<p dir="auto" style="margin:0 0 16px">${letter.greeting}</p>
${letter.blocks.map(blockOf)}
<p class="faint rule" style="margin:24px 0 0;padding-top:12px;font-size:14px;${RULE};${FAINT}">${letter.footer}</p>
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`.text;

function blockOf(block: Block): Html {
  switch (block.is) {
    case 'text':
      return html`<p dir="auto" style="margin:0 0 16px">${block.text}</p>\n`;
    case 'quote':
      return html`${paragraphsOf(block.text).map(paragraphOf)}`;
    case 'facts':
      return factsOf(block);
    case 'places':
      return placesOf(block);
    case 'button':
      return buttonOf(block);
  }
}

/** The paragraphs of a text, which blank lines separate. */
const paragraphsOf = (text: string): string[] => text.split(/\n[\t ]*\n\s*/);

const paragraphOf = (text: string): Html =>
  html`<p dir="auto" style="margin:0 0 16px;white-space:pre-line">${text}</p>\n`;

const factsOf = ({ title, facts }: Extract<Block, { is: 'facts' }>): Html =>
  html`<div class="rule" style="margin:0 0 16px;padding-top:12px;${RULE}">
${title === undefined ? undefined : html`<p dir="auto" style="margin:0 0 8px;font-size:18px;font-weight:bold">${title}</p>`}
${facts.map(factOf)}</div>
`;

/** The name stands above the value, so that it is read at any width. */
const factOf = ({ label, value, before }: Fact): Html =>
  html`<p style="margin:0 0 8px"><span class="faint" style="font-size:14px;${FAINT}">${label}</span><br>
<bdi>${value}</bdi>${before === undefined ? undefined : html`<br><span class="faint" style="${FAINT}"><bdi>${before}</bdi></span>`}</p>
`;

const placesOf = ({ title, places, lines = [], sum, notes = [] }: Extract<Block, { is: 'places' }>): Html =>
  html`<table class="rule" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 16px;${RULE}">
<caption class="faint" style="padding:12px 0 4px;text-align:start;font-size:14px;${FAINT}">${title}</caption>
${places.map(placeOf)}${lines.map(lineOf)}${sum === undefined ? undefined : sumOf(sum)}${notes.map(noteOf)}</table>
`;

const CELL = `padding:4px 0;vertical-align:top;font-size:16px;line-height:1.5;${FONT}`;
const END = 'padding-inline-start:12px;text-align:end;white-space:nowrap;width:1%';
const AMOUNT = `${CELL};${END}`;
const NOTE = `padding:0 0 4px;vertical-align:top;font-size:14px;line-height:1.5;${FONT}`;

const placeOf = ({ name, price, mark }: PlaceLine): Html =>
  html`<tr><td class="text" dir="auto" style="${CELL};${TEXT};${WRAP}">${mark === undefined ? name : html`<s>${name}</s> (${mark})`}</td><td class="text" style="${AMOUNT};${TEXT}">${price}</td></tr>
`;

const lineOf = ({ label, amount }: AmountLine): Html =>
  html`<tr><td class="text" dir="auto" style="${CELL};${TEXT};${WRAP}">${label}</td><td class="text" style="${AMOUNT};${TEXT}">${amount}</td></tr>
`;

const noteOf = ({ label, amount }: AmountLine): Html =>
  html`<tr><td class="faint" style="${NOTE};${FAINT}">${label}</td><td class="faint" style="${NOTE};${END};${FAINT}">${amount}</td></tr>
`;

const sumOf = ({ label, amount }: AmountLine): Html =>
  html`<tr><td class="text rule" style="${CELL};${TEXT};${RULE};font-weight:bold">${label}</td><td class="text rule" style="${AMOUNT};${TEXT};${RULE};font-weight:bold">${amount}</td></tr>
`;

const buttonOf = ({ label, link, shown }: Extract<Block, { is: 'button' }>): Html =>
  html`<p style="margin:24px 0 16px"><a class="button" href="${linkTo(link)}" style="display:inline-block;padding:12px 20px;border-radius:6px;background:#2743c4;color:#ffffff;font-weight:bold;text-decoration:none">${label}</a></p>
${shown === undefined ? undefined : html`<p class="faint" style="margin:0 0 16px;font-size:14px;${FAINT}">${shown}<br><a class="link" href="${linkTo(link)}" style="color:#2743c4;word-break:break-all">${linkTo(link)}</a></p>\n`}`;
