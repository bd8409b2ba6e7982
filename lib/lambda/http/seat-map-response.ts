/** How advice is answered: what clients may keep of it, and for how long, so that it is never older than promised. */
import { SEAT_MAP_AGE_MAX_MS, SEAT_MAP_CLIENT_SECONDS } from '../../domain/limits.ts';
import type { CachedAnswer } from '../../ports/seat-maps.ts';
import { VARY } from './compression.ts';
import type { Reply } from './http-function.ts';

/** What was asked for fresh is kept by nobody. */
export function seatMapResponse({ answer, ageMs }: CachedAnswer, { fresh }: { fresh: boolean }): Reply {
  const { etag } = answer;
  const maxAge = ageMs + SEAT_MAP_CLIENT_SECONDS * 1000 <= SEAT_MAP_AGE_MAX_MS ? SEAT_MAP_CLIENT_SECONDS : 0;
  const headers = {
    ...VARY,
    ...(etag !== undefined && { etag }),
    ...(!fresh && { 'cache-control': `public, max-age=${maxAge}` }),
  };
  return { status: 200, written: answer, headers };
}
