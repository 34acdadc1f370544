import { SWEEP_OPTIONS, VALUE_OPTIONS } from '../config/chart-options.ts';
import type { Flags } from '../config/option.ts';
import { diffClusters } from '../diff/diff.ts';
import type { Diff } from '../diff/types.ts';
import { readContext, readInputs } from '../host/inputs.ts';
import { type ExitCode, type Io, UsageError } from '../io.ts';
import { readWorld, type World } from '../pipeline/world.ts';
import { NEWEST_VERSION, parseKubernetesVersion } from '../policy/version.ts';
import { cleanLine } from '../report/clean.ts';
import { diffJson } from '../report/diff-json.ts';
import { diffMarkdown } from '../report/diff-markdown.ts';
import { diffText } from '../report/diff-text.ts';
import { chartDiff } from './chart-commands.ts';
import { isDiffFailure } from './diff-gate.ts';
import { fileSettings } from './file-settings.ts';
import { notesOnOthers, notesOnPlugin } from './notes-on-others.ts';

/** `netpolish diff OLD NEW`: which connections two sets of manifests allow differently; each is read as one cluster. */
export async function diff(paths: readonly string[], flags: Flags, io: Io): Promise<ExitCode> {
  const [before = '', after = ''] = paths;
  if (flags.chart === true) return chartDiff([before, after], flags, io);
  refuseWithoutChart(flags);
  if (before === '-' && after === '-') throw new UsageError('only one of the two can be standard input');
  const { 'fail-on': failOn, ...others } = flags;
  const settings = fileSettings(others, io);
  const context = readContext(settings.context, io);
  const read = (path: string): World => {
    if (path === '') throw new UsageError('an empty path is nothing to compare');
    return readWorld(readInputs([path], io, settings.ignorePaths), context, {
      namespace: settings.namespace,
      hooks: settings.hooks,
      cni: settings.cni,
      server: parseKubernetesVersion(settings.kubernetesVersion) ?? NEWEST_VERSION,
    });
  };
  const [old, now] = [read(before), read(after)];
  if (old.documents + now.documents === 0)
    throw new UsageError('no document was read on either side: there is nothing to compare');
  const notes = [...notesOnPlugin(settings.cni), ...notesOn('old', old), ...notesOn('new', now), ...unnamed(old, now)];
  const uncounted = [...told('old', old.uncounted), ...told('new', now.uncounted)];
  const found = { ...diffClusters(old.cluster, now.cluster), uncounted };
  for (const note of notes) io.stderr.write(`${cleanLine(`netpolish: ${note}`)}\n`);
  io.stdout.write(written(found, notes, flags));
  // The door that needs no change of a pipeline opens this gate too.
  const isOpened = io.env.NETPOLISH_FAIL_ON === 'never';
  return !isOpened && isDiffFailure(found, String(failOn ?? 'gained')) ? 1 : 0;
}

/** Words for Helm mean nothing where nothing is rendered. */
function refuseWithoutChart(flags: Flags): void {
  const [name] = CHART_ONLY.filter((option) => flags[option] !== undefined);
  if (name !== undefined) throw new UsageError(`--${name} is for charts: netpolish diff --chart OLD NEW --${name} …`);
}

const CHART_ONLY: readonly string[] = [...VALUE_OPTIONS, ...SWEEP_OPTIONS].map(({ name }) => name);

function written(found: Diff, notes: readonly string[], { format, verbose }: Flags): string {
  if (format === 'json') return diffJson(found, notes);
  return format === 'markdown' ? diffMarkdown(found) : diffText(found, { verbose: verbose === true });
}

function notesOn(side: 'old' | 'new', { cluster, notes, documents }: World): readonly string[] {
  const empty = documents === 0 ? [`the ${side} side holds no document: nothing is isolated there`] : [];
  return [...empty, ...told(side, [...notes, ...notesOnOthers(cluster, 'compared')])];
}

function told(side: 'old' | 'new', lines: readonly string[]): readonly string[] {
  return lines.map((line) => `${side}: ${line}`);
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
