import { readdirSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { type Chart, type ChartFile, chartOf } from '../../chart/chart.ts';
import { UsageError } from '../../io.ts';
import { whyNot } from '../why-not.ts';
import { untar } from './untar.ts';

/** How much of a chart is read at most: files and folders, and bytes. */
export type Budget = { readonly entries: number; readonly bytes: number };

const MOST: Budget = { entries: 20_000, bytes: 64 << 20 };

/**
 * Reads a chart, a folder or what `helm package` made of one, with its sub-charts, also packed ones; links are followed, as Helm
 * does. `name` is what the person called it. Throws UsageError for what is no chart, cannot be read, or is too large.
 */
export function readChart(path: string, name: string, most: Budget = MOST): Chart {
  if (name === '') throw new UsageError('an empty path is no chart; a variable that is not set, perhaps');
  const stats = asking(name, () => statSync(path, { throwIfNoEntry: false }));
  if (stats === undefined) throw new UsageError(`${name}: no such folder`);
  const reading: Reading = { name, left: { ...most } };
  const files = stats.isDirectory() ? walk(path, reading) : packed(path, stats, reading);
  const chart = chartOf(files);
  if ('problem' in chart) throw new UsageError(`${name} is no chart: ${chart.problem}`);
  return chart;
}

type Reading = { readonly name: string; readonly left: { entries: number; bytes: number } };

/** What no chart needs, and may be large. */
const SKIPPED: ReadonlySet<string> = new Set(['.git', '.svn', '.hg', 'node_modules']);

function walk(folder: string, reading: Reading): readonly ChartFile[] {
  const files: ChartFile[] = [];
  const below = (path: string, trail: readonly string[]): void => {
    const here = join(folder, path);
    const real = asking(path || reading.name, () => realpathSync(here));
    if (trail.includes(real)) return;
    for (const entry of asking(path || reading.name, () => readdirSync(here)).sort()) {
      if (SKIPPED.has(entry)) continue;
      const file = posix.join(path, entry);
      const stats = asking(file, () => statSync(join(here, entry), { throwIfNoEntry: false }));
      if (stats?.isDirectory()) {
        spend(reading, 0);
        below(file, [...trail, real]);
      } else if (stats?.isFile()) files.push(...readFile(join(here, entry), file, stats, reading));
    }
  };
  below('', []);
  return files;
}

function readFile(path: string, name: string, { size }: Stats, reading: Reading): readonly ChartFile[] {
  spend(reading, size);
  const bytes = asking(name, () => readFileSync(path));
  const [, folder] = /^(|.*\/)charts\/[^/]+\.tgz$/.exec(name) ?? [];
  return folder === undefined
    ? [{ path: name, bytes, onDisk: true }]
    : unpacked(bytes, `${folder}charts/`, name, reading);
}

/** A packed chart that was named itself: its own folder within it is left out. */
function packed(path: string, { size }: Stats, reading: Reading): readonly ChartFile[] {
  if (!/\.t(ar\.)?gz$/.test(path)) throw new UsageError(`${reading.name} is no chart: neither a folder nor a .tgz`);
  spend(reading, size);
  const bytes = asking(reading.name, () => readFileSync(path));
  return unpacked(bytes, '', reading.name, reading).map((file) => ({
    ...file,
    path: file.path.slice(file.path.indexOf('/') + 1),
  }));
}

function unpacked(bytes: Buffer, folder: string, name: string, reading: Reading): readonly ChartFile[] {
  try {
    return untar(bytes, Math.max(1, reading.left.bytes)).flatMap((file) => {
      spend(reading, file.bytes.length);
      const below = posix.normalize(file.path);
      if (/^(\/|\.{1,2}(\/|$))/.test(below)) return [];
      const path = `${folder}${below}`;
      const [, inner] = /^(.*\/)?charts\/[^/]+\.tgz$/.exec(path) === null ? [] : [path, posix.dirname(path)];
      return inner === undefined
        ? [{ path, bytes: file.bytes, onDisk: false }]
        : unpacked(file.bytes, `${inner}/`, path, reading);
    });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${name} cannot be unpacked: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function spend({ left, name }: Reading, bytes: number): void {
  left.entries -= 1;
  left.bytes -= bytes;
  if (left.entries < 0 || left.bytes < 0)
    throw new UsageError(
      `${name} holds more than ${MOST.entries} files or ${MOST.bytes >> 20} MiB, which is too much for a chart`,
    );
}

function asking<T>(name: string, ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    throw new UsageError(`${name} cannot be read: ${whyNot(error)}`);
  }
}
