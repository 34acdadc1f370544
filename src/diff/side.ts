import { type Group, groupPolicies, namespaceOf } from '../group/group.ts';
import { push } from '../group/lists.ts';
import type { Direction, LabelSelector } from '../policy/api.ts';
import { isolates, type Policy } from '../policy/policy.ts';
import { type Box, demands, everything, type Model, ruleBoxes } from '../traffic/box.ts';
import { boxKey, type Coverage, coverageOf } from '../traffic/coverage.ts';
import { ALL_PORTS, isNoPort, NO_PORTS } from '../traffic/ports.ts';
import { type Near, nearOf } from './near.ts';

/** The pods of one podSelector, isolated in one direction, and what their policies allow them. */
export type Isolated = {
  /** Equal where the selectors select the same pods. */
  readonly key: string;
  readonly podSelector: LabelSelector;
  /** What the selector asks of each label, as axes of the subject. */
  readonly pods: Box['labels'];
  readonly boxes: readonly Box[];
};

/** What some policies of one namespace allow in one direction: all that is not isolated, and these. */
export type Side = {
  readonly groups: ReadonlyMap<string, Isolated>;
  /** Every box by its key, ports of equal ones united. */
  readonly byKey: ReadonlyMap<string, Box>;
  /** The groups that may have pods in common with a box, and surely all that do. */
  readonly near: Near<Isolated>;
  /** The boxes that may have connections in common with a box, and surely all that do. */
  readonly boxesNear: Near<Box>;
};

/** Where a side is looked at: `namespace` is the one the policies land in, '' the release's. */
export type Ground = { readonly model: Model; readonly namespace: string; readonly direction: Direction };

/** Policies by the namespace they land in. */
export function byNamespace(policies: readonly Policy[], releaseNamespace: string): ReadonlyMap<string, Policy[]> {
  const namespaces = new Map<string, Policy[]>();
  for (const policy of policies) push(namespaces, namespaceOf(policy, releaseNamespace), policy);
  return namespaces;
}

/** One side of a namespace and direction. Throws Unproved for what the API refuses. */
export function sideOf(policies: readonly Policy[], ground: Ground): Side {
  const isolating = policies.filter(({ spec }) => isolates(spec, ground.direction));
  const groups = new Map<string, Isolated>();
  // The policies are of one namespace: what they call it makes no difference here.
  for (const group of groupPolicies(isolating, ground.namespace)) {
    const one = isolatedOf(group, ground);
    if (one !== undefined) groups.set(one.key, one);
  }
  const boxes = coverageOf([...groups.values()].flatMap((group) => group.boxes));
  return sideOfGroups(groups, boxes);
}

/** A side of these groups; `coverage` is of all their boxes. */
export function sideOfGroups(groups: Side['groups'], { boxes, byKey }: Coverage): Side {
  return {
    groups,
    byKey,
    near: nearOf([...groups.values()], ({ pods }) => pods),
    boxesNear: nearOf(boxes, ({ labels }) => labels),
  };
}

/** What one policy allows its pods. */
export function policyBoxes({ spec }: Policy, { model, namespace, direction }: Ground): readonly Box[] {
  if (!isolates(spec, direction)) return [];
  return (spec[direction] ?? []).flatMap((rule) =>
    ruleBoxes(rule, direction, { model, namespace, subject: spec.podSelector }).flatMap((box) =>
      withoutVainNames(box, direction),
    ),
  );
}

/** Every connection of some pods. */
export function everyBox(pods: Box['labels'], { model, direction }: Ground): readonly Box[] {
  return everything(model, pods, ALL_PORTS).flatMap((box) => withoutVainNames(box, direction));
}

/** A box of some pods alone, to take pods from pods with. */
export function podsBox(labels: Box['labels']): Box {
  return { sort: 'other', labels, addresses: [], ports: ALL_PORTS };
}

/** Only a pod has names for its ports: what goes out to an address or a node is told by numbers alone (semantics 6). */
function withoutVainNames(box: Box, direction: Direction): readonly Box[] {
  if (direction === 'ingress' || !hasNoNames(box)) return [box];
  const ports = { ...box.ports, names: NO_PORTS.names };
  return isNoPort(ports) ? [] : [{ ...box, ports }];
}

function hasNoNames({ sort }: Box): boolean {
  return sort === 'IPv4' || sort === 'IPv6' || sort === 'other';
}

function isolatedOf({ podSelector, policies }: Group, ground: Ground): Isolated | undefined {
  const pods = demands('subject', podSelector);
  if (pods === undefined) return undefined;
  const boxes = coverageOf(policies.flatMap((policy) => policyBoxes(policy, ground))).boxes;
  return { key: boxKey(podsBox(pods)), podSelector, pods, boxes };
}
