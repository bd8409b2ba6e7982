/** Lists the messages of an event with their progress, newest first, for members of its organization. */
import { messageAnswer } from '../../contract/mail/presenter.ts';
import type { Message } from '../../contract/mail/responses.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { Page, PageRequest } from '../../ports/store.ts';
import { findEvent } from '../decide-from-event.ts';
import { requireRight } from '../organizations/require-right.ts';

/** The list also has the mailings that edits of the event have caused. */
export async function listMessages(
  dependencies: Pick<Dependencies, 'events' | 'organizations' | 'mailings'>,
  call: CallerCall,
  eventId: string,
  page: PageRequest,
): Promise<Page<Message>> {
  await requireRight(dependencies, await findEvent(dependencies, eventId), call, 'read-bookings');
  const { items, next } = await dependencies.mailings.list(eventId, page);
  return { items: items.map(messageAnswer), ...(next !== undefined && { next }) };
}
