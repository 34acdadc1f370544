import type { ObjectRef, Origin } from '../finding.ts';
import type { Resource } from '../manifest/resource.ts';
import { entryOf, type MapNode, type Node, stringOf } from '../manifest/tree.ts';
import { DIRECTIONS, type Direction, POLICY_TYPE, type Spec } from './api.ts';
import { type Decoded, decodePolicy } from './decode.ts';

/** Where a policy came from: the input it stands in, by its place among the inputs. */
export type Input = {
  readonly name: string;
  readonly order: number;
  /** How the input as a whole is to be read; a document with a `# Source:` line is rendered all the same. */
  readonly origin: Origin;
  /** Helm rendered it, whatever the documents say of themselves. */
  readonly templated: boolean;
  /** It tells what else the cluster holds: read, never reported on, never printed. */
  readonly isContext?: boolean;
};

/** A NetworkPolicy that was read: its raw tree with every place, and what the API server makes of it. */
export type Policy = Decoded & {
  readonly input: Input;
  readonly resource: Resource;
  readonly ref: ObjectRef;
  readonly root: MapNode;
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
  readonly origin: Origin;
  /** A template wrote it: what is empty there was emptied. */
  readonly templated: boolean;
  /** The template it was rendered from: Helm's `# Source:` line, or Helm 4's filename annotation. */
  readonly source: string | undefined;
};

/** Helm 4 tags every document with the template it came from (helm pkg/action/action.go, annotateAndMerge). */
export const HELM_FILENAME = 'postrenderer.helm.sh/postrender-filename';

/** Decodes the object behind `resource`; `root` is its tree, a mapping. */
export function readPolicy(resource: Resource, root: MapNode, input: Input): Policy {
  const metadata = entryOf(root, 'metadata')?.value;
  const annotations = stringMap(entryOf(metadata, 'annotations')?.value);
  const source = annotations.get(HELM_FILENAME) ?? resource.within.source;
  return {
    ...decodePolicy(root),
    input,
    resource,
    root,
    ref: refOf(root),
    labels: stringMap(entryOf(metadata, 'labels')?.value),
    annotations,
    origin: originOf(resource, source, input),
    templated: input.templated || source !== undefined,
    source,
  };
}

/** The identity that a tree states; '' for what it leaves out. */
export function refOf(root: Node): ObjectRef {
  const metadata = entryOf(root, 'metadata')?.value;
  return {
    apiVersion: stringOf(root, 'apiVersion') ?? 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    namespace: stringOf(metadata, 'namespace') ?? '',
    name: stringOf(metadata, 'name') ?? '',
  };
}

/** Whether the policy isolates its pods in this direction, by its effective policyTypes. */
export function isolates(spec: Spec, direction: Direction): boolean {
  return spec.policyTypes.includes(POLICY_TYPE[direction]);
}

/** How many rules the policy writes for a direction, whether they apply or not. */
export function ruleCount(spec: Spec, direction: Direction): number {
  return spec[direction]?.length ?? 0;
}

/** Whether policyTypes is given and not empty; otherwise the server infers it, once, when the object is created. */
export function statesPolicyTypes(policy: Policy): boolean {
  const types = entryOf(entryOf(policy.root, 'spec')?.value, 'policyTypes')?.value;
  return types?.kind === 'list' && types.items.length > 0;
}

/** The directions that have rules and are not listed. Types that the API refuses, or infers, leave none. */
export function deadDirections(policy: Policy): readonly Direction[] {
  const { policyTypes } = policy.spec;
  const isTaken = policyTypes.every((type) => type === POLICY_TYPE.ingress || type === POLICY_TYPE.egress);
  if (!isTaken || !statesPolicyTypes(policy)) return [];
  return DIRECTIONS.filter((direction) => ruleCount(policy.spec, direction) > 0 && !isolates(policy.spec, direction));
}

/** The chart that an object was rendered from: `shop/charts/cache` of `shop/charts/cache/templates/np.yaml`. */
export function chartOf({ source }: Pick<Policy, 'source'>): string | undefined {
  return source?.replace(/\/templates\/.*$/, '');
}

/** How the lines of an object are to be told: a list and a render have none of their own. */
export function originOf({ list }: Resource, source: string | undefined, { origin }: Input): Origin {
  if (list === 'ResourceList') return 'resourceList';
  return source !== undefined && origin === 'file' ? 'rendered' : origin;
}

function stringMap(node: Node | undefined): ReadonlyMap<string, string> {
  const strings = new Map<string, string>();
  if (node?.kind !== 'map') return strings;
  for (const [key, { value }] of node.entries) {
    if (value.kind === 'string') strings.set(key, value.value);
    else if (value.kind === 'null') strings.set(key, '');
  }
  return strings;
}
