import { inflateRawSync } from 'node:zlib';

/** One file of a zip archive: its name as written there, and a function that unpacks it. */
export type ZipEntry = { readonly name: string; readonly bytes: () => Buffer };

/**
 * The entries of a zip archive held in memory, in the order of its central directory. Understands what plain `zip`
 * writes: stored and deflated entries, no encryption, no zip64. Throws when the bytes are no such archive, and (on
 * unpacking) when an entry has not the size its directory promises. Source: PKWARE APPNOTE 6.3, sections 4.3 to 4.5.
 */
export const zipEntries = (zip: Buffer): readonly ZipEntry[] => {
  const end = endOfDirectory(zip);
  const count = zip.readUInt16LE(end + 10);
  const entries: ZipEntry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let i = 0; i < count; i++) {
    if (zip.readUInt32LE(at) !== 0x02014b50) throw new Error(`not a zip directory entry at byte ${at}`);
    const nameLength = zip.readUInt16LE(at + 28);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    const place = at;
    entries.push({ name, bytes: () => unpacked(zip, place, name) });
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
};

const endOfDirectory = (zip: Buffer): number => {
  // The record is last, but a comment of up to 64 KiB may follow it.
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0) throw new Error('not a zip archive: it has no end of central directory');
  return end;
};

const unpacked = (zip: Buffer, entry: number, name: string): Buffer => {
  const method = zip.readUInt16LE(entry + 10);
  const packedSize = zip.readUInt32LE(entry + 20);
  const size = zip.readUInt32LE(entry + 24);
  const local = zip.readUInt32LE(entry + 42);
  const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  const packed = zip.subarray(start, start + packedSize);
  if (method !== 0 && method !== 8) throw new Error(`${name}: zip method ${method} is not supported`);
  const bytes = method === 0 ? packed : inflateRawSync(packed);
  if (bytes.length !== size) throw new Error(`${name}: ${bytes.length} bytes unpacked, ${size} expected`);
  return bytes;
};
