/** Handles the parts of a batch so that a failing part does not fail the others: records of a stream, messages of a queue. */

/** A part of a batch that failed, and its error. */
export interface Failure<Part> {
  of: Part;
  error: unknown;
}

/**
 * Handles a whole batch together. `read` parses a part into its meaning, or returns undefined if there is nothing to do. If `read`
 * throws, only that part fails. `handle` takes all meanings and returns those that failed. If `handle` throws, it is called again for
 * each meaning alone, so it must be idempotent. Returns the parts that failed, in the order of the batch.
 */
export async function handleBatch<Part, Meaning extends object>(
  parts: Part[],
  read: (part: Part) => Meaning | undefined,
  handle: (meanings: Meaning[]) => Promise<Failure<Meaning>[]>,
): Promise<Failure<Part>[]> {
  const errors = new Map<Part, unknown>();
  const partOf = new Map<Meaning, Part>();
  for (const part of parts) {
    try {
      const meaning = read(part);
      if (meaning) partOf.set(meaning, part);
    } catch (error) {
      errors.set(part, error);
    }
  }
  const failed = await togetherOrAlone([...partOf.keys()], handle);
  for (const { of, error } of failed) errors.set(partOf.get(of) as Part, error);
  return parts.flatMap(of => (errors.has(of) ? [{ of, error: errors.get(of) }] : []));
}

async function togetherOrAlone<Part>(
  parts: Part[],
  handle: (parts: Part[]) => Promise<Failure<Part>[]>,
): Promise<Failure<Part>[]> {
  try {
    return await handle(parts);
  } catch (error) {
    const [only] = parts;
    if (only !== undefined && parts.length === 1) return [{ of: only, error }];
    const failed: Failure<Part>[] = [];
    for (const part of parts) failed.push(...(await togetherOrAlone([part], handle)));
    return failed;
  }
}
