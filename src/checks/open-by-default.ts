import type { Severity } from '../finding.ts';
import { type Cluster, isIsolated } from '../group/cluster.ts';
import { identityOf, namespaceOf } from '../group/group.ts';
import { amongPeer, selectedBy, servedBy } from '../group/selected.ts';
import type { Direction } from '../policy/api.ts';
import { chartOf, isolates, type Policy } from '../policy/policy.ts';
import type { Workload } from '../policy/workload.ts';
import type { Check, Report, Stream } from './check.ts';
import { type NearMiss, nearMisses } from './cluster/near-miss.ts';
import {
  containerPortWords,
  isForeignMatter,
  listed,
  nameOf,
  names,
  namespaceWords,
  stableLabels,
} from './cluster/words.ts';

/** Pods that no policy isolates: they take every connection. */
export const openByDefault: Check = {
  id: 'open-by-default',
  severity: 'warning',
  scope: 'stream',
  summary: 'A workload whose pods no policy isolates: whoever reaches them can connect.',
  help:
    'A policy opens and closes nothing for pods that it does not select, and it selects none outside of its own namespace. ' +
    'Pods that nobody selects take every connection. It is a warning where policies of the same namespace isolate other ' +
    'pods, or where a policy that would fit lands in another namespace or misses by a label; policies of Calico, Cilium ' +
    'and policy.networking.k8s.io count, and so do those of --context.',
  precision:
    'On 628 real policies and 274 workloads it gave 6 warnings, four components without a policy for ingress, two of them in two installs, and 76 infos.',
  check: function* (stream) {
    const cluster = stream.cluster();
    const known = knowledgeOf(stream, cluster);
    for (const workload of cluster.workloads) {
      if (workload.input.isContext || workload.hostNetwork || workload.ref.kind === 'PodTemplate') continue;
      const report = judge(workload, cluster, known);
      if (report !== undefined) yield report;
    }
  },
};

/** What is asked of the stream once for all its workloads. */
type Knowledge = {
  readonly isIncomplete: boolean;
  /** The policies of a namespace that isolate pods in a direction. */
  readonly isolating: (namespace: string, direction: Direction) => readonly Policy[];
  /**
   * Those of a namespace and chart that isolate pods for ingress: a subchart that brings its own says nothing of its
   * parent.
   */
  readonly closing: (namespace: string, chart: string | undefined) => readonly Policy[];
  /** The policy for ingress that would select a workload, and selects nothing where it lands. */
  readonly strayFor: ReadonlyMap<Workload, Policy>;
  readonly missed: ReadonlyMap<Workload, Miss>;
  /** The workloads that Services lead to. */
  readonly served: ReadonlySet<Workload>;
  /** The namespaces in which some container declares a port. */
  readonly declaring: ReadonlySet<string>;
};

type Miss = NearMiss & { readonly policy: Policy };

function knowledgeOf({ unreadable, unrendered }: Stream, cluster: Cluster): Knowledge {
  const byNamespace = new Map<string, Policy[]>();
  for (const policy of cluster.policies) {
    const namespace = namespaceOf(policy, cluster.namespace);
    const known = byNamespace.get(namespace);
    if (known === undefined) byNamespace.set(namespace, [policy]);
    else known.push(policy);
  }
  const isolating = remembered((namespace, direction: Direction) =>
    (byNamespace.get(namespace) ?? []).filter(({ spec }) => isolates(spec, direction)),
  );
  // By name, so that the order of the stream changes nothing; of several the first speaks.
  const idle = cluster.policies
    .filter((policy) => isolates(policy.spec, 'ingress') && selectsNothing(cluster, policy))
    .sort((a, b) => (identityOf(a, cluster.namespace) < identityOf(b, cluster.namespace) ? -1 : 1));
  const misses = idle.flatMap((policy) => nearMisses(cluster, policy).map((miss): Miss => ({ ...miss, policy })));
  return {
    isIncomplete: unreadable.length > 0 || unrendered.length > 0,
    isolating,
    closing: remembered((namespace, chart: string | undefined) =>
      isolating(namespace, 'ingress').filter((policy) => chartOf(policy) === chart),
    ),
    strayFor: firstOf(
      idle
        .filter((policy) => namespaceOf(policy, cluster.namespace) !== '' && isNarrow(policy))
        .flatMap((policy) => anywhere(cluster, policy).map((workload) => [workload, policy] as const)),
    ),
    missed: firstOf(misses.filter(({ isSlip }) => isSlip).map((miss) => [miss.workload, miss] as const)),
    served: new Set(cluster.services.flatMap((service) => servedBy(cluster, service))),
    declaring: new Set(cluster.workloads.filter(({ ports }) => ports.length > 0).map(({ namespace }) => namespace)),
  };
}

function firstOf<Of, Found>(pairs: readonly (readonly [Of, Found])[]): ReadonlyMap<Of, Found> {
  return new Map([...pairs].reverse());
}

/** The workloads of any namespace that a policy would select. */
function anywhere(cluster: Cluster, policy: Policy): readonly Workload[] {
  return amongPeer(cluster, policy, { podSelector: policy.spec.podSelector, namespaceSelector: {} }).certain;
}

/** What is asked of a namespace for each of its workloads. */
function remembered<Of>(
  find: (namespace: string, of: Of) => readonly Policy[],
): (namespace: string, of: Of) => readonly Policy[] {
  const known = new Map<string, readonly Policy[]>();
  return (namespace, of) => {
    const key = JSON.stringify([namespace, of]);
    const found = known.get(key) ?? find(namespace, of);
    known.set(key, found);
    return found;
  };
}

function selectsNothing(cluster: Cluster, policy: Policy): boolean {
  const { certain, possible } = selectedBy(cluster, policy);
  return certain.length + possible.length === 0;
}

/** Whether it asks for labels by value: what it selects is meant. */
function isNarrow({ spec: { podSelector } }: Policy): boolean {
  const { matchLabels = {}, matchExpressions = [] } = podSelector;
  return Object.keys(matchLabels).length > 0 || matchExpressions.some(({ operator }) => operator === 'In');
}

function judge(workload: Workload, cluster: Cluster, known: Knowledge): Report | undefined {
  const isOpen = (direction: Direction): boolean =>
    !isIsolated(cluster, workload, direction) && !isForeignMatter(cluster, workload, direction);
  const ingress = isOpen('ingress');
  // Where nobody's egress is isolated, nobody wanted it to be.
  const egress = known.isolating(workload.namespace, 'egress').length > 0 && isOpen('egress');
  if (!ingress && !egress) return undefined;
  const told = ingress ? openToAll(workload, cluster, known) : { severity: 'info' as const, so: '' };
  const outwards = egress ? outwardWords(workload, known, ingress) : '';
  return {
    subject: workload,
    path: ['metadata', 'name'],
    severity: told.severity,
    effect: 'opens',
    what: `the ${nameOf(workload)}`,
    is: `open by default: no policy of the stream isolates its pods for ${[ingress && 'ingress', egress && 'egress'].filter(Boolean).join(' or ')}`,
    so: [told.so, outwards].filter((words) => words !== '').join(' '),
    help: told.help ?? advice(workload, ingress, egress),
  };
}

type Told = { readonly severity: Severity; readonly so: string; readonly help?: string };

function openToAll(workload: Workload, cluster: Cluster, known: Knowledge): Told {
  const ports = listed(workload.ports.map(containerPortWords), 4);
  const open = `Every pod and every address that reaches them can connect${ports === '' ? '' : ` to ${ports} and to whatever else they listen on`}.`;
  const meant = meantFor(workload, known, cluster.namespace);
  const severity = known.isIncomplete || workload.isHook ? 'info' : 'warning';
  if (meant !== undefined) return { severity, so: `${open} ${meant.so}`, help: meant.help };
  const others = known.closing(workload.namespace, chartOf(workload));
  if (others.length === 0) return { severity: 'info', so: open };
  const beside = `Other pods of ${namespaceWords(workload.namespace)} have policies (${listed(names(others))}): these may have been forgotten.`;
  return { severity: isServer(workload, known) ? severity : 'info', so: `${open} ${beside}` };
}

/** A policy that was probably meant for these pods and does not reach them. */
function meantFor(
  workload: Workload,
  { strayFor, missed }: Knowledge,
  releaseNamespace: string,
): { so: string; help: string } | undefined {
  const stray = strayFor.get(workload);
  if (stray !== undefined) {
    const { name } = stray.ref;
    const namespace = namespaceOf(stray, releaseNamespace);
    return {
      so: `\`${name}\` would select them, but it lands in namespace ${namespace}, and a policy never reaches beyond its own.`,
      help: `\`namespace: ${workload.namespace || '…'}\` into the metadata of ${name}, or a policy of that namespace beside it.`,
    };
  }
  const miss = missed.get(workload);
  return (
    miss && {
      so: `\`${miss.policy.ref.name}\` selects nobody and misses them by one label: ${miss.words}.`,
      help: `the labels of the pods into the podSelector of ${miss.policy.ref.name}.`,
    }
  );
}

/**
 * Whether somebody is expected to connect: what runs to an end rather connects to others, and so does what declares no
 * port where its neighbours do, unless a Service leads to it.
 */
function isServer(workload: Workload, { served, declaring }: Knowledge): boolean {
  if (workload.ref.kind === 'Job' || workload.ref.kind === 'CronJob') return false;
  return workload.ports.length > 0 || served.has(workload) || !declaring.has(workload.namespace);
}

function outwardWords({ namespace }: Workload, known: Knowledge, isAlso: boolean): string {
  const others = listed(names(known.isolating(namespace, 'egress')));
  return `They may ${isAlso ? 'also ' : ''}connect to everything, while ${others} isolate${others.includes(' ') ? '' : 's'} the egress of other pods of ${namespaceWords(namespace)}.`;
}

function advice(workload: Workload, ingress: boolean, egress: boolean): string {
  const types = [ingress && 'Ingress', egress && 'Egress'].filter(Boolean).join(', ');
  const labels = stableLabels(workload).map(([key, value]) => `${key}: ${value}`);
  const pods = labels.length === 0 ? 'selects these pods' : `asks for {${labels.join(', ')}}`;
  return `a policy with \`policyTypes: [${types}]\` whose podSelector ${pods}, or one for every pod of the namespace (\`podSelector: {}\`).`;
}
