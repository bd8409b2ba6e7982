/** The projects of vitest.config.ts: a wrong name or pattern would leave tests out, and nothing would say so. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import config from '../vitest.config.ts';

const ROOT = join(import.meta.dirname, '..');

interface Project {
  name: string;
  include: string[];
  exclude?: string[];
}

const { test } = config as unknown as { test: { projects: { test: Project }[] } };
const projects = test.projects.map(project => project.test);

const testsOf = ({ include, exclude = [] }: Pick<Project, 'include' | 'exclude'>): string[] =>
  globSync(include, { cwd: ROOT, exclude });

it('has a file for each pattern that a project includes', () => {
  for (const { name, include } of projects) {
    for (const pattern of include) expect(testsOf({ include: [pattern] }), `${name}: ${pattern}`).not.toEqual([]);
  }
});

it('runs each test file in one project, or more', () => {
  const run = new Set(projects.flatMap(testsOf));
  // `npm run test:deploy` runs those of a deployment, with a configuration of their own.
  const all = globSync('test/**/*.test.ts', { cwd: ROOT, exclude: ['test/deploy/**'] });
  expect(all.filter(file => !run.has(file))).toEqual([]);
});

it('has the projects that commands and documents name', () => {
  const names = projects.map(({ name }) => name);
  const sources = globSync(['*.md', 'package.json', '{bin,lib,docs,test}/**/*.{ts,md}'], { cwd: ROOT });
  const named = sources.flatMap(file =>
    [...readFileSync(join(ROOT, file), 'utf8').matchAll(/--project(?:', '| !?)([a-z-]+)/g)].map(
      ([, name]) => `${file}: ${name}`,
    ),
  );
  expect(named.filter(entry => !names.includes(entry.split(': ')[1] ?? ''))).toEqual([]);
  expect(named).toContain('CONTRIBUTING.md: unit');
});
