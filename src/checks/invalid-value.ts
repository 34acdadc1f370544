import type { Path } from '../finding.ts';
import { nodeAt } from '../manifest/tree.ts';
import type { Invalid } from '../policy/invalid.ts';
import type { Policy } from '../policy/policy.ts';
import { answerOf, validatePolicy } from '../policy/validate.ts';
import { NEWEST_VERSION, parseKubernetesVersion } from '../policy/version.ts';
import type { Check, Report } from './check.ts';
import { ADVICE } from './invalid/advice.ts';
import { isToldElsewhere } from './invalid/told.ts';

/** A value that the API server's validation refuses, or warns of. */
export const invalidValue: Check = {
  id: 'invalid-value',
  severity: 'error',
  scope: 'policy',
  summary: 'A value that the API server refuses: a port, protocol, address, operator, label or name that there is not.',
  help:
    'The API server answers 422 and none of the policy reaches the cluster. Address blocks with bits beyond the prefix, ' +
    'leading zeros or an IPv4-mapped address are refused since Kubernetes 1.36, warned of since 1.33 and taken before ' +
    '(`--kubernetes-version`). The message is the server’s own.',
  precision:
    'On 628 real policies it gave 2 errors, both right: a port in quotes, and a label key that a release name made too long.',
  check: function* (policy, { stream }) {
    // The server stops at what it cannot decode.
    if (policy.refusals.length > 0) return;
    const version = parseKubernetesVersion(stream.kubernetesVersion) ?? NEWEST_VERSION;
    const invalids = validatePolicy(policy, version).filter((invalid) => !isToldElsewhere(policy, invalid));
    for (const same of byPlace(policy, invalids)) yield reportOn(policy, same, `${version.major}.${version.minor}`);
  },
};

type Same = readonly [Invalid, ...Invalid[]];

/** The server may have several words for one value, and what is missing is told on what it is missing from. */
function byPlace(policy: Policy, invalids: readonly Invalid[]): readonly Same[] {
  const places = new Map<string, [Invalid, ...Invalid[]]>();
  for (const invalid of invalids) {
    const key = JSON.stringify([placeOf(policy, invalid.path), invalid.answer]);
    const known = places.get(key);
    if (known === undefined) places.set(key, [invalid]);
    else known.push(invalid);
  }
  return [...places.values()];
}

/** The path, or what is nearest above it where nothing stands. */
function placeOf(policy: Policy, path: Path): Path {
  return nodeAt(policy.root, path) !== undefined || path.length === 0 ? path : placeOf(policy, path.slice(0, -1));
}

function reportOn(policy: Policy, same: Same, version: string): Report {
  const [invalid] = same;
  const { path, reason, answer, later } = invalid;
  const node = nodeAt(policy.root, path);
  const fault = { invalid, policy, node };
  const is = ADVICE[reason].is(fault);
  const words = [...new Set(same.map(answerOf))].join('; ');
  const refused = answer === 'refused';
  const varies = later !== undefined;
  return {
    subject: policy,
    path,
    ...whatOf(invalid),
    severity: refused ? 'error' : varies && answer === 'warned' ? 'warning' : 'info',
    effect: refused ? 'rejected' : varies ? 'varies' : 'none',
    is: refused
      ? `${is}; the API refuses the policy`
      : varies
        ? `${is}; Kubernetes 1.36 and later refuse it`
        : CANONICAL,
    so: refused ? refusedWords(words, reason) : takenWords(invalid, words, version),
    help: ADVICE[reason].write(fault),
  };
}

const CANONICAL = 'an IPv6 block in another spelling than that of RFC 5952';

function refusedWords(words: string, reason: Invalid['reason']): string {
  const kept = reason === 'cidr-form' ? ' Only a live policy that holds the same text already may keep it.' : '';
  return `Answer 422: ${words}.${kept}`;
}

function takenWords({ field, answer, later }: Invalid, words: string, version: string): string {
  const refusal = later === undefined ? '' : ` Since 1.36 the answer is 422: ${field}: ${later}.`;
  if (answer === 'silent')
    return `Kubernetes ${version} takes it without a word, and 1.33 to 1.35 warn of it.${refusal}`;
  return `Kubernetes ${version} takes it and warns: ${words}.${refusal}`;
}

/** Items have no name of their own, and of a label the key is all that has one. */
function whatOf({ path, reason }: Invalid): Partial<Pick<Report, 'what' | 'at'>> {
  const last = path.at(-1);
  if (reason === 'label-key' && last !== 'key') return { what: `label \`${last}\``, at: 'key' };
  if (reason === 'annotation-key') return { what: `annotation \`${last}\``, at: 'key' };
  if (reason === 'label-value' && typeof last === 'string') return { what: `label \`${last}\`` };
  if (reason === 'peer-missing' || reason === 'peer-mixed') return { what: 'the peer' };
  if (typeof last !== 'number') return {};
  const item = ITEMS[String(path.at(-2))];
  return item === undefined ? {} : { what: item };
}

const ITEMS: Readonly<Record<string, string>> = {
  values: 'the value',
  except: 'the exception',
  policyTypes: 'the policy type',
  finalizers: 'the finalizer',
};
