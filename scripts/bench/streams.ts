import { deployment, member, policy, service } from './documents.ts';

/** What a synthetic stream is made of: its documents, and how many of its bytes are policies. */
export type Stream = { readonly documents: readonly string[]; readonly policyBytes: number };

/** A render as charts make them: `workloads` Deployments and Services of ordinary size, and `policies` NetworkPolicies. */
export function typicalChart(workloads: number, policies: number): Stream {
  const first = Array.from({ length: policies }, (_, i) => policy(2 * i));
  const rest = Array.from({ length: workloads }, (_, i) => workload(i, policies));
  return stream([...first, ...rest], new Set(first.keys()));
}

/** A render of policies alone, `size` of them for each of `groups` podSelectors: as many as could be merged into one. */
export function policyGroups(groups: number, size: number): Stream {
  const documents = Array.from({ length: groups * size }, (_, i) => member(Math.floor(i / size), i % size));
  return stream(documents, new Set(documents.keys()));
}

/**
 * About `bytes` of a render whose policies are `share` of the documents (0 to 1) and stand evenly between Deployments and
 * Services. Every policy has its own podSelector, and every pod is selected by one.
 */
export function mixed(bytes: number, share: number): Stream {
  const sample = evenly(1000, share);
  const count = Math.max(1, Math.round((bytes / size(sample.documents)) * 1000));
  return evenly(count, share);
}

/** The bytes of a stream. */
export function size(documents: readonly string[]): number {
  return documents.reduce((sum, document) => sum + document.length, 0);
}

function evenly(count: number, share: number): Stream {
  const before = (i: number): number => Math.floor(i * share + 1e-9);
  const policies = new Set<number>();
  const documents = Array.from({ length: count }, (_, i) => {
    if (before(i + 1) === before(i)) return workload(i - before(i), before(count));
    policies.add(i);
    return policy(2 * before(i));
  });
  return stream(documents, policies);
}

/** Every policy selects some of the Deployments, and none is left over. */
function workload(i: number, policies: number): string {
  if (i % 2 === 1) return service(i);
  return deployment(i, policies === 0 ? i : i % (2 * policies));
}

function stream(bodies: readonly string[], policies: ReadonlySet<number>): Stream {
  const documents = bodies.map((body, i) => `---\n# Source: shop/templates/${i}.yaml\n${body}`);
  return { documents, policyBytes: size(documents.filter((_, i) => policies.has(i))) };
}
