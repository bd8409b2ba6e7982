/** Builds the web app into web/dist. Files have hashed names, and nothing is inlined, because the content security policy forbids it. */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { serviceWorker } from './service-worker-build.ts';

/** The service that `npm start` runs. `npm run web` passes the requests of the app on to it. */
const SERVICE = process.env.HOLDFAST_URL ?? 'http://127.0.0.1:3000';

// A test that builds the app has another value, which would make a development build.
if (process.argv.includes('build')) process.env.NODE_ENV = 'production';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), serviceWorker()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    // The polyfill is an inline script.
    modulePreload: { polyfill: false },
  },
  server: {
    host: '127.0.0.1',
    proxy: Object.fromEntries(['/v1', '/docs', '/openapi.json', '/health', '/dev'].map(path => [path, SERVICE])),
  },
});
