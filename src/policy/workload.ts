import type { ObjectRef, Origin } from '../finding.ts';
import type { Resource } from '../manifest/resource.ts';
import type { LabelSelector } from './api.ts';
import type { Input } from './policy.ts';
import { matches, type UnknownLabels } from './selector.ts';

/** Something of the stream that is no NetworkPolicy and has a place to point at. */
export type Placed = {
  readonly input: Input;
  readonly resource: Resource;
  readonly ref: ObjectRef;
  readonly origin: Origin;
  readonly source: string | undefined;
  /** Where its name stands in the text of its document. */
  readonly offset: number;
  /** Only of an item of a KRM list: they tell the file that it was read from. */
  readonly annotations?: ReadonlyMap<string, string>;
};

/** A port that a container declares; `name` is '' where it has none. */
export type ContainerPort = { readonly name: string; readonly port: number; readonly protocol: string };

/** The pods that one object makes: a Pod, or anything with a pod template. */
export type Workload = Placed & {
  /** The namespace its pods run in: its own, else the release's; '' where neither is known. */
  readonly namespace: string;
  /** The labels of its pods. */
  readonly labels: ReadonlyMap<string, string>;
  /** Labels that a controller adds to its pods, with values that no manifest tells. */
  readonly addedLabels: UnknownLabels;
  /** A Helm hook: it runs beside the release, a test among them. */
  readonly isHook: boolean;
  /** Its pods live in the node's network: NetworkPolicies pass most of them by (semantics 6). */
  readonly hostNetwork: boolean;
  readonly ports: readonly ContainerPort[];
  /** The controller that made a Pod, by its ownerReferences; a kind of '' is not told. */
  readonly owner?: { readonly kind: string; readonly name: string };
};

/** A namespace of the stream; its name is always one of its labels (KEP-2161, Kubernetes 1.21). */
export type Namespace = { readonly name: string; readonly labels: ReadonlyMap<string, string> };

/** A port of a Service; `targetPort` is a number, or the name of a container's port. */
export type ServicePort = {
  readonly name: string;
  readonly port: number;
  readonly targetPort: number | string;
  readonly protocol: string;
};

/** A Service of the stream. Without a selector it leads to no pods that a manifest could tell. */
export type Service = {
  readonly ref: ObjectRef;
  readonly namespace: string;
  readonly selector: ReadonlyMap<string, string> | undefined;
  /** Without an address of its own: names lead to the pods, and no port is translated. */
  readonly isHeadless: boolean;
  readonly ports: readonly ServicePort[];
};

/** Whether a pod selector selects the pods of a workload, or may, by labels that a controller adds. */
export function selectsPods(selector: LabelSelector, { labels, addedLabels }: Workload): boolean {
  return matches(selector, labels, addedLabels);
}
