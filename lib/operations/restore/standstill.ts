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
/** No function of ours lives longer: what ran when the wall came up has ended by then, and its readers have read it. */
const LAST_CALLS_MS = 75_000;

export async function standstill(): Promise<void> {
  const { stage, end } = readArguments(USAGE, { stage: { type: 'string' }, end: { type: 'boolean', default: false } });
  if (!stage) throw new CannotStart(`Which stage? Call it as ${USAGE}`);
  try {
    const stack = await readDeployedStack(new CloudFormationClient(), stage);
    await (end ? resume : stop)(new LambdaClient(), stack, WEATHER.pause);
  } catch (error) {
    throw sayable(error);
  }
}

/** Lambda's own word for how many executions a function may have at once, and nobody else of them. */
const AT_ONCE = 'ReservedConcurrentExecutions';

type Pause = (ms: number) => Promise<unknown>;

/** First what callers and schedules start; the readers of the stream once they have told what came before. */
export async function stop(client: LambdaClient, stack: DeployedStack, pause: Pause): Promise<void> {
  const isReader = (name: string): boolean => readersOf(stack).includes(name);
  for (const name of stack.functionNames.filter(each => !isReader(each))) {
    const own = (await client.send(new GetFunctionConcurrencyCommand({ FunctionName: name })))[AT_ONCE];
    if (own) say(`${name} has ${own} concurrent executions of its own: give it them again when this is over.`);
    await client.send(new PutFunctionConcurrencyCommand({ FunctionName: name, [AT_ONCE]: 0 }));
  }
  say(`${stack.name}: no call and no schedule starts anything now; waiting for what still runs …`);
  await pause(LAST_CALLS_MS);
  await setReaders(client, stack, false, pause);
  say('It stands still. Look at IteratorAge of the two stream readers: it should have been near 0 by now.');
}

export async function resume(client: LambdaClient, stack: DeployedStack, pause: Pause): Promise<void> {
  await setReaders(client, stack, true, pause);
  for (const name of stack.functionNames.filter(each => !readersOf(stack).includes(each))) {
    await client.send(new DeleteFunctionConcurrencyCommand({ FunctionName: name }));
  }
  say(`${stack.name}: everything runs again.`);
}

const readersOf = ({ triggers }: DeployedStack): string[] => STREAM_NAMES.map(name => triggers[name].functionName);

const LOOK_EVERY_MS = 2_000;

async function setReaders(client: LambdaClient, stack: DeployedStack, isOn: boolean, pause: Pause): Promise<void> {
  for (const UUID of stack.mappingIds) {
    await client.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: isOn }));
  }
  for (const UUID of stack.mappingIds) {
    for (;;) {
      const { State: state } = await client.send(new GetEventSourceMappingCommand({ UUID }));
      if (state === (isOn ? 'Enabled' : 'Disabled')) break;
      await pause(LOOK_EVERY_MS);
    }
  }
}
