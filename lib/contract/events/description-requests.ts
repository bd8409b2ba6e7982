/** The fields that describe an event to customers, for new events and for edits. */
import * as z from 'zod/mini';
import { DESCRIPTION_LENGTH_MAX, IMAGE_URL_LENGTH_MAX } from '../../domain/limits.ts';
import { lines, shownAs, string, text } from '../schema-parts.ts';

export const description = () => lines(DESCRIPTION_LENGTH_MAX);

/** The characters of a URI (RFC 3986). A browser would remove or encode others, so that the stored text would name another address. */
const HTTPS_URL = /^https:\/\/[A-Za-z0-9[][\w\-.~:/?#[\]@!$&'()*+,;=%]*$/;

/** An https address. It is stored as it is sent. */
export const imageUrl = () =>
  shownAs(
    { type: 'string', format: 'uri', pattern: '^https://', maxLength: IMAGE_URL_LENGTH_MAX },
    string.check(
      z.minLength(1, { abort: true }),
      z.maxLength(IMAGE_URL_LENGTH_MAX, { abort: true }),
      z.check(payload => {
        const message = faultOfImageUrl(payload.value);
        if (message !== undefined) payload.issues.push({ code: 'custom', input: payload.value, message });
      }),
    ),
  );

function faultOfImageUrl(value: string): string | undefined {
  if (!value.startsWith('https://')) return 'must begin with https://';
  if (/^https:\/\/[^/?#]*@/.test(value)) return 'must not contain a user name or password';
  const isUrl = HTTPS_URL.test(value) && !/%(?![0-9A-Fa-f]{2})/.test(value) && URL.canParse(value);
  return isUrl
    ? undefined
    : 'must be a URL; encode other characters than those of RFC 3986, and write names of hosts in Punycode';
}

export const service = z.strictObject({ number: text(20), carrier: text(100) });
export const route = z.strictObject({ origin: text(100), destination: text(100) });
