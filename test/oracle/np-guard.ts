/** The translation between np-guard's words and ours, and its folders. Nothing of it is copied: NETPOLISH_SHARED names it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectivity, type ListedEnd, placesOf } from '../../src/explain/connectivity.ts';
import type { Cluster } from '../../src/group/cluster.ts';
import type { Source } from '../../src/pipeline/read.ts';
import { readWorld } from '../../src/pipeline/world.ts';
import { addressText } from '../../src/traffic/addresses.ts';
import { arePortsWithin, numbersOf, numeric, type PortSet, PROTOCOLS } from '../../src/traffic/ports.ts';

/** The folder of the oracle; undefined where it is not there. */
export const ROOT: string | undefined =
  process.env.NETPOLISH_SHARED === undefined ? undefined : join(process.env.NETPOLISH_SHARED, 'oracle', 'np-guard');

/** The names of the folders with manifests. */
export function folders(root: string): readonly string[] {
  return readdirSync(join(root, 'tests')).sort();
}

/** The manifests of a folder, in the order of their names, as one cluster holds them. */
export function sourcesOf(root: string, folder: string): readonly Source[] {
  const path = join(root, 'tests', folder);
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ya?ml|json)$/.test(name))
    .sort()
    .map((name) => ({ name, bytes: readFileSync(join(path, name)), origin: 'file' }));
}

/** The lines that np-guard wrote for a folder, sorted; undefined where there is no such file. */
export function expectedLines(root: string, folder: string): readonly string[] | undefined {
  const path = join(root, 'connlist', `${folder}_connlist_output.txt`);
  if (!existsSync(path)) return undefined;
  return readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .sort();
}

/**
 * Our list in np-guard's words:
 * - the world is closed: what no manifest says is not so; objects without a namespace are in `default`;
 * - np-guard knows IPv4 alone, and TCP, UDP and SCTP alone: all ports of the three are `All Connections`;
 * - np-guard takes blocks with bits beyond their prefix, as the API did before Kubernetes 1.36;
 * - protocols are told in the order of the alphabet, ranges as `1-79`, addresses always as first and last.
 */
export function connectionLines(sources: readonly Source[]): readonly string[] {
  return connectivity(clusterIn(sources), 'closed')
    .filter(({ from, to }) => isKnown(from) && isKnown(to))
    .flatMap(({ from, to, sure }) => {
      const ports = portsText(sure);
      return ports === '' ? [] : [`${endText(from)} => ${endText(to)} : ${ports}`];
    })
    .sort();
}

function clusterIn(sources: readonly Source[]): Cluster {
  return readWorld(sources, [], {
    namespace: 'default',
    hooks: 'check',
    server: { major: 1, minor: 35 },
  }).cluster;
}

function isKnown(end: ListedEnd): boolean {
  return end.kind === 'pods' || end.family === 'IPv4';
}

function endText(end: ListedEnd): string {
  if (end.kind === 'pods') return `${end.namespace}/${end.name}[${end.owner}]`;
  return `${addressText(end.range[0])}-${addressText(end.range[1] - 1n)}[External]`;
}

const ALL = numeric(PROTOCOLS.map((_, i): readonly [number, number] => [i * 65_536 + 1, (i + 1) * 65_536]));

function portsText(ports: PortSet): string {
  if (arePortsWithin(ALL, ports)) return 'All Connections';
  return [...PROTOCOLS]
    .sort()
    .flatMap((protocol) => {
      const ranges = numbersOf(ports, protocol).map(([from, to]) =>
        to - from === 1 ? `${from}` : `${from}-${to - 1}`,
      );
      return ranges.length === 0 ? [] : [`${protocol} ${ranges.join(',')}`];
    })
    .join(',');
}

/** A line of the semantic difference of two folders is told of these. */
type Pair = { readonly from: ListedEnd; readonly to: ListedEnd; readonly ports: readonly [string, string] };

/**
 * The difference of two folders in np-guard's words: `ref1` is the older one. Addresses are cut at the borders of both, and
 * neighbours that differ alike are told as one; workloads that only one of the folders has are said to be added or removed.
 */
export function differenceLines(older: readonly Source[], newer: readonly Source[]): readonly string[] {
  const [before, after] = [clusterIn(older), clusterIn(newer)];
  const cuts = [...before.policies, ...after.policies];
  const pairs = new Map<string, Pair>();
  for (const [i, cluster] of [before, after].entries()) {
    for (const { from, to, sure } of connectivity(cluster, 'closed', cuts)) {
      if (!isKnown(from) || !isKnown(to)) continue;
      const key = `${endText(from)} ${endText(to)}`;
      const [one, other] = pairs.get(key)?.ports ?? ['', ''];
      const text = portsText(sure);
      pairs.set(key, { from, to, ports: i === 0 ? [text, other] : [one, text] });
    }
  }
  const differing = [...pairs.values()].filter(({ ports: [one, other] }) => one !== other);
  const names = [before, after].map((cluster) => new Set(placesOf(cluster.workloads).map(endText)));
  return neighboursJoined(differing)
    .map((pair) => differenceLine(pair, names[0] ?? new Set(), names[1] ?? new Set()))
    .sort();
}

function differenceLine({ from, to, ports: [one, other] }: Pair, before: Names, after: Names): string {
  const type = one === '' ? 'added' : other === '' ? 'removed' : 'changed';
  const ends = [from, to].filter(({ kind }) => kind === 'pods').map(endText);
  const lone = (there: Names, missing: Names): readonly string[] =>
    ends.filter((end) => there.has(end) && !missing.has(end));
  const info = [told(lone(after, before), 'added'), told(lone(before, after), 'removed')].filter(
    (words) => words !== '',
  );
  const parts = [
    `diff-type: ${type}`,
    `source: ${endText(from)}`,
    `destination: ${endText(to)}`,
    `ref1: ${one || 'No Connections'}`,
    `ref2: ${other || 'No Connections'}`,
    ...(info.length === 0 ? [] : [`workloads-diff-info: ${info.join(', ')}`]),
  ];
  return parts.join(', ');
}

type Names = ReadonlySet<string>;

function told(names: readonly string[], what: string): string {
  if (names.length === 0) return '';
  return `workload${names.length > 1 ? 's' : ''} ${names.join(' and ')} ${what}`;
}

function neighboursJoined(pairs: readonly Pair[]): readonly Pair[] {
  const joined: Pair[] = [];
  const sorted = [...pairs].sort((a, b) => (startOf(a) < startOf(b) ? -1 : 1));
  for (const pair of sorted) {
    const i = joined.findIndex((other) => continues(other, pair));
    const other = joined[i];
    if (other === undefined) joined.push(pair);
    else joined[i] = { ...pair, from: spanning(other.from, pair.from), to: spanning(other.to, pair.to) };
  }
  return joined;
}

function startOf({ from, to }: Pair): bigint {
  return from.kind === 'addresses' ? from.range[0] : to.kind === 'addresses' ? to.range[0] : 0n;
}

function continues(a: Pair, b: Pair): boolean {
  if (a.ports.join() !== b.ports.join()) return false;
  const follows = (x: ListedEnd, y: ListedEnd): boolean =>
    x.kind === 'addresses' && y.kind === 'addresses' && x.range[1] === y.range[0];
  const same = (x: ListedEnd, y: ListedEnd): boolean => endText(x) === endText(y);
  return (follows(a.from, b.from) && same(a.to, b.to)) || (same(a.from, b.from) && follows(a.to, b.to));
}

function spanning(a: ListedEnd, b: ListedEnd): ListedEnd {
  return a.kind === 'addresses' && b.kind === 'addresses' ? { ...b, range: [a.range[0], b.range[1]] } : b;
}
