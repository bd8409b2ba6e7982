/** The lines that functions write during a run, captured from the process's own output as Lambda captures them. */
import { LINE_OVERHEAD_BYTES } from '../../lib/commands/shared/assumptions.ts';

/** Runs `act`, and passes its output lines to `hear` instead of the terminal. */
export async function listening<Result>(hear: (line: string) => void, act: () => Promise<Result>): Promise<Result> {
  const outputs = [process.stdout, process.stderr].map(stream => ({ stream, write: stream.write }));
  for (const { stream } of outputs) {
    stream.write = ((text: string | Uint8Array) => {
      for (const line of String(text).split('\n')) if (line !== '') hear(line);
      return true;
    }) as typeof stream.write;
  }
  try {
    return await act();
  } finally {
    for (const { stream, write } of outputs) stream.write = write;
  }
}

/**
 * A line's bytes as CloudWatch counts them. Durations are replaced by a constant, so that the count is reproducible.
 */
export const bytesOfLine = (line: string): number => Buffer.byteLength(withoutDurations(line)) + LINE_OVERHEAD_BYTES;

const withoutDurations = (line: string): string => line.replace(/([:[,]\s*)-?\d{1,6}(\.\d+)?(?=\s*[,}\]])/g, '$1100');

interface Emf {
  _aws: { CloudWatchMetrics: { Metrics: { Name: string }[]; Dimensions: string[][] }[] };
}

/** The metrics in a line of CloudWatch's embedded metric format. A name with other dimensions is another metric. */
export function metricsIn(line: string): string[] {
  if (!line.includes('"CloudWatchMetrics"')) return [];
  const read = JSON.parse(line) as Emf & Record<string, string>;
  return read._aws.CloudWatchMetrics.flatMap(({ Metrics, Dimensions }) =>
    Metrics.flatMap(({ Name }) =>
      Dimensions.map(names => [Name, ...names.map(name => `${name}=${read[name]}`)].join(' ')),
    ),
  );
}
