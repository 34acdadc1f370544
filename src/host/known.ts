import { readFileSync } from 'node:fs';
import { whyNotRead } from '../config/device.ts';
import type { Settings } from '../config/settings.ts';
import { type Io, UsageError } from '../io.ts';
import { readBaseline } from '../pipeline/baseline.ts';
import { type KnownFindings, knownFindings } from '../pipeline/known-findings.ts';
import { type PolishOptions, polish } from '../pipeline/polish.ts';
import type { Source } from '../pipeline/read.ts';
import { pathOf } from './find-files.ts';
import { readInputs } from './inputs.ts';

/** What is to be judged. */
type Like = Pick<Source, 'name' | 'origin' | 'templated'>;

/**
 * What was there before: the findings of the baseline, and those of the manifest that is replaced, which is judged by the same
 * options and read like `sources`. Throws UsageError in one line for what cannot be read.
 */
export function readKnown(
  options: PolishOptions,
  { baseline, since }: Pick<Settings, 'baseline' | 'since'>,
  sources: readonly Like[],
  io: Io,
): readonly KnownFindings[] {
  const known: KnownFindings[] = [];
  if (baseline !== undefined) known.push({ by: 'baseline', findings: baselineAt(baseline, io) });
  if (since !== undefined) known.push({ by: 'since', findings: findingsSince(since, options, sources, io) });
  return known;
}

function baselineAt(path: string, io: Io): KnownFindings['findings'] {
  const read = readBaseline(baselineText(path, io));
  if (typeof read === 'string') throw new UsageError(`the baseline ${path} cannot be used: ${read}`);
  return read;
}

function baselineText(path: string, { cwd }: Io): string {
  try {
    const why = whyNotRead(pathOf(path, cwd));
    if (why !== undefined) throw new Error(why);
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(pathOf(path, cwd)));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new UsageError(`the baseline ${path} is not there: --write-baseline makes it`);
    throw new UsageError(`the baseline ${path} cannot be read: ${code === 'EISDIR' ? 'it is a folder' : message}`);
  }
}

/** Nothing is told of the old manifest, so nothing of it is fixed or merged. */
function findingsSince(
  path: string,
  options: PolishOptions,
  sources: readonly Like[],
  io: Io,
): KnownFindings['findings'] {
  const old = oldSources(path, io);
  const [like] = sources;
  const isAlone = old.length === 1 && sources.length === 1;
  const alike = old.map((source): Source => {
    if (like?.origin === 'file') return isAlone ? { ...source, name: like.name } : source;
    // What came from a renderer is judged as such, wherever it was kept meanwhile.
    const { name = source.name, templated = false } = like ?? {};
    return { name, bytes: source.bytes, origin: 'rendered', templated };
  });
  const oneStream = options.oneStream || like?.origin !== 'file';
  const { findings } = polish(alike, { ...options, merge: false, simplify: false, fix: 'none', oneStream });
  return knownFindings(findings, options.namespace);
}

function oldSources(path: string, io: Io): readonly Source[] {
  if (path === '' || path === '-')
    throw new UsageError('--since takes a file or folder: standard input holds what is to come');
  try {
    const sources = readInputs([path], io, []);
    if (sources.length > 0) return sources;
  } catch (error) {
    throw new UsageError(`--since ${path} cannot be used: ${(error as Error).message}`);
  }
  throw new UsageError(`--since ${path} cannot be used: there is no manifest in it`);
}
