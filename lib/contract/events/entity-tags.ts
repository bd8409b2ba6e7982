/**
 * The entity tags of events (RFC 9110, section 8.8.3): the version, which every edit raises, and the status, which follows the clock.
 * Both are in the tag, because a cached answer is stale after either has changed. A condition on an edit compares the versions only:
 * sales that open or close by the clock are no reason to refuse it.
 */
import type { ExpectedVersions } from '../../domain/expected-versions.ts';
import type { Event } from '../../domain/model.ts';
import { salesStateAt } from '../../domain/sales-window.ts';

export const eventTag = (event: Event, now: number): string => `"${event.version}.${salesStateAt(event, now)}"`;

const TAG = String.raw`(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"`;
const LIST = new RegExp(String.raw`^[ \t]*(?:,[ \t]*)*${TAG}(?:[ \t]*,[ \t]*(?:${TAG})?)*[ \t]*$`);
const TAGS = new RegExp(TAG, 'g');
const OF_EVENT = /^"(\d{1,15})(?:\.[a-z]+)?"$/;

export const IF_MATCH_FORM = 'must be * or entity tags in double quotes, such as "3.open", as the header ETag has them';

/** The versions that an If-Match header names; undefined if it is malformed. A weak tag never matches there (section 13.1.1). */
export function versionsIn(ifMatch: string): ExpectedVersions | undefined {
  if (ifMatch.trim() === '*') return 'any';
  if (!LIST.test(ifMatch)) return undefined;
  const tags = ifMatch.match(TAGS) ?? [];
  return tags.flatMap(tag => {
    const [, version] = OF_EVENT.exec(tag) ?? [];
    return version === undefined ? [] : [Number(version)];
  });
}
