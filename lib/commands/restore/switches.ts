/** What can be switched of a stage's functions, and of the mappings that read the stream for them: on Lambda. */
import {
  DeleteFunctionConcurrencyCommand,
  GetEventSourceMappingCommand,
  GetFunctionCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';

/** How many executions at once a function has for itself: a number, or it shares the account's. */
export type Executions = number | 'shared';

export interface Switches {
  /** What it has now, and what was noted of the time before a standstill. */
  executionsOf(functionName: string): Promise<{ now: Executions; before?: Executions }>;
  /** A note stays with the function, so that anybody may end what somebody else began; undefined takes it away. */
  note(functionName: string, before: Executions | undefined): Promise<unknown>;
  setExecutions(functionName: string, executions: Executions): Promise<unknown>;
  setMapping(id: string, isOn: boolean): Promise<unknown>;
  /** Undefined while it changes. */
  isMappingOn(id: string): Promise<boolean | undefined>;
}

/** Lambda's own word for what a function has for itself, and may not go beyond. */
const AT_ONCE = 'ReservedConcurrentExecutions';
/** A tag of the function. */
const NOTE = 'holdfast:executions-before-standstill';
const STATES: Record<string, boolean> = { Enabled: true, Disabled: false };
/** Lambda takes few changes a second. */
const ATTEMPTS_MAX = 8;

export function createSwitches(client = new LambdaClient({ maxAttempts: ATTEMPTS_MAX })): Switches {
  const lookAt = (FunctionName: string) => client.send(new GetFunctionCommand({ FunctionName }));
  return {
    async executionsOf(name) {
      const { Concurrency, Tags, TagsError } = await lookAt(name);
      // Who may not read tags is shown none, and would take the account's executions for what there was.
      if (TagsError) throw new Error(`its tags cannot be read: ${TagsError.Message}`);
      const note = Tags?.[NOTE];
      return {
        now: Concurrency?.[AT_ONCE] ?? 'shared',
        ...(note !== undefined && { before: note === 'shared' ? note : Number(note) }),
      };
    },
    async note(name, before) {
      const { Configuration } = await lookAt(name);
      const Resource = Configuration?.FunctionArn;
      return before === undefined
        ? client.send(new UntagResourceCommand({ Resource, TagKeys: [NOTE] }))
        : client.send(new TagResourceCommand({ Resource, Tags: { [NOTE]: String(before) } }));
    },
    setExecutions: (FunctionName, executions) =>
      executions === 'shared'
        ? client.send(new DeleteFunctionConcurrencyCommand({ FunctionName }))
        : client.send(new PutFunctionConcurrencyCommand({ FunctionName, [AT_ONCE]: executions })),
    setMapping: (UUID, Enabled) => client.send(new UpdateEventSourceMappingCommand({ UUID, Enabled })),
    isMappingOn: async UUID => STATES[(await client.send(new GetEventSourceMappingCommand({ UUID }))).State ?? ''],
  };
}
