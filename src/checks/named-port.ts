import type { Cluster } from '../group/cluster.ts';
import { amongPeer, selectedBy } from '../group/selected.ts';
import { servicesFor } from '../group/serving.ts';
import { DIRECTIONS, type Direction, type LabelSelector, PEERS, type Port, type Rule } from '../policy/api.ts';
import { isPort, portsNamed } from '../policy/peer.ts';
import { isolates, type Policy } from '../policy/policy.ts';
import { describeSelector } from '../policy/selector.ts';
import type { ContainerPort, ServicePort, Workload } from '../policy/workload.ts';
import type { Check, Report } from './check.ts';
import { containerPortWords, listed, nameOf } from './cluster/words.ts';

/** A port that the containers behind a rule do not have: a name that none declares, or the number of a Service. */
export const namedPort: Check = {
  id: 'named-port',
  severity: 'warning',
  scope: 'stream',
  summary: 'A port that no selected container has: a name that none declares, or the number of a Service alone.',
  help:
    'A rule names the ports of the containers: those of the selected pods for ingress, those of the peers for egress. A name ' +
    'is looked up there, with its protocol, and one that no container declares admits nothing. The ports of a Service are ' +
    'translated before a policy sees the traffic, so neither their names nor their numbers count.',
  precision: 'On 628 real policies it gave no warning and 2 infos.',
  check: function* (stream) {
    const cluster = stream.cluster();
    for (const policy of stream.policies) {
      for (const direction of DIRECTIONS) {
        if (!isolates(policy.spec, direction)) continue;
        for (const [i, rule] of (policy.spec[direction] ?? []).entries()) {
          if (!rule.ports?.some(({ port }) => port !== undefined)) continue;
          const workloads = destinations(cluster, policy, direction, rule);
          for (const [j, port] of rule.ports.entries()) {
            const report = judge({ cluster, policy, direction, rule, workloads }, port);
            if (report !== undefined) yield { ...report, path: ['spec', direction, i, 'ports', j, 'port'] };
          }
        }
      }
    }
  },
};

type Site = {
  readonly cluster: Cluster;
  readonly policy: Policy;
  readonly direction: Direction;
  readonly rule: Rule;
  /** The workloads whose pods take the connection; none where it is not known for sure which. */
  readonly workloads: readonly Workload[];
};

function judge(site: Site, port: Port): Report | undefined {
  const { workloads } = site;
  if (workloads.length === 0) return undefined;
  if (typeof port.port === 'string') return isKnown(port, site) ? undefined : unknownName(site, port, port.port);
  return typeof port.port === 'number' && port.endPort === undefined ? serviceNumber(site, port, port.port) : undefined;
}

/** The pods that a rule opens ports of; empty where some of them are not known, or may be any. */
function destinations(cluster: Cluster, policy: Policy, direction: Direction, rule: Rule): readonly Workload[] {
  const selected =
    direction === 'ingress'
      ? [isBroad(policy.spec.podSelector) ? NOBODY : selectedBy(cluster, policy)]
      : (rule[PEERS[direction]] ?? [])
          .filter(({ ipBlock }) => ipBlock === undefined)
          .map((peer) => (isBroad(peer.podSelector) ? NOBODY : amongPeer(cluster, policy, peer)));
  const isUnsure = selected.some(
    ({ certain, possible }) => certain.length === 0 || certain.length > MOST_KNOWN || possible.length > 0,
  );
  const all = isUnsure ? [] : [...new Set(selected.flatMap(({ certain }) => certain))];
  return all.length > MOST_KNOWN ? [] : all.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

/** So many workloads share no name for a port. */
const MOST_KNOWN = 50;

const NOBODY = { certain: [], possible: [] } as const;

/** What means all pods of a namespace means more than the manifests know. */
function isBroad(selector: LabelSelector = {}): boolean {
  return describeSelector(selector) === '';
}

/** Ports that webhooks add with their containers: Istio's and Linkerd's proxies. */
const INJECTED: readonly string[] = ['http-envoy-prom', 'linkerd-admin', 'linkerd-proxy'];

function isKnown({ port, protocol }: Port, { workloads }: Site): boolean {
  if (typeof port !== 'string' || INJECTED.includes(port)) return true;
  return workloads.some((workload) => portsNamed(port, workload).some((one) => one.protocol === protocol));
}

function unknownName(site: Site, { protocol }: Port, name: string): Report {
  const { workloads } = site;
  const other = workloads.flatMap((workload) => portsNamed(name, workload))[0];
  const declared = distinct(workloads.flatMap(({ ports }) => ports));
  const having = declared.length === 0 ? 'They declare no port at all.' : `They have ${listed(declared, 5)}.`;
  const service = servicePorts(site).find(({ port }) => port.name === name && port.protocol === protocol);
  const reason =
    other !== undefined
      ? `They declare it for ${other.protocol}, and a name counts only with its protocol.`
      : service === undefined
        ? having
        : `It is the name that the Service ${service.name} gives to its port ${service.port.port}, and a policy sees the traffic behind the Service. ${having}`;
  const isMeant = other !== undefined || service !== undefined || !opensAnother(site);
  return {
    ...reportOn(site, name),
    ...(isMeant ? {} : { severity: 'info', effect: 'ignored' }),
    is: `a name that no container of ${podsWords(site)} declares for ${protocol}`,
    so: `A name is looked up in the containers of the pods, so by the policies of this stream this port admits nothing. ${reason}`,
    help: adviceFor(site, other, service?.port, protocol),
  };
}

/** A rule that lists `http` and `https` is often written for both; where the pods have one of them, it does its work. */
function opensAnother({ rule, workloads }: Site): boolean {
  return (rule.ports ?? []).some((port) =>
    workloads.some((workload) => workload.ports.some((container) => isPort(port, container, workload))),
  );
}

/** The number of a Service's port, where its pods listen on another and none of them declares that number. */
function serviceNumber(site: Site, port: Port, number: number): Report | undefined {
  const { workloads, policy, direction } = site;
  const declares = (one: Port): boolean =>
    workloads.some((workload) => workload.ports.some((container) => isPort(one, container, workload)));
  if (workloads.some(({ ports }) => ports.length === 0) || declares(port)) return undefined;
  const led = servicePorts(site).find((one) => one.port.port === number && one.port.protocol === port.protocol);
  const target = led && targetOf(led.port, workloads);
  if (led === undefined || target === undefined || target.port === number) return undefined;
  const isOpened = (policy.spec[direction] ?? []).some(
    ({ ports }) => !ports?.length || ports.some((one) => workloads.some((workload) => isPort(one, target, workload))),
  );
  if (isOpened) return undefined;
  return {
    ...reportOn(site, String(number)),
    is: `the port of the Service ${led.name}, and ${podsWords(site)} listen on ${target.port}`,
    so: `Traffic to a Service is translated before a policy sees it, so by the policies of this stream this port admits nothing that comes through ${led.name}.`,
    help: `${target.port}${target.name === '' ? '' : `, or its name \`${target.name}\``}.`,
  };
}

function adviceFor(
  site: Site,
  other: ContainerPort | undefined,
  service: ServicePort | undefined,
  protocol: string,
): string {
  if (other !== undefined) return `\`protocol: ${other.protocol}\` beside it, where that port is meant.`;
  const target = service && targetOf(service, site.workloads);
  if (target !== undefined) return target.name === '' ? `${target.port}.` : `\`${target.name}\`, or ${target.port}.`;
  const same = distinct(site.workloads.flatMap(({ ports }) => ports.filter((port) => port.protocol === protocol)));
  return same.length === 0
    ? 'the number of the port, or the name into the ports of the container.'
    : `the name or the number of a port that they have, or this name into the ports of the container.`;
}

/** The container port behind a port of a Service, where a container declares it. */
function targetOf({ targetPort, protocol }: ServicePort, workloads: readonly Workload[]): ContainerPort | undefined {
  return workloads
    .flatMap(({ ports }) => ports)
    .find((port) => port.protocol === protocol && (port.name === targetPort || port.port === targetPort));
}

type Led = { readonly name: string; readonly port: ServicePort };

/** The ports of the Services that lead to any of these pods; sorted, so that the order of the stream changes nothing. */
function servicePorts({ cluster, workloads }: Site): readonly Led[] {
  return servicesFor(cluster, workloads)
    .filter(({ isHeadless }) => !isHeadless)
    .flatMap(({ ref, ports }) => ports.map((port) => ({ name: ref.name, port })))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.port.port - b.port.port));
}

function podsWords({ direction, workloads }: Site): string {
  return `${direction === 'ingress' ? 'the selected pods' : 'the peers'} (${listed(workloads.map(nameOf))})`;
}

function distinct(ports: readonly ContainerPort[]): string[] {
  return [...new Set(ports.map(containerPortWords))];
}

function reportOn({ policy }: Site, what: string): Omit<Report, 'is' | 'so' | 'help'> {
  return { subject: policy, path: [], what, severity: 'warning', effect: 'closes' };
}
