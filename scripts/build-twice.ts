// Builds and packs netpolish once more, where all is another that must not matter, and compares with what the last build made
// here: dist/, the npm package and the Helm plugin. Exit 0: the same bytes. Modes are told by the archives.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { differences, type Hashes, hashesOf } from './hashes.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** A year later, whoever asks. */
const LATER = `const Then = Date, later = () => Then.now() + 31_536_000_000;
  globalThis.Date = class extends Then {
    constructor(...given) { given.length === 0 ? super(later()) : super(...given); }
    static now() { return later(); }
  };`;

const scraps = mkdtempSync(join(tmpdir(), 'netpolish-twice-'));
try {
  const first = packed(ROOT, join(scraps, 'first'), process.env);
  const second = rebuilt(join(scraps, 'another place', 'für-netpolish'));
  for (const [name, hash] of first) if (!name.endsWith('.d.ts')) process.stdout.write(`${hash}  ${name}\n`);
  const lines = differences(first, second);
  for (const line of lines) process.stderr.write(`not the same: ${line}\n`);
  process.stdout.write(`${first.size - lines.length} of ${first.size} files are the same twice\n`);
  process.exitCode = lines.length === 0 ? 0 : 1;
} finally {
  rmSync(scraps, { recursive: true, force: true });
}

/** Another folder, owner's rights alone, other words, zone and time, another home. */
function rebuilt(folder: string): Hashes {
  process.umask(0o077);
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT });
  for (const path of String(listed)
    .split('\0')
    .filter((name) => name !== '')) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    copyFileSync(join(ROOT, path), join(folder, path));
    chmodSync(join(folder, path), 0o600);
  }
  link(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const { NETPOLISH_BUILT: _, ...env } = process.env;
  const other = {
    ...env,
    HOME: folder,
    TZ: 'Pacific/Kiritimati',
    LC_ALL: 'tr_TR.UTF-8',
    LANG: 'tr_TR.UTF-8',
    NODE_OPTIONS: `${env.NODE_OPTIONS ?? ''} --import=data:text/javascript,${encodeURIComponent(LATER)}`,
  };
  run(folder, ['--import', 'tsx', 'scripts/build.ts'], other);
  return packed(folder, join(dirname(folder), 'packed'), other);
}

/** What is in dist/, and both archives. */
function packed(folder: string, into: string, env: NodeJS.ProcessEnv): Hashes {
  for (const name of ['npm', 'helm']) mkdirSync(join(into, name), { recursive: true });
  run(folder, ['--import', 'tsx', 'scripts/package-helm.ts', '--out', join(into, 'helm')], env);
  const args = ['pack', '--silent', '--ignore-scripts', '--pack-destination', join(into, 'npm')];
  execFileSync('npm', args, { cwd: folder, env, stdio: ['ignore', 'ignore', 'inherit'] });
  cpSync(join(folder, 'dist'), join(into, 'dist'), { recursive: true });
  return hashesOf(into);
}

function run(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv): void {
  execFileSync(process.execPath, args, { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Hard links, where a disk allows it: what is installed is large, and a symbolic link would lead back to the first folder. */
function link(from: string, to: string): void {
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) link(source, target);
    else if (entry.isSymbolicLink()) cpSync(source, target, { verbatimSymlinks: true });
    else linkOrCopy(source, target);
  }
}

function linkOrCopy(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch {
    copyFileSync(source, target);
  }
}
