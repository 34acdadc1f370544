/** The network plugins that are told apart. The schema of the configuration lists them too. */
export const CNIS = [
  'antrea',
  'aws-vpc-cni',
  'azure-npm',
  'calico',
  'cilium',
  'flannel',
  'kindnet',
  'kube-router',
  'none',
  'ovn-kubernetes',
] as const;

/** A network plugin that can be named; `none` is any that enforces no policy. */
export type Plugin = (typeof CNIS)[number];

/** A network plugin, or '' where nobody said. */
export type Cni = '' | Plugin;

/**
 * What becomes of rules of a direction that policyTypes does not list. `ignored`: nothing. `enforced`: they count, and the
 * direction is isolated. `added`: they count beside policies that isolate the direction, and isolate nothing themselves.
 */
export type DeadRules = 'ignored' | 'enforced' | 'added';

/** Something that a plugin does, and where that was read. */
export type Fact<Does extends string> = { readonly does: Does; readonly source: string };

/** What is known of a plugin. What nobody read is missing, and stays open. */
export type Traits = {
  /** As it is told inside of a sentence. */
  readonly name: string;
  /** Whether NetworkPolicies do anything; `where enabled`: it has to be switched on. */
  readonly enforces: Fact<'always' | 'where enabled' | 'never'>;
  readonly deadRules?: Fact<DeadRules>;
  /** Whether a pod is among the addresses of an ipBlock: by its address, as any other host, or never. */
  readonly podsInBlocks?: Fact<'by address' | 'never'>;
};

/** The facts. Sources are files of the projects, their issues, or Kubernetes' own text. */
export const PLUGINS: Readonly<Record<Plugin, Traits>> = {
  antrea: {
    name: 'Antrea',
    enforces: { does: 'always', source: 'antrea pkg/controller/networkpolicy/networkpolicy_controller.go' },
    deadRules: { does: 'enforced', source: 'antrea pkg/controller/networkpolicy/networkpolicy_controller.go' },
  },
  'aws-vpc-cni': {
    name: 'the AWS VPC CNI',
    enforces: { does: 'where enabled', source: 'amazon-vpc-cni-k8s docs/network-policy-faq.md' },
    deadRules: { does: 'enforced', source: 'amazon-network-policy-controller-k8s#229' },
  },
  'azure-npm': {
    name: 'Azure NPM',
    enforces: { does: 'always', source: 'azure-container-networking docs/npm.md' },
    deadRules: { does: 'ignored', source: 'azure-container-networking npm/' },
  },
  calico: {
    name: 'Calico',
    enforces: { does: 'always', source: 'calico libcalico-go conversion.go' },
    deadRules: { does: 'ignored', source: 'calico libcalico-go conversion.go' },
    podsInBlocks: { does: 'by address', source: 'calico libcalico-go conversion.go' },
  },
  cilium: {
    name: 'Cilium',
    enforces: { does: 'always', source: 'cilium pkg/k8s/network_policy.go' },
    deadRules: { does: 'enforced', source: 'cilium#48703' },
    podsInBlocks: { does: 'never', source: 'cilium#9209, cilium#12277, cilium#35212' },
  },
  flannel: {
    name: 'flannel',
    enforces: { does: 'never', source: 'flannel README.md, Documentation/netpol.md' },
  },
  kindnet: {
    name: 'kindnet',
    enforces: { does: 'always', source: 'kind v0.24.0 and kind#3612 (older ones enforce nothing)' },
    deadRules: { does: 'ignored', source: 'kube-network-policies, which it runs' },
    podsInBlocks: { does: 'by address', source: 'kube-network-policies, which it runs' },
  },
  'kube-router': {
    name: 'kube-router',
    enforces: { does: 'always', source: 'kube-router pkg/controllers/netpol/policy.go' },
    deadRules: { does: 'ignored', source: 'kube-router pkg/controllers/netpol/policy.go' },
    podsInBlocks: { does: 'by address', source: 'kube-router pkg/controllers/netpol/policy.go' },
  },
  none: {
    name: 'this cluster',
    enforces: { does: 'never', source: 'as it says' },
  },
  'ovn-kubernetes': {
    name: 'OVN-Kubernetes',
    enforces: { does: 'always', source: 'ovn-kubernetes go-controller/pkg/ovn/base_network_controller_policy.go' },
    deadRules: { does: 'added', source: 'ovn-kubernetes go-controller/pkg/ovn/base_network_controller_policy.go' },
    podsInBlocks: { does: 'by address', source: 'ovn-kubernetes go-controller/pkg/ovn/gress_policy.go' },
  },
};

/** What is known of a plugin; undefined where nobody said which it is. */
export function traitsOf(cni: Cni): Traits | undefined {
  return cni === '' ? undefined : PLUGINS[cni];
}

/** Whether a pod may be among the addresses of an ipBlock; to some plugins it never is. */
export function blocksMayHoldPods(cni: Cni): boolean {
  return traitsOf(cni)?.podsInBlocks?.does !== 'never';
}

/** Why no NetworkPolicy does anything, to be read behind a colon or before one; undefined where some may. */
export function whyNotEnforced(cni: Cni): string | undefined {
  if (traitsOf(cni)?.enforces.does !== 'never') return undefined;
  return cni === 'none' ? 'nothing in this cluster enforces policies' : `${cni} enforces no policy`;
}

/** A name at the beginning of a sentence. */
export function atStart(name: string): string {
  return name.replace(/^t/, 'T');
}
