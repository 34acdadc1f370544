import type { Cluster } from '../../group/cluster.ts';
import type { Direction } from '../../policy/api.ts';
import type { Policy } from '../../policy/policy.ts';
import type { ContainerPort, Workload } from '../../policy/workload.ts';

/** `Deployment web`. */
export function nameOf({ ref }: Workload): string {
  return `${ref.kind} ${ref.name || '(no name)'}`;
}

/** `namespace shop`, or that of the release. */
export function namespaceWords(namespace: string): string {
  return namespace === '' ? 'the namespace of the release' : `namespace ${namespace}`;
}

/** Sorted, so that the order of the stream changes no sentence: `a, b and 3 more`. */
export function listed(names: readonly string[], most = 3): string {
  const distinct = [...new Set(names)].sort();
  if (distinct.length <= 1) return distinct.join();
  if (distinct.length > most) return `${distinct.slice(0, most - 1).join(', ')} and ${distinct.length - most + 1} more`;
  return `${distinct.slice(0, -1).join(', ')} and ${distinct.at(-1)}`;
}

/** `TCP 8080 (http)`, or `TCP 8080`. */
export function containerPortWords({ name, port, protocol }: ContainerPort): string {
  return `${protocol} ${port}${name === '' ? '' : ` (${name})`}`;
}

/** Labels that stay what they are from one release to the next, in the order people trust them. */
const STABLE = [
  'app.kubernetes.io/name',
  'app.kubernetes.io/component',
  'app.kubernetes.io/instance',
  'app',
  'k8s-app',
  'component',
  'name',
];

/** The labels that a selector for the pods of a workload would ask for; all of them where none is known to last. */
export function stableLabels({ labels }: Workload): readonly (readonly [key: string, value: string])[] {
  const stable = [...labels].filter(([key]) => STABLE.includes(key));
  const chosen = stable.length > 0 ? stable : [...labels];
  return chosen.sort(([a], [b]) => STABLE.indexOf(a) - STABLE.indexOf(b) || (a < b ? -1 : 1));
}

const foreignMatters = new WeakMap<Cluster, Map<Workload, Partial<Record<Direction, boolean>>>>();

/** Whether a policy of another API may decide about the pods of a workload in a direction; many checks ask. */
export function isForeignMatter(cluster: Cluster, workload: Workload, direction: Direction): boolean {
  const { foreign, namespaces } = cluster;
  if (foreign.length === 0) return false;
  const known = foreignMatters.get(cluster) ?? new Map<Workload, Partial<Record<Direction, boolean>>>();
  foreignMatters.set(cluster, known);
  const answers = known.get(workload) ?? {};
  known.set(workload, answers);
  answers[direction] ??= foreign.some(({ mayIsolate }) =>
    mayIsolate(workload, direction, namespaces.get(workload.namespace)),
  );
  return answers[direction];
}

/** The names of policies. */
export function names(policies: readonly Policy[]): string[] {
  return policies.map(({ ref }) => ref.name || '(no name)');
}
