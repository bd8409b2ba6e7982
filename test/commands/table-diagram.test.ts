/** The diagrams of the table in docs/data-model.md: complete, and readable where numbers and digests stand in keys. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { indexesDiagram, rowsDiagram } from '../../lib/commands/write-docs/table-diagram.ts';
import * as keys from '../../lib/table/keys.ts';

it('shows a row for every key that keys.ts builds', () => {
  const source = readFileSync(new URL('../../lib/commands/write-docs/table-diagram.ts', import.meta.url), 'utf8');
  const builders = Object.keys(keys).filter(name => /Key$/.test(name) && !/^parse|In[A-Z]/.test(name));
  expect(builders.filter(name => !new RegExp(`\\b${name}\\(`).test(source))).toEqual([]);
});

it('names what a key holds, and shows no example value', () => {
  const labels = [...`${rowsDiagram()}\n${indexesDiagram()}`.matchAll(/"(<b>.*?|[A-Z{].*?)"/g)].map(
    ([, label]) => label,
  );
  expect(labels.length).toBeGreaterThan(30);
  expect(labels.filter(label => /\d/.test(label ?? ''))).toEqual([]);
});

it('shows every index', () => {
  expect(Object.keys(keys.INDEXES).filter(name => !indexesDiagram().includes(`| ${name}\n`))).toEqual([]);
});
