import type { Cluster } from '../group/cluster.ts';
import { namespaceOf } from '../group/group.ts';
import { selectedBy, workloadsIn } from '../group/selected.ts';
import { isSameNamespace } from '../policy/peer.ts';
import type { Policy } from '../policy/policy.ts';
import { canonicalSelector, describeSelector } from '../policy/selector.ts';
import type { Check, Report } from './check.ts';
import { nearMisses } from './cluster/near-miss.ts';
import { listed, nameOf, namespaceWords } from './cluster/words.ts';
import { artefactIn } from './emptied/shape.ts';

/** A podSelector that no pods of the stream answer to. */
export const selectsNothing: Check = {
  id: 'selects-nothing',
  severity: 'info',
  scope: 'stream',
  summary: 'A podSelector that matches no workload of the stream, though its namespace has workloads there.',
  help:
    'A selector that misses does nothing and says nothing: the pods it was meant for stay as open as they were. Operators and ' +
    'other charts make pods too, so this is never more than an info; name their manifests with --context. Where a selector ' +
    'misses a workload by one label alone, the finding names it.',
  precision:
    'On 628 real policies it gave 29 infos. Operators make pods that no manifest tells of, so it is never more.',
  check: function* (stream) {
    const cluster = stream.cluster();
    for (const policy of stream.policies) {
      const there = workloadsIn(cluster, namespaceOf(policy, cluster.namespace));
      if (there.length === 0 || !isJudged(policy)) continue;
      const { certain, possible } = selectedBy(cluster, policy);
      if (certain.length > 0) continue;
      if (possible.length === 0) yield missing(policy, cluster);
      else if (possible.every(({ hostNetwork }) => hostNetwork)) yield passedBy(policy, cluster);
    }
  },
};

/** Whether the selector asks for something that pods may have; where it does not, another check says so. */
function isJudged({ spec: { podSelector } }: Policy): boolean {
  const { demands, satisfiable } = canonicalSelector(podSelector);
  const values = [...demands.values()].flatMap((demand) => [...demand.values]);
  return satisfiable && demands.size > 0 && values.every((value) => value !== '' && artefactIn(value) === undefined);
}

function missing(policy: Policy, cluster: Cluster): Report {
  const misses = nearMisses(cluster, policy).slice(0, 2);
  const [first] = misses;
  const near = misses.length === 0 ? '' : ` It misses by one label: ${misses.map(({ words }) => words).join('; ')}.`;
  return {
    ...reportOn(policy),
    is: `without a match: no workload of ${where(policy, cluster)} has ${asked(policy)}`,
    so: `By the manifests of this stream the policy applies to no pod.${near}`,
    help:
      first === undefined
        ? 'nothing, where an operator or another chart makes these pods; else the labels that the pods have.'
        : `the labels as ${nameOf(first.workload)} has them, where the policy is meant for it.`,
  };
}

function passedBy(policy: Policy, cluster: Cluster): Report {
  const { possible } = selectedBy(cluster, policy);
  const isSure = possible.every(
    ({ namespace }) => isSameNamespace(namespaceOf(policy, cluster.namespace), namespace) === 'yes',
  );
  return {
    ...reportOn(policy),
    is: `matched ${isSure ? '' : 'at most '}by pods on the node's network alone: ${listed(possible.map(nameOf))}`,
    so: 'With `hostNetwork: true` their traffic is that of the node, and most CNIs apply no NetworkPolicy to it.',
    help: 'nothing that a NetworkPolicy could say: guard the node, or take `hostNetwork` away from the pods.',
  };
}

function reportOn(policy: Policy): Omit<Report, 'is' | 'so' | 'help'> {
  return { subject: policy, path: ['spec', 'podSelector'], at: 'key', severity: 'info', effect: 'ignored' };
}

function where(policy: Policy, cluster: Cluster): string {
  return namespaceWords(namespaceOf(policy, cluster.namespace));
}

function asked({ spec }: Policy): string {
  return describeSelector(spec.podSelector);
}
