/** Hooks into Node's loader: `node --import ./test/mutation/source-hook.ts` runs the code with the mutation of this process. */
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { replacedSource } from './replace-source.ts';

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    if (!url.startsWith('file:')) return loaded;
    const source = replacedSource(fileURLToPath(url), () => String(loaded.source));
    return source === undefined ? loaded : { ...loaded, source };
  },
});
