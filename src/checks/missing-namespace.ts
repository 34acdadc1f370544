import type { Severity } from '../finding.ts';
import type { Cluster } from '../group/cluster.ts';
import { byName } from '../group/lists.ts';
import { type Selected, selectedAnywhere } from '../group/selected.ts';
import { nodeAt } from '../manifest/tree.ts';
import type { Policy } from '../policy/policy.ts';
import type { Workload } from '../policy/workload.ts';
import type { Check, Report, Stream } from './check.ts';

/** Policies of which nobody can say where they land, while what is around them says where it belongs. */
export const missingNamespace: Check = {
  id: 'missing-namespace',
  severity: 'warning',
  scope: 'stream',
  ignorableBy: 'all',
  summary:
    'A policy without `metadata.namespace` beside objects that name theirs: it lands where the client happens to be.',
  help:
    'A NetworkPolicy protects the pods of one namespace, its own. Where it names none, that is the one of the release or of ' +
    'the client, and pods elsewhere stay as open as they were. A stream in which nothing names a namespace is usual and ' +
    'silent, but for `podSelector: {}`, which some take for the whole cluster: an info. In a Helm render a missing ' +
    'namespace is the release’s, so a mixture is an info there; where `--namespace` tells which it is, only a policy whose ' +
    'pods are elsewhere is reported.',
  precision: 'On 628 real policies, 60 of them without a namespace, it gave no warning and 5 infos, all true.',
  check: function* (stream) {
    const nameless = stream.policies.filter(({ ref, refusals }) => ref.namespace === '' && refusals.length === 0);
    const missing = nameless.filter((policy) => !isBlank(policy)).sort(byName);
    for (const policy of nameless) if (isBlank(policy)) yield blank(policy, stream);
    if (stream.namespace === '') yield* unknown(missing, stream);
    else {
      const placesOf = placesBy(stream.cluster());
      for (const policy of missing) yield* elsewhere(policy, placesOf(policy) ?? [], stream);
    }
  },
};

const CLUSTER_WIDE =
  'A policy never spans the cluster. For that there are other kinds: a Calico GlobalNetworkPolicy selects pods of every ' +
  'namespace, kube-system too, unless its namespaceSelector limits it; a ClusterNetworkPolicy (policy.networking.k8s.io) ' +
  'says in `subject` which namespaces it is for, and is asked before or after every NetworkPolicy.';

function isBlank({ root }: Policy): boolean {
  return nodeAt(root, ['metadata', 'namespace']) !== undefined;
}

function blank(policy: Policy, { namespace }: Stream): Report {
  return {
    ...reportOn([policy], namespace === '' ? 'warning' : 'info'),
    is: 'blank, which counts as missing',
    so: lands([policy], namespace),
    help: `the namespace, or delete the key if the one of the release is meant. ${CLUSTER_WIDE}`,
  };
}

/** Nobody knows where it lands: other policies name a namespace, or the workloads do, or nothing does. */
function* unknown(missing: readonly Policy[], stream: Stream): Generator<Report> {
  if (missing.length === 0) return;
  const named = distinct(stream.policies.map(({ ref }) => ref.namespace).filter(isName));
  if (named.length > 0) return yield amongNamed(missing, 'other policies', named);
  const placesOf = placesBy(stream.cluster());
  const placed = missing.map((policy) => ({ policy, places: placesOf(policy) ?? placesOf() ?? [] }));
  const apart = placed.filter(({ places }) => places.length > 0);
  if (apart.length > 0) {
    const policies = apart.map(({ policy }) => policy);
    return yield amongNamed(policies, 'the workloads', distinct(apart.flatMap(({ places }) => places)));
  }
  const whole = missing.filter(saysEveryPod);
  if (whole.length === 0) return;
  yield {
    ...reportOn(whole, 'info'),
    is: 'missing, and `podSelector: {}` selects every pod of one namespace',
    so: lands(whole),
    help: `nothing, if one namespace is meant. ${CLUSTER_WIDE}`,
  };
}

function amongNamed(missing: readonly Policy[], who: string, namespaces: readonly string[]): Report {
  const isHelm = missing.every(({ templated }) => templated);
  const [only, ...others] = namespaces;
  const help = isHelm
    ? '`namespace: {{ .Release.Namespace }}` in the template, for those who apply the render by hand.'
    : others.length === 0
      ? `\`namespace: ${only}\`, if it belongs there.`
      : 'the namespace of the pods that it is about.';
  return {
    ...reportOn(missing, isHelm ? 'info' : 'warning'),
    is: `missing, while ${who} of this stream name ${others.length === 0 ? only : `theirs (${namespaces.join(', ')})`}`,
    so: lands(missing),
    help: `${help} ${CLUSTER_WIDE}`,
  };
}

/** The namespace is known, and all workloads that the policy selects are in others. */
function* elsewhere(policy: Policy, places: readonly string[], stream: Stream): Generator<Report> {
  if (places.length === 0 || places.includes(stream.namespace)) return;
  yield {
    ...reportOn([policy], 'warning'),
    is: `missing, and the workloads that the policy selects are in ${places.join(', ')}`,
    so: `${lands([policy], stream.namespace)} There it selects nothing of this stream.`,
    help: `${places.map((place) => `\`namespace: ${place}\``).join(' or ')}, if it belongs there. ${CLUSTER_WIDE}`,
  };
}

/**
 * The namespaces of the workloads that a policy selects, or without one of all workloads: undefined where there are none, and
 * [] unless each names its own. Policies that select the same are answered alike.
 */
function placesBy(cluster: Cluster): (policy?: Policy) => readonly string[] | undefined {
  const known = new Map<Selected | Cluster, readonly string[] | undefined>();
  return (policy) => {
    const selected = policy && selectedAnywhere(cluster, policy.spec.podSelector);
    const key = selected ?? cluster;
    if (!known.has(key)) known.set(key, placesOf([...(selected?.all ?? cluster.workloads)]));
    return known.get(key);
  };
}

function placesOf(workloads: readonly Workload[]): readonly string[] | undefined {
  const own = workloads.filter(({ input, isHook }) => input.isContext !== true && !isHook);
  if (own.length === 0) return undefined;
  return own.every(({ ref }) => ref.namespace !== '') ? distinct(own.map(({ ref }) => ref.namespace)) : [];
}

/** What a template left behind there names nothing. */
function isName(namespace: string): boolean {
  return /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(namespace);
}

function saysEveryPod({ root }: Policy): boolean {
  const selector = nodeAt(root, ['spec', 'podSelector']);
  return selector?.kind === 'map' && selector.entries.size === 0;
}

type Placed = Pick<Report, 'subject' | 'path' | 'at' | 'severity' | 'effect' | 'related'>;

/** One fault, one finding: at the first policy by name, the others related. */
function reportOn(policies: readonly Policy[], severity: Severity): Placed {
  const [subject, ...others] = policies;
  if (subject === undefined) throw new Error('a report on no policy');
  const related = others.map((other) => ({
    subject: other,
    path: ['metadata', 'name'],
    message: `${other.ref.name} names no namespace either`,
  }));
  return { subject, path: ['metadata', 'namespace'], at: 'key', severity, effect: 'varies', related };
}

function lands([first, ...others]: readonly Policy[], namespace = ''): string {
  const where = namespace === '' ? 'the namespace that the release or the client is set to' : namespace;
  const name = first?.ref.name ?? '';
  return others.length === 0
    ? `${name} lands in ${where}, and protects no pod elsewhere.`
    : `${name} and ${others.length} more land in ${where}, and protect no pod elsewhere.`;
}

function distinct(namespaces: readonly string[]): readonly string[] {
  return [...new Set(namespaces)].sort();
}
