import { type Cluster, mayBeSameNamespace } from '../group/cluster.ts';
import { namespaceOf } from '../group/group.ts';
import { writeString } from '../manifest/write.ts';
import { DIRECTIONS, type Direction, POLICY_TYPE } from '../policy/api.ts';
import { DNS_RULE, OTHER_DNS } from '../policy/dns.ts';
import { isolates, type Policy } from '../policy/policy.ts';
import { canonicalSelector } from '../policy/selector.ts';
import type { Workload } from '../policy/workload.ts';
import type { Check, Report, Stream, Subject } from './check.ts';

/** A namespace in which pods that no policy selects are open. */
export const noDefaultDeny: Check = {
  id: 'no-default-deny',
  severity: 'off',
  scope: 'stream',
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
    for (const [namespace, subjects] of subjectsByNamespace(stream, cluster)) {
      const lacking = DIRECTIONS.filter((direction) => !isDenied(namespace, direction, cluster));
      const [subject] = subjects;
      if (subject !== undefined && lacking.length > 0) yield report(subject, namespace, lacking, cluster);
    }
  },
};

/** What a finding can point at: the policies by name, then the workloads by name. */
function subjectsByNamespace(
  { policies }: Stream,
  { workloads, namespace }: Cluster,
): ReadonlyMap<string, readonly Subject[]> {
  const byNamespace = new Map<string, Subject[]>();
  const add = (key: string, subject: Subject): void => {
    byNamespace.set(key, [...(byNamespace.get(key) ?? []), subject]);
  };
  for (const policy of [...policies].sort(byName)) add(namespaceOf(policy, namespace), policy);
  for (const workload of workloads.filter(isOwn).sort(byName)) add(workload.namespace, workload);
  return byNamespace;
}

/** Pods that stay when the release is done, and that policies reach. */
function isOwn({ input, isHook, hostNetwork }: Workload): boolean {
  return input.isContext !== true && !isHook && !hostNetwork;
}

/** Whether every pod of the namespace is isolated: by one policy for all of them, or each by another API's. */
function isDenied(namespace: string, direction: Direction, cluster: Cluster): boolean {
  const isForAll = (policy: Policy): boolean =>
    policy.refusals.length === 0 &&
    isolates(policy.spec, direction) &&
    canonicalSelector(policy.spec.podSelector).demands.size === 0 &&
    mayBeSameNamespace(namespaceOf(policy, cluster.namespace), namespace);
  return cluster.policies.some(isForAll) || isForeign(namespace, direction, cluster);
}

function isForeign(namespace: string, direction: Direction, cluster: Cluster): boolean {
  const here = cluster.workloads.filter((one) => isOwn(one) && mayBeSameNamespace(one.namespace, namespace));
  const known = cluster.namespaces.get(namespace);
  return (
    here.length > 0 &&
    here.every((workload) => cluster.foreign.some(({ mayIsolate }) => mayIsolate(workload, direction, known)))
  );
}

function report(subject: Subject, namespace: string, lacking: readonly Direction[], cluster: Cluster): Report {
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
    help: `the policy, behind those that allow what must still pass:\n${defaultDeny(namespace, lacking, cluster)}${lacking.includes('egress') ? `\n${OTHER_DNS}` : ''}`,
  };
}

function defaultDeny(namespace: string, lacking: readonly Direction[], cluster: Cluster): string {
  return [
    'apiVersion: networking.k8s.io/v1',
    'kind: NetworkPolicy',
    'metadata:',
    `  name: ${nameFor(namespace, lacking, cluster)}`,
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
function nameFor(namespace: string, [only, ...others]: readonly Direction[], cluster: Cluster): string {
  const wanted = others.length > 0 ? 'default-deny' : `default-deny-${only}`;
  const taken = new Set(
    cluster.policies
      .filter((policy) => mayBeSameNamespace(namespaceOf(policy, cluster.namespace), namespace))
      .map(({ ref }) => ref.name),
  );
  const candidates = [wanted, `${wanted}-all`, ...[...taken].map((_, i) => `${wanted}-${i + 2}`)];
  return candidates.find((name) => !taken.has(name)) ?? wanted;
}

function byName(a: Policy | Workload, b: Policy | Workload): number {
  const [first, second] = [a, b].map(({ ref }) => `${ref.name} ${ref.kind}`);
  return (first ?? '') < (second ?? '') ? -1 : 1;
}
