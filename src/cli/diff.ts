import type { Flags } from '../config/options.ts';
import { diffClusters } from '../diff/diff.ts';
import type { Diff } from '../diff/types.ts';
import { readContext, readInputs } from '../host/inputs.ts';
import { type ExitCode, type Io, UsageError } from '../io.ts';
import { readWorld, type World } from '../pipeline/world.ts';
import { cleanLine } from '../report/clean.ts';
import { diffJson } from '../report/diff-json.ts';
import { diffMarkdown } from '../report/diff-markdown.ts';
import { diffText } from '../report/diff-text.ts';
import { countsOf } from '../report/diff-words.ts';

/** `netpolish diff OLD NEW`: which connections two sets of manifests allow differently; each is read as one cluster. */
export function diff(paths: readonly string[], flags: Flags, io: Io): ExitCode {
  const [before = '', after = ''] = paths;
  if (before === '-' && after === '-') throw new UsageError('only one of the two can be standard input');
  const context = readContext((flags.context as readonly string[] | undefined) ?? [], io);
  const namespace = String(flags.namespace ?? '');
  const read = (path: string): World => {
    if (path === '') throw new UsageError('an empty path is nothing to compare');
    return readWorld(readInputs([path], io), context, {
      namespace,
      hooks: flags.hooks === 'skip' ? 'skip' : 'check',
    });
  };
  const [old, now] = [read(before), read(after)];
  const notes = [...notesOn('old', old), ...notesOn('new', now), ...unnamed(old, now)];
  const found = diffClusters(old.cluster, now.cluster);
  for (const note of notes) io.stderr.write(`${cleanLine(`netpolish: ${note}`)}\n`);
  io.stdout.write(written(found, notes, flags));
  return isFailure(found, String(flags['fail-on'] ?? 'gained')) ? 1 : 0;
}

function written(found: Diff, notes: readonly string[], { format, verbose }: Flags): string {
  if (format === 'json') return diffJson(found, notes);
  return format === 'markdown' ? diffMarkdown(found) : diffText(found, { verbose: verbose === true });
}

/** What could not be compared may be anything. */
function isFailure(found: Diff, failOn: string): boolean {
  if (failOn === 'never') return false;
  const { gained, lost, unproved } = countsOf(found);
  if (unproved > 0) return true;
  return (failOn !== 'lost' && gained > 0) || (failOn !== 'gained' && lost > 0);
}

function notesOn(side: 'old' | 'new', { notes, documents }: World): readonly string[] {
  const empty = documents === 0 ? [`the ${side} side holds no document: nothing is isolated there`] : [];
  return [...empty, ...notes.map((note) => `${side}: ${note}`)];
}

/** '' and a name may be one namespace, and nobody but the caller knows. */
function unnamed(old: World, now: World): readonly string[] {
  const [before, after] = [old, now].map(({ cluster }) =>
    cluster.policies.some(({ ref }) => (ref.namespace || cluster.namespace) === ''),
  );
  if (before === after || old.cluster.policies.length === 0 || now.cluster.policies.length === 0) return [];
  const side = before === true ? 'old' : 'new';
  return [
    `policies of the ${side} side name no namespace, those of the other do: say --namespace NS if they are in one`,
  ];
}
