import { gzipSync } from 'node:zlib';

/** An entry of an archive: its header's fields as they stand there, and what it holds. */
export type Entry = {
  readonly name: string;
  readonly text?: string | Buffer;
  /** `0` is a file. */
  readonly type?: string;
  readonly prefix?: string;
  /** Without it there is no prefix: the format of before 1988. */
  readonly magic?: string;
  /** As the field tells it, where that is not the truth. */
  readonly size?: string;
};

/** A tar archive, as POSIX.1-1988 has it. */
export const tarOf = (entries: readonly Entry[]): Buffer =>
  Buffer.concat([
    ...entries.flatMap(({ text = '', ...head }) => [headOf(head, text), padded(text)]),
    Buffer.alloc(1024),
  ]);

/** The same, packed as `helm package` does. */
export const tgzOf = (entries: readonly Entry[]): Buffer => gzipSync(tarOf(entries));

/** Files by their paths, packed. */
export const tgzOfFiles = (files: Readonly<Record<string, string | Buffer>>): Buffer =>
  tgzOf(Object.entries(files).map(([name, text]) => ({ name, text })));

/** A record of a pax header: its length counts itself. */
export const paxRecord = (key: string, value: string): string => {
  const rest = ` ${key}=${value}\n`;
  let length = Buffer.byteLength(rest);
  while (String(length).length + Buffer.byteLength(rest) !== length)
    length = String(length).length + Buffer.byteLength(rest);
  return `${length}${rest}`;
};

const headOf = (
  { name, type = '0', prefix = '', magic = 'ustar\x0000', size }: Omit<Entry, 'text'>,
  text: string | Buffer,
): Buffer => {
  const head = Buffer.alloc(512);
  head.write(name, 0, 100);
  head.write('0000644\0', 100);
  head.write(size ?? `${Buffer.byteLength(text).toString(8).padStart(11, '0')}\0`, 124, 12, 'latin1');
  head.write(type, 156, 1, 'latin1');
  head.write(magic, 257, 8, 'latin1');
  head.write(prefix, 345, 155);
  return head;
};

const padded = (text: string | Buffer): Buffer => {
  const bytes = Buffer.from(text);
  return Buffer.concat([bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
};
