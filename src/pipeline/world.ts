import type { Cluster } from '../group/cluster.ts';
import { identityOf } from '../group/group.ts';
import type { Policy } from '../policy/policy.ts';
import { invalidity } from '../policy/validate.ts';
import type { KubernetesVersion } from '../policy/version.ts';
import { clusterOf } from './cluster.ts';
import { type ReadOptions, readSources, type Source } from './read.ts';

/** How manifests are to be read for what runs once they are applied. */
export type WorldOptions = ReadOptions & {
  /** What a missing namespace means, or ''. */
  readonly namespace: string;
  /** The release whose API server takes them; the newest known where nobody says which. */
  readonly server?: KubernetesVersion;
};

/** What a cluster holds once all manifests are applied: of `cluster.policies` only those that the API server takes. */
export type World = {
  readonly cluster: Cluster;
  /** How many documents hold content. */
  readonly documents: number;
  /** What a reader should know of the rest: what overwrites what, and other objects that could not be read. One line each. */
  readonly notes: readonly string[];
  /** NetworkPolicies that could not be read, or that the API server refuses, and why: what is said may be untrue for them. */
  readonly uncounted: readonly string[];
};

/**
 * Reads manifests together, as one stream that is applied in order: of two policies of one name the later one stays, and what
 * the API server refuses never gets there. Never fails on what they hold.
 */
export function readWorld(sources: readonly Source[], context: readonly Source[], options: WorldOptions): World {
  const contents = readSources(sources, options);
  const cluster = clusterOf(contents, readSources(context, options), options);
  const notes = [...cluster.unread];
  const uncounted: string[] = [];
  for (const { unreadable, unrendered } of contents) {
    for (const { message, input, resource } of unreadable)
      uncounted.push(
        `a NetworkPolicy in document ${resource.within.document.number} of ${input.name} is not read: ${message}`,
      );
    for (const { input } of unrendered) uncounted.push(`${input.name} is a template that was never rendered`);
  }
  const policies = live(cluster.policies, options, { notes, uncounted });
  const documents = contents.reduce(
    (sum, { split }) => sum + split.documents.filter(({ number }) => number > 0).length,
    0,
  );
  return { cluster: { ...cluster, policies }, documents, notes: [...new Set(notes)], uncounted };
}

type Told = { readonly notes: string[]; readonly uncounted: string[] };

function live(
  policies: readonly Policy[],
  { namespace, server }: WorldOptions,
  { notes, uncounted }: Told,
): readonly Policy[] {
  const byIdentity = new Map<string, Policy>();
  for (const policy of policies) {
    const name = `NetworkPolicy ${policy.ref.name} of ${policy.input.name}`;
    const reason = policy.refusals[0]?.message ?? invalidity(policy.spec, server);
    if (reason !== undefined) {
      uncounted.push(`${name} does not count: the API refuses it: ${reason}`);
      continue;
    }
    const key = identityOf(policy, namespace);
    if (byIdentity.has(key)) notes.push(`${name} overwrites another of that name`);
    byIdentity.set(key, policy);
  }
  return [...byIdentity.values()];
}
