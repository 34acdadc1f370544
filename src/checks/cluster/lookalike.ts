import type { Cluster } from '../../group/cluster.ts';
import { push } from '../../group/lists.ts';
import { workloadsIn } from '../../group/selected.ts';
import type { LabelSelector } from '../../policy/api.ts';
import type { Workload } from '../../policy/workload.ts';

/** The workloads of a namespace that bear one of these labels under another key, or nearly its value. */
export function lookalikes(
  cluster: Cluster,
  namespace: string,
  demands: readonly LabelSelector[],
): ReadonlySet<Workload> {
  const index = indexOf(cluster, namespace);
  const labels = demands.flatMap(({ matchLabels = {} }) => Object.entries(matchLabels));
  return new Set(labels.flatMap(([key, value]) => likeLabel(index, key, value)));
}

function likeLabel({ byLabel, keys, values }: Index, key: string, value: string): readonly Workload[] {
  const others = isIdentity(key) ? (keys.get(value) ?? []) : [];
  const near = new Set(spellings(value).flatMap((spelling) => values.get(labelOf(key, spelling)) ?? []));
  return [
    ...others.filter((other) => other !== key).map((other) => labelOf(other, value)),
    ...[...near].filter((other) => other !== value).map((other) => labelOf(key, other)),
  ].flatMap((label) => byLabel.get(label) ?? []);
}

/** Keys that people take for each other: `app`, `app.kubernetes.io/name`, `k8s-app`, `component`. */
export function isIdentity(key: string): boolean {
  return /(^|[/-])(app|name|component|instance|service)$/i.test(key);
}

/** One letter too many, too few or another, or only written otherwise; two that differ by a number are two things. */
export function isMisspelt(a: string, b: string): boolean {
  const [one, other] = [a, b].map(plain) as [string, string];
  if (one === other) return true;
  const shorter = Math.min(one.length, other.length);
  if (shorter < SHORTEST || one.replace(/\d/g, '') === other.replace(/\d/g, '')) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start++;
  let end = 0;
  while (end < shorter - start && one.at(-1 - end) === other.at(-1 - end)) end++;
  return Math.max(one.length, other.length) - start - end <= 1;
}

/** Shorter words are too much alike. */
const SHORTEST = 4;

/** The API takes no longer label, and all spellings of one take the square of its length. */
const LONGEST = 63;

function plain(value: string): string {
  return value.toLowerCase().replace(/[-_.]/g, '');
}

/** Of two values of which one is the other misspelt, some spellings are the same: each without one letter, or as it is. */
function spellings(value: string): readonly string[] {
  const word = plain(value);
  if (word.length < SHORTEST || word.length > LONGEST) return [word];
  const shorter = Array.from({ length: word.length }, (_, i) => word.slice(0, i) + word.slice(i + 1));
  return [...new Set([word, ...shorter])];
}

type Index = {
  readonly byLabel: ReadonlyMap<string, readonly Workload[]>;
  /** By value, the keys that people take for each other. */
  readonly keys: ReadonlyMap<string, readonly string[]>;
  /** By key and spelling, the values. */
  readonly values: ReadonlyMap<string, readonly string[]>;
};

const indexes = new WeakMap<Cluster, Map<string, Index>>();

function indexOf(cluster: Cluster, namespace: string): Index {
  const known = indexes.get(cluster) ?? new Map<string, Index>();
  indexes.set(cluster, known);
  const index = known.get(namespace) ?? indexed(workloadsIn(cluster, namespace));
  known.set(namespace, index);
  return index;
}

function indexed(workloads: readonly Workload[]): Index {
  const byLabel = new Map<string, Workload[]>();
  const keys = new Map<string, string[]>();
  const values = new Map<string, string[]>();
  for (const workload of workloads) {
    for (const [key, value] of workload.labels) {
      const label = labelOf(key, value);
      const isNew = !byLabel.has(label);
      push(byLabel, label, workload);
      if (!isNew) continue;
      if (isIdentity(key)) push(keys, value, key);
      for (const spelling of spellings(value)) push(values, labelOf(key, spelling), value);
    }
  }
  return { byLabel, keys, values };
}

function labelOf(key: string, value: string): string {
  return `${key}=${value}`;
}
