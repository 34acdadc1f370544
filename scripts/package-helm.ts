import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';

// The Helm 4 plugin as an archive: netpolish-<version>.tgz, for `helm plugin install FILE --verify=false`. Helm takes
// the name of the folder in it from the file's name, reads the first plugin.yaml it meets, and refuses links.

/** Folders come before what is in them. */
const FOLDERS: readonly string[] = ['netpolish/', 'netpolish/dist/', 'netpolish/dist/late/'];

// The date that npm puts on packed files: the same input always gives the same bytes.
const MTIME = 499_162_500;

const root = fileURLToPath(new URL('..', import.meta.url));

/** What is in the archive, below `netpolish/`. Nothing more: the bundled files need Node alone. */
const FILES: readonly string[] = [
  'LICENSE',
  'README.md',
  'dist/THIRD-PARTY-LICENSES.txt',
  ...readdirSync(join(root, 'dist/late'))
    .filter((name) => name.endsWith('.cjs'))
    .sort()
    .map((name) => `dist/late/${name}`),
  'dist/netpolish.cjs',
  'dist/sbom.cdx.json',
  'dist/warm.cjs',
  'plugin.yaml',
];

const { values } = parseArgs({ options: { out: { type: 'string', default: root } } });
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string };
const pluginYaml = readFileSync(join(root, 'plugin.yaml'), 'utf8');
if (!pluginYaml.includes(`\nversion: ${version}\n`)) throw new Error(`plugin.yaml has not the version ${version}`);

const entries = [
  ...FOLDERS.map((name) => entry(name, Buffer.alloc(0), 0o755)),
  ...FILES.map((name) =>
    entry(`netpolish/${name}`, readFileSync(join(root, name)), name === 'dist/netpolish.cjs' ? 0o755 : 0o644),
  ),
];
const gzip = gzipSync(Buffer.concat([...entries, Buffer.alloc(1024)]), { level: 9 });
// Byte 9 names the operating system it was made on; 255 is "unknown" (RFC 1952).
gzip.writeUInt8(255, 9);
const file = join(resolve(values.out), `netpolish-${version}.tgz`);
mkdirSync(resolve(values.out), { recursive: true });
writeFileSync(file, gzip);
process.stdout.write(`${file}\n`);

/** One entry of a tar archive in the ustar format (POSIX.1-1988): a header, then the bytes in blocks of 512. */
function entry(name: string, bytes: Buffer, mode: number): Buffer {
  const header = Buffer.alloc(512);
  const isFolder = name.endsWith('/');
  const fields: readonly (readonly [at: number, text: string])[] = [
    [0, name],
    [100, octal(mode, 7)],
    [108, octal(0, 7)],
    [116, octal(0, 7)],
    [124, octal(bytes.length, 11)],
    [136, octal(MTIME, 11)],
    [148, ' '.repeat(8)],
    [156, isFolder ? '5' : '0'],
    [257, 'ustar\u000000'],
  ];
  for (const [at, text] of fields) header.write(text, at, 'latin1');
  // The sum counts its own field as blanks.
  header.write(`${octal(sum(header), 6)}\u0000 `, 148, 'latin1');
  return Buffer.concat([header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
}

function octal(number: number, digits: number): string {
  return number.toString(8).padStart(digits, '0');
}

function sum(bytes: Buffer): number {
  return bytes.reduce((total, byte) => total + byte, 0);
}
