/** What can be under way with an event besides sales: pieces of work that outlive a function, and are taken up again. */
import type { EventState } from './model.ts';

export type EventWork =
  /** Writes the places of an event that has more of them than one request can write, then publishes it. */
  | { does: 'prepare' }
  /** Changes an event together with its places, as somebody asked; `wish` is what they asked for. */
  | {
      does: 'edit';
      /** Names this piece of work in the places that it keeps from sale. */
      id: string;
      wish: unknown;
      organizerId: string;
      requestId: string;
      ip?: string;
      /** From here on it is only ever carried through; before, it may still be refused and undone. */
      isDecided: boolean;
    };

/** An event's piece of work, held by one function for a while. */
export interface LeasedWork {
  eventId: string;
  work: EventWork;
  /** Length of the event's journal: the position of its next entry. */
  entries: number;
  /** Who holds it. */
  leaseOf: string;
  /** When it began (epoch ms). */
  since: number;
}

export type EndState = Extract<EventState, 'closed' | 'cancelled' | 'deleted'>;
