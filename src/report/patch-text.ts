import type { Swap } from '../pipeline/fix-faults.ts';
import { mergePatch } from '../pipeline/merge-patch.ts';
import { dnsLabelFaults, dnsSubdomainFaults } from '../policy/names.ts';
import type { Policy } from '../policy/policy.ts';
import { isRefusal, validatePolicy } from '../policy/validate.ts';
import type { KubernetesVersion } from '../policy/version.ts';
import { cleanLine } from './clean.ts';

/** What fixes did to one policy, for those who run it: `words` say what, and which file to edit. */
export type Patching = Swap & {
  readonly words: readonly string[];
  /** Where it lands, '' for the namespace of whoever runs the patch. */
  readonly namespace: string;
  readonly server: KubernetesVersion;
};

/**
 * A shell command that makes the same change in a cluster, as an RFC 7386 merge patch, below comments that say what it
 * does; comments alone where no patch can.
 */
export function patchText({ before, after, words, namespace, server }: Patching): string {
  const patch = mergePatch({ before, after });
  const obstacle = obstacleOf(before, namespace, server) ?? (patch === undefined ? CANNOT : undefined);
  const head = [nameOf(before, namespace), ...words, obstacle ?? `replaced whole: ${replaced(patch)}`];
  const comments = head.map((line, i) => `# ${i === 0 ? '' : '  '}${cleanLine(line)}\n`).join('');
  if (obstacle !== undefined) return comments;
  const where = namespace === '' ? '' : ` -n ${namespace}`;
  return `${comments}kubectl patch networkpolicy ${before.ref.name}${where} --type merge -p ${quoted(patch)}\n`;
}

const CANNOT =
  'no patch: a merge patch cannot write what the fixed manifest has here (null in a mapping); apply the manifest.';

/** A live list that says more than the manifest loses what is more. */
function replaced(patch: unknown): string {
  const { spec } = patch as { readonly spec?: object };
  return Object.keys(spec ?? {})
    .map((key) => `spec.${key}`)
    .join(', ');
}

/** Why there is nothing in a cluster to be patched, or no name to ask for. */
function obstacleOf(policy: Policy, namespace: string, server: KubernetesVersion): string | undefined {
  const { ref, refusals, metadata } = policy;
  if (ref.name === '' && metadata.generateName !== undefined)
    return `no patch: the server made up its name behind ${metadata.generateName}; kubectl get networkpolicy tells it.`;
  if (dnsSubdomainFaults(ref.name).length > 0) return 'no patch: no policy can have this name.';
  if (namespace !== '' && dnsLabelFaults(namespace).length > 0) return 'no patch: no namespace can have this name.';
  const refused = refusals[0]?.message ?? validatePolicy(policy, server).find(isRefusal)?.detail;
  return refused === undefined ? undefined : 'no patch: the API refuses it as it was; apply the fixed manifest.';
}

function nameOf({ ref }: Policy, namespace: string): string {
  const name = ref.name === '' ? '(no name)' : ref.name;
  return `NetworkPolicy ${namespace === '' ? '' : `${namespace}/`}${name}`;
}

/** Letters that a terminal or an editor could act on are told by their numbers. */
function quoted(patch: unknown): string {
  const json = JSON.stringify(patch).replace(
    /[^ -~]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `'${json.replaceAll("'", "'\\''")}'`;
}
