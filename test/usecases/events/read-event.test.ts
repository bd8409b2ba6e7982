/** Reading an event. */
import { beforeEach, describe, expect, it } from 'vitest';
import { readEvent } from '../../../lib/usecases/events/read-event.ts';
import { HOUR, openUseCases, START, type UseCases } from '../open-use-cases.ts';
import { answerNext } from '../ports.ts';
import { ABSENT, EVENT_STARTS, iso, publish, refusalOf } from '../sales.ts';

const NOT_FOUND = { code: 'event-not-found', details: {} };
let useCases: UseCases;
beforeEach(async () => {
  useCases = await openUseCases();
});
const call = () => ({ now: useCases.now, requestId: 'request-1' });

describe('reading an event', () => {
  it('shows whether it sells at this time', async () => {
    const id = await publish(useCases, { salesOpenAt: iso(START + HOUR) });
    const statusAt = async (now: number) => (await readEvent(useCases, { ...call(), now }, id)).event.status;
    expect(await statusAt(START + HOUR - 1)).toBe('upcoming');
    expect(await statusAt(START + HOUR)).toBe('open');
    expect(await statusAt(EVENT_STARTS - 1)).toBe('open');
    expect(await statusAt(EVENT_STARTS)).toBe('closed');
  });

  it('does not find an absent event, and looks for it in the table first', async () => {
    expect(await refusalOf(readEvent(useCases, call(), `evt_${ABSENT}`))).toEqual(NOT_FOUND);
    const id = await publish(useCases);
    answerNext(useCases.events, 'cached', undefined);
    expect((await readEvent(useCases, call(), id)).event.id).toBe(id);
  });
});
