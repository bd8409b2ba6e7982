/** What of a stage may run just now. */
import { type DeployedStack, STREAM_NAMES } from '../shared/deployed-stack.ts';
import type { Switches } from './switches.ts';

export type Stopped = Pick<DeployedStack, 'name' | 'functionNames' | 'mappingIds' | 'triggers'>;

/** What callers and schedules start: all but the readers of the stream. */
export function startedOf({ functionNames, triggers }: Stopped): string[] {
  const readers = STREAM_NAMES.map(name => triggers[name].functionName);
  return functionNames.filter(name => !readers.includes(name));
}

/** Sentences on what runs though the stage should stand still; none where it does. */
export async function whatRuns(stack: Stopped, switches: Switches): Promise<string[]> {
  const running = await whatIsStarted(stack, switches);
  for (const id of stack.mappingIds) {
    if ((await switches.isMappingOn(id)) !== false) running.push(`the event source mapping ${id} is not off`);
  }
  return running;
}

export async function whatIsStarted(stack: Stopped, switches: Switches): Promise<string[]> {
  const running: string[] = [];
  for (const name of startedOf(stack)) {
    if ((await switches.executionsOf(name)).now !== 0) running.push(`${name} may run`);
  }
  return running;
}
