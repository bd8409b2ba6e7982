/** The texts of the app: complete in each language, translated, and in no component. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';
import { describe, expect, it } from 'vitest';
import { PROBLEMS } from '../../lib/contract/problems.ts';
import { TOLD_PROBLEMS } from '../../lib/messages/web/problems.ts';
import { messages as GERMAN } from '../../web/i18n/de.ts';
import { messages as ENGLISH } from '../../web/i18n/en.ts';
import { pseudo } from '../../web/i18n/pseudo.ts';

const WEB = join(import.meta.dirname, '../../web');

/** The paths of all messages, each with its text or the text of its function. */
const flat = (value: unknown, path = ''): [string, string][] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, part]) => flat(part, `${path}.${name}`))
    : [[path, String(value)]];
const [english, german] = [new Map(flat(ENGLISH)), new Map(flat(GERMAN))];

describe('the texts of the app', () => {
  it('have the same keys in each language, and none is empty', () => {
    expect([...german.keys()].sort()).toEqual([...english.keys()].sort());
    for (const table of [english, german]) for (const [key, text] of table) expect(text.trim(), key).not.toBe('');
  });

  it('are translated: only names and words that both languages share are the same', () => {
    const same = [...english.keys()].filter(
      key => english.get(key) === german.get(key) && !english.get(key)?.includes('=>') && !SHARED.test(key),
    );
    expect(same).toEqual([]);
  });

  it('name problems that exist', () => {
    expect(TOLD_PROBLEMS.filter(code => !(code in PROBLEMS))).toEqual([]);
  });

  it('are longer and accented in the pseudo-locale, also those with values', () => {
    const longer = pseudo(ENGLISH);
    expect(longer.app.notFound.heading).toMatch(/^Théré.*·{9}$/);
    expect(longer.app.failure.wait(3)).toContain('3');
    expect(longer.app.failure.wait(3)).toContain('·');
  });
});

/** Names of brands and languages, and words that both languages share. */
const SHARED =
  /^\.app\.(name|title|footer\.languages)|^\.ticket\.holder|\.name$|^\.events\.kinds\.(festival|sport|bus)|^\.links\.pdf/;

interface Node {
  type: string;
  [member: string]: unknown;
}

/** Attributes that people read or hear. */
const READ_OUT = /^(aria-label|aria-description|aria-roledescription|alt|title|placeholder|label|hint|heading|text)$/;
const hasWords = (text: unknown): boolean => typeof text === 'string' && /\p{L}{2,}/u.test(text);

/** The texts for people that the code of a component has in itself. */
function textsIn(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(textsIn);
  if (typeof node !== 'object' || node === null) return [];
  const { type, value, name } = node as Node;
  if (type === 'JSXText') return hasWords(value) ? [String(value).trim()] : [];
  if (type === 'JSXAttribute') return textsOfAttribute(name as Node, value as Node | null);
  if (type === 'JSXExpressionContainer')
    return [...literal((node as Node).expression), ...textsIn((node as Node).expression)];
  return Object.values(node).flatMap(textsIn);
}

function textsOfAttribute({ name }: Node, value: Node | null): string[] {
  if (!value) return [];
  const own = READ_OUT.test(String(name))
    ? literal(value.type === 'JSXExpressionContainer' ? value.expression : value)
    : [];
  return [...own, ...(value.type === 'JSXExpressionContainer' ? textsIn(value.expression) : [])];
}

/** A text that is written as a literal or a template, where it is shown. */
function literal(node: unknown): string[] {
  const { type, value, quasis } = node as Node;
  if (type === 'Literal') return hasWords(value) ? [String(value)] : [];
  if (type !== 'TemplateLiteral') return [];
  const parts = (quasis as { value: { cooked: string } }[]).map(quasi => quasi.value.cooked);
  return parts.filter(hasWords);
}

describe('the components of the app', () => {
  const files = readdirSync(WEB, { recursive: true, encoding: 'utf8' }).filter(
    path => path.endsWith('.tsx') && !path.startsWith('dist'),
  );

  it.each(files)('%s has no text of its own', path => {
    const { program } = parseSync(path, readFileSync(join(WEB, path), 'utf8'), { lang: 'tsx' });
    expect(textsIn(program), 'put it into lib/messages/web').toEqual([]);
  });

  it('would be found with a text in their content, in an attribute, or in a template', () => {
    const code =
      'const a = <p title="Two words" className="no text">Hello {`of ` + x}{`to you`}{y && <b aria-label={"Name it"} />}</p>';
    const { program } = parseSync('a.tsx', code, { lang: 'tsx' });
    expect(textsIn(program).sort()).toEqual(['Hello', 'Name it', 'Two words', 'to you']);
  });
});
