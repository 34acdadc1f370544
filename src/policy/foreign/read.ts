import { entryOf, type Node } from '../../manifest/tree.ts';
import type { Direction, LabelSelector, Requirement } from '../api.ts';
import { allOf, type Certainty, type Labels, selects } from '../certainty.ts';
import type { Namespace, Workload } from '../workload.ts';

/** Whether a policy may decide about the traffic of these pods in a direction; where that cannot be told, it may. */
export type MayIsolate = (workload: Workload, direction: Direction, namespace: Namespace | undefined) => boolean;

/** The value under a key; a null counts as absent, as the API server prunes it (apiextensions prunenulls.go). */
export function given(node: Node | undefined, key: string): Node | undefined {
  const value = entryOf(node, key)?.value;
  return value?.kind === 'null' ? undefined : value;
}

/** How many items a list has; what is no list may have any. */
export function itemCount(node: Node | undefined): number {
  if (node === undefined) return 0;
  return node.kind === 'list' ? node.items.length : 1;
}

/** The items of a list, or none. */
export function itemsOf(node: Node | undefined): readonly Node[] {
  return node?.kind === 'list' ? node.items : [];
}

/** Whether a selector written as a tree matches; without one, everything does. A spelling that is none may match. */
export function selectsNode(node: Node | undefined, labels: Labels): Certainty {
  if (node === undefined) return 'yes';
  const selector = selectorOf(node);
  return selector === undefined ? 'maybe' : selects(selector, labels);
}

/** Whether a namespaced policy may stand in the namespace of the pods; '' is one that nobody named. */
export function mayShareNamespace(namespace: string, workload: Workload): boolean {
  return namespace === '' || workload.namespace === '' || namespace === workload.namespace;
}

/** Whether nothing of it is ruled out. */
export function may(...answers: readonly Certainty[]): boolean {
  return allOf(answers) !== 'no';
}

const selectors = new WeakMap<Node, { readonly selector: LabelSelector | undefined }>();

/** Thousands of workloads are asked of one selector. */
function selectorOf(node: Node): LabelSelector | undefined {
  const known = selectors.get(node) ?? { selector: readSelector(node) };
  selectors.set(node, known);
  return known.selector;
}

function readSelector(node: Node): LabelSelector | undefined {
  if (node.kind !== 'map') return undefined;
  const labels = given(node, 'matchLabels');
  const expressions = given(node, 'matchExpressions');
  if (labels !== undefined && labels.kind !== 'map') return undefined;
  if (expressions !== undefined && expressions.kind !== 'list') return undefined;
  const matchLabels: [string, string][] = [];
  for (const [key, { value }] of labels?.entries ?? []) {
    if (value.kind === 'null') continue;
    if (value.kind !== 'string') return undefined;
    matchLabels.push([key, value.value]);
  }
  const matchExpressions = itemsOf(expressions).map(readRequirement);
  return { matchLabels: Object.fromEntries(matchLabels), matchExpressions };
}

/** An operator that is none makes an answer of `maybe`. */
function readRequirement(node: Node): Requirement {
  const text = (key: string): string => {
    const value = given(node, key);
    return value?.kind === 'string' ? value.value : '';
  };
  const values = itemsOf(given(node, 'values')).flatMap((value) => (value.kind === 'string' ? [value.value] : []));
  return { key: text('key'), operator: text('operator'), values };
}
