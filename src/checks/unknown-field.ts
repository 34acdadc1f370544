import type { Clients, Path } from '../finding.ts';
import { entryOf, type Node, nodeAt } from '../manifest/tree.ts';
import type { Cni } from '../policy/cni.ts';
import type { Invalid } from '../policy/invalid.ts';
import type { Policy } from '../policy/policy.ts';
import { strictDecodingError } from '../policy/strict.ts';
import { answerOf, validatePolicy } from '../policy/validate.ts';
import { isSince, type KubernetesVersion, NEWEST_VERSION, parseKubernetesVersion } from '../policy/version.ts';
import type { Check, Report } from './check.ts';
import { artefactIn } from './emptied/shape.ts';
import { isForeign } from './emptied/sites.ts';
import { lacksBeside } from './invalid/told.ts';
import { leftWithout } from './unknown/left.ts';
import { isOfSpec, type Meaning, meaningOf } from './unknown/place.ts';

/** A field that the API does not know where it stands. */
export const unknownField: Check = {
  id: 'unknown-field',
  severity: 'error',
  scope: 'policy',
  summary: 'A field that the API does not know where it stands: misspelt, or at the wrong depth.',
  help:
    'Helm 3 lets the server drop it, and what is left decides: a selector at the wrong depth lets everybody in. kubectl, ' +
    'Helm 4 and server-side apply refuse the policy. Mind the case and the indentation.',
  precision:
    'On 628 real policies it gave 2 errors, both right (`to` inside of a port), and 5 warnings, on prose above a policy and on a `status` that a generator wrote.',
  check: function* (policy, context) {
    if (policy.unknown.length === 0) return;
    const version = parseKubernetesVersion(context.stream.kubernetesVersion) ?? NEWEST_VERSION;
    // The server stops at what it cannot decode.
    const invalids = policy.refusals.length > 0 ? [] : validatePolicy(policy, version);
    const lacks = lacksBeside(policy, invalids);
    for (const path of policy.unknown) {
      if (isToldElsewhere(policy, path) || isKnownStill(path, version)) continue;
      yield reportOn(policy, path, lacks(path), context.stream.cni);
    }
  },
};

/** A template's leftover, and a spec that holds nothing of a NetworkPolicy or stands outside of `spec`, are told as such. */
function isToldElsewhere(policy: Policy, path: Path): boolean {
  const spec = entryOf(policy.root, 'spec')?.value;
  if (path[0] === 'spec') {
    return artefactIn(String(path.at(-1))) !== undefined || (path.length === 2 && isForeign(spec));
  }
  const isEmpty = spec === undefined || spec.kind === 'null' || (spec.kind === 'map' && spec.entries.size === 0);
  const meaning = meaningOf(policy.root, path);
  return isEmpty && isOfSpec(path, meaning) && !meaning?.misspelt;
}

function reportOn(policy: Policy, path: Path, lack: Invalid | undefined, cni: Cni): Report {
  const meaning = meaningOf(policy.root, path);
  const key = String(path.at(-1));
  const refused = lack !== undefined;
  const so = refused
    ? `The API refuses what is left: 422, ${answerOf(lack)}.`
    : consequence(policy, path, meaning, cni);
  return {
    subject: policy,
    path,
    at: 'key',
    ...(!/^[\w.-]+$/.test(key) && { what: `the field \`${key}\`` }),
    severity: refused || isOfSpec(path, meaning) ? 'error' : 'warning',
    effect: refused ? 'rejected' : 'varies',
    is: judged(meaning),
    so: `Helm 3 ${refused ? 'drops it' : 'drops it and says nothing'}; kubectl and Helm 4 refuse the policy. ${so}`,
    help: isStatus(path) ? 'nothing there: delete the field.' : advice(meaning, nodeAt(policy.root, path)),
    clients: clientsOf(path, refused),
    refusedBy: ['helm4', 'kubectl'],
  };
}

function isStatus(path: Path): boolean {
  return path.length === 1 && path[0] === 'status';
}

/** The status was alpha in Kubernetes 1.24 and withdrawn with 1.28 (KEP-2943). */
function isKnownStill(path: Path, version: KubernetesVersion): boolean {
  return isStatus(path) && !isSince(version, 28);
}

function judged(meaning: Meaning | undefined): string {
  if (meaning === undefined) return 'unknown to the API here';
  if (meaning.misspelt) return `unknown to the API; \`${meaning.field}\` is probably meant`;
  return `unknown to the API here: it belongs ${meaning.where}`;
}

function advice(meaning: Meaning | undefined, node: Node | undefined): string {
  if (meaning === undefined) return 'a field that the API knows here, or delete it.';
  if (meaning.field === 'namespaceSelector' && node?.kind === 'string')
    return `\`namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ${node.value}}}\`.`;
  return meaning.misspelt ? `\`${meaning.field}\`.` : `the field where it belongs: ${meaning.where}.`;
}

/** What becomes of the policy that the server takes once the field is dropped. */
function consequence(policy: Policy, path: Path, meaning: Meaning | undefined, cni: Cni): string {
  if (isOfSpec(path, meaning)) return leftWithout(policy, path, cni);
  if (isStatus(path)) return 'NetworkPolicy has no status since Kubernetes 1.28. It changes no traffic.';
  if (meaning?.field === 'namespace' && policy.ref.namespace === '')
    return 'The policy that is left names no namespace: it lands in that of the client or of the release.';
  return 'It changes no traffic.';
}

function clientsOf(path: Path, refused: boolean): Clients {
  const dotted = path.reduce<string>(
    (text, step) => `${text}${typeof step === 'number' ? `[${step}]` : `.${step}`}`,
    '',
  );
  return {
    helm3: refused
      ? 'the server drops the field and refuses what is left: the release fails.'
      : 'the server drops the field, and the release succeeds.',
    helm4: `server-side apply refuses it (${dotted}: field not declared in schema); the upgrade of a release born under Helm 3 drops it.`,
    kubectl: `refuses it (${strictDecodingError({ unknown: [path] })}).`,
    kustomize: 'prints it as it is; the client that applies it decides.',
  };
}
