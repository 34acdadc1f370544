import { someOf } from '../group/lists.ts';
import type { Merge } from '../pipeline/merge-groups.ts';
import type { Unproved } from '../pipeline/polish.ts';
import { describeSelector } from '../policy/selector.ts';
import { cleanLine } from './clean.ts';
import { plural } from './plural.ts';

/** What was merged, that it was proved, and what stays behind in the cluster. */
export function mergeLines({
  namespace,
  podSelector,
  from,
  members,
  into,
  policyTypes,
  ingressRules,
  egressRules,
  rules: how,
  size,
  removed,
  caveats,
  assumed,
}: Merge): string[] {
  const pods = describeSelector(podSelector) || 'every pod';
  const rules = `${plural(ingressRules, 'ingress rule') || 'no ingress rule'}, ${plural(egressRules, 'egress rule') || 'no egress rule'}`;
  const what = `${namespace || 'release namespace'} ${pods}`;
  const written =
    how === 'verbatim' ? 'verbatim' : `simplified (${sizeWords(size.before)} -> ${sizeWords(size.after)})`;
  const isolated = `isolates ${policyTypes.join('+')}, ${rules}, ${written}`;
  const lines = [
    members > 1
      ? `merged  ${what}: ${someOf(from)} -> ${into} (${members} -> 1), ${isolated}`
      : `simple  ${what}: ${into}, ${isolated}`,
    `proved  the written YAML, read back, allows exactly what ${members > 1 ? `the ${members} did` : 'it did'}: every pod, namespace, address, port. Assumed: ${assumed.join('; ') || 'nothing'}`,
    ...(removed.length === 0
      ? []
      : [
          `leaves  ${someOf(removed)}: Helm deletes what is gone; kubectl apply and Argo CD without prune do not, and it keeps allowing`,
        ]),
    ...caveats.map((caveat) => `mind    ${caveat}`),
  ];
  return lines.map(cleanLine);
}

/** A group that was to be merged, and was not: whoever asked for it must know. */
export function unprovedLine({ namespace, podSelector, policies, reason }: Unproved): string {
  const pods = describeSelector(podSelector) || 'every pod';
  return cleanLine(
    `apart   ${namespace || 'release namespace'} ${pods}: ${someOf(policies)} stay as they were: ${reason}`,
  );
}

function sizeWords({ rules, peers, ports }: Merge['size']['after']): string {
  const words = [plural(rules, 'rule'), plural(peers, 'peer'), plural(ports, 'port')].filter((word) => word !== '');
  return words.join(', ') || 'no rule';
}
