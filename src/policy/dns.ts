import type { LabelSelector, Peer, Port, Rule } from './api.ts';
import { NAMESPACE_NAME } from './certainty.ts';
import { requirementsOf } from './overlap.ts';
import { matches } from './selector.ts';
import type { Namespace, Service, Workload } from './workload.ts';

/** What DNS speaks: UDP first, TCP for answers that do not fit. */
export type DnsProtocol = 'UDP' | 'TCP';

/** What is known of the DNS servers that pods may ask; where nothing is known, any server may be one. */
export type Dns = {
  /** Pod ports: policies see a connection behind the Service (semantics 6). */
  readonly ports: ReadonlySet<number>;
  readonly servers: readonly Server[];
  readonly namespaces: ReadonlyMap<string, Namespace>;
};

/** Pods that answer DNS. `namespace` is '' where nobody knows it, `selects` says whether a selector may mean them. */
type Server = { readonly namespace: string; readonly mayBeSelected: (selector: LabelSelector) => boolean };

/** The rule that lets pods ask the DNS of most clusters, as YAML (semantics 6, DNS). */
export const DNS_RULE = `- to:
  - namespaceSelector:
      matchLabels:
        kubernetes.io/metadata.name: kube-system
    podSelector:
      matchLabels:
        k8s-app: kube-dns
  ports:
  - port: 53
    protocol: UDP
  - port: 53
    protocol: TCP`;

/** Where the DNS of a cluster is another one. */
export const OTHER_DNS =
  'NodeLocal DNSCache needs `ipBlock: {cidr: 169.254.20.10/32}` as one more peer; on OpenShift the namespace is openshift-dns and the port 5353.';

/** CoreDNS as kubeadm, k3s and its Helm chart label it, and the DNS of OpenShift. */
const LABELS: ReadonlyMap<string, readonly string[]> = new Map([
  ['k8s-app', ['kube-dns', 'coredns', 'node-local-dns']],
  ['app', ['kube-dns', 'coredns']],
  ['app.kubernetes.io/name', ['coredns']],
  ['dns.operator.openshift.io/daemonset-dns', ['default']],
]);

/** The servers of every cluster, and those that some manifests tell of. */
export function dnsOf(
  workloads: readonly Workload[],
  services: readonly Service[],
  namespaces: ReadonlyMap<string, Namespace>,
): Dns {
  const served = services.filter(({ ports }) => ports.some(({ port }) => port === 53));
  const targets = served.flatMap(({ ports }) => ports.flatMap(({ targetPort }) => targetPort));
  const declared = workloads.flatMap((workload) => dnsPorts(workload));
  return {
    ports: new Set([53, 5353, ...declared, ...targets.filter((port) => typeof port === 'number')]),
    servers: [
      ...['kube-system', 'openshift-dns'].map((namespace) => ({ namespace, mayBeSelected: mayBeCoreDns })),
      ...workloads.filter(isDnsServer).map(({ namespace, labels, addedLabels }) => ({
        namespace,
        mayBeSelected: (selector: LabelSelector) => matches(selector, labels, addedLabels),
      })),
      ...served.map(({ namespace, selector }) => ({
        namespace,
        mayBeSelected: (asked: LabelSelector) => selector === undefined || mayHold(asked, selector),
      })),
    ],
    namespaces,
  };
}

/** Whether a workload answers DNS itself. */
export function isDnsServer(workload: Workload): boolean {
  return dnsPorts(workload).length > 0;
}

/** Whether a selector is about the DNS of the cluster itself, by the labels that it bears everywhere. */
export function meansCoreDns(selector: LabelSelector): boolean {
  return requirementsOf(selector).some(
    ({ key, operator, values = [] }) =>
      operator === 'In' && values.length > 0 && values.every((value) => LABELS.get(key)?.includes(value)),
  );
}

/** The protocols on which egress rules of policies in `namespace` let DNS out, or may. */
export function dnsAllowedBy(rules: readonly Rule[], namespace: string, dns: Dns): ReadonlySet<DnsProtocol> {
  return new Set(rules.flatMap((rule) => protocolsOf(rule, namespace, dns)));
}

function protocolsOf({ to = [], ports = [] }: Rule, namespace: string, dns: Dns): readonly DnsProtocol[] {
  const asked: readonly Port[] = ports.length === 0 ? [{ protocol: 'UDP' }, { protocol: 'TCP' }] : ports;
  const open = asked.filter((port) => mayBeDnsPort(port, dns));
  const meant = open.some((port) => namesDns(port, dns));
  if (to.length > 0 && !to.some((peer) => mayBeServer(peer, namespace, dns, meant))) return [];
  return open.flatMap(({ protocol }) => (protocol === 'UDP' || protocol === 'TCP' ? [protocol] : []));
}

/** A named port is resolved by the pods behind it: it may be DNS, but not on TCP alone without saying so. */
function mayBeDnsPort({ protocol, port, endPort }: Port, { ports }: Dns): boolean {
  if (typeof port === 'string') return protocol === 'UDP' || looksLikeDns(port);
  if (port === undefined) return true;
  return [...ports].some((one) => port <= one && one <= (endPort ?? port));
}

/** Whether the author had DNS in mind: then the peers are believed to be servers wherever they can be. */
function namesDns({ port, endPort }: Port, { ports }: Dns): boolean {
  if (typeof port === 'string') return looksLikeDns(port);
  return port !== undefined && endPort === undefined && ports.has(port);
}

/** Node-local caches, cluster addresses and resolvers outside are all blocks of addresses. */
function mayBeServer(
  { podSelector, namespaceSelector, ipBlock }: Peer,
  own: string,
  dns: Dns,
  meant: boolean,
): boolean {
  if (ipBlock !== undefined) return true;
  const pods = podSelector ?? {};
  if (namespaceSelector === undefined) {
    if (looksLikeDns(own) && mayBeCoreDns(pods)) return true;
    return dns.servers.some(({ namespace, mayBeSelected }) => isHere(namespace, own) && (meant || mayBeSelected(pods)));
  }
  if (meant && mayNameDns(namespaceSelector)) return true;
  return dns.servers.some(
    ({ namespace, mayBeSelected }) =>
      mayBeNamespace(namespaceSelector, namespace, dns, meant) && (meant || mayBeSelected(pods)),
  );
}

/** What no manifest places may be here, but the release is not in kube-system unless it says so. */
function isHere(namespace: string, own: string): boolean {
  return namespace === own || namespace === '' || (own === '' && !/^(kube-system|openshift-dns)$/.test(namespace));
}

/** Labels that nobody knows may be any; but a namespace labelled with a name bears its own. */
function mayBeNamespace(selector: LabelSelector, name: string, { namespaces }: Dns, meant: boolean): boolean {
  if (name === '') return true;
  const known = namespaces.get(name);
  if (known !== undefined) return matches(selector, known.labels);
  const labels = new Map([NAMESPACE_NAME, ...(meant ? [] : ['name'])].map((key) => [key, name]));
  const asked = requirementsOf(selector).filter(({ key }) => labels.has(key));
  return matches({ matchExpressions: asked }, labels);
}

/** A namespace that is called after DNS, of which no manifest tells. */
function mayNameDns(selector: LabelSelector): boolean {
  return requirementsOf(selector).some(({ operator, values = [] }) => operator === 'In' && values.some(looksLikeDns));
}

/** Pods of the cluster's own DNS: whatever the labels are called, they speak of DNS. */
function mayBeCoreDns(selector: LabelSelector): boolean {
  return requirementsOf(selector).every(
    ({ key, operator, values = [] }) =>
      operator !== 'In' || values.some((value) => looksLikeDns(value) || LABELS.get(key)?.includes(value)),
  );
}

/** A Service tells some labels of its pods: they have those, and may have any other. */
function mayHold(asked: LabelSelector, known: ReadonlyMap<string, string>): boolean {
  return matches({ matchExpressions: requirementsOf(asked).filter(({ key }) => known.has(key)) }, known);
}

function dnsPorts({ ports }: Workload): readonly number[] {
  return ports.filter(({ name, port }) => port === 53 || looksLikeDns(name)).map(({ port }) => port);
}

function looksLikeDns(text: string): boolean {
  return /dns/i.test(text);
}
