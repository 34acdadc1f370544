import type { Cluster } from '../group/cluster.ts';
import { namespaceOf } from '../group/group.ts';
import type { Direction } from '../policy/api.ts';
import type { Certainty } from '../policy/certainty.ts';
import { anyOf } from '../policy/certainty.ts';
import type { Policy } from '../policy/policy.ts';
import { arePortsWithin, isNoPort, type PortSet, portSet, unitePorts } from '../traffic/ports.ts';
import { met, type Place, placesOf } from './connectivity.ts';
import { endOfWorkload, type PodEnd } from './end.ts';
import type { NamedEnd } from './named-end.ts';
import { type Answer, resolved } from './resolved.ts';
import { EVERYBODY, ruleWho } from './rule-words.ts';
import { type Isolating, isolatingPolicies, sideOf } from './side.ts';

/** A rule by the policy it stands in and its place there. */
export type RuleAt = { readonly policy: Policy; readonly index: number; readonly selects: Certainty };

/** Somebody that the rules of a direction allow, by words that say who, with all ports and all rules that say so. */
export type Allowed = { readonly who: string; readonly ports: PortSet; readonly rules: readonly RuleAt[] };

/** What isolates some pods in a direction, and whom the policies allow them. The other end may still say no. */
export type DirectionView = {
  readonly direction: Direction;
  readonly isolated: Certainty;
  readonly isolating: readonly Isolating[];
  readonly allowed: readonly Allowed[];
};

/** Another workload, and the ports that both ends allow. */
export type Partner = { readonly place: Place } & Answer;

/** What may reach some pods and what they may reach. */
export type PodsView = {
  readonly of: NamedEnd;
  readonly directions: readonly (DirectionView & { readonly partners: readonly Partner[] })[];
};

/** What some policies that isolate pods in a direction allow, by who it is. */
export function directionView(
  isolating: readonly Isolating[],
  direction: Direction,
  releaseNamespace: string,
): DirectionView {
  const byWho = new Map<string, { ports: PortSet; readonly rules: RuleAt[] }>();
  for (const { policy, selects } of isolating) {
    for (const [index, rule] of (policy.spec[direction] ?? []).entries()) {
      for (const who of new Set(ruleWho(rule, direction, namespaceOf(policy, releaseNamespace)))) {
        const known = byWho.get(who);
        const ports = portSet(rule.ports);
        const at = { policy, index, selects };
        if (known === undefined) byWho.set(who, { ports, rules: [at] });
        else {
          known.ports = unitePorts(known.ports, ports);
          known.rules.push(at);
        }
      }
    }
  }
  const allowed = [...byWho].map(([who, entry]) => ({ who, ...entry }));
  return {
    direction,
    isolated: anyOf(isolating.map(({ selects }) => selects)),
    isolating,
    allowed: withoutAbsorbed(allowed, isolating),
  };
}

/** Explains some pods: of `directions`, what isolates them, whom they are allowed, and which of the workloads that is. */
export function explainPods(cluster: Cluster, of: NamedEnd, directions: readonly Direction[]): PodsView {
  const { end } = of;
  if (end.kind === 'addresses') return { of, directions: [] };
  const places = placesOf(cluster.workloads).filter(
    ({ workloads }) => of.workload === undefined || !workloads.includes(of.workload),
  );
  return {
    of,
    directions: directions.map((direction) => {
      const isolating = isolatingPolicies(cluster, end, direction);
      const partners = places
        .map((place) => ({ place, ...partnerAnswer(cluster, end, direction, isolating, place) }))
        .filter(({ possible }) => !isNoPort(possible));
      return { ...directionView(isolating, direction, cluster.namespace), partners };
    }),
  };
}

/** One pod of the other workload stands for all: who made them made them alike. */
function partnerAnswer(
  cluster: Cluster,
  end: PodEnd,
  direction: Direction,
  isolating: readonly Isolating[],
  { workloads: [first] }: Place,
): Answer {
  if (first === undefined) throw new Error('a place without workloads');
  const other = endOfWorkload(first, cluster);
  const opposite: Direction = direction === 'ingress' ? 'egress' : 'ingress';
  const destination = direction === 'ingress' ? end : other;
  const here = sideOf(isolating, direction, other, cluster.namespace).answer;
  const there = sideOf(isolatingPolicies(cluster, other, opposite), opposite, end, cluster.namespace).answer;
  return met(resolved(here, destination), resolved(there, destination));
}

/** Whom everybody's ports cover need not be told of: where those policies surely select the pods. */
function withoutAbsorbed(allowed: readonly Allowed[], isolating: readonly Isolating[]): readonly Allowed[] {
  const everybody = allowed.find(({ who }) => who === EVERYBODY);
  if (everybody === undefined || isolating.some(({ selects }) => selects === 'maybe')) return allowed;
  return allowed.filter((one) => one === everybody || !arePortsWithin(one.ports, everybody.ports));
}
