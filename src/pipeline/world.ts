import type { Cluster } from '../group/cluster.ts';
import { identityOf } from '../group/group.ts';
import { POLICY_TYPE } from '../policy/api.ts';
import { type Cni, traitsOf } from '../policy/cni.ts';
import { deadDirections, type Policy } from '../policy/policy.ts';
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
  /** The network plugin, '' where nobody said: rules that policyTypes does not list count where it enforces them. */
  readonly cni?: Cni;
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

/** A cluster with only those of its policies that stay once all is applied. */
export function liveCluster(cluster: Cluster, options: Pick<WorldOptions, 'namespace' | 'server'>): Cluster {
  return { ...cluster, policies: live(cluster.policies, options, { notes: [], uncounted: [] }) };
}

type Told = { readonly notes: string[]; readonly uncounted: string[] };

function live(
  policies: readonly Policy[],
  { namespace, server, cni = '' }: Pick<WorldOptions, 'namespace' | 'server' | 'cni'>,
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
  return [...byIdentity.values()].map((policy) => asTreated(policy, cni, notes));
}

/** A policy with the directions listed that the plugin isolates for their rules alone. */
function asTreated(policy: Policy, cni: Cni, notes: string[]): Policy {
  const traits = traitsOf(cni);
  const directions = deadDirections(policy);
  if (traits?.deadRules === undefined || directions.length === 0) return policy;
  const rules = `the ${directions.join(' and ')} rules of NetworkPolicy ${policy.ref.name} of ${policy.input.name}`;
  const types = directions.map((direction) => POLICY_TYPE[direction]);
  const unlisted = `policyTypes does not list ${types.join(' and ')}`;
  switch (traits.deadRules.does) {
    case 'ignored':
      return policy;
    case 'added':
      notes.push(
        `${rules} are not counted: ${unlisted}; ${traits.name} counts them beside policies that isolate the pods`,
      );
      return policy;
    case 'enforced':
      notes.push(`${rules} count: ${unlisted}, and ${traits.name} enforces them all the same`);
      return { ...policy, spec: { ...policy.spec, policyTypes: [...policy.spec.policyTypes, ...types] } };
  }
}
