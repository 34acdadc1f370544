import type { Cluster } from '../group/cluster.ts';
import { namespaceOf } from '../group/group.ts';
import { byName, push } from '../group/lists.ts';
import { writeString } from '../manifest/write.ts';
import { DIRECTIONS, type Direction, POLICY_TYPE } from '../policy/api.ts';
import { DNS_RULE, OTHER_DNS } from '../policy/dns.ts';
import { isolates, type Policy } from '../policy/policy.ts';
import { canonicalSelector } from '../policy/selector.ts';
import type { Workload } from '../policy/workload.ts';
import type { Check, Report, Stream, Subject } from './check.ts';
import { isForeignMatter } from './cluster/words.ts';

/** A namespace in which pods that no policy selects are open. */
export const noDefaultDeny: Check = {
  id: 'no-default-deny',
  severity: 'off',
  scope: 'stream',
  ignorableBy: 'nobody',
  summary: 'A namespace without a policy for every pod: what no policy selects is open to everybody.',
  help:
    'Kubernetes isolates a pod only where a policy selects it, for each direction by itself. A policy with `podSelector: {}` ' +
    'and no rules closes a namespace for the pods of today and of tomorrow; the others then say what may pass. Policies of ' +
    '`--context` count. The finding holds the policy to add, DNS left open; add those that allow first.',
  precision:
    'It says what a stream holds, file by file: of 125 findings in production files of 200 policies, 17 have the ' +
    'policy in another file of the project. Give it the whole with `--one-stream` or `--context`.',
  check: function* (stream) {
    const cluster = stream.cluster();
    const known = knownOf(cluster);
    for (const [namespace, subject] of subjectByNamespace(stream, cluster)) {
      const lacking = DIRECTIONS.filter((direction) => !isDenied(namespace, direction, cluster, known));
      if (lacking.length > 0) yield report(subject, namespace, lacking, known);
    }
  },
};

/** What a finding points at: the first policy by name, or the first workload. */
function subjectByNamespace({ policies }: Stream, { workloads, namespace }: Cluster): ReadonlyMap<string, Subject> {
  const subjects = new Map<string, Subject>();
  const add = (key: string, subject: Subject): void => {
    if (!subjects.has(key)) subjects.set(key, subject);
  };
  for (const policy of [...policies].sort(byName)) add(namespaceOf(policy, namespace), policy);
  for (const workload of workloads.filter(isOwn).sort(byNameAndKind)) add(workload.namespace, workload);
  return subjects;
}

/** What is asked of a cluster for each of its namespaces; '' is the one of the release. */
type Known = {
  /** The policies that a namespace holds, or may hold. */
  readonly policies: (namespace: string) => readonly Policy[];
  /** The workloads of a namespace that policies are to isolate, or may be. */
  readonly workloads: (namespace: string) => readonly Workload[];
};

function knownOf({ policies, workloads, namespace }: Cluster): Known {
  return {
    policies: sharing(policies, (policy) => namespaceOf(policy, namespace)),
    workloads: sharing(workloads.filter(isOwn), (workload) => workload.namespace),
  };
}

function sharing<One>(all: readonly One[], where: (one: One) => string): (namespace: string) => readonly One[] {
  const lists = new Map<string, One[]>();
  for (const one of all) push(lists, where(one), one);
  const of = (namespace: string): readonly One[] => lists.get(namespace) ?? [];
  return (namespace) => (namespace === '' ? all : [...of(namespace), ...of('')]);
}

/** Pods that stay when the release is done, and that policies reach. */
function isOwn({ input, isHook, hostNetwork }: Workload): boolean {
  return input.isContext !== true && !isHook && !hostNetwork;
}

/** Whether every pod of the namespace is isolated: by one policy for all of them, or each by another API's. */
function isDenied(namespace: string, direction: Direction, cluster: Cluster, known: Known): boolean {
  const isForAll = ({ refusals, spec }: Policy): boolean =>
    refusals.length === 0 && isolates(spec, direction) && canonicalSelector(spec.podSelector).demands.size === 0;
  return known.policies(namespace).some(isForAll) || isForeign(namespace, direction, cluster, known);
}

function isForeign(namespace: string, direction: Direction, cluster: Cluster, { workloads }: Known): boolean {
  if (cluster.foreign.length === 0) return false;
  const here = workloads(namespace);
  const labels = cluster.namespaces.get(namespace);
  const isIsolated = (workload: Workload): boolean =>
    workload.namespace === namespace
      ? isForeignMatter(cluster, workload, direction)
      : cluster.foreign.some(({ mayIsolate }) => mayIsolate(workload, direction, labels));
  return here.length > 0 && here.every(isIsolated);
}

function report(subject: Subject, namespace: string, lacking: readonly Direction[], known: Known): Report {
  const where = namespace === '' ? 'the namespace of the release' : `the namespace ${namespace}`;
  const open = lacking
    .map((direction) => (direction === 'ingress' ? 'hear everybody' : 'reach everything'))
    .join(' and ');
  return {
    subject,
    path: ['metadata', 'name'],
    severity: 'info',
    effect: 'opens',
    what: where,
    is: `without a policy that denies ${lacking.join(' and ')} to every pod`,
    so: `Pods there that no other policy selects ${open}, and so does every pod that is added later.`,
    help: `the policy, behind those that allow what must still pass:\n${defaultDeny(namespace, lacking, known)}${lacking.includes('egress') ? `\n${OTHER_DNS}` : ''}`,
  };
}

function defaultDeny(namespace: string, lacking: readonly Direction[], known: Known): string {
  return [
    'apiVersion: networking.k8s.io/v1',
    'kind: NetworkPolicy',
    'metadata:',
    `  name: ${nameFor(namespace, lacking, known)}`,
    ...(namespace === '' ? [] : [`  namespace: ${writeString(namespace)}`]),
    'spec:',
    '  podSelector: {}',
    '  policyTypes:',
    ...lacking.map((direction) => `  - ${POLICY_TYPE[direction]}`),
    // Written out, it takes away what somebody adds to the live object (semantics 4.3).
    ...(lacking.includes('ingress') ? ['  ingress: []'] : []),
    ...(lacking.includes('egress') ? ['  egress:', ...DNS_RULE.split('\n').map((line) => `  ${line}`)] : []),
  ].join('\n');
}

/** A name that no policy of the namespace bears: of two namesakes one overwrites the other. */
function nameFor(namespace: string, [only, ...others]: readonly Direction[], { policies }: Known): string {
  const wanted = others.length > 0 ? 'default-deny' : `default-deny-${only}`;
  const taken = new Set(policies(namespace).map(({ ref }) => ref.name));
  const candidates = [wanted, `${wanted}-all`, ...[...taken].map((_, i) => `${wanted}-${i + 2}`)];
  return candidates.find((name) => !taken.has(name)) ?? wanted;
}

function byNameAndKind(a: Workload, b: Workload): number {
  return byName(a, b) || (a.ref.kind < b.ref.kind ? -1 : a.ref.kind > b.ref.kind ? 1 : 0);
}
