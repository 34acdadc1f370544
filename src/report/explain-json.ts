import type { Listed, ListedEnd } from '../explain/connectivity.ts';
import type { EndView, Explained } from '../explain/explain.ts';
import type { NamedEnd } from '../explain/named-end.ts';
import type { OverviewGroup } from '../explain/overview.ts';
import type { DirectionView, PodsView } from '../explain/pods-view.ts';
import { rulePorts, ruleWho } from '../explain/rule-words.ts';
import type { Isolating } from '../explain/side.ts';
import { namespaceOf } from '../group/group.ts';
import { locationAt } from '../pipeline/place.ts';
import type { Direction } from '../policy/api.ts';
import { PEERS } from '../policy/api.ts';
import type { Policy } from '../policy/policy.ts';
import { addressText } from '../traffic/addresses.ts';
import {
  ALL_PORTS,
  arePortsWithin,
  namesOf,
  numbersOf,
  numeric,
  type PortSet,
  PROTOCOLS,
  SPAN,
  subtractPorts,
} from '../traffic/ports.ts';
import { VERSION } from '../version.ts';
import { writeJson } from './write-json.ts';

/** The answer about a connection for machines; the shape of all of these is schemas/explain.schema.json. */
export function connectionJson(explained: Explained, asked: PortSet, releaseNamespace: string): string {
  const { from, to, verdict, ports, perhaps, egress, ingress, doubts } = explained;
  return written('connection', {
    from: endOf(from),
    to: endOf(to),
    asked: portsOf(asked),
    verdict,
    ports: portsOf(ports),
    perhaps: portsOf(perhaps),
    dependsOn: doubts,
    egress: sideOf(egress, releaseNamespace),
    ingress: sideOf(ingress, releaseNamespace),
  });
}

/** What may reach some pods and what they may reach, for machines. */
export function podsJson({ of, directions }: PodsView, releaseNamespace: string): string {
  const views = directions.map(({ partners, ...view }) => [
    view.direction,
    {
      ...viewOf(view, releaseNamespace),
      workloads: partners.map(({ place, sure, possible }) => ({ ...listedEnd(place), ...answerOf(sure, possible) })),
    },
  ]);
  return written('pods', { of: endOf(of), ...Object.fromEntries(views) });
}

/** Every group, for machines. */
export function overviewJson(groups: readonly OverviewGroup[], releaseNamespace: string): string {
  return written('overview', {
    groups: groups.map(({ namespace, workloads, pods, ingress, egress }) => ({
      namespace,
      workloads,
      ...(pods !== '' && { pods }),
      ingress: viewOf(ingress, releaseNamespace),
      egress: viewOf(egress, releaseNamespace),
    })),
  });
}

/** Every pair between which something is allowed or may be, for machines. */
export function connectionsJson(list: readonly Listed[]): string {
  return written('connections', {
    connections: list.map(({ from, to, sure, possible }) => ({
      from: listedEnd(from),
      to: listedEnd(to),
      ...answerOf(sure, possible),
    })),
  });
}

function written(kind: string, content: object): string {
  return writeJson({ version: 1, tool: { name: 'netpolish', version: VERSION }, kind, ...content });
}

function answerOf(sure: PortSet, possible: PortSet): object {
  return { ports: portsOf(sure), perhaps: portsOf(numeric(subtractPorts(possible, sure).numbers)) };
}

function endOf({ name, end, workload }: NamedEnd): object {
  if (end.kind === 'addresses') return { kind: 'addresses', name };
  return { kind: 'pods', name, namespace: end.namespace, ...(workload !== undefined && { workload: workload.ref }) };
}

function listedEnd(end: ListedEnd): object {
  if (end.kind === 'pods') return { kind: 'pods', namespace: end.namespace, name: end.name, owner: end.owner };
  return { kind: 'addresses', first: addressText(end.range[0]), last: addressText(end.range[1] - 1n) };
}

function sideOf(
  { of, direction, verdict, ports, perhaps, isolated, isolating, allowing, nearest, doubts }: EndView,
  releaseNamespace: string,
): object {
  const rule = (one: { readonly policy: Policy; readonly index: number }): object =>
    ruleOf(one, direction, releaseNamespace);
  return {
    hasPolicies: of.end.kind === 'pods',
    verdict,
    ports: portsOf(ports),
    perhaps: portsOf(perhaps),
    isolated,
    isolatedBy: isolating.map((one) => isolatingOf(one, releaseNamespace)),
    allowedBy: allowing.map((one) => ({ ...rule(one), selects: one.selects, reaches: one.reaches })),
    nearest: nearest.map((one) => ({ ...rule(one), lacks: one.lacks })),
    dependsOn: doubts,
  };
}

function viewOf({ direction, isolated, isolating, allowed }: DirectionView, releaseNamespace: string): object {
  return {
    isolated,
    isolatedBy: isolating.map((one) => isolatingOf(one, releaseNamespace)),
    allowed: allowed.map(({ who, ports, rules }) => ({
      who,
      ports: portsOf(ports),
      rules: rules.map((one) => ruleOf(one, direction, releaseNamespace)),
    })),
  };
}

function isolatingOf({ policy, selects }: Isolating, releaseNamespace: string): object {
  return { ...policyOf(policy, releaseNamespace), selects, location: locationAt(policy, ['metadata', 'name']) };
}

function ruleOf(
  { policy, index }: { readonly policy: Policy; readonly index: number },
  direction: Direction,
  releaseNamespace: string,
): object {
  const rule = policy.spec[direction]?.[index] ?? {};
  return {
    ...policyOf(policy, releaseNamespace),
    rule: `${direction}[${index}]`,
    [PEERS[direction]]: ruleWho(rule, direction, namespaceOf(policy, releaseNamespace)),
    ports: rulePorts(rule),
    location: locationAt(policy, ['spec', direction, index]),
  };
}

function policyOf(policy: Policy, releaseNamespace: string): object {
  return { policy: { namespace: namespaceOf(policy, releaseNamespace), name: policy.ref.name } };
}

/** As NetworkPolicies write them, and `every` for all ports of all protocols; protocols without a word are left out. */
function portsOf(ports: PortSet): unknown {
  if (arePortsWithin(numeric(ALL_PORTS.numbers), ports)) return 'every';
  return PROTOCOLS.flatMap((protocol): readonly object[] => {
    const [numbers, names] = [numbersOf(ports, protocol), namesOf(ports, protocol)];
    if (numbers[0]?.[0] === 1 && numbers[0][1] === SPAN) return [{ protocol }];
    const ranges = numbers.map(([from, to]) => ({ protocol, port: from, ...(to - from > 1 && { endPort: to - 1 }) }));
    return [...ranges, ...(names.in ? [...names.values].sort().map((port) => ({ protocol, port })) : [])];
  });
}
