/** Unpacks the browser of the package into TMPDIR. A program of its own, because the package takes its folder from the environment. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inflate } from '@sparticuz/chromium';

const packed = join(fileURLToPath(import.meta.resolve('@sparticuz/chromium')), '../../bin');
const parts = ['chromium.br', 'fonts.tar.br', 'swiftshader.tar.br', 'al2023.tar.br'];
await Promise.all(parts.map(part => inflate(join(packed, part))));
