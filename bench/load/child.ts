/** A process that visits the service through one door: what it is told to do comes over IPC, and so does its report. */
import { answerParent } from './children.ts';
import { drive, type Report } from './drive.ts';
import type { Door, Visit } from './scenarios.ts';

export type DoorName = 'bare' | 'chain' | 'http';

export interface LoadOrder {
  visits: Visit[];
  clients: number;
  /** Repeats the visits for so long; without it each is made once. */
  forMs?: number;
}

const [, , doorName, url = ''] = process.argv;
const door = await openDoor(doorName as DoorName);

answerParent(async ({ visits, clients, forMs }: LoadOrder): Promise<Report> => {
  return drive(await door.prepare(visits, clients), clients, forMs);
});

/** Only what a door needs is loaded: the load generator is not the service. */
async function openDoor(name: DoorName): Promise<Door> {
  if (name === 'http') return (await import('./http-transport.ts')).openHttpDoor(new URL(url));
  if (name === 'chain') return (await import('./chain-transport.ts')).openChainDoor();
  return (await import('./bare-transport.ts')).openBareDoor();
}
