/** Builds `<holdfast-seat-map>` into web/dist/seat-map.js: one file without dependencies, for any page. */
import { join } from 'node:path';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  build: {
    outDir: 'dist',
    // The app was built into the same folder before.
    emptyOutDir: false,
    target: 'es2023',
    modulePreload: false,
    // Not the library mode of Vite, which keeps white space.
    rolldownOptions: {
      input: join(import.meta.dirname, 'seat-map/element.ts'),
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: 'seat-map.js' },
    },
  },
});
