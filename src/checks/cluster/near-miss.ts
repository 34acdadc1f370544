import type { Cluster } from '../../group/cluster.ts';
import { namespaceOf } from '../../group/group.ts';
import { workloadsIn } from '../../group/selected.ts';
import type { LabelSelector } from '../../policy/api.ts';
import { podLabels, selects } from '../../policy/certainty.ts';
import type { Policy } from '../../policy/policy.ts';
import { describeSelector } from '../../policy/selector.ts';
import type { Workload } from '../../policy/workload.ts';
import { nameOf } from './words.ts';

/** A workload that a policy misses by one label. */
export type NearMiss = {
  readonly workload: Workload;
  /** Which label, in words. */
  readonly words: string;
  /** A slip of the pen rather than another component: the value under another key, or misspelt. */
  readonly isSlip: boolean;
};

/** The workloads of its own namespace that a policy misses by one label alone; slips first, then by name. */
export function nearMisses(cluster: Cluster, policy: Policy): readonly NearMiss[] {
  const demands = demandsOf(policy.spec.podSelector);
  const there = workloadsIn(cluster, namespaceOf(policy, cluster.namespace));
  return there
    .flatMap((workload) => missedBy(workload, demands))
    .sort((a, b) => Number(b.isSlip) - Number(a.isSlip) || (a.words < b.words ? -1 : 1));
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

/** Keys that people take for each other: `app`, `app.kubernetes.io/name`, `k8s-app`, `component`. */
function isIdentity(key: string): boolean {
  return /(^|[/-])(app|name|component|instance|service)$/i.test(key);
}

function stateOf({ labels }: Workload, missed: LabelSelector): string {
  const key = Object.keys(missed.matchLabels ?? {})[0] ?? missed.matchExpressions?.[0]?.key ?? '';
  const own = labels.get(key);
  return own === undefined ? `no label ${key}` : `${key}=${own}`;
}

/** One letter too many, too few or another, or only written otherwise; two that differ by a number are two things. */
function isMisspelt(a: string, b: string): boolean {
  const [one, other] = [a, b].map((value) => value.toLowerCase().replace(/[-_.]/g, '')) as [string, string];
  if (one === other) return true;
  if (Math.min(one.length, other.length) < 4 || one.replace(/\d/g, '') === other.replace(/\d/g, '')) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start++;
  let end = 0;
  while (end < Math.min(one.length, other.length) - start && one.at(-1 - end) === other.at(-1 - end)) end++;
  return Math.max(one.length, other.length) - start - end <= 1;
}
