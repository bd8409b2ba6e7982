/**
 * Deals with the dead letters of a schedule. Whatever a run left undone the next one takes up, so one run that goes well
 * now makes all letters before it good; where it fails, they stay.
 */
import { deadLetterOf } from './dead-letter.ts';
import type { DeadLetterQueue, InvokedFunction, Message } from './ports.ts';
import { openQueueSession } from './queue-session.ts';
import type { Redriven } from './redrive-records.ts';

export interface RunRedrive {
  queue: DeadLetterQueue;
  scheduled: InvokedFunction;
  say(line: string): void;
}

export async function redriveRuns({ queue, scheduled, say }: RunRedrive): Promise<Redriven> {
  const letters = openQueueSession(queue);
  let [removed, kept] = [0, 0];
  try {
    const before: Message[] = [];
    for await (const message of letters.letters()) before.push(message);
    const runs = before.filter(({ body }) => deadLetterOf(body).is === 'run');
    for (const { id } of before.filter(message => !runs.includes(message))) {
      say(`${id}: not a letter of a schedule: look at it yourself`);
    }
    if (runs.length > 0 && (await hasRun(scheduled, say))) {
      for (const message of runs) await letters.remove(message);
      removed = runs.length;
    }
  } finally {
    kept = await letters.end();
  }
  return { removed, kept };
}

async function hasRun(scheduled: InvokedFunction, say: (line: string) => void): Promise<boolean> {
  const invoked = await scheduled.invoke({ 'detail-type': 'Redrive' });
  const place = `log group ${scheduled.logGroup}, request ${invoked.requestId}`;
  if (invoked.is === 'answered') say(`a run went well just now (${place})`);
  else say(`a run just now failed: ${invoked.why} (${place})`);
  return invoked.is === 'answered';
}
