import { documentTexts } from '../src/manifest/resource.ts';
import { splitStream } from '../src/manifest/stream.ts';
import type { ContainerPort, Namespace, Workload } from '../src/policy/workload.ts';

/** What of a workload matters to a test; the rest is made up. */
export type Made = {
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly addedLabels?: Workload['addedLabels'];
  readonly isHook?: boolean;
  readonly hostNetwork?: boolean;
  readonly ports?: readonly ContainerPort[];
};

/** A workload such as `Deployment web`, by hand. */
export function workloadOf(named: string, made: Made = {}): Workload {
  const [kind = '', name = ''] = named.split(' ');
  const namespace = made.namespace ?? '';
  const bytes = Buffer.from('kind: NetworkPolicy\n');
  const [within] = documentTexts(bytes, splitStream(bytes));
  if (within === undefined) throw new Error('no document');
  const range = { start: 0, end: within.text.length };
  return {
    input: { name: 'x', order: 0, origin: 'file', templated: false },
    resource: { within, range, path: [], list: undefined, root: { message: 'by hand', offset: 0 } },
    ref: { apiVersion: 'apps/v1', kind, namespace, name },
    origin: 'file',
    source: undefined,
    offset: 0,
    namespace,
    labels: new Map(Object.entries(made.labels ?? {})),
    addedLabels: made.addedLabels ?? [],
    isHook: made.isHook ?? false,
    hostNetwork: made.hostNetwork ?? false,
    ports: made.ports ?? [],
  };
}

/** A namespace by hand. */
export function namespaceOf(name: string, labels: Readonly<Record<string, string>> = {}): Namespace {
  return { name, labels: new Map(Object.entries(labels)) };
}
