import type { Clients, Effect } from '../../finding.ts';
import { stringOf } from '../../manifest/tree.ts';
import type { LabelSelector } from '../../policy/api.ts';
import { describeSelector } from '../../policy/selector.ts';
import { withoutPeer } from './closing.ts';
import type { Row } from './row.ts';
import type { Site } from './sites.ts';
import { describePeers, effectOfSelecting, everyPodIsolated, peerOf, podsOf, withoutLabel } from './words.ts';

/** The podSelector of a policy, and the labels of any selector. */
export const SELECTOR_ROWS: readonly Row[] = [
  {
    check: 'emptied-pod-selector',
    field: 'podSelector',
    shape: ['blank', 'absent'],
    effect: ({ policy }) => effectOfSelecting(policy),
    severity: ({ node }) => (node === undefined ? 'warning' : 'error'),
    is: ({ node }) => `${node === undefined ? 'missing' : 'blank'}: the policy selects every pod of the namespace`,
    so: ({ policy }) => everyPodIsolated(policy),
    write: '`podSelector: {}` if every pod is meant, otherwise the labels of the pods.',
  },
  {
    check: 'emptied-pod-selector',
    field: 'matchLabels',
    shape: ['blank', 'empty-map'],
    when: (site) => site.inPeer === undefined && otherHalfIsEmpty(site) && isEmptied(site),
    effect: ({ policy }) => effectOfSelecting(policy),
    severity: 'warning',
    is: ({ node }) => `${node?.kind === 'null' ? 'blank' : 'empty'}: the policy selects every pod of the namespace`,
    so: ({ policy }) => everyPodIsolated(policy),
    write: '`podSelector: {}` if every pod is meant, otherwise the labels of the pods.',
  },
  {
    check: 'emptied-pod-selector',
    field: 'matchExpressions',
    shape: ['blank', 'empty-list'],
    when: (site) => site.inPeer === undefined && otherHalfIsEmpty(site) && !isToldOnLabels(site) && isEmptied(site),
    effect: ({ policy }) => effectOfSelecting(policy),
    severity: 'warning',
    is: ({ node }) => `${node?.kind === 'null' ? 'blank' : 'empty'}: the policy selects every pod of the namespace`,
    so: ({ policy }) => everyPodIsolated(policy),
    write: '`podSelector: {}` if every pod is meant, otherwise the labels of the pods.',
  },
  ...(['matchLabels', 'matchExpressions'] as const).map(
    (field): Row => ({
      check: 'emptied-pod-selector',
      field,
      shape: ['blank'],
      when: (site) => site.inPeer === undefined && !isToldOnLabels(site),
      effect: ({ policy }) => effectOfSelecting(policy),
      severity: 'warning',
      is: 'blank: that half of the selector is gone',
      so: ({ policy }) =>
        `The policy applies to ${podsOf(policy)}, whatever else the empty half should have asked for.`,
      write: 'the labels, or delete the key.',
    }),
  ),
  {
    check: 'emptied-label',
    field: 'label',
    shape: ['blank'],
    effect: 'varies',
    severity: 'error',
    what: ({ path }) => `label \`${path.at(-1)}\``,
    is: 'null: the cluster makes `""` of it or takes the key away, depending on the client',
    so: (site) => `With \`""\`, ${matchesNothing(site)} Without the key, ${remaining(site)}`,
    write: 'the value, or delete the label if the wider selector is meant. Never a null.',
    clients: labelClients,
    choice: (site) => (site.inPeer ? withoutPeer(site) : undefined),
  },
  {
    check: 'emptied-label',
    field: 'label',
    shape: ['empty-string'],
    when: ({ path }) => !isFlagLabel(String(path.at(-1))),
    effect: matchingNothing,
    severity: 'warning',
    what: ({ path }) => `label \`${path.at(-1)}\``,
    is: 'empty: it matches only what carries this label with an empty value',
    so: (site) => capital(matchesNothing(site)),
    write: 'the value, or delete the label if the wider selector is meant.',
  },
  {
    check: 'emptied-label',
    field: 'values',
    shape: ['list'],
    when: (site) => isListOfNothing(site) && operatorOf(site) === 'In' && !isFlagLabel(keyOf(site)),
    effect: matchingNothing,
    severity: 'warning',
    is: 'a list of nothing: the API reads `[""]`, an empty label value',
    so: (site) => capital(matchesNothing(site)),
    write: 'the values, or delete the expression if the wider selector is meant.',
  },
  {
    check: 'emptied-label',
    field: 'values',
    shape: ['list'],
    when: (site) => isListOfNothing(site) && operatorOf(site) === 'NotIn' && !isFlagLabel(keyOf(site)),
    effect: 'opens',
    severity: 'warning',
    is: 'a list of nothing: the API reads `[""]` and excludes only an empty label value',
    so: (site) => `${site.inPeer ? 'The peer' : 'The selector'} matches nearly everything that it should leave out.`,
    write: 'the values to leave out, or delete the expression if nothing is.',
  },
  {
    check: 'emptied-label',
    field: 'values',
    shape: ['list'],
    when: (site) => isListOfNothing(site) && /^(Exists|DoesNotExist)$/.test(operatorOf(site)),
    effect: 'rejected',
    severity: 'error',
    is: 'a list of nothing, which the API reads as `[""]` and refuses with this operator',
    so: (site) => `Answer 422: values may not be specified when \`operator\` is ${operatorOf(site)}.`,
    write: 'no values: delete the key.',
  },
];

/** Whether the other of matchLabels and matchExpressions selects nothing in particular either. */
export function otherHalfIsEmpty({ field, holder }: Site): boolean {
  const other = holder?.entries.get(field === 'matchLabels' ? 'matchExpressions' : 'matchLabels')?.value;
  if (other?.kind === 'map') return other.entries.size === 0;
  return other?.kind !== 'list' || other.items.length === 0;
}

/** Nothing stands there, or a template wrote `{}` or `[]` where it found nothing to write; by hand that says what it means. */
export function isEmptied({ node, policy }: Site): boolean {
  return node?.kind === 'null' || policy.templated;
}

/** Two emptied halves are one fault, told on the labels. */
export function isToldOnLabels({ field, holder, policy }: Site): boolean {
  const labels = holder?.entries.get('matchLabels')?.value;
  if (field !== 'matchExpressions' || labels === undefined) return false;
  return labels.kind === 'null' || (policy.templated && labels.kind === 'map' && labels.entries.size === 0);
}

/** The values of an expression are all null or ''; an empty list is the API's own affair. */
function isListOfNothing({ node }: Site): boolean {
  if (node?.kind !== 'list' || node.items.length === 0) return false;
  return node.items.every((item) => item.kind === 'null' || (item.kind === 'string' && item.value === ''));
}

function operatorOf({ holder }: Site): string {
  return stringOf(holder, 'operator') ?? '';
}

function keyOf({ holder }: Site): string {
  return stringOf(holder, 'key') ?? '';
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/** A policy that selects nothing does nothing; a peer that matches nothing lets nobody in. */
function matchingNothing({ inPeer }: Site): Effect {
  return inPeer ? 'closes' : 'ignored';
}

function selectorOf(site: Site): LabelSelector {
  if (site.inPeer === undefined) return site.policy.spec.podSelector;
  const peer = peerOf(site);
  return (site.path.includes('namespaceSelector') ? peer.namespaceSelector : peer.podSelector) ?? {};
}

function matchesNothing(site: Site): string {
  return site.inPeer
    ? 'the peer matches nothing, usually.'
    : 'the policy selects no pod, usually: what it should protect stays open.';
}

/** What is selected once the label is gone, in words. */
function remaining(site: Site): string {
  return site.inPeer ? `the peer is ${peerWithout(site)}.` : `it selects ${podsWithout(site)}.`;
}

function podsWithout(site: Site): string {
  const rest = withoutLabel(selectorOf(site), labelOf(site));
  return describeSelector(rest) === '' ? 'every pod of the namespace' : `every pod with ${describeSelector(rest)}`;
}

function peerWithout(site: Site): string {
  const half = site.path.includes('namespaceSelector') ? 'namespaceSelector' : 'podSelector';
  return describePeers([{ ...peerOf(site), [half]: withoutLabel(selectorOf(site), labelOf(site)) }]);
}

function labelOf({ path }: Site): string {
  return String(path.at(-1));
}

function labelClients(site: Site): Clients {
  const kustomize = 'passes the null on to the client that applies it.';
  if (site.inPeer) {
    return {
      helm3: `install stores \`""\`; an upgrade that adds the list drops the key and the peer is ${peerWithout(site)}.`,
      helm4: 'server-side apply stores `""` and keeps it.',
      kubectl: `apply (>= 1.31) drops the key when it creates, and the peer is ${peerWithout(site)}; --server-side stores \`""\`.`,
      kustomize,
    };
  }
  const rest = podsWithout(site);
  return {
    helm3: `install stores \`""\` and the policy selects nothing; the next upgrade, even an unchanged one, deletes the key and it selects ${rest}.`,
    helm4: 'server-side apply stores `""` for ever: the policy selects nothing.',
    kubectl: `apply (>= 1.31) drops the key at once and it selects ${rest}; --server-side stores \`""\`.`,
    kustomize,
  };
}

/** Labels that carry no value by convention: to match them with `""` is what their owners document. */
function isFlagLabel(key: string): boolean {
  return /(^|\.)openshift\.io\/|^node-role\.kubernetes\.io\//.test(key);
}
