/** The size of the seat map: drawing, hit test and gestures together. */
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

const MAX = 10 * 1024;

it('has at most 10 KB with gzip', async () => {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, '../../../web/seat-map/seat-map.ts')],
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
  });
  expect(gzipSync(outputFiles[0]?.contents ?? '').length).toBeLessThanOrEqual(MAX);
});
