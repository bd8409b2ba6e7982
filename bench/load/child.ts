/** A process that runs scenarios through one transport. Its instructions and its report go over IPC. */
import { answerParent } from './children.ts';
import { drive, type Limits, type Report } from './drive.ts';
import type { Scenario, Transport } from './scenarios.ts';

export type TransportName = 'bare' | 'chain' | 'http';

export interface LoadOrder extends Limits {
  scenarios: Scenario[];
  clients: number;
}

const [, , doorName, url = ''] = process.argv;
const transport = await openDoor(doorName as TransportName);

answerParent(async ({ scenarios, clients, ...limits }: LoadOrder): Promise<Report> => {
  return drive(await transport.prepare(scenarios, clients), clients, limits);
});

/** Only the chosen transport is loaded: the load generator is not the service. */
async function openDoor(name: TransportName): Promise<Transport> {
  if (name === 'http') return (await import('./http-transport.ts')).openHttpTransport(new URL(url));
  if (name === 'chain') return (await import('./chain-transport.ts')).openChainTransport();
  return (await import('./bare-transport.ts')).openBareTransport();
}
