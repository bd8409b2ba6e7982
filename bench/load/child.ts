/** A process that scenarios the service through one transport: what it is told to do comes over IPC, and so does its report. */
import { answerParent } from './children.ts';
import { drive, type Report } from './drive.ts';
import type { Scenario, Transport } from './scenarios.ts';

export type TransportName = 'bare' | 'chain' | 'http';

export interface LoadOrder {
  scenarios: Scenario[];
  clients: number;
  /** Repeats the scenarios for so long; without it each is made once. */
  forMs?: number;
}

const [, , doorName, url = ''] = process.argv;
const transport = await openDoor(doorName as TransportName);

answerParent(async ({ scenarios, clients, forMs }: LoadOrder): Promise<Report> => {
  return drive(await transport.prepare(scenarios, clients), clients, forMs);
});

/** Only what a transport needs is loaded: the load generator is not the service. */
async function openDoor(name: TransportName): Promise<Transport> {
  if (name === 'http') return (await import('./http-transport.ts')).openHttpTransport(new URL(url));
  if (name === 'chain') return (await import('./chain-transport.ts')).openChainTransport();
  return (await import('./bare-transport.ts')).openBareTransport();
}
