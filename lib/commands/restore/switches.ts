/** Switches the functions of a stage, and the event source mappings that read the stream for them, through Lambda's API. */
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

/** Reserved concurrency of a function, or `shared` if it uses the concurrency of the account. */
export type Executions = number | 'shared';

export interface Switches {
  /** Its concurrency now, and the one noted before maintenance. */
  executionsOf(functionName: string): Promise<{ now: Executions; before?: Executions }>;
  /** Notes the concurrency with the function itself, so that any operator can end the maintenance; undefined removes the note. */
  note(functionName: string, before: Executions | undefined): Promise<unknown>;
  setExecutions(functionName: string, executions: Executions): Promise<unknown>;
  setMapping(id: string, isOn: boolean): Promise<unknown>;
  /** Undefined while the mapping changes. */
  isMappingOn(id: string): Promise<boolean | undefined>;
}

/** Lambda's member for reserved concurrency, in answers and requests. */
const CONCURRENCY = 'ReservedConcurrentExecutions';
/** Tag of the function. The name is from when maintenance was called a standstill; deployed functions may carry it. */
const NOTE = 'holdfast:executions-before-standstill';
const STATES: Record<string, boolean> = { Enabled: true, Disabled: false };
/** Lambda accepts few changes a second. */
const ATTEMPTS_MAX = 8;

export function createSwitches(client = new LambdaClient({ maxAttempts: ATTEMPTS_MAX })): Switches {
  const read = (FunctionName: string) => client.send(new GetFunctionCommand({ FunctionName }));
  return {
    async executionsOf(name) {
      const { Concurrency, Tags, TagsError } = await read(name);
      // Without the permission to read tags Lambda shows none, and the concurrency before would be lost.
      if (TagsError) throw new Error(`its tags cannot be read: ${TagsError.Message}`);
      const note = Tags?.[NOTE];
      return {
        now: Concurrency?.[CONCURRENCY] ?? 'shared',
        ...(note !== undefined && { before: note === 'shared' ? note : Number(note) }),
      };
    },
    async note(name, before) {
      const { Configuration } = await read(name);
      const Resource = Configuration?.FunctionArn;
      return before === undefined
        ? client.send(new UntagResourceCommand({ Resource, TagKeys: [NOTE] }))
        : client.send(new TagResourceCommand({ Resource, Tags: { [NOTE]: String(before) } }));
    },
    setExecutions: (FunctionName, executions) =>
      executions === 'shared'
        ? client.send(new DeleteFunctionConcurrencyCommand({ FunctionName }))
        : client.send(new PutFunctionConcurrencyCommand({ FunctionName, [CONCURRENCY]: executions })),
    setMapping: (UUID, Enabled) => client.send(new UpdateEventSourceMappingCommand({ UUID, Enabled })),
    isMappingOn: async UUID => STATES[(await client.send(new GetEventSourceMappingCommand({ UUID }))).State ?? ''],
  };
}
