/** The staff at the doors of events, and the devices that scan without a network. */
import type { ReportedScan } from '../contract/tickets/door-requests.ts';
import type { TicketStatus } from '../domain/model.ts';
import { HOUR_MS, SECOND_MS } from '../domain/time.ts';
import type { ApiClient } from './api-client.ts';
import type { Chance } from './chance.ts';
import { START } from './scenario.ts';
import type { VenueEvent } from './venue.ts';

export interface Door {
  /** The clients of staff who scan online. */
  clients: readonly ApiClient[];
  devices: readonly DoorDevice[];
  newNonce(): string;
}

/** A device that scans without a network. */
export interface DoorDevice {
  label: string;
  client: ApiClient;
  /** The difference of its clock from the true time (ms). */
  skewMs: number;
  /** The facts of its event that it has taken with it. */
  copy?: DoorCopy;
  /** Scans that it has not reported, or of which it does not know that they arrived. */
  pending: ReportedScan[];
}

export interface DoorCopy {
  event: VenueEvent;
  /** Of the latest revocation list. */
  asOf: string;
  areAllVoid: boolean;
  /** The highest void version of each ticket. */
  voidVersions: Map<string, number>;
  /** The position for the next difference; undefined until all tickets were read once. */
  since?: string;
  tickets: Map<string, { status: TicketStatus; version: number }>;
}

const CLIENTS = 3;
const DEVICES = 2;

/** `connect` creates a client with this name. The clocks of some devices are wrong by hours, or in 1970. */
export function createDoor(connect: (name: string) => ApiClient, newNonce: () => string, chance: Chance): Door {
  const device = (_: unknown, number: number): DoorDevice => ({
    label: `Device ${number}`,
    client: connect(`device ${number}`),
    skewMs: chance.pick([0, 0, 2 * SECOND_MS, -3 * HOUR_MS, -START]),
    pending: [],
  });
  return {
    clients: Array.from({ length: CLIENTS }, (_, number) => connect(`door ${number}`)),
    devices: Array.from({ length: DEVICES }, device),
    newNonce,
  };
}
