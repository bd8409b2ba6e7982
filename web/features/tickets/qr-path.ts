/** The QR code of a text as one SVG path of its dark modules. Pure. */
import { encode } from 'uqr';

/** Light modules around the code that scanners need (ISO/IEC 18004). */
export const QUIET_MODULES = 4;

export interface QrPath {
  /** Modules a side, with the quiet zone. */
  size: number;
  path: string;
}

export function qrPathOf(text: string): QrPath {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET_MODULES });
  return {
    size,
    path: data
      .map((row, y) =>
        runsOf(row)
          .map(run => draw(run, y))
          .join(''),
      )
      .join(''),
  };
}

interface Run {
  from: number;
  length: number;
}

/** Dark modules side by side are one rectangle: fewer edges, at which a light line could show. */
function runsOf(row: readonly boolean[]): Run[] {
  const runs: Run[] = [];
  for (const [x, isDark] of row.entries()) {
    const last = runs.at(-1);
    if (!isDark) continue;
    if (last && last.from + last.length === x) last.length++;
    else runs.push({ from: x, length: 1 });
  }
  return runs;
}

const draw = ({ from, length }: Run, y: number): string => `M${from} ${y}h${length}v1h-${length}z`;
