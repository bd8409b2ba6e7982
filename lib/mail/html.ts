/** HTML by tagged templates. Every value is escaped, unless it is itself HTML of such a template. */

/** HTML that is safe to send. Only the tag `html` makes it. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Value = string | number | Html | readonly Html[] | undefined;

/** Joins the parts of a template. Attributes must be in double quotes. An undefined value is left out. */
export const html = (parts: TemplateStringsArray, ...values: Value[]): Html =>
  new Html(parts.map((part, i) => part + textOf(values[i])).join(''));

function textOf(value: Value): string {
  if (value === undefined) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(({ text }) => text).join('');
  return escaped(String(value));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => plain(text).replaceAll(/[&<>"']/g, sign => ENTITIES[sign] ?? sign);

/** The text without control characters and lone surrogates, which the texts of early versions may have. Tabs stay, and line ends are LF. */
export const plain = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/\r\n?/g, '\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
    .replaceAll(/[\0-\x08\v\f\x0e-\x1f\x7f-\x9f]/g, '');

/** The text in one line, as a header needs it. */
export const inOneLine = (text: string): string => plain(text).replaceAll(/\s+/g, ' ').trim();

/** The address of a link. Only pages are linked. */
export function linkTo(address: string): string {
  if (!/^https?:\/\//.test(address)) throw new Error('a mail may only link to pages');
  return new URL(address).href;
}
