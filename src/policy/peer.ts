import type { LabelSelector, Peer, Port } from './api.ts';
import { allOf, type Certainty, namespaceLabels, podLabels, selects } from './certainty.ts';
import type { ContainerPort, Namespace, Workload } from './workload.ts';

/** Whether two namespaces are one; '' is the namespace of the release, which may be any. */
export function isSameNamespace(a: string, b: string): Certainty {
  if (a === b) return 'yes';
  return a === '' || b === '' ? 'maybe' : 'no';
}

/** Whether a policy with this selector has the pods of a workload; those on the node's network it may pass by. */
export function isSelected(selector: LabelSelector, workload: Workload): Certainty {
  return unlessHost(workload, selects(selector, podLabels(workload)));
}

/**
 * Whether the pods of a workload are among a peer, seen from a policy of `policyNamespace`. A pod may have any address of
 * an ipBlock: Cilium never takes it for one, others compare the address (semantics 6).
 */
export function matchesPeer(
  { podSelector, namespaceSelector, ipBlock }: Peer,
  policyNamespace: string,
  workload: Workload,
  namespaces: ReadonlyMap<string, Namespace>,
): Certainty {
  if (ipBlock !== undefined || (podSelector ?? namespaceSelector) === undefined) return 'maybe';
  const { namespace } = workload;
  const isThere =
    namespaceSelector === undefined
      ? isSameNamespace(policyNamespace, namespace)
      : selects(namespaceSelector, namespaceLabels(namespace, namespaces.get(namespace)));
  return unlessHost(workload, allOf([isThere, selects(podSelector ?? {}, podLabels(workload))]));
}

/** The container ports that carry a name, whatever their protocol. */
export function portsNamed(name: string, { ports }: Workload): readonly ContainerPort[] {
  return ports.filter((port) => port.name === name);
}

/**
 * Whether two lists of ports have one in common on the pods that take the connection; none, or an empty list, is every
 * port. Names are looked up in the containers of those pods; one that they do not declare is left open.
 */
export function portsMeet(
  a: readonly Port[] | undefined,
  b: readonly Port[] | undefined,
  destination: Workload,
): Certainty {
  if (a === undefined || b === undefined || a.length === 0 || b.length === 0) return 'yes';
  let answer: Certainty = 'no';
  for (const one of a) {
    for (const other of b) {
      if (one.protocol !== other.protocol) continue;
      const meeting = meet(rangesOf(one, destination), rangesOf(other, destination));
      if (meeting === 'yes') return 'yes';
      if (meeting === 'maybe') answer = 'maybe';
    }
  }
  return answer;
}

/** Whether a port of a rule is this one of a container. */
export function isPort(port: Port, container: ContainerPort, destination: Workload): boolean {
  if (port.protocol !== container.protocol) return false;
  return rangesOf(port, destination)?.some(([from, to]) => from <= container.port && container.port <= to) ?? false;
}

type Range = readonly [from: number, to: number];

/** The numbers of a port; undefined for a name that no container declares. */
function rangesOf({ protocol, port, endPort }: Port, destination: Workload): readonly Range[] | undefined {
  if (port === undefined) return [[1, 65_535]];
  if (typeof port === 'number') return [[port, endPort ?? port]];
  const declared = portsNamed(port, destination).filter((one) => one.protocol === protocol);
  return declared.length === 0 ? undefined : declared.map((one): Range => [one.port, one.port]);
}

function meet(a: readonly Range[] | undefined, b: readonly Range[] | undefined): Certainty {
  if (a === undefined || b === undefined) return 'maybe';
  return a.some(([from, to]) => b.some(([start, end]) => from <= end && start <= to)) ? 'yes' : 'no';
}

function unlessHost({ hostNetwork }: Workload, answer: Certainty): Certainty {
  return hostNetwork && answer === 'yes' ? 'maybe' : answer;
}
