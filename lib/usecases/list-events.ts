/** Lists published events by their start, from now on and soonest first. */
import { eventAnswer } from '../contract/answers.ts';
import type { Event } from '../contract/messages.ts';
import type { EventKind } from '../domain/model.ts';
import type { Call, Dependencies, Page, PageRequest } from './dependencies.ts';

export async function listEvents(
  { store }: Dependencies,
  call: Call,
  query: { kind?: EventKind | undefined },
  page: PageRequest,
): Promise<Page<Event>> {
  const found = await store.listEvents({ from: call.now, ...(query.kind && { kind: query.kind }) }, page);
  return { ...found, items: found.items.map(facts => eventAnswer(facts, call.now)) };
}
