/** Promo and access codes in tests: an organizer creates them, and buyers use them. */
import type { NewCodes } from '../../lib/contract/events/code-requests.ts';
import type { Code, CreatedCodes } from '../../lib/contract/events/code-responses.ts';
import type { Event } from '../../lib/contract/events/responses.ts';
import type { Hold } from '../../lib/contract/holds/responses.ts';
import { type ApiResponse, newKey, type Person, type ProblemFields, type World } from './world.ts';

type Problem = ProblemFields & { codes: string[] };

/** Creates codes, with a new idempotency key by default. By default they take ten percent off. */
export const createCodes = (
  world: World,
  as: Person,
  event: Pick<Event, 'id'>,
  body: Partial<NewCodes>,
  key = newKey(),
): Promise<ApiResponse<CreatedCodes & Problem>> =>
  world.invoke('create-codes', {
    as,
    key,
    params: { eventId: event.id },
    body: { ...(body.unlocks ? {} : { discount: { percent: 10 } }), ...body },
  });

/** Creates one code, and returns its text. */
export async function createCode(
  world: World,
  as: Person,
  event: Pick<Event, 'id'>,
  terms: Partial<NewCodes> = {},
): Promise<string> {
  const { status, body } = await createCodes(world, as, event, { generate: { count: 1 }, ...terms });
  const [code] = body.codes;
  if (status !== 201 || !code) throw new Error(`creating a code answered ${status}: ${JSON.stringify(body)}`);
  return code;
}

export const readCode = (
  world: World,
  as: Person,
  event: Pick<Event, 'id'>,
  code: string,
): Promise<ApiResponse<Code & Problem>> => world.invoke('read-code', { as, params: { eventId: event.id, code } });

export const editCode = (
  world: World,
  as: Person,
  event: Pick<Event, 'id'>,
  code: string,
  body: object,
): Promise<ApiResponse<Code & Problem>> => world.invoke('edit-code', { as, params: { eventId: event.id, code }, body });

export const endCode = (
  world: World,
  as: Person,
  event: Pick<Event, 'id'>,
  code: string,
): Promise<ApiResponse<Code & Problem>> => world.invoke('end-code', { as, params: { eventId: event.id, code } });

/** Requests seats, or places of the area `standing`, with a code. */
export const holdWithCode = (
  world: World,
  as: Person,
  event: Pick<Event, 'id'>,
  code: string,
  { key = newKey(), seats, quantity = 1 }: { key?: string; seats?: string[]; quantity?: number } = {},
): Promise<ApiResponse<Hold & ProblemFields & { reason?: string }>> =>
  world.invoke('place-hold', {
    as,
    key,
    params: { eventId: event.id },
    body: { ...(seats ? { seats } : { areas: [{ areaId: 'standing', quantity }] }), code },
  });
