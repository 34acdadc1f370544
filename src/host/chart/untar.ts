import { gunzipSync } from 'node:zlib';

/** A file of an archive: its path as it was packed, with slashes. */
export type PackedFile = { readonly path: string; readonly bytes: Buffer };

const BLOCK = 512;

/**
 * The regular files of a .tgz as `helm package` writes it (Go archive/tar: ustar with its prefix, pax for longer names) and as GNU
 * tar does. The tar libraries that come alone leave out the prefix. Links and devices are passed over, as Helm does (chart/loader
 * archive.go). Throws Error for what is no such archive, or one of more than `most` bytes.
 */
export function untar(packed: Buffer, most: number): readonly PackedFile[] {
  const tar = gunzipSync(packed, { maxOutputLength: most });
  const files: PackedFile[] = [];
  let longer: string | undefined;
  for (let at = 0; at + BLOCK <= tar.length; ) {
    const head = tar.subarray(at, at + BLOCK);
    if (head.every((byte) => byte === 0)) break;
    const size = sizeOf(head);
    const bytes = tar.subarray(at + BLOCK, at + BLOCK + size);
    if (bytes.length < size) throw new Error('it ends in the middle of a file');
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    const type = String.fromCharCode(head[156] ?? 0);
    if (type === 'x') longer = paxPath(bytes) ?? longer;
    else if (type === 'L') longer = textOf(bytes);
    else if (!ASIDE.has(type)) {
      if (type === '0' || type === '\0') files.push({ path: longer ?? nameOf(head), bytes });
      longer = undefined;
    }
  }
  return files;
}

/** The long name of a link (GNU) and records for all files (pax): they may stand between a long name and its file. */
const ASIDE: ReadonlySet<string> = new Set(['K', 'g']);

function textOf(field: Buffer): string {
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end === -1 ? field.length : end);
}

/** POSIX ustar: a name of more than 100 bytes is cut at a slash, and the front stands in the prefix. */
function nameOf(head: Buffer): string {
  const name = textOf(head.subarray(0, 100));
  const prefix = head.toString('latin1', 257, 262) === 'ustar' ? textOf(head.subarray(345, 500)) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

function sizeOf(head: Buffer): number {
  const size = Number.parseInt(textOf(head.subarray(124, 136)).trim(), 8);
  if (!Number.isSafeInteger(size) || size < 0) throw new Error('it is no tar archive');
  return size;
}

/** Records of `length key=value` and a line break. */
function paxPath(records: Buffer): string | undefined {
  for (let at = 0; at < records.length; ) {
    const length = Number.parseInt(records.toString('latin1', at, at + 20), 10);
    if (!(length > 0)) return undefined;
    const record = records.toString('utf8', at, at + length - 1);
    const [, path] = /^\d+ path=(.*)$/s.exec(record) ?? [];
    if (path !== undefined) return path;
    at += length;
  }
  return undefined;
}
