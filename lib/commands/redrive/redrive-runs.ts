/**
 * Redrives the dead letters of a schedule. Each run continues what earlier runs left undone, so one successful run does
 * the work of all failed ones. If it fails, the dead letters stay.
 */
import { parseDeadLetter } from './dead-letter.ts';
import type { DeadLetterQueue, InvokedFunction, Message } from './ports.ts';
import { openQueueSession } from './queue-session.ts';
import type { Redriven } from './redrive-records.ts';

export interface RunRedrive {
  queue: DeadLetterQueue;
  scheduled: InvokedFunction;
  say(line: string): void;
}

export async function redriveRuns({ queue, scheduled, say }: RunRedrive): Promise<Redriven> {
  const session = openQueueSession(queue);
  let [removed, kept] = [0, 0];
  try {
    const messages: Message[] = [];
    for await (const message of session.messages()) messages.push(message);
    const runs = messages.filter(({ body }) => parseDeadLetter(body).is === 'run');
    for (const { id } of messages.filter(message => !runs.includes(message))) {
      say(`${id}: not a dead letter of a schedule. Inspect it by hand.`);
    }
    if (runs.length > 0 && (await runOnce(scheduled, say))) {
      for (const message of runs) await session.remove(message);
      removed = runs.length;
    }
  } finally {
    kept = await session.end();
  }
  return { removed, kept };
}

async function runOnce(scheduled: InvokedFunction, say: (line: string) => void): Promise<boolean> {
  const invoked = await scheduled.invoke({ 'detail-type': 'Redrive' });
  const place = `log group ${scheduled.logGroup}, request ${invoked.requestId}`;
  if (invoked.is === 'answered') say(`a run just now succeeded (${place})`);
  else say(`a run just now failed: ${invoked.reason} (${place})`);
  return invoked.is === 'answered';
}
