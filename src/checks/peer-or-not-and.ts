import type { Path } from '../finding.ts';
import { mayBeSameNamespace } from '../group/cluster.ts';
import { describePods, namespaceOf } from '../group/group.ts';
import { entryOf, type Node, nodeAt } from '../manifest/tree.ts';
import { writeNode } from '../manifest/write.ts';
import { DIRECTIONS, type Direction, type LabelSelector, PEERS } from '../policy/api.ts';
import { NAMESPACE_NAME } from '../policy/certainty.ts';
import { isolates, type Policy } from '../policy/policy.ts';
import { describeSelector, equivalent, matches } from '../policy/selector.ts';
import { selectsPods } from '../policy/workload.ts';
import type { Check, Report, Stream } from './check.ts';
import { type Pair, pairsOf } from './peers/pairs.ts';

/** Two peers where one with both selectors was wanted: either of them is enough. */
export const peerOrNotAnd: Check = {
  id: 'peer-or-not-and',
  severity: 'warning',
  scope: 'policy',
  summary: 'A namespaceSelector and a podSelector as two items: either is enough, where often both were meant.',
  help:
    'Items of `from` and `to` add up. `- namespaceSelector` and, behind a dash of its own, `- podSelector` let in every pod ' +
    'of those namespaces, and those pods of the policy’s own namespace. Only one item with both selectors means those pods ' +
    'of those namespaces: one dash decides. Where the two items are meant, a comment above the second says so to readers ' +
    'and makes this an info.',
  precision:
    'On 628 real policies it gave 2 warnings, one fault in a source and its render, and right; 2 infos where two ' +
    'items are meant. The idiom with `podSelector: {}`, ten times there, is silent. Among 5,958 policies 43 have ' +
    'such neighbours.',
  check: function* (policy, { stream }) {
    if (policy.refusals.length > 0) return;
    for (const direction of DIRECTIONS) {
      if (!isolates(policy.spec, direction)) continue;
      for (const [rule, { [PEERS[direction]]: peers = [] }] of (policy.spec[direction] ?? []).entries()) {
        const path = ['spec', direction, rule, PEERS[direction]];
        for (const pair of pairsOf(peers)) {
          if (!isMeant(policy, pair, stream)) yield report(policy, direction, path, pair, stream);
        }
      }
    }
  },
};

/** Pods that are known to run beside the policy, and not in those namespaces, were meant where they are. */
function isMeant(policy: Policy, { pods, namespaces }: Pair, stream: Stream): boolean {
  if (coversOwn(policy, namespaces, stream)) return false;
  if (equivalent(pods, policy.spec.podSelector)) return true;
  const own = namespaceOf(policy, stream.namespace);
  return stream
    .cluster()
    .workloads.some(
      (one) =>
        mayBeSameNamespace(one.namespace, own) &&
        selectsPods(pods, one) &&
        !(one.namespace !== '' && isAmong(one.namespace, namespaces, stream)),
    );
}

/** Whether the namespaces hold the policy's own: then the other item lets nobody in that the first does not. */
function coversOwn(policy: Policy, namespaces: LabelSelector, stream: Stream): boolean {
  if (describeSelector(namespaces) === '') return true;
  const own = namespaceOf(policy, stream.namespace);
  return own !== '' && isAmong(own, namespaces, stream);
}

function isAmong(namespace: string, selector: LabelSelector, stream: Stream): boolean {
  const known = stream.cluster().namespaces.get(namespace)?.labels;
  return matches(selector, known ?? new Map([[NAMESPACE_NAME, namespace]]));
}

function report(policy: Policy, direction: Direction, path: Path, pair: Pair, stream: Stream): Report {
  const [first, second] = pair.at;
  const [before, after] = first === pair.namespacesAt ? SELECTORS : [SELECTORS[1], SELECTORS[0]];
  const doubt = coversOwn(policy, pair.namespaces, stream) ? undefined : doubtOf(policy, [...path, second], pair);
  return {
    subject: policy,
    path: [...path, second],
    severity: doubt === undefined ? 'warning' : 'info',
    effect: 'opens',
    what: `the \`${after}\` behind \`${before}\``,
    is: 'an item of its own: either of the two is enough (OR, not AND)',
    so: `${admitted(policy, direction, pair, stream)}${doubt === undefined ? '' : ` ${doubt}`}`,
    help: `one item, if only those pods of those namespaces are meant:\n${oneItem(policy, path, pair)}`,
    related: [{ subject: policy, path: [...path, first], message: 'the other of the two items' }],
  };
}

const SELECTORS = ['namespaceSelector', 'podSelector'] as const;

function admitted(policy: Policy, direction: Direction, { pods, namespaces }: Pair, stream: Stream): string {
  const verb = direction === 'ingress' ? 'Lets in' : 'Lets traffic out to';
  const named = describeSelector(namespaces);
  const every = named === '' ? 'every pod of every namespace' : `every pod of namespaces ${named}, whatever its labels`;
  if (coversOwn(policy, namespaces, stream))
    return `${verb} ${every}; the own namespace is one of them, so that the other item adds nobody.`;
  return `${verb} ${every}, and ${describePods(pods)} of the policy's own namespace.`;
}

/** What speaks for two items that are meant. */
function doubtOf(policy: Policy, second: Path, { isAlternative, namespaces }: Pair): string | undefined {
  if (isAlternative) return 'The list names more than one alternative, so this may be meant.';
  if (isForRouters(namespaces)) return 'OpenShift’s routers are let in by that label alone, so this may be meant.';
  return saysWhy(policy, nodeAt(policy.root, second))
    ? 'A comment stands above the second, so this may be meant.'
    : undefined;
}

/** What OpenShift documents for its ingress and monitoring: namespaces by these labels, and no podSelector. */
function isForRouters({ matchLabels = {} }: LabelSelector): boolean {
  return Object.keys(matchLabels).some((key) => /(^|\.)network\.openshift\.io\//.test(key));
}

/** A comment on the line above an item treats it as one of its own, unless it says "and". */
function saysWhy({ resource }: Policy, item: Node | undefined): boolean {
  if (item === undefined) return false;
  const above = resource.within.text.slice(0, item.span.start).split('\n').at(-2) ?? '';
  return /^\s*#/.test(above) && !/\band\b/i.test(above);
}

function oneItem({ root }: Policy, path: Path, { at, namespacesAt }: Pair): string {
  const podsAt = at[0] === namespacesAt ? at[1] : at[0];
  const entries = SELECTORS.flatMap((key, i) => {
    const entry = entryOf(nodeAt(root, [...path, i === 0 ? namespacesAt : podsAt]), key);
    return entry === undefined ? [] : ([[key, entry]] as const);
  });
  const span = { start: 0, end: 0 };
  const place = { span, flow: false, entangled: false };
  const item: Node = { ...place, kind: 'map', entries: new Map(entries), duplicates: [] };
  return writeNode({ ...place, kind: 'list', items: [item] }, 0);
}
