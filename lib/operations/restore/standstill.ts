/**
 * `npm run standstill`: nothing of a stage runs any more, so that its table can be put right. Callers get 503 and may come
 * again with the same keys. Deploying does not end it; `--end` does.
 */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import {
  DeleteFunctionConcurrencyCommand,
  GetEventSourceMappingCommand,
  GetFunctionConcurrencyCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { WEATHER } from '../../lambda/compose-background.ts';
import { CannotStart } from '../../local/cannot-start.ts';
import { readArguments } from '../../local/command.ts';
import { say } from '../../local/terminal.ts';
import { sayable } from '../aws-trouble.ts';
import { type DeployedStack, readDeployedStack, STREAM_NAMES } from '../deployed-stack.ts';

const USAGE = 'npm run standstill -- --stage dev [--end]';

/** What can be switched of functions and of the mappings that read the stream for them. */
export interface Switches {
  /** How many executions at once it has for itself; undefined where it shares the account's. */
  atOnceOf(functionName: string): Promise<number | undefined>;
  setAtOnce(functionName: string, atOnce: number | undefined): Promise<unknown>;
  setMapping(id: string, isOn: boolean): Promise<unknown>;
  isMappingOn(id: string): Promise<boolean | undefined>;
  pause(ms: number): Promise<unknown>;
}

type Stopped = Pick<DeployedStack, 'name' | 'functionNames' | 'mappingIds' | 'triggers'>;

export async function standstill(): Promise<void> {
  const { stage, end } = readArguments(USAGE, { stage: { type: 'string' }, end: { type: 'boolean', default: false } });
  if (!stage) throw new CannotStart(`Which stage? Call it as ${USAGE}`);
  try {
    const stack = await readDeployedStack(new CloudFormationClient(), stage);
    await (end ? resume : stop)(switchesOf(new LambdaClient()), stack, say);
  } catch (error) {
    throw sayable(error);
  }
}

/** No function of ours lives longer: what ran when the wall came up has ended by then, and its readers have read it. */
const LAST_CALLS_MS = 75_000;

/** First what callers and schedules start; the readers of the stream once they have told what came before. */
export async function stop(switches: Switches, stack: Stopped, tell: (line: string) => void): Promise<void> {
  for (const name of startedOf(stack)) {
    const own = await switches.atOnceOf(name);
    if (own) tell(`${name} has ${own} executions at once of its own: give it them again when this is over.`);
    await switches.setAtOnce(name, 0);
  }
  tell(`${stack.name}: no call and no schedule starts anything now; waiting for what still runs …`);
  await switches.pause(LAST_CALLS_MS);
  await setMappings(switches, stack, false);
  tell('It stands still.');
}

export async function resume(switches: Switches, stack: Stopped, tell: (line: string) => void): Promise<void> {
  await setMappings(switches, stack, true);
  for (const name of startedOf(stack)) await switches.setAtOnce(name, undefined);
  tell(`${stack.name}: everything runs again.`);
}

/** All but the readers of the stream. */
function startedOf({ functionNames, triggers }: Stopped): string[] {
  const readers = STREAM_NAMES.map(name => triggers[name].functionName);
  return functionNames.filter(name => !readers.includes(name));
}

const LOOK_EVERY_MS = 2_000;

async function setMappings(switches: Switches, { mappingIds }: Stopped, isOn: boolean): Promise<void> {
  for (const id of mappingIds) await switches.setMapping(id, isOn);
  for (const id of mappingIds) {
    while ((await switches.isMappingOn(id)) !== isOn) await switches.pause(LOOK_EVERY_MS);
  }
}

/** Lambda's own word for what a function has for itself, and may not go beyond. */
const AT_ONCE = 'ReservedConcurrentExecutions';
const STATES: Record<string, boolean> = { Enabled: true, Disabled: false };

function switchesOf(client: LambdaClient): Switches {
  return {
    atOnceOf: async FunctionName => (await client.send(new GetFunctionConcurrencyCommand({ FunctionName })))[AT_ONCE],
    setAtOnce: (FunctionName, atOnce) =>
      atOnce === undefined
        ? client.send(new DeleteFunctionConcurrencyCommand({ FunctionName }))
        : client.send(new PutFunctionConcurrencyCommand({ FunctionName, [AT_ONCE]: atOnce })),
    setMapping: (UUID, Enabled) => client.send(new UpdateEventSourceMappingCommand({ UUID, Enabled })),
    isMappingOn: async UUID => STATES[(await client.send(new GetEventSourceMappingCommand({ UUID }))).State ?? ''],
    pause: WEATHER.pause,
  };
}
