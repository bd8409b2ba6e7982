/**
 * Serves the build of the web app as CloudFront does on AWS: files as they are, and index.html for each page of the app. An unknown
 * address gets index.html and 404. The files are read and compressed once.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Method } from '../../contract/route.ts';
import {
  APP_PAGE_FILE,
  ASSET_CACHING,
  ASSETS_PATH,
  isApiPath,
  isAppPage,
  isEventPage,
  isFilePath,
  mediaTypeOf,
  PAGE_CACHING,
} from '../../deployment/web-app.ts';
import { appHeaders } from '../../lambda/http/app-headers.ts';
import { codingFor } from '../../lambda/http/compression.ts';
import type { LocalPages } from './pages.ts';
import { problemResult } from './responses.ts';

/** Compressed already. */
const PACKED = /\.(png|webp|ico|woff2)$/;

interface WebFile {
  type: string;
  bytes: Buffer;
  /** Undefined for a file that compression does not make smaller. */
  coded: Map<string, Buffer> | undefined;
}

const PAGE = `/${APP_PAGE_FILE}`;

/** `folder` has the build. `hasStripe`: the pages may load Stripe.js. */
export function webPages(folder: string, { hasStripe }: { hasStripe: boolean }): LocalPages {
  const files = filesIn(folder);
  const headers = { ...appHeaders({ hasStripe }), vary: 'accept-encoding' };
  return {
    serves: path => !isApiPath(path) && !isEventPage(path),
    async answer({ method, path, rawHeaders }) {
      if (method !== 'GET' && method !== 'HEAD') return refuseMethod();
      const { file, status } = chosenFrom(files, path);
      if (!file) return undefined;
      const caching = { 'cache-control': path.startsWith(ASSETS_PATH) ? ASSET_CACHING : PAGE_CACHING };
      const { bytes, coding } = codedFor(file, acceptedIn(rawHeaders));
      return respond(status, { ...headers, ...caching, 'content-type': file.type, ...coding }, bytes);
    },
  };
}

function refuseMethod(): APIGatewayProxyStructuredResultV2 {
  const allow: Method[] = ['GET', 'HEAD'];
  const problem = problemResult('method-not-allowed', { allow });
  return { ...problem, headers: { ...problem.headers, allow: allow.join(', ') } };
}

/** No path leads out of the folder: each is looked up in the list of its files. */
function chosenFrom(files: Map<string, WebFile>, path: string): { status: number; file?: WebFile | undefined } {
  const file = files.get(path);
  if (file) return { status: 200, file };
  if (isAppPage(path)) return { status: 200, file: files.get(PAGE) };
  return { status: 404, file: isFilePath(path) ? undefined : files.get(PAGE) };
}

const respond = (
  statusCode: number,
  headers: Record<string, string>,
  bytes: Buffer,
): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers,
  body: bytes.toString('base64'),
  isBase64Encoded: true,
});

function filesIn(folder: string): Map<string, WebFile> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
  return new Map(
    entries.map(({ parentPath, name }): [string, WebFile] => {
      const path = join(parentPath, name);
      const coded = PACKED.test(name) ? undefined : new Map<string, Buffer>();
      const file = { type: mediaTypeOf(name), bytes: readFileSync(path), coded };
      return [`/${relative(folder, path).replaceAll(sep, '/')}`, file];
    }),
  );
}

/** The value of Accept-Encoding. */
function acceptedIn(rawHeaders: string[]): string {
  const at = rawHeaders.findIndex((name, i) => i % 2 === 0 && name.toLowerCase() === 'accept-encoding');
  return at < 0 ? '' : (rawHeaders[at + 1] ?? '');
}

const CODERS = {
  br: (bytes: Buffer): Buffer => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (bytes: Buffer): Buffer => gzipSync(bytes),
};

function codedFor({ bytes, coded }: WebFile, accepted: string): { bytes: Buffer; coding?: Record<string, string> } {
  const name = codingFor(accepted);
  if (name === undefined || !coded) return { bytes };
  const compressed = coded.get(name) ?? CODERS[name](bytes);
  coded.set(name, compressed);
  return { bytes: compressed, coding: { 'content-encoding': name } };
}
