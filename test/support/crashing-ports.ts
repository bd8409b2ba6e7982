/**
 * A process that crashes at one of its calls to ports: the call was not sent, or it had its effect and its answer was lost. No later call
 * is sent.
 */

export type Crash = 'before' | 'after';

export interface CrashingPorts<Ports> {
  ports: Ports;
  /** The names of the calls, such as `files.put`, up to the crash. */
  calls: string[];
}

/** Crashes at the call of this number, from 1. With a higher number than there are calls, nothing crashes. */
export function crashingPorts<Ports extends object>(ports: Ports, at: number, how: Crash): CrashingPorts<Ports> {
  const calls: string[] = [];
  const call = async (name: string, run: () => unknown): Promise<unknown> => {
    if (calls.length >= at) throw new Error('the process has crashed');
    calls.push(name);
    const isLast = calls.length === at;
    if (isLast && how === 'before') throw new Error(`crashed before ${name}`);
    const result = await run();
    if (isLast) throw new Error(`crashed after ${name}`);
    return result;
  };
  return { ports: wrapped(ports, '', call) as Ports, calls };
}

/** Functions that do not answer with a promise have no effect that could be lost, and are left as they are. */
const SYNCHRONOUS = new Set(['log', 'metrics', 'ids', 'random', 'stopwatch']);

function wrapped(ports: object, path: string, call: (name: string, run: () => unknown) => Promise<unknown>): object {
  return Object.fromEntries(
    Object.entries(ports).map(([name, port]) => {
      const full = path ? `${path}.${name}` : name;
      if (SYNCHRONOUS.has(name)) return [name, port];
      if (typeof port === 'function')
        return [name, (...args: unknown[]) => call(full, () => Reflect.apply(port, ports, args))];
      return [name, typeof port === 'object' && port !== null ? wrapped(port, full, call) : port];
    }),
  );
}
