import type { Cluster } from '../../group/cluster.ts';
import { namespaceOf } from '../../group/group.ts';
import { candidates } from '../../group/selected.ts';
import type { LabelSelector } from '../../policy/api.ts';
import { podLabels, selects } from '../../policy/certainty.ts';
import type { Policy } from '../../policy/policy.ts';
import { describeSelector } from '../../policy/selector.ts';
import type { Workload } from '../../policy/workload.ts';
import { isIdentity, isMisspelt, lookalikes } from './lookalike.ts';
import { nameOf } from './words.ts';

/** A workload that a policy misses by one label. */
export type NearMiss = {
  readonly workload: Workload;
  /** Which label, in words. */
  readonly words: string;
  /** A slip of the pen rather than another component: the value under another key, or misspelt. */
  readonly isSlip: boolean;
};

/** A component that was not installed differs from all its siblings by one label: that is no slip. */
const MOST_OTHERS = 2;

const known = new WeakMap<Cluster, Map<string, readonly NearMiss[]>>();

/**
 * The workloads of its own namespace that a policy misses by one label alone, by name: those by a slip, or where there are
 * none the others, unless they are many.
 */
export function nearMisses(cluster: Cluster, policy: Policy): readonly NearMiss[] {
  const namespace = namespaceOf(policy, cluster.namespace);
  const answers = known.get(cluster) ?? new Map<string, readonly NearMiss[]>();
  known.set(cluster, answers);
  const question = JSON.stringify([namespace, policy.spec.podSelector]);
  const misses = answers.get(question) ?? missesOf(cluster, namespace, demandsOf(policy.spec.podSelector));
  answers.set(question, misses);
  return misses;
}

function missesOf(cluster: Cluster, namespace: string, demands: readonly LabelSelector[]): readonly NearMiss[] {
  const slips = [...lookalikes(cluster, namespace, demands)].flatMap((workload) => missedBy(workload, demands));
  const found = slips.filter(({ isSlip }) => isSlip);
  if (found.length === 0) {
    for (const workload of holdersOfAllButOne(cluster, namespace, demands)) {
      found.push(...missedBy(workload, demands));
      if (found.length > MOST_OTHERS) return [];
    }
  }
  return found.sort((a, b) => (a.words < b.words ? -1 : a.words > b.words ? 1 : 0));
}

/** Who misses one of two labels holds the other: the two shortest lists surely hold all that are meant. */
function* holdersOfAllButOne(
  cluster: Cluster,
  namespace: string,
  demands: readonly LabelSelector[],
): Generator<Workload> {
  if (demands.length < 2) return;
  const lists = demands.map((demand) => candidates(cluster, namespace, demand)).sort((a, b) => a.length - b.length);
  const told = new Set<Workload>();
  for (const list of lists.slice(0, 2)) {
    for (const workload of list) {
      if (workload.namespace === namespace && !told.has(workload)) yield workload;
      told.add(workload);
    }
  }
}

/** One demand of a selector, as a selector of its own. */
function demandsOf({ matchLabels = {}, matchExpressions = [] }: LabelSelector): readonly LabelSelector[] {
  return [
    ...Object.entries(matchLabels).map(([key, value]): LabelSelector => ({ matchLabels: { [key]: value } })),
    ...matchExpressions.map((requirement): LabelSelector => ({ matchExpressions: [requirement] })),
  ];
}

function missedBy(workload: Workload, demands: readonly LabelSelector[]): readonly NearMiss[] {
  const labels = podLabels(workload);
  const [missed, ...others] = demands.filter((demand) => selects(demand, labels) === 'no');
  if (missed === undefined || others.length > 0) return [];
  const asked = `the selector asks for ${describeSelector(missed)}`;
  const slip = slipOf(workload, missed, demands);
  if (slip !== undefined) return [{ workload, words: `${nameOf(workload)} has ${slip}, ${asked}`, isSlip: true }];
  if (demands.length < 2) return [];
  return [{ workload, words: `${nameOf(workload)} has ${stateOf(workload, missed)}, ${asked}`, isSlip: false }];
}

/** The label that was probably meant: the same value under another key, or nearly the value. */
function slipOf(workload: Workload, missed: LabelSelector, demands: readonly LabelSelector[]): string | undefined {
  const [asked] = Object.entries(missed.matchLabels ?? {});
  if (asked === undefined) return undefined;
  const [key, value] = asked;
  const own = workload.labels.get(key);
  if (own !== undefined) return isMisspelt(own, value) ? `${key}=${own}` : undefined;
  const taken = demands.flatMap(({ matchLabels = {} }) => Object.keys(matchLabels));
  const other = [...workload.labels].find(
    ([it, its]) => its === value && !taken.includes(it) && isIdentity(it) && isIdentity(key),
  );
  return other && `${other[0]}=${value}`;
}

function stateOf({ labels }: Workload, missed: LabelSelector): string {
  const key = Object.keys(missed.matchLabels ?? {})[0] ?? missed.matchExpressions?.[0]?.key ?? '';
  const own = labels.get(key);
  return own === undefined ? `no label ${key}` : `${key}=${own}`;
}
