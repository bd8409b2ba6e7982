/** The holds function: quote places, and place, list, read, extend and release holds. */
import type { NewHold, NewQuote } from '../../lib/contract/holds/requests.ts';
import { HOLD_REQUESTS } from '../../lib/contract/holds/requests.ts';
import { composed } from '../../lib/lambda/compose/http-service.ts';
import { paged } from '../../lib/lambda/http/cursors.ts';
import { type BindingsOf, httpFunction, idempotent, noContent, ok } from '../../lib/lambda/http/http-function.ts';
import { extendHold } from '../../lib/usecases/holds/extend-hold.ts';
import { placeBestAvailable } from '../../lib/usecases/holds/place-best-available.ts';
import { placeHold } from '../../lib/usecases/holds/place-hold.ts';
import { quotePlaces } from '../../lib/usecases/holds/quote-places.ts';
import { listHolds, readHold } from '../../lib/usecases/holds/read-hold.ts';
import { releaseHold } from '../../lib/usecases/holds/release-hold.ts';

export const holds: BindingsOf<'holds'> = {
  'place-hold': async (deps, call, { params, body }) =>
    idempotent(
      201,
      body.bestAvailable
        ? await placeBestAvailable(deps, call, {
            ...params,
            ...body.bestAvailable,
            code: body.code,
            expectedTotal: body.expectedTotal,
          })
        : await placeHold(deps, call, { ...params, ...inputOf(body) }),
    ),
  'quote-places': async (deps, call, { params, body }) =>
    ok(await quotePlaces(deps, call, { ...params, ...placesOf(body) })),
  'list-holds': async (deps, call, { query }) =>
    ok(await paged('list-holds', call, query, page => listHolds(deps, call, query, page))),
  'read-hold': async (deps, call, { params }) => ok(await readHold(deps, call, params.holdId)),
  'extend-hold': async (deps, call, { params }) => idempotent(200, await extendHold(deps, call, params.holdId)),
  'release-hold': async (deps, call, { params }) => {
    await releaseHold(deps, call, params.holdId);
    return noContent;
  },
};

const inputOf = ({ expectedTotal, ...body }: NewHold) => ({ ...placesOf(body), expectedTotal });

const placesOf = ({ seats = [], areas = [], code }: NewQuote) => ({
  seats: seats.map(seat => (typeof seat === 'string' ? { seatId: seat } : { seatId: seat.seat, type: seat.type })),
  areas,
  code,
});

export const handler = httpFunction(holds, HOLD_REQUESTS, composed);
