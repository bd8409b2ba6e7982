/** Unpacks a font from WOFF 1.0 (https://www.w3.org/TR/WOFF/): the tables of a TrueType font, each compressed by zlib. */
import { inflateSync } from 'node:zlib';

const HEADER_BYTES = 44;
const ENTRY_BYTES = 20;
const SFNT_HEADER_BYTES = 12;
const SFNT_ENTRY_BYTES = 16;

/** Returns the font as TrueType. */
export function unpackWoff(woff: Buffer): Buffer {
  if (woff.toString('latin1', 0, 4) !== 'wOFF') throw new Error('the file is no font in WOFF 1.0');
  const flavor = woff.readUInt32BE(4);
  const entries = tablesOf(woff);
  const header = Buffer.alloc(SFNT_HEADER_BYTES + entries.length * SFNT_ENTRY_BYTES);
  header.writeUInt32BE(flavor, 0);
  header.writeUInt16BE(entries.length, 4);
  const tables: Buffer[] = [];
  let offset = header.length;
  entries.forEach(({ tag, checksum, bytes }, i) => {
    const at = SFNT_HEADER_BYTES + i * SFNT_ENTRY_BYTES;
    header.writeUInt32BE(tag, at);
    header.writeUInt32BE(checksum, at + 4);
    header.writeUInt32BE(offset, at + 8);
    header.writeUInt32BE(bytes.length, at + 12);
    const padded = Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
    tables.push(padded);
    offset += padded.length;
  });
  return Buffer.concat([header, ...tables]);
}

interface Table {
  tag: number;
  checksum: number;
  bytes: Buffer;
}

function tablesOf(woff: Buffer): Table[] {
  return Array.from({ length: woff.readUInt16BE(12) }, (_, i) => {
    const at = HEADER_BYTES + i * ENTRY_BYTES;
    const [offset, packed, unpacked] = [
      woff.readUInt32BE(at + 4),
      woff.readUInt32BE(at + 8),
      woff.readUInt32BE(at + 12),
    ];
    const stored = woff.subarray(offset, offset + packed);
    return {
      tag: woff.readUInt32BE(at),
      checksum: woff.readUInt32BE(at + 16),
      bytes: packed < unpacked ? inflateSync(stored) : stored,
    };
  });
}
