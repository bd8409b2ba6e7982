/** Finds what runs in a stage. */
import { UsageError } from '../../cli/usage-error.ts';
import { type DeployedStack, QUEUE_NAMES, STREAM_NAMES } from '../shared/deployed-stack.ts';
import type { Switches } from './switches.ts';

/** The parts of a stack that maintenance stops. */
export type StoppableStack = Pick<DeployedStack, 'name' | 'functionNames' | 'mappingIds' | 'triggers'>;

/** Names of the functions that callers and schedules start: all except those that read streams and queues. */
export function startedFunctions({ functionNames, triggers }: StoppableStack): string[] {
  const readers = [...STREAM_NAMES, ...QUEUE_NAMES].map(name => triggers[name].functionName);
  return functionNames.filter(name => !readers.includes(name));
}

/** One line for each function or mapping that is not stopped; empty during maintenance. */
export async function runningParts(stack: StoppableStack, switches: Switches): Promise<string[]> {
  const running = await runningFunctions(stack, switches);
  for (const id of stack.mappingIds) {
    if ((await switches.isMappingOn(id)) !== false) running.push(`the event source mapping ${id} is not off`);
  }
  return running;
}

export async function runningFunctions(stack: StoppableStack, switches: Switches): Promise<string[]> {
  const running: string[] = [];
  for (const name of startedFunctions(stack)) {
    if ((await switches.executionsOf(name)).now !== 0) running.push(`${name} may run`);
  }
  return running;
}

/** The message names this many running parts, and counts the others. */
const NAMED_MAX = 3;

/** Fails if anything of the stage runs. */
export function requireMaintenance(stage: string, running: string[]): void {
  if (running.length === 0) return;
  const others = running.length - NAMED_MAX;
  const named = [...running.slice(0, NAMED_MAX), ...(others > 0 ? [`and ${others} more`] : [])].join(', ');
  throw new UsageError(
    `The stage ${stage} is not in maintenance: ${named}. Run npm run maintenance -- --stage ${stage} first, then this command again.`,
  );
}
