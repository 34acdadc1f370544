import type { Cluster } from '../group/cluster.ts';
import { namespaceOf } from '../group/group.ts';
import { amongPeer, policiesSelecting, selectedBy } from '../group/selected.ts';
import { DIRECTIONS, PEERS } from '../policy/api.ts';
import { isolates, type Policy } from '../policy/policy.ts';
import type { Workload } from '../policy/workload.ts';
import { ABSENT, axisParts, type Box } from '../traffic/box.ts';
import { coverageOf } from '../traffic/coverage.ts';
import { has } from '../traffic/values.ts';
import { asChanges, isPlain, type Purse, take } from './compare.ts';
import { extraByOpening, extraByRules } from './extra.ts';
import { type Ground, type Isolated, policyBoxes, type Side, sideOfGroups } from './side.ts';
import type { Change, Unproved, WorkloadChange } from './types.ts';

/** Workloads that one side alone has, and those that other policies select for their labels. Hooks and pods on the node's network are left out. */
export function workloadChanges(old: Cluster, now: Cluster, purse: Purse): readonly WorkloadChange[] {
  const [before, after] = [byIdentity(old), byIdentity(now)];
  const changes: WorkloadChange[] = [];
  for (const [key, workload] of after) {
    const was = before.get(key);
    if (was === undefined) changes.push(alone(now, workload, 'added'));
    else if (labelsOf(was) !== labelsOf(workload)) changes.push(...relabelled(old, was, now, workload, purse));
  }
  for (const [key, workload] of before) if (!after.has(key)) changes.push(alone(old, workload, 'removed'));
  return changes.sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
}

/** A workload as people name it: `Deployment web`. */
function workloadName({ ref: { kind, name } }: Workload): string {
  return `${kind} ${name || '(no name)'}`;
}

/** The workloads that policies of one selector surely have, and of whose pods the boxes speak: `Deployment web`. */
export function workloadsOf(
  cluster: Cluster,
  policies: readonly Policy[],
  boxes: readonly Pick<Box, 'labels'>[],
): readonly string[] {
  const selected = policies.flatMap((policy): readonly Workload[] => selectedBy(cluster, policy).certain);
  const meant = selected.filter((workload) => boxes.some(({ labels }) => hasPods(labels, workload)));
  return [...new Set(meant.map(workloadName))].sort();
}

/** Whether a workload's pods are among those of a box, or may be, by labels that no manifest tells. */
function hasPods(asked: Box['labels'], { labels, addedLabels }: Workload): boolean {
  return [...asked].every(([name, states]) => {
    const [bearer, key] = axisParts(name);
    if (bearer !== 'subject') return true;
    const isUnknown = !labels.has(key) && (addedLabels === 'any' || addedLabels.includes(key));
    return isUnknown || has(states, labels.get(key) ?? ABSENT);
  });
}

function orderOf({ namespace, workload }: WorkloadChange): string {
  return `${namespace}\n${workload}`;
}

function byIdentity({ workloads }: Cluster): ReadonlyMap<string, Workload> {
  const known = new Map<string, Workload>();
  for (const workload of workloads)
    if (!workload.isHook && !workload.hostNetwork)
      known.set(JSON.stringify([workload.ref.kind, workload.namespace, workload.ref.name]), workload);
  return known;
}

function labelsOf({ labels }: Workload): string {
  return JSON.stringify([...labels].sort());
}

function alone(cluster: Cluster, workload: Workload, change: 'added' | 'removed'): WorkloadChange {
  return {
    ...headOf(workload, policiesOf(cluster, workload)),
    change,
    peerOf: NO_PEER,
    gained: [],
    lost: [],
    unproved: [],
    isCut: false,
  };
}

function headOf(
  workload: Workload,
  selecting: readonly Selecting[],
): Pick<WorkloadChange, 'workload' | 'namespace' | 'policies' | 'possible'> {
  const names = (isMaybe: boolean): readonly string[] =>
    selecting
      .filter((one) => one.isMaybe === isMaybe)
      .map(({ policy }) => policy.ref.name)
      .sort();
  return {
    workload: workloadName(workload),
    namespace: workload.namespace,
    policies: names(false),
    possible: names(true),
  };
}

/**
 * What its own pods may do, before and after. Where the same policies select it, its labels change nothing for it, and what
 * changed in those policies is told with them: charts write their version into the labels of every pod.
 */
function relabelled(
  old: Cluster,
  was: Workload,
  now: Cluster,
  is: Workload,
  purse: Purse,
): readonly [] | readonly [WorkloadChange] {
  const [before, after] = [policiesOf(old, was), policiesOf(now, is)];
  const peerOf = peersOf(old, was, now, is);
  const isPeerSame = peerOf.gained.length + peerOf.lost.length === 0;
  if (isPeerSame && selectionKey(before) === selectionKey(after)) return [];
  const change: Gathered = { gained: [], lost: [], unproved: [], isCut: false };
  for (const direction of DIRECTIONS) {
    const doubtful = [...before, ...after].find((one) => one.isMaybe && isolates(one.policy.spec, direction));
    if (doubtful !== undefined) {
      const reason = `whether ${doubtful.policy.ref.name} selects it hangs on labels that no manifest tells`;
      change.unproved.push({ direction, reason });
      continue;
    }
    const ground: Ground = { model: 'api', namespace: is.namespace, direction };
    const [a, b] = [sideOfOne(before, ground), sideOfOne(after, ground)];
    gather(change, 'gained', b, a, ground, purse);
    gather(change, 'lost', a, b, ground, purse);
  }
  return [{ ...headOf(is, after), change: 'relabelled', peerOf, ...change }];
}

const NO_PEER: WorkloadChange['peerOf'] = { gained: [], lost: [] };

function peersOf(old: Cluster, was: Workload, now: Cluster, is: Workload): WorkloadChange['peerOf'] {
  const [before, after] = [naming(old, was), naming(now, is)];
  return {
    gained: [...after].filter((name) => !before.has(name)),
    lost: [...before].filter((name) => !after.has(name)),
  };
}

/** The policies with a rule in force that takes a workload's pods for peers, or may; addresses aside. */
function naming(cluster: Cluster, workload: Workload): ReadonlySet<string> {
  const names = cluster.policies
    .filter((policy) =>
      DIRECTIONS.filter((direction) => isolates(policy.spec, direction)).some((direction) =>
        (policy.spec[direction] ?? []).some((rule) =>
          (rule[PEERS[direction]] ?? []).some(
            (peer) => peer.ipBlock === undefined && amongPeer(cluster, policy, peer).all.has(workload),
          ),
        ),
      ),
    )
    .map((policy) => [namespaceOf(policy, cluster.namespace), policy.ref.name].filter((part) => part !== '').join('/'));
  return new Set(names.sort());
}

type Gathered = { readonly gained: Change[]; readonly lost: Change[]; readonly unproved: Unproved[]; isCut: boolean };

function gather(into: Gathered, kind: 'gained' | 'lost', more: Side, less: Side, ground: Ground, purse: Purse): void {
  const [isolated] = more.groups.values();
  const [opened] = less.groups.values();
  const { extras, isCut, reason } = take((budget) => {
    if (isolated !== undefined) return extraByRules(isolated, less, budget);
    return opened === undefined
      ? []
      : extraByOpening(opened, { here: less, other: more, ground, told: new Map() }, budget);
  }, purse);
  const changes = asChanges(extras, ground.direction, purse.brevity);
  if (isPlain(changes)) into[kind].push(...changes);
  into.isCut ||= isCut;
  if (reason !== undefined) into.unproved.push({ direction: ground.direction, reason });
}

type Selecting = { readonly policy: Policy; readonly isMaybe: boolean };

function policiesOf(cluster: Cluster, workload: Workload): readonly Selecting[] {
  return policiesSelecting(cluster, workload).map((policy) => ({
    policy,
    isMaybe: !selectedBy(cluster, policy).certain.includes(workload),
  }));
}

function selectionKey(selecting: readonly Selecting[]): string {
  return JSON.stringify(selecting.map(({ policy: { ref }, isMaybe }) => [ref.name, isMaybe]).sort());
}

const ITSELF: Box['labels'] = new Map();

/** A side where the one workload is all the pods there are. */
function sideOfOne(selecting: readonly Selecting[], ground: Ground): Side {
  const policies = selecting.map(({ policy }) => policy).filter(({ spec }) => isolates(spec, ground.direction));
  const itself = policies.map((policy) => ({ ...policy, spec: { ...policy.spec, podSelector: {} } }));
  const coverage = coverageOf(itself.flatMap((policy) => policyBoxes(policy, ground)));
  const group: Isolated = { key: 'itself', podSelector: {}, pods: ITSELF, boxes: coverage.boxes };
  return sideOfGroups(new Map(policies.length === 0 ? [] : [[group.key, group]]), coverage);
}
