/** A call history as lines of text: one for each invocation and answer, with the seconds since the first line. */
import type { CallHistory, CallHistoryLine, Invocation } from '../../checker/call-history.ts';

/** Leaves out the reads of the final state. */
export function linesOfHistory({ lines }: CallHistory): string[] {
  const end = lines.findIndex(({ is }) => is === 'settled');
  const shown = end < 0 ? lines : lines.slice(0, end);
  const began = shown[0]?.at ?? 0;
  return shown.map(line => `${((line.at - began) / 1_000).toFixed(3).padStart(9)} s  ${describe(line)}`);
}

function describe(line: CallHistoryLine): string {
  switch (line.is) {
    case 'invoke':
      return `#${line.call} ${line.client}: ${describeRequest(line)}`;
    case 'answer':
      return `#${line.call} answered ${line.status}${line.isReplay ? ' (replay)' : ''} ${line.body}`;
    case 'unknown':
      return `#${line.call} ${line.because}`;
    default:
      return line.is;
  }
}

const describeRequest = ({ operation, key, params, query, body }: Invocation): string =>
  [
    operation,
    ...Object.values(params ?? {}),
    ...(query ? [JSON.stringify(query)] : []),
    ...(body === undefined ? [] : [JSON.stringify(body)]),
    ...(key === undefined ? [] : [`key ${key}`]),
  ].join(' ');
