/** The tests of the project, run on code that has the mutation of this process. */
import { defineConfig, type Plugin } from 'vitest/config';
import base from '../../vitest.config.ts';
import { isReplaced, replacedSource } from './replace-source.ts';

const mutation: Plugin = {
  name: 'mutation',
  enforce: 'pre',
  transform: (code, path) => replacedSource(path, () => code),
  // Vitest keeps transformed modules on disk, by the text of their files. Those with a mutation must not be kept.
  configureVitest: ({ defineCacheKeyGenerator }) =>
    defineCacheKeyGenerator(({ id }) => (isReplaced(id) ? false : undefined)),
};

const { test } = base as { test: { projects: object[] } };

export default defineConfig({
  test: {
    ...test,
    root: new URL('../..', import.meta.url).pathname,
    projects: test.projects.map(project => ({ ...project, plugins: [mutation] })),
  },
});
