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
  readFileSync,
  renameSync,
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
  let replayedAt: number | undefined;
  const engine = createEngine({
    now: () => replayedAt ?? now(),
    onChange(change) {
      if (replayedAt === undefined) pending.push(change);
    },
  });
  replay(engine, file, now() - STREAM_RETENTION_MS, at => {
    replayedAt = at;
  });
  replayedAt = undefined;

  const ending = Promise.withResolvers<void>();
  let failure: Error | undefined;
  const output = openForAppending(file);

  function append(line: Line): void {
    try {
      output.write(line);
    } catch (error) {
      failure = new Error(
        `HOLDFAST_DATA: ${file} cannot be written (${(error as NodeJS.ErrnoException).code}). Check its disk and its rights, and start again.`,
      );
      ending.resolve();
      throw failure;
    }
  }

  /** Executes an operation, and then writes the line of its changes. */
  function logged<Result>(does: () => Result, lineOf: () => Line | undefined): Result {
    if (failure) throw failure;
    const result = does();
    const line = lineOf();
    if (line) append(line);
    return result;
  }

  function changesLine(): Line | undefined {
    const changes = pending.splice(0).map(stored);
    return changes.length > 0 ? { at: now(), changes } : undefined;
  }

  return {
    ...engine,
    execute: (operation, input, codec) =>
      logged(
        () => engine.execute(operation, input, codec),
        () => (TABLE_OPERATIONS.has(operation) ? { at: now(), operation, input } : changesLine()),
      ),
    removeExpired: (at, rowsMax) => logged(() => engine.removeExpired(at, rowsMax), changesLine),
    ended: ending.promise,
    close: () => output.close(),
  };
}

/** Replays the file into an empty engine, whose clock `setTime` sets. Compacts the lines before `recentFrom` (epoch ms). */
function replay(engine: Engine, file: string, recentFrom: number, setTime: (at: number) => void): void {
  const tableLines: Line[] = [];
  const recent: Line[] = [];
  let oldChanges = 0;
  let oldRows: RowChange[] | undefined;
  for (const line of readLines(file)) {
    const at = 'at' in line ? line.at : 0;
    if (at >= recentFrom) oldRows ??= engine.rows();
    if (oldRows) recent.push(line);
    else if ('operation' in line) tableLines.push(line);
    else if ('changes' in line) oldChanges += line.changes.length;
    setTime(at);
    replayLine(engine, line);
  }
  oldRows ??= engine.rows();
  if (oldChanges <= oldRows.length) return;
  writeFile(file, [...tableLines, ...oldRows.map(change => ({ row: stored(change) })), ...recent]);
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

const LINE_END = 0x0a;

/** Reads the lines of the file after its header. Cuts off an incomplete last line; any other damage is an error. */
function* readLines(file: string): Generator<Line> {
  if (!existsSync(file)) return;
  const bytes = readFileSync(file);
  const end = bytes.lastIndexOf(LINE_END) + 1;
  if (end < bytes.length) truncateSync(file, end);
  if (end === 0) return;
  let number = 0;
  for (let begin = 0; begin < end; ) {
    const next = bytes.indexOf(LINE_END, begin) + 1;
    number += 1;
    const line = parsed(file, number, bytes.toString('utf8', begin, next));
    begin = next;
    if (number > 1) yield line as Line;
    else requireHeader(file, line);
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
  write(line: Line): void;
  close(): void;
}

function openForAppending(file: string): Output {
  const descriptor = openSync(file, 'a', 0o600);
  if (statSync(file).size === 0) writeLine(descriptor, HEADER);
  return {
    write: line => writeLine(descriptor, line),
    close: () => closeSync(descriptor),
  };
}

/** Writes a line. `writeSync` may write only a part of it, so it is repeated. */
function writeLine(descriptor: number, line: object): void {
  const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
  for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
}

/** Writes a new file, and renames it to the old one once it is complete on the disk. */
function writeFile(file: string, lines: Line[]): void {
  const descriptor = openSync(`${file}.new`, 'w', 0o600);
  for (const line of [HEADER, ...lines]) writeLine(descriptor, line);
  fsyncSync(descriptor);
  closeSync(descriptor);
  renameSync(`${file}.new`, file);
}
