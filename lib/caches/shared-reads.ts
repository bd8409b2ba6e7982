/**
 * Shares consistent reads: all requests that arrive before a read starts get its result. A request that arrives while one is
 * running waits for the next, because the running one may have read some rows before the request came. So any number of
 * requests at once cost two reads, and each result is newer than its request.
 */

interface Reads<Result> {
  running: Promise<Result>;
  next?: Promise<Result>;
}

/** Runs `read`, or lets the caller wait for the next read under this name. */
export type ShareRead<Result> = (name: string, read: () => Promise<Result>) => Promise<Result>;

export function createSharedReads<Result>(): ShareRead<Result> {
  const inFlight = new Map<string, Reads<Result>>();

  function start(name: string, read: () => Promise<Result>): Promise<Result> {
    const reads: Reads<Result> = { running: read() };
    inFlight.set(name, reads);
    const forget = () => {
      if (inFlight.get(name) === reads && !reads.next) inFlight.delete(name);
    };
    reads.running.then(forget, forget);
    return reads.running;
  }

  return (name, read) => {
    const reads = inFlight.get(name);
    if (!reads) return start(name, read);
    const begin = () => start(name, read);
    // A failed read says nothing about the next one.
    reads.next ??= reads.running.then(begin, begin);
    return reads.next;
  };
}
