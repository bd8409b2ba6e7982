/**
 * The file in which the embedded engine keeps its data: one line of JSON for each committed operation, in order. The engine
 * writes the line before it responds. So a killed process loses no write that had a response; a machine that loses power may
 * lose the writes of its last seconds. The next start drops a last line that is incomplete. Request tokens are not kept: a
 * transaction that is repeated after a restart is evaluated again, with its own conditions.
 *
 * The lines of the last 24 hours also restore the stream, with all its records. A start replaces older lines by the rows that
 * they produced, if that shortens the file.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { UsageError } from '../../cli/usage-error.ts';
import { createEngine, type Engine } from '../../engine/engine.ts';
import { STREAM_RETENTION_MS } from '../../engine/limits.ts';
import { JSON_CODEC } from '../../engine/values/attribute-codec.ts';

export interface KeptEngine extends Engine {
  /** Resolves when a write to the file fails. From then on the engine refuses all operations. */
  ended: Promise<void>;
  close(): void;
}

type RowChange = Parameters<Engine['repeat']>[0];

/** The first line. A file of another version is refused. */
const HEADER = { holdfast: 'embedded engine', version: 1 };

/** A line: the time of the operation (epoch ms), and either an operation on a table or the changed rows. */
type Line =
  | { at: number; operation: string; input: Record<string, unknown> }
  | { at: number; changes: StoredChange[] }
  /** A row in place of old lines, without a record in the stream. */
  | { row: StoredChange };

/** A changed row: its table, and the row, or the key of a removed row. `isExpiry` marks a removal by TTL. */
interface StoredChange {
  table: string;
  row?: Record<string, unknown>;
  removed?: Record<string, unknown>;
  isExpiry?: true;
}

/** The operations that change tables. Their inputs contain no attribute values. */
const TABLE_OPERATIONS = new Set(['CreateTable', 'UpdateTable', 'DeleteTable', 'UpdateTimeToLive']);

/** Opens an engine with the data of a file. Creates the file if it is absent. */
export function openKeptEngine(file: string, now: () => number): KeptEngine {
  const pending: RowChange[] = [];
  /** The time of the operation in progress, or of the line that is replayed. A line and its records have the same time. */
  let time: number | undefined;
  let isReplayed = true;
  const engine = createEngine({
    now: () => time ?? now(),
    onChange(change) {
      if (!isReplayed) pending.push(change);
    },
  });
  replay(engine, file, now() - STREAM_RETENTION_MS, at => {
    time = at;
  });
  time = undefined;
  isReplayed = false;

  const output = openForAppending(file);

  /** Does something that commits, and writes the line of all that it has changed, also if it failed after a commit. */
  function logged<Result>(does: (at: number) => Result): Result {
    output.requireOpen();
    const at = now();
    time = at;
    try {
      return does(at);
    } finally {
      time = undefined;
      const changes = pending.splice(0).map(stored);
      if (changes.length > 0) output.write({ at, changes });
    }
  }

  return {
    ...engine,
    execute: (operation, input, codec) =>
      logged(at => {
        const result = engine.execute(operation, input, codec);
        if (TABLE_OPERATIONS.has(operation)) output.write({ at, operation, input });
        return result;
      }),
    removeExpired: (at, rowsMax) => logged(() => engine.removeExpired(at, rowsMax)),
    ended: output.ended,
    close: output.close,
  };
}

/** Replays the file into an empty engine, whose clock `setTime` sets. Compacts the lines before `recentFrom` (epoch ms). */
function replay(engine: Engine, file: string, recentFrom: number, setTime: (at: number) => void): void {
  const tableLines: Line[] = [];
  const recent: Line[] = [];
  let oldChanges = 0;
  let isOld = true;
  /** The rows that old lines made, if they make the file smaller. Without them no line is kept in memory. */
  let rows: RowChange[] | undefined;
  const endOld = (): void => {
    isOld = false;
    const made = engine.rows();
    if (oldChanges > made.length) rows = made;
  };
  for (const line of readLines(file)) {
    const at = 'at' in line ? line.at : 0;
    if (isOld && at >= recentFrom) endOld();
    if (rows) recent.push(line);
    else if (isOld && 'operation' in line) tableLines.push(line);
    else if (isOld && 'changes' in line) oldChanges += line.changes.length;
    setTime(at);
    replayLine(engine, line);
  }
  if (isOld) endOld();
  if (rows) replaceFile(file, [...tableLines, ...rows.map(change => ({ row: stored(change) })), ...recent]);
}

function replayLine(engine: Engine, line: Line): void {
  if ('operation' in line) engine.execute(line.operation, line.input, JSON_CODEC);
  else if ('changes' in line) for (const change of line.changes) engine.repeat(restored(change));
  else engine.load(restored(line.row));
}

const stored = ({ tableName, keys, item, isExpiry }: RowChange): StoredChange => ({
  table: tableName,
  ...(item ? { row: JSON_CODEC.writeItem(item) } : { removed: JSON_CODEC.writeItem(keys) }),
  ...(isExpiry && { isExpiry: true as const }),
});

function restored({ table, row, removed, isExpiry }: StoredChange): RowChange {
  const item = row && JSON_CODEC.readItem(row);
  return { tableName: table, keys: item ?? JSON_CODEC.readItem(removed), item, isExpiry: isExpiry === true };
}

/** The lines of the file after its header. Cuts off an incomplete last line; any other damage is an error. */
function* readLines(file: string): Generator<Line> {
  if (!existsSync(file)) return;
  let number = 0;
  let end = 0;
  for (const bytes of readTexts(file)) {
    number += 1;
    const line = parsed(file, number, bytes.toString('utf8'));
    if (number === 1) requireHeader(file, line);
    else yield line as Line;
    end += bytes.length;
  }
  if (end < statSync(file).size) truncateSync(file, end);
}

const LINE_END = 0x0a;
const PIECE_BYTES = 1_024 * 1_024;

/** The bytes of each complete line. Reads in pieces, because Node reads no file of 2 GiB at once, and a day may write more. */
function* readTexts(file: string): Generator<Buffer> {
  const descriptor = openSync(file, 'r');
  try {
    let begun: Buffer[] = [];
    for (;;) {
      const piece = Buffer.allocUnsafe(PIECE_BYTES);
      const bytes = piece.subarray(0, readSync(descriptor, piece));
      if (bytes.length === 0) return;
      let from = 0;
      for (let next = bytes.indexOf(LINE_END) + 1; next > 0; next = bytes.indexOf(LINE_END, from) + 1) {
        yield Buffer.concat([...begun, bytes.subarray(from, next)]);
        begun = [];
        from = next;
      }
      if (from < bytes.length) begun.push(bytes.subarray(from));
    }
  } finally {
    closeSync(descriptor);
  }
}

function parsed(file: string, number: number, text: string): object {
  try {
    return JSON.parse(text) as object;
  } catch {
    throw new UsageError(
      `Line ${number} of ${file} is damaged. Restore the file from a copy, or name another folder with HOLDFAST_DATA.`,
    );
  }
}

function requireHeader(file: string, line: Partial<typeof HEADER>): void {
  if (line.holdfast === HEADER.holdfast && line.version === HEADER.version) return;
  throw new UsageError(
    `${file} has the format version ${line.version ?? 'unknown'}, but this Holdfast reads version ${HEADER.version}. ` +
      'Use the Holdfast that wrote it, or name another folder with HOLDFAST_DATA.',
  );
}

interface Output {
  /** Throws if a line could not be written, or after `close`. */
  requireOpen(): void;
  write(line: Line): void;
  /** Resolves if a line cannot be written. */
  ended: Promise<void>;
  close(): void;
}

function openForAppending(file: string): Output {
  const descriptor = openSync(file, 'a', 0o600);
  if (statSync(file).size === 0) writeLine(descriptor, HEADER);
  const ending = Promise.withResolvers<void>();
  let failure: UsageError | undefined;
  let isClosed = false;
  return {
    requireOpen() {
      if (failure) throw failure;
      // The number of the descriptor may belong to another file by now.
      if (isClosed) throw new Error(`HOLDFAST_DATA: ${file} is closed`);
    },
    write(line) {
      try {
        writeLine(descriptor, line);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        failure = new UsageError(
          `HOLDFAST_DATA: ${file} cannot be written (${code}). Make room on its disk, and start the service again.`,
        );
        ending.resolve();
        throw failure;
      }
    },
    ended: ending.promise,
    close() {
      if (!isClosed) closeSync(descriptor);
      isClosed = true;
    },
  };
}

/** Writes a line. `writeSync` may write only a part of it, so it is repeated. */
function writeLine(descriptor: number, line: object): void {
  const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
  for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
}

/** The new file takes the place of the old one when it is complete on the disk. If there is no room for it, the old one stays. */
function replaceFile(file: string, lines: Line[]): void {
  const next = `${file}.new`;
  try {
    writeFile(next, lines);
    renameSync(next, file);
  } catch {
    rmSync(next, { force: true });
  }
}

function writeFile(file: string, lines: Line[]): void {
  const descriptor = openSync(file, 'w', 0o600);
  try {
    for (const line of [HEADER, ...lines]) writeLine(descriptor, line);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
