/**
 * Reads index.html of the web app: from the bucket of the app on AWS, from the build on a laptop. Each process keeps it for a minute,
 * and longer while it cannot be read again.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { APP_PAGE_FILE } from '../../deployment/web-app.ts';
import { APP_PAGE_KEPT_MS } from '../../domain/limits.ts';
import { busy } from '../../domain/refusals.ts';
import type { Log } from '../../ports/observability.ts';
import { type AppPageSource, readStorageEndpoint } from '../environment.ts';
import { type AwsConnection, placeOf, sendSigned } from './signed-request.ts';

/** Returns the page at `now` (epoch ms). Throws `busy` if it cannot be read and was never read before. */
export type ReadAppPage = (now: number) => Promise<string>;

/** Undefined for a stage without the app, and for functions that do not show its page. */
export function openAppPage(
  source: AppPageSource | undefined,
  {
    connection,
    log,
    endpoint = readStorageEndpoint(),
  }: { connection: AwsConnection; log: Pick<Log, 'warn'>; endpoint?: string | undefined },
): ReadAppPage | undefined {
  if (!source) return undefined;
  if ('bucket' in source) return keptForAMinute(() => readObject(connection, source.bucket, endpoint), log);
  return keptForAMinute(() => readFile(join(source.folder, APP_PAGE_FILE), 'utf8'), log);
}

/** By the clock on the wall: the other one stands still while Lambda has frozen the process. */
function keptForAMinute(read: () => Promise<string>, log: Pick<Log, 'warn'>): ReadAppPage {
  let kept: { html: string; readAt: number } | undefined;
  return async now => {
    if (kept && Math.abs(now - kept.readAt) < APP_PAGE_KEPT_MS) return kept.html;
    try {
      kept = { html: await read(), readAt: now };
    } catch (error) {
      log.warn('the page of the web app could not be read', { error });
      if (!kept) throw busy();
    }
    return kept.html;
  };
}

async function readObject(connection: AwsConnection, bucket: string, endpoint: string | undefined): Promise<string> {
  // An emulator has no host name for each bucket.
  const address = endpoint ? `${endpoint.replace(/\/$/, '')}/${bucket}` : await addressOf(connection, bucket);
  const url = `${address}/${APP_PAGE_FILE}`;
  const { status, body } = await sendSigned(connection, { service: 's3', method: 'GET', url });
  if (status !== 200) throw new Error(`S3 answered ${status} for ${APP_PAGE_FILE} of the web app`);
  return body;
}

/** The address that the SDK would choose. */
async function addressOf(connection: AwsConnection, bucket: string): Promise<string> {
  const { region, isFips, isDualstack, dnsSuffix } = await placeOf(connection);
  const service = `s3${isFips ? '-fips' : ''}${isDualstack ? '.dualstack' : ''}`;
  return `https://${bucket}.${service}.${region}.${dnsSuffix}`;
}
