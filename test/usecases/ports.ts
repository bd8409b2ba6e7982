/** Changes single methods of a port, for outcomes that a test cannot easily produce with the table. */
type Method = (...parameters: never[]) => Promise<unknown>;
type MethodsOf<Port> = { [Name in keyof Port]: Port[Name] extends Method ? Name : never }[keyof Port];
type AnswerOf<Port, Name extends keyof Port> = Port[Name] extends (...parameters: never[]) => Promise<infer Answer>
  ? Answer
  : never;

/** Makes the next calls of a method return these answers, one each. Later calls reach the port again. */
export function answerNext<Port extends object, Name extends MethodsOf<Port>>(
  port: Port,
  name: Name,
  ...answers: AnswerOf<Port, Name>[]
): void {
  wrap(port, name, async call => (answers.length > 0 ? answers.shift() : call()));
}

/** Makes every call of a method return the same answer. */
export function answerAlways<Port extends object, Name extends MethodsOf<Port>>(
  port: Port,
  name: Name,
  answer: AnswerOf<Port, Name>,
): void {
  wrap(port, name, async () => answer);
}

/** Runs `act` once, before the next call of a method reaches the port. */
export function beforeNext<Port extends object>(
  port: Port,
  name: MethodsOf<Port>,
  act: () => Promise<unknown> | undefined,
): void {
  let isDone = false;
  wrap(port, name, async call => {
    if (!isDone) {
      isDone = true;
      await act();
    }
    return call();
  });
}

/** Makes the next call of a method take effect and then fail with this error. */
export function failAfterNext<Port extends object>(port: Port, name: MethodsOf<Port>, error: Error): void {
  let isDone = false;
  wrap(port, name, async call => {
    const answer = await call();
    if (isDone) return answer;
    isDone = true;
    throw error;
  });
}

/** Makes every call of a method fail with this error. */
export function failAlways<Port extends object>(port: Port, name: MethodsOf<Port>, error: Error): void {
  wrap(port, name, async () => {
    throw error;
  });
}

/** Counts the calls of a method from now on. */
export function countCalls<Port extends object>(port: Port, name: MethodsOf<Port>): { calls: number } {
  const counted = { calls: 0 };
  wrap(port, name, call => {
    counted.calls += 1;
    return call();
  });
  return counted;
}

function wrap<Port extends object>(
  port: Port,
  name: keyof Port,
  around: (call: () => Promise<unknown>) => Promise<unknown>,
): void {
  const original = port[name] as unknown as (...parameters: unknown[]) => Promise<unknown>;
  const wrapped = (...parameters: unknown[]) => around(() => original.apply(port, parameters));
  Object.assign(port, { [name]: wrapped });
}
