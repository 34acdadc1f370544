import type { Clients } from '../../finding.ts';
import { allowingSiblings } from '../../group/group.ts';
import { removeEntry, replaceValue } from '../../manifest/edit.ts';
import { entryOf, type Node } from '../../manifest/tree.ts';
import { DIRECTIONS, type Direction, POLICY_TYPE } from '../../policy/api.ts';
import { isolates, type Policy, ruleCount, statesPolicyTypes } from '../../policy/policy.ts';
import { describeSelector } from '../../policy/selector.ts';
import type { Context, FixEdits, Report } from '../check.ts';
import type { Row } from './row.ts';
import { artefactIn } from './shape.ts';
import type { Site } from './sites.ts';
import { podsOf } from './words.ts';

/** `spec.ingress` and `spec.egress`: where a policy ends up depends on its types and on its siblings. */
export const DIRECTION_ROWS: readonly Row[] = [
  {
    check: 'emptied-direction',
    field: 'direction',
    shape: ['empty-map', 'map', 'empty-string', 'scalar'],
    when: ({ node }) => node?.kind !== 'map' || node.entries.size === 0,
    effect: 'rejected',
    severity: 'error',
    is: ({ node }) => `${kindOf(node)}; the API takes a list and refuses the policy`,
    so: refusedAdvice,
    write: dropAdvice,
    clients: ({ node, direction = 'ingress' }) => refusalBy(node, direction),
    related: siblingPlaces,
    fix: dropKey,
  },
  {
    check: 'emptied-direction',
    field: 'direction',
    shape: ['blank', 'empty-list'],
    when: (site, context) => siblingsOf(site, context).length > 0 && (isBlank(site) || hasOtherRules(site)),
    effect: 'ignored',
    severity: 'warning',
    is: (site) => `${written(site)}: it adds nothing today, since policies add up`,
    so: (site, context) =>
      `${siblingSentence(site, context)} It is lost as soon as the two share a name or are merged by hand: the later list replaces the earlier.`,
    write: dropAdvice,
    related: siblingPlaces,
    // What was written out as `[]` may be meant.
    fix: (site, context) => (isBlank(site) ? dropKey(site, context) : undefined),
  },
  {
    check: 'emptied-direction',
    field: 'direction',
    shape: ['blank', 'empty-list'],
    when: ({ policy, direction = 'ingress', holder }) =>
      !isolates(policy.spec, direction) &&
      !hasUnknownType(policy) &&
      (statesPolicyTypes(policy) || !holder?.entries.has('policyTypes')),
    effect: 'ignored',
    severity: 'warning',
    is: (site) => `${written(site)}: nothing is denied, although it looks so`,
    so: (site) => `${staysOpen(site)}${deniesInstead(site)}`,
    write: ({ policy, direction = 'ingress', holder }) =>
      statesPolicyTypes(policy) || holder?.entries.has('ingress')
        ? `\`policyTypes: [${[...policy.spec.policyTypes, POLICY_TYPE[direction]].join(', ')}]\` to deny it | delete the key to leave it open.`
        : '`policyTypes: [Egress]` to deny egress alone | `policyTypes: [Ingress, Egress]` to deny what no rule allows both ways.',
  },
  {
    check: 'emptied-direction',
    field: 'direction',
    shape: ['blank', 'empty-list'],
    when: (site) => isIsolated(site) && !statesPolicyTypes(site.policy) && hasOtherRules(site),
    effect: 'closes',
    severity: 'warning',
    is: (site) =>
      `${written(site)}, and there are no policyTypes: the API infers [${site.policy.spec.policyTypes.join(', ')}]`,
    so: denies,
    write: ({ policy, direction }) =>
      `\`policyTypes: [${policy.spec.policyTypes.join(', ')}]\` if this is meant | \`policyTypes: [${POLICY_TYPE[other(direction)]}]\` if only ${other(direction)} is to be isolated.`,
  },
  {
    check: 'emptied-direction',
    field: 'direction',
    shape: ['blank'],
    when: isIsolated,
    effect: 'closes',
    severity: 'info',
    is: 'blank: the API reads no rules',
    so: denies,
    write: ({ direction }) => `\`${direction}: []\` if everything is to be denied, which says so to the next reader.`,
    fix: writeEmptyList,
  },
];

/** Emptied policyTypes may leave the direction open; they have a check of their own. */
function isIsolated({ policy, direction = 'ingress' }: Site): boolean {
  return isolates(policy.spec, direction);
}

/** The API refuses the policy for it: what its types leave open is not asked. */
function hasUnknownType({ spec }: Site['policy']): boolean {
  return spec.policyTypes.some((type) => type !== 'Ingress' && type !== 'Egress');
}

/** What each client makes of a value that is no list (update-matrix.txt; helm.md 4.6). */
export function refusalBy(node: Site['node'], direction: Direction): Clients {
  const fromBlank = node?.kind === 'string' && node.value === '';
  return {
    helm3: '400 on install, 422 on upgrade; what was sent before it stays and the release is "failed".',
    helm4: `server-side apply refuses it (.spec.${direction}: expected list); a release born under Helm 3 gets the 422.${
      fromBlank ? ' Helm 4 itself writes `""` for a blank in flow style, where Helm 3 would have sent null.' : ''
    }`,
    kubectl: 'apply gets the 400 on create and the 422 on update; --server-side: expected list.',
    kustomize: 'prints it as it is; the client that applies it meets the refusal.',
  };
}

function kindOf(node: Site['node']): string {
  switch (node?.kind) {
    case 'map':
      return 'a map';
    case 'string':
      return node.value === '' ? 'an empty string' : `the text \`${node.value}\``;
    case 'bool':
      return `\`${node.written}\``;
    case 'number':
      return 'a number';
    default:
      return 'no list';
  }
}

function isBlank({ node }: Site): boolean {
  return node?.kind === 'null';
}

function written(site: Site): string {
  return isBlank(site) ? 'blank' : 'empty';
}

function other(direction: Direction = 'ingress'): Direction {
  return DIRECTIONS.find((d) => d !== direction) ?? direction;
}

function hasOtherRules({ policy, direction }: Site): boolean {
  return ruleCount(policy.spec, other(direction)) > 0;
}

function siblingsOf({ policy, direction = 'ingress' }: Site, { group }: Context): readonly Policy[] {
  return allowingSiblings(group, policy, direction);
}

/** Groups can be large, and a reader needs one place to look at. */
const MAX_SIBLINGS = 3;

function siblingSentence(site: Site, context: Context): string {
  const siblings = siblingsOf(site, context);
  const more = siblings.length - MAX_SIBLINGS;
  const named = siblings.slice(0, MAX_SIBLINGS).map((s) => s.ref.name);
  const names = [...named, ...(more > 0 ? [`${more} more`] : [])].join(', ');
  const selector = describeSelector(site.policy.spec.podSelector) || '{}';
  return `${names} (same podSelector ${selector}) ${siblings.length === 1 ? 'holds' : 'hold'} the ${site.direction} rules.`;
}

function refusedAdvice(site: Site, context: Context): string {
  if (siblingsOf(site, context).length === 0) return 'Nothing of this policy reaches the cluster.';
  return `${siblingSentence(site, context)} Policies add up: deleting this key loses nothing.`;
}

function dropAdvice(site: Site, context: Context): string {
  const { direction } = site;
  if (siblingsOf(site, context).length > 0) {
    return 'delete the key; in the template move it inside its if/with. Never give both one name: the later would wipe the earlier.';
  }
  return `\`${direction}: []\` if everything is to be denied | the rules as a list | delete the key if the policy is not about ${direction}.`;
}

function siblingPlaces(site: Site, context: Context): NonNullable<Report['related']> {
  const { direction = 'ingress' } = site;
  return siblingsOf(site, context)
    .slice(0, MAX_SIBLINGS)
    .map((subject) => ({
      subject,
      path: ['spec', direction],
      message: `the ${direction} rules of ${subject.ref.name}`,
    }));
}

function staysOpen({ policy, direction = 'ingress' }: Site): string {
  const types = statesPolicyTypes(policy) ? 'policyTypes does' : 'The API infers policyTypes [Ingress], which does';
  return `${types} not list ${POLICY_TYPE[direction]}: ${direction} of ${podsOf(policy)} stays open.`;
}

/** Left to infer, the server isolates ingress, whether the policy says a word about it or not. */
function deniesInstead({ policy, holder }: Site): string {
  if (statesPolicyTypes(policy) || holder?.entries.has('ingress')) return '';
  return ` Instead all ingress to ${podsOf(policy)} is denied.`;
}

function denies({ policy, direction = 'ingress' }: Site): string {
  return `By the policies of this stream, all ${direction} ${direction === 'ingress' ? 'to' : 'from'} ${podsOf(policy)} is denied.`;
}

/**
 * Only beside siblings that carry the direction: then the key says nothing, refused or not. The types that the server
 * infers stay the same: it counts egress rules, and here there are none.
 */
function dropKey(site: Site, context: Context): FixEdits | undefined {
  const { policy, direction = 'ingress' } = site;
  const spec = entryOf(policy.root, 'spec')?.value;
  if (siblingsOf(site, context).length === 0 || spec?.kind !== 'map' || spec.entangled) return undefined;
  // The last key of a spec leaves it blank, which is a fault of its own.
  if (isTwice(spec, direction) || spec.entries.size === 1) return undefined;
  const edit = removeEntry(policy.resource.within.text, spec, direction);
  return edit && { message: `delete \`${direction}\``, edits: [edit] };
}

/** Of a key given twice the first would come alive. */
function isTwice(spec: Node | undefined, key: string): boolean {
  return spec?.kind === 'map' && spec.duplicates.some((duplicate) => duplicate.key === key);
}

function writeEmptyList({ policy, direction = 'ingress', node }: Site): FixEdits | undefined {
  const spec = entryOf(policy.root, 'spec')?.value;
  const entry = entryOf(spec, direction);
  if (entry === undefined || node?.kind !== 'null' || node.entangled || isTwice(spec, direction)) return undefined;
  const edit = replaceValue(policy.resource.within.text, entry, '[]');
  return edit && { message: `write \`${direction}: []\``, edits: [edit] };
}

/** A direction that holds a template's leftovers is told as such, except `<>`, which is how some print nothing. */
export function isLeftover({ node }: Site): boolean {
  return node?.kind === 'string' && node.value !== '<>' && artefactIn(node.value) !== undefined;
}
