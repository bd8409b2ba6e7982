/** The events function: publish, edit, delete, list and read events, their seats and their availability. */
import { EVENT_REQUESTS } from '../../lib/contract/events/requests.ts';
import { composed } from '../../lib/lambda/compose/http-service.ts';
import { paged } from '../../lib/lambda/http/cursors.ts';
import { eventPageReply } from '../../lib/lambda/http/event-page.ts';
import { type BindingsOf, httpFunction, idempotent, noContent, ok } from '../../lib/lambda/http/http-function.ts';
import { seatMapResponse } from '../../lib/lambda/http/seat-map-response.ts';
import { editCode, endCode } from '../../lib/usecases/events/change-code.ts';
import { createCodes } from '../../lib/usecases/events/create-codes.ts';
import { deleteEvent, editEvent } from '../../lib/usecases/events/edit-event.ts';
import { listBlocks } from '../../lib/usecases/events/list-blocks.ts';
import { listEvents, listOwnEvents } from '../../lib/usecases/events/list-events.ts';
import { previewEdit } from '../../lib/usecases/events/preview-edit.ts';
import { publishEvent } from '../../lib/usecases/events/publish-event.ts';
import { listCodes, readCode } from '../../lib/usecases/events/read-codes.ts';
import { readEvent } from '../../lib/usecases/events/read-event.ts';
import { readAvailability, readSeats } from '../../lib/usecases/events/read-seats.ts';
import { listNotices } from '../../lib/usecases/notices/list-notices.ts';

export const events: BindingsOf<'events'> = {
  'publish-event': async (deps, call, { body }, { searches }) => {
    const published = await publishEvent(deps, call, body);
    searches.forget();
    return idempotent(published.answer.status === 'preparing' ? 202 : 201, published);
  },
  'edit-event': async (deps, call, { params, query, body }, { searches }) => {
    if (query.dryRun) return ok(await previewEdit(deps, call, params.eventId, body));
    const edited = await editEvent(deps, call, params.eventId, body);
    searches.forget();
    return { status: edited.isDecided ? 200 : 202, body: edited.event, headers: { etag: edited.etag } };
  },
  'delete-event': async (deps, call, { params }, { searches }) => {
    const isDone = await deleteEvent(deps, call, params.eventId);
    searches.forget();
    return isDone ? noContent : { status: 202 };
  },
  'list-events': async (deps, call, { query }, { searches }) => {
    const { caller } = call;
    if (query.organizer !== undefined && caller) {
      return ok(await paged('list-events', call, query, page => listOwnEvents(deps, { ...call, caller }, query, page)));
    }
    const search = () => paged('list-events', call, query, page => listEvents(deps, call, query, page));
    const { body, headers } = await searches.answer(JSON.stringify(query), search);
    return ok(body, headers);
  },
  'read-event': async (deps, call, { params }) => {
    const { event, etag } = await readEvent(deps, call, params.eventId);
    return ok(event, { etag });
  },
  'read-availability': async (deps, call, { params, query }) =>
    seatMapResponse(await readAvailability(deps, call, { ...params, ...query }), query),
  'list-blocks': async (deps, call, { params, query }) =>
    ok(
      await paged('list-blocks', call, { ...query, ...params }, page =>
        listBlocks(deps, call, { ...query, ...params }, page),
      ),
    ),
  'read-seats': async (deps, call, { params, query }) =>
    seatMapResponse(await readSeats(deps, call, { ...params, ...query }), query),
  'read-event-page': async (_deps, call, { params }, service) => eventPageReply(service, call, params.eventId),
  'create-codes': async (deps, call, { params, body }) =>
    idempotent(201, await createCodes(deps, call, params.eventId, body)),
  'list-codes': async (deps, call, { params, query }) =>
    ok(await paged('list-codes', call, { ...query, ...params }, page => listCodes(deps, call, params.eventId, page))),
  'read-code': async (deps, call, { params }) => ok(await readCode(deps, call, params)),
  'edit-code': async (deps, call, { params, body }) => ok(await editCode(deps, call, params, body)),
  'end-code': async (deps, call, { params }) => ok(await endCode(deps, call, params)),
  'list-notices': async (deps, call, { query }) => ok(await listNotices(deps, call, query)),
};

export const handler = httpFunction(events, EVENT_REQUESTS, composed);
