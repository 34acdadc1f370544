/** np-guard's netpol-analyzer computed who may reach whom from the same manifests: its list must be ours, line for line. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseAllDocuments } from 'yaml';
import { polish } from '../../src/pipeline/polish.ts';
import type { Source } from '../../src/pipeline/read.ts';
import { OPTIONS } from '../merge/run.ts';
import { connectionLines, differenceLines, expectedLines, folders, ROOT, sourcesOf } from './np-guard.ts';

const test = suite('oracle: np-guard');

/** What decides there and is no NetworkPolicy, or is no pod: a folder with one of these is left out. */
const OUTSIDE: Readonly<Record<string, string>> = {
  AdminNetworkPolicy: 'policies of another API',
  BaselineAdminNetworkPolicy: 'policies of another API',
  MultiNetworkPolicy: 'policies of another API',
  UserDefinedNetwork: 'other networks than that of the pods',
  ClusterUserDefinedNetwork: 'other networks than that of the pods',
  NetworkAttachmentDefinition: 'other networks than that of the pods',
  VirtualMachine: 'virtual machines, which are no workload of Kubernetes',
};

/** Folders that np-guard refuses as a whole: there is nothing to compare with. */
const REFUSED: Readonly<Record<string, string>> = {
  bad_path_namespace_with_same_name: 'np-guard refuses it: one namespace twice',
  'malformed-pod-example-4': 'np-guard refuses it: its list has no kind',
};

/** From Ingress and Route objects np-guard derives a source of its own. No policy says so, and netpolish does not list it. */
const isOfController = (line: string): boolean => line.startsWith('{ingress-controller} =>');

function kindsIn(sources: readonly Source[]): ReadonlySet<string> {
  const kinds = new Set<string>();
  const visit = (object: unknown): void => {
    if (typeof object !== 'object' || object === null) return;
    const { kind, items } = object as { readonly kind?: unknown; readonly items?: unknown };
    if (typeof kind === 'string') kinds.add(kind);
    if (Array.isArray(items)) for (const item of items) visit(item);
  };
  for (const { bytes } of sources) for (const document of parseAllDocuments(bytes.toString())) visit(document.toJS());
  return kinds;
}

function whyLeftOut(folder: string, sources: readonly Source[]): string | undefined {
  const outside = [...kindsIn(sources)].find((kind) => Object.hasOwn(OUTSIDE, kind));
  return REFUSED[folder] ?? (outside === undefined ? undefined : `${outside}: ${OUTSIDE[outside]}`);
}

/** Every folder as one stream, each group of policies one policy where that may be. */
function merged(sources: readonly Source[]): { readonly sources: readonly Source[]; readonly away: number } {
  const documents = sources.map(({ bytes }) => bytes.toString().replace(/^---.*\n/, ''));
  const stream: Source = { name: 'all', bytes: Buffer.from(documents.join('\n---\n')), origin: 'file' };
  const { outputs, summary } = polish([stream], { ...OPTIONS, namespace: 'default', oneStream: true });
  return { sources: [{ ...stream, bytes: outputs[0] ?? stream.bytes }], away: summary.merged };
}

type Manifest = { readonly kind?: string; readonly spec?: Spec; readonly metadata?: object };
type Spec = {
  readonly policyTypes?: readonly string[];
  readonly ingress?: readonly object[];
  readonly egress?: readonly object[];
};

/** Every policy cut into one for each rule, so that there is much to merge; its directions are written out. */
function shattered(sources: readonly Source[]): readonly Source[] {
  const objects = sources.flatMap(({ bytes }) =>
    parseAllDocuments(bytes.toString()).map((document) => document.toJS()),
  );
  const all = objects.flatMap((object: Manifest | null): readonly object[] =>
    object?.kind === 'NetworkPolicy' ? piecesOf(object) : object === null ? [] : [object],
  );
  return [
    { name: 'pieces', bytes: Buffer.from(all.map((one) => JSON.stringify(one)).join('\n---\n')), origin: 'file' },
  ];
}

function piecesOf({ spec = {}, metadata, ...rest }: Manifest): readonly object[] {
  const { ingress, egress, policyTypes = [], ...selecting } = spec;
  const types = policyTypes.length > 0 ? policyTypes : ['Ingress', ...((egress ?? []).length > 0 ? ['Egress'] : [])];
  const pieces: readonly object[] = types.flatMap((type): readonly object[] => [
    { policyTypes: [type] },
    ...((type === 'Ingress' ? ingress : egress) ?? []).map((rule) => ({
      policyTypes: [type],
      [type.toLowerCase()]: [rule],
    })),
  ]);
  return pieces.map((piece, i) => ({
    ...rest,
    metadata: { ...metadata, name: `${(metadata as { readonly name?: string }).name}-${i}` },
    spec: { ...selecting, ...piece },
  }));
}

const difference = (got: readonly string[], wanted: readonly string[]): string => {
  const [ours, theirs] = [new Set(got), new Set(wanted)];
  const only = [
    ...wanted.filter((line) => !ours.has(line)).map((line) => `- ${line}`),
    ...got.filter((line) => !theirs.has(line)).map((line) => `+ ${line}`),
  ];
  return only.slice(0, 20).join('\n') || (got.length === wanted.length ? '' : 'a line stands there twice');
};

if (ROOT === undefined || !existsSync(ROOT)) {
  console.error('SKIPPED oracle: np-guard: NETPOLISH_SHARED names no folder with oracle/np-guard');
} else {
  const root = ROOT;
  const compared: string[] = [];
  const alone: string[] = [];
  const left: string[] = [];
  let total = 0;

  for (const folder of folders(root)) {
    const sources = sourcesOf(root, folder);
    const reason = whyLeftOut(folder, sources);
    if (reason !== undefined) {
      left.push(`${folder}: ${reason}`);
      continue;
    }
    const wanted = expectedLines(root, folder);
    test(`${folder}: ${wanted === undefined ? 'merged, it lists the same' : 'the same list, merged too'}`, () => {
      const got = connectionLines(sources);
      const told = wanted?.filter((line) => !isOfController(line));
      if (told !== undefined) assert.is(difference(got, told), '');
      const { sources: one, away } = merged(sources);
      assert.is(difference(connectionLines(one), got), '');
      const pieces = merged(shattered(sources));
      assert.is(difference(connectionLines(pieces.sources), got), '');
      const words = `${got.length} lines; merged away ${away} policies, and ${pieces.away} where each rule had its own`;
      (wanted === undefined ? alone : compared).push(`${folder}: ${words}`);
      total += pieces.away;
    });
  }

  for (const file of readdirSync(join(root, 'diff')).sort()) {
    const [, newer = '', older = ''] = /^diff_between_(.+)_and_(.+)\.txt$/.exec(file) ?? [];
    const [before, after] = [sourcesOf(root, older), sourcesOf(root, newer)];
    const reason = whyLeftOut(older, before) ?? whyLeftOut(newer, after);
    if (reason !== undefined) {
      left.push(`${file}: ${reason}`);
      continue;
    }
    test(`${file}: the same differences`, () => {
      const lines = readFileSync(join(root, 'diff', file), 'utf8').split('\n');
      const wanted = lines.filter((line) => line.startsWith('diff-type') && !line.includes('{ingress-controller}'));
      const got = differenceLines(before, after);
      assert.is(difference(got, wanted), '');
      compared.push(`${file}: ${got.length} lines`);
    });
  }

  test('what was compared, and what was left out', () => {
    assert.ok(compared.length > 0 && left.length > 0 && total > 0);
    console.log(`\ncompared ${compared.length}:\n  ${compared.join('\n  ')}`);
    console.log(`no list to compare with, merged against unmerged ${alone.length}:\n  ${alone.join('\n  ')}`);
    const reasons = left.map((line) => line.slice(line.indexOf(': ') + 2));
    const counted = [...new Set(reasons)].map((one) => `${reasons.filter((reason) => reason === one).length} ${one}`);
    console.log(`left out ${left.length}:\n  ${counted.join('\n  ')}`);
  });
}

test.run();
