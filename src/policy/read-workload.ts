import type { Glance } from '../manifest/glance.ts';
import { NAMESPACE_NAME } from './certainty.ts';
import type { ContainerPort, Namespace, Placed, Service, ServicePort, Workload } from './workload.ts';

/** What a manifest says of the pods that an object makes; undefined where it makes none. */
export function readWorkload(placed: Placed, object: Glance, namespace: string): Workload | undefined {
  const pod = podOf(placed.ref.kind, object);
  if (pod === undefined || object.map('metadata') === undefined) return undefined;
  const spec = pod.map('spec');
  const owner = placed.ref.kind === 'Pod' ? ownerOf(object) : undefined;
  const { input, resource, ref, origin, source, offset, annotations } = placed;
  const workload = {
    input,
    resource,
    ref,
    origin,
    source,
    offset,
    namespace,
    labels: wordsOf(pod.map('metadata')?.map('labels'), ownLabels(placed)),
    addedLabels: addedLabels(placed),
    isHook: object.map('metadata')?.map('annotations')?.word('helm.sh/hook') !== undefined,
    hostNetwork: /^(true|yes|on|y)$/i.test(spec?.word('hostNetwork') ?? ''),
    ports: [...(spec?.items('containers') ?? []), ...(spec?.items('initContainers') ?? [])].flatMap(containerPorts),
  };
  if (owner === undefined && annotations === undefined) return workload;
  return { ...workload, ...(annotations && { annotations }), ...(owner && { owner }) };
}

function ownerOf(object: Glance): Workload['owner'] {
  const owner = object
    .map('metadata')
    ?.items('ownerReferences')
    .find((reference) => reference.word('controller') === 'true');
  const name = owner?.word('name');
  return name ? { kind: owner?.word('kind') ?? '', name } : undefined;
}

/** The labels of a namespace, its name always among them. */
export function readNamespace(object: Glance): Namespace | undefined {
  const metadata = object.map('metadata');
  const name = metadata?.word('name');
  if (!name) return undefined;
  return { name, labels: new Map([...wordsOf(metadata?.map('labels')), [NAMESPACE_NAME, name]]) };
}

/** Where a Service leads. */
export function readService({ ref }: Placed, object: Glance, namespace: string): Service {
  const spec = object.map('spec');
  const selector = spec?.map('selector');
  return {
    ref,
    namespace,
    selector: selector === undefined ? undefined : wordsOf(selector),
    isHeadless: spec?.word('clusterIP') === 'None',
    ports: (spec?.items('ports') ?? []).map(servicePort),
  };
}

/** The kinds of Kubernetes itself that make pods; Deployment and its like keep them under `spec.template`. */
const BUILT_IN: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  PodTemplate: [],
  ReplicationController: [],
  ReplicaSet: [],
  Deployment: ['pod-template-hash'],
  StatefulSet: ['statefulset.kubernetes.io/pod-name', 'apps.kubernetes.io/pod-index', 'controller-revision-hash'],
  DaemonSet: ['controller-revision-hash', 'pod-template-generation'],
  Job: ['controller-uid', 'batch.kubernetes.io/controller-uid', 'batch.kubernetes.io/job-completion-index'],
  CronJob: [
    'job-name',
    'batch.kubernetes.io/job-name',
    'controller-uid',
    'batch.kubernetes.io/controller-uid',
    'batch.kubernetes.io/job-completion-index',
  ],
};

/** Whether an object of this kind makes pods, whatever else it says. */
export function isWorkloadKind(kind: string): boolean {
  return Object.hasOwn(BUILT_IN, kind);
}

/** A controller of somebody else may add any label. */
function addedLabels({ ref: { kind } }: Placed): Workload['addedLabels'] {
  return Object.hasOwn(BUILT_IN, kind) ? (BUILT_IN[kind] ?? []) : 'any';
}

/** The Job controller labels its pods with its name (kubernetes pkg/apis/batch/types.go, JobNameLabel). */
function ownLabels({ ref: { kind, name } }: Placed): readonly (readonly [string, string])[] {
  if (kind !== 'Job' || name === '') return [];
  return [
    ['job-name', name],
    ['batch.kubernetes.io/job-name', name],
  ];
}

/** What looks like a pod: with `metadata` and `spec`. */
function podOf(kind: string, object: Glance): Glance | undefined {
  if (kind === 'Pod') return object;
  if (kind === 'PodTemplate') return object.map('template');
  const spec = object.map('spec');
  if (kind === 'CronJob') return spec?.map('jobTemplate')?.map('spec')?.map('template');
  const template = spec?.map('template');
  if (isWorkloadKind(kind)) return template;
  return template?.map('spec')?.keys.includes('containers') ? template : undefined;
}

function containerPorts(container: Glance): readonly ContainerPort[] {
  return container.items('ports').flatMap((port) => {
    const number = Number(port.word('containerPort') || Number.NaN);
    // Another value is refused with the whole workload.
    if (!Number.isInteger(number)) return [];
    return [oneOf({ name: port.word('name') ?? '', port: number, protocol: port.word('protocol') || 'TCP' })];
  });
}

function servicePort(port: Glance): ServicePort {
  const number = Number(port.word('port') ?? 0);
  const target = port.word('targetPort') || String(number);
  return oneOf({
    name: port.word('name') ?? '',
    port: number,
    targetPort: /^\d+$/.test(target) ? Number(target) : target,
    protocol: port.word('protocol') || 'TCP',
  });
}

/** Thousands of objects have the same few ports: each is kept once. */
function oneOf<P extends ContainerPort & Partial<ServicePort>>(port: P): P {
  const key = `${port.port} ${port.targetPort ?? ''} ${typeof port.targetPort} ${port.protocol} ${port.name}`;
  const known = ports.get(key) as P | undefined;
  if (known !== undefined) return known;
  if (ports.size < MOST_PORTS) ports.set(key, port);
  return port;
}

const MOST_PORTS = 1000;
const ports = new Map<string, ContainerPort>();

function wordsOf(
  labels: Glance | undefined,
  others: readonly (readonly [string, string])[] = [],
): ReadonlyMap<string, string> {
  const words = new Map(others);
  for (const key of labels?.keys ?? []) words.set(key, labels?.word(key) ?? '');
  return words;
}
