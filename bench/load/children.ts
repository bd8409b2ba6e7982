/** Child processes of the bench, with one request at a time over IPC. Children end with their parent. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Child<Question, Reply> {
  ask(question: Question): Promise<Reply>;
  stop(): void;
}

type Message = { reply: unknown } | { failure: string };

/** Starts a module of this folder as a child process. */
export function startChild<Question extends object, Reply>(
  module: string,
  options: { args?: string[]; variables: NodeJS.ProcessEnv; execArgv?: string[] },
): Child<Question, Reply> {
  const { args = [], variables, execArgv = [] } = options;
  const child = fork(fileURLToPath(new URL(module, import.meta.url)), args, { env: variables, execArgv });
  return {
    ask: question => askChild(child, module, question) as Promise<Reply>,
    stop: () => child.disconnect(),
  };
}

function askChild(child: ChildProcess, module: string, question: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`${module} ended with ${code}`));
    child.once('exit', onExit);
    child.once('message', (message: Message) => {
      child.off('exit', onExit);
      if ('reply' in message) resolve(message.reply);
      else reject(new Error(`${module}: ${message.failure}`));
    });
    child.send(question);
  });
}

/** In a child: answers its parent's requests, and ends when the parent ends or disconnects. */
export function answerParent<Question, Reply>(answer: (question: Question) => Promise<Reply>): void {
  // Ctrl-C reaches every process of a terminal; the parent decides and disconnects.
  process.on('SIGINT', () => undefined);
  process.on('disconnect', () => process.exit());
  process.on('message', (question: Question) => {
    answer(question).then(
      reply => process.send?.({ reply } satisfies Message),
      (error: Error) => process.send?.({ failure: error.stack ?? error.message } satisfies Message),
    );
  });
}
