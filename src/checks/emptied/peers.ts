import { entryOf } from '../../manifest/tree.ts';
import { describeSelector } from '../../policy/selector.ts';
import { withoutPeer } from './closing.ts';
import type { Row } from './row.ts';
import { isEmptied, isToldOnLabels, otherHalfIsEmpty } from './selectors.ts';
import { type Site, saysNothing } from './sites.ts';
import { describePeers, NOBODY_COMPLAINS, peerOf } from './words.ts';

/** The selectors and address blocks of a peer. */
export const PEER_ROWS: readonly Row[] = [
  {
    check: 'emptied-peer-selector',
    field: 'peer',
    shape: ['blank', 'empty-map', 'map'],
    when: ({ node }) => node?.kind !== 'map' || saysNothing(node),
    effect: 'rejected',
    severity: 'error',
    what: 'the peer',
    is: ({ node }) =>
      `${node?.kind === 'map' && node.entries.size > 0 ? 'left with nothing' : 'empty'}; the API refuses the policy`,
    so: () => 'Answer 422: Required value: must specify a peer.',
    write:
      'a podSelector, namespaceSelector or ipBlock, or delete the item; a list left without items means everybody.',
  },
  {
    check: 'emptied-peer-selector',
    field: 'peer.podSelector',
    shape: ['blank'],
    when: ({ holder }) => entryOf(holder, 'ipBlock') === undefined,
    effect: 'opens',
    severity: 'error',
    is: 'blank: the API drops it and only the other half decides',
    so: (site) => `The peer now is every pod of ${namespacesOf(site)}. ${NOBODY_COMPLAINS}`,
    write: 'the labels of the pods, or delete the key if every pod there is meant.',
    choice: withoutPeer,
  },
  {
    check: 'emptied-peer-selector',
    field: 'peer.namespaceSelector',
    shape: ['blank'],
    when: ({ holder }) => entryOf(holder, 'ipBlock') === undefined,
    effect: 'closes',
    severity: 'error',
    is: 'blank: the API drops it and only pods of the policy’s own namespace are left',
    so: () => 'Pods of other namespaces do not match.',
    write: '`namespaceSelector: {}` for every namespace, its labels for some, or delete the key for the own namespace.',
  },
  ...(['peer.podSelector', 'peer.namespaceSelector'] as const).map(
    (field): Row => ({
      check: 'emptied-peer-selector',
      field,
      shape: ['blank'],
      effect: 'ignored',
      severity: 'warning',
      is: 'blank beside an ipBlock: the API drops it and the address block alone decides',
      so: (site) => `The peer is ${describePeers([peerOf(site)])}. Filled, it would be refused: a block stands alone.`,
      write: 'a peer of its own for the selector, or delete the key.',
    }),
  ),
  ...(['matchLabels', 'matchExpressions'] as const).map(
    (field): Row => ({
      check: 'emptied-peer-selector',
      field,
      shape: ['blank', 'empty-map', 'empty-list'],
      when: (site) =>
        site.inPeer === true &&
        isEmptied(site) &&
        !isToldOnLabels(site) &&
        (site.node?.kind === 'null' || otherHalfIsEmpty(site)),
      effect: 'opens',
      severity: ({ node }) => (node?.kind === 'null' ? 'error' : 'warning'),
      is: (site) =>
        `${site.node?.kind === 'null' ? 'blank' : 'empty'}: ${otherHalfIsEmpty(site) ? 'the selector matches everything' : 'that half of the selector is gone'}`,
      so: (site) => `The peer now is ${describePeers([peerOf(site)])}. ${NOBODY_COMPLAINS}`,
      write: (site) =>
        otherHalfIsEmpty(site)
          ? 'the labels, or write the selector as `{}` if everything is meant.'
          : 'what this half should ask for, or delete the key.',
      choice: withoutPeer,
    }),
  ),
  {
    check: 'emptied-peer-selector',
    field: 'ipBlock',
    shape: ['blank'],
    effect: 'opens',
    severity: 'error',
    is: 'blank beside a selector: the API drops it and the selector alone decides',
    so: (site) => `The peer now is ${describePeers([peerOf(site)])}. ${NOBODY_COMPLAINS}`,
    write: 'the address block as a peer of its own (`- ipBlock:`), or delete the key.',
  },
  {
    check: 'emptied-except',
    field: 'except',
    shape: ['blank', 'empty-list'],
    effect: 'opens',
    severity: ({ node }) => (node?.kind === 'null' ? 'error' : 'warning'),
    is: ({ node }) => `${node?.kind === 'null' ? 'blank' : 'empty'}: the API drops it and nothing is excepted`,
    so: (site) => `All of ${peerOf(site).ipBlock?.cidr || 'the block'} is allowed. ${NOBODY_COMPLAINS}`,
    write: 'the excepted blocks, or delete the key if there are none.',
  },
];

function namespacesOf(site: Site): string {
  const selector = peerOf(site).namespaceSelector;
  if (selector === undefined) return 'its own namespace';
  const words = describeSelector(selector);
  return words === '' ? 'every namespace' : `the namespaces ${words}`;
}
