/** The types of networking.k8s.io/v1 as the API server holds them (kubernetes/api networking/v1/types.go). */
export type Direction = 'ingress' | 'egress';
/** What policyTypes lists. */
export type PolicyType = 'Ingress' | 'Egress';

/** A label selector (meta/v1); without anything in it, it selects all. */
export type LabelSelector = {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly Requirement[];
};

/** One line of matchExpressions. */
export type Requirement = { readonly key: string; readonly operator: string; readonly values?: readonly string[] };
/** A block of addresses without some of its parts. */
export type IpBlock = { readonly cidr: string; readonly except?: readonly string[] };

/** Whom a rule lets in or out to. */
export type Peer = {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly ipBlock?: IpBlock;
};

/** A port, a range up to `endPort`, or all ports of a protocol. */
export type Port = { readonly protocol: string; readonly port?: number | string; readonly endPort?: number };

/** A rule; `from` is an ingress rule's, `to` an egress rule's word for the peers. */
export type Rule = { readonly from?: readonly Peer[]; readonly to?: readonly Peer[]; readonly ports?: readonly Port[] };

/** Who owns an object; the garbage collector follows it (meta/v1). */
export type OwnerReference = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
};

/** What the server looks at of the metadata (meta/v1 ObjectMeta); what is empty is left out. */
export type Metadata = {
  readonly name?: string;
  readonly generateName?: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly finalizers?: readonly string[];
};

/** A spec after decoding and defaulting: `policyTypes` is the effective one. */
export type Spec = {
  readonly podSelector: LabelSelector;
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
  readonly policyTypes: readonly string[];
};

/** The name that a direction has in policyTypes. */
export const POLICY_TYPE: Readonly<Record<Direction, PolicyType>> = { ingress: 'Ingress', egress: 'Egress' };
/** The name of the peers' field in the rules of a direction. */
export const PEERS: Readonly<Record<Direction, 'from' | 'to'>> = { ingress: 'from', egress: 'to' };
/** Both directions, in the order of the API. */
export const DIRECTIONS: readonly Direction[] = ['ingress', 'egress'];
