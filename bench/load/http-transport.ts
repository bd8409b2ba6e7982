/** The service over HTTP: each client has its own connection, opened before the measurement begins. */
import { eventPaths } from './chain-transport.ts';
import { Connection } from './connection.ts';
import { type Answer, type Call, firstCall, headersOf, readyScenario, type Transport } from './scenarios.ts';

export function openHttpTransport(url: URL): Transport {
  const connections: Connection[] = [];
  const connection = (client: number): Connection => {
    connections[client] ??= new Connection(url);
    return connections[client];
  };
  const exchange = (request: Buffer, client: number): Promise<Answer> => connection(client).exchange(request);
  return {
    async prepare(scenarios, clients) {
      await Promise.all(Array.from({ length: clients }, (_, client) => connection(client).open()));
      const calls = scenarios.map(firstCall);
      for (const path of eventPaths(calls)) await exchange(requestOf({ method: 'GET', path }), 0);
      return scenarios.map(scenario => readyScenario(scenario, requestOf, exchange));
    },
  };
}

function requestOf(call: Call): Buffer {
  const headers = headersOf(call);
  const lines = headers.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${headers[i + 1]}`] : []));
  return Buffer.from([`${call.method} ${call.path} HTTP/1.1`, ...lines, '', call.body ?? ''].join('\r\n'));
}
