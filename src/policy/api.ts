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

/** A Go type as the decoder knows it: `go` is the name it prints when it refuses a value. */
export type GoType =
  | { readonly is: 'string'; readonly go: string }
  | { readonly is: 'int32' | 'intOrString' | 'bool'; readonly go: string }
  | { readonly is: 'anything'; readonly go: string }
  | { readonly is: 'list' | 'map'; readonly go: string; readonly of: GoType }
  | {
      readonly is: 'struct';
      readonly go: string;
      readonly name: string;
      readonly fields: Readonly<Record<string, Field>>;
    };

/** `keep`: written even when zero (no omitempty). `pointer`: `{}` and absent stay apart. */
export type Field = { readonly type: GoType; readonly keep?: true; readonly pointer?: true };

const STRING: GoType = { is: 'string', go: 'string' };
const INT32: GoType = { is: 'int32', go: 'int32' };
const ANYTHING: GoType = { is: 'anything', go: 'any' };

function text(go: string): GoType {
  return { is: 'string', go };
}

function list(of: GoType): GoType {
  return { is: 'list', go: `[]${of.go}`, of };
}

function struct(name: string, fields: Readonly<Record<string, Field>>): GoType {
  return { is: 'struct', go: `v1.${name}`, name, fields };
}

const STRING_MAP: GoType = { is: 'map', go: 'map[string]string', of: STRING };

const LABEL_SELECTOR = struct('LabelSelector', {
  matchLabels: { type: STRING_MAP },
  matchExpressions: {
    type: list(
      struct('LabelSelectorRequirement', {
        key: { type: STRING, keep: true },
        operator: { type: text('v1.LabelSelectorOperator'), keep: true },
        values: { type: list(STRING) },
      }),
    ),
  },
});

const PORT = struct('NetworkPolicyPort', {
  protocol: { type: text('v1.Protocol'), pointer: true },
  port: { type: { is: 'intOrString', go: 'int32' }, pointer: true },
  endPort: { type: INT32, pointer: true },
});

const PEER = struct('NetworkPolicyPeer', {
  podSelector: { type: LABEL_SELECTOR, pointer: true },
  namespaceSelector: { type: LABEL_SELECTOR, pointer: true },
  ipBlock: {
    type: struct('IPBlock', { cidr: { type: STRING, keep: true }, except: { type: list(STRING) } }),
    pointer: true,
  },
});

const SPEC = struct('NetworkPolicySpec', {
  podSelector: { type: LABEL_SELECTOR, keep: true },
  ingress: {
    type: list(struct('NetworkPolicyIngressRule', { ports: { type: list(PORT) }, from: { type: list(PEER) } })),
  },
  egress: {
    type: list(struct('NetworkPolicyEgressRule', { ports: { type: list(PORT) }, to: { type: list(PEER) } })),
  },
  policyTypes: { type: list(text('v1.PolicyType')) },
});

const OBJECT_META = struct('ObjectMeta', {
  name: { type: STRING },
  generateName: { type: STRING },
  namespace: { type: STRING },
  selfLink: { type: STRING },
  uid: { type: text('types.UID') },
  resourceVersion: { type: STRING },
  generation: { type: { is: 'int32', go: 'int64' } },
  creationTimestamp: { type: ANYTHING },
  deletionTimestamp: { type: ANYTHING },
  deletionGracePeriodSeconds: { type: { is: 'int32', go: 'int64' } },
  labels: { type: STRING_MAP },
  annotations: { type: STRING_MAP },
  ownerReferences: { type: ANYTHING },
  finalizers: { type: list(STRING) },
  managedFields: { type: ANYTHING },
});

/** What the API server decodes a NetworkPolicy into. */
export const NETWORK_POLICY: GoType = struct('NetworkPolicy', {
  apiVersion: { type: STRING },
  kind: { type: STRING },
  metadata: { type: OBJECT_META },
  spec: { type: SPEC, keep: true },
});
