import { entryOf, nodeAt } from '../../manifest/tree.ts';
import type { Invalid, Reason } from '../../policy/invalid.ts';
import type { Policy } from '../../policy/policy.ts';
import { blockInstead, exceptionInstead, formInstead, formOf } from './blocks.ts';
import { type Fault, textOf } from './fault.ts';
import { endPort, endPortIs, portName, portNameIs } from './ports.ts';

type Words = {
  /** Read behind "X is ". */
  readonly is: (fault: Fault) => string;
  /** What to write instead: read behind "Write ". */
  readonly write: (fault: Fault) => string;
};

/** What is wrong and what to write, fault by fault. */
export const ADVICE: Readonly<Record<Reason, Words>> = {
  name: {
    is: orMissing('no name of an object'),
    write: () => 'a name of lower case letters, digits, `-` and `.`, at most 253 of them.',
  },
  'generate-name': {
    is: () => 'no beginning of a name',
    write: () => 'lower case letters, digits, `-` and `.`; the server puts five characters behind them.',
  },
  namespace: {
    is: () => 'no name of a namespace',
    write: () => 'lower case letters, digits and `-`, at most 63 of them.',
  },
  'label-key': {
    is: orMissing('no label key'),
    write: () => 'a key of letters, digits, `-`, `_` and `.`, at most 63 of them, behind at most one `domain/`.',
  },
  'label-value': {
    is: (fault) => (isItem(fault) ? 'none that a label can have' : 'given a value that no label can have'),
    write: () =>
      'a value of letters, digits, `-`, `_` and `.`, at most 63 of them, that begins and ends with a letter or digit.',
  },
  'annotation-key': {
    is: () => 'no key of an annotation',
    write: () => 'a key of letters, digits, `-`, `_` and `.`, at most 63 of them, behind at most one `domain/`.',
  },
  'annotation-size': {
    is: () => 'larger than 256 KiB',
    write: () => 'less: all annotations of an object may hold 256 KiB together.',
  },
  owner: {
    is: () => 'no owner that the API takes',
    write: () => 'the owner as the cluster names it, or delete it: manifests have no owners.',
  },
  finalizer: {
    is: () => 'no name that Kubernetes takes',
    write: () => 'a name with a domain, such as example.com/cleanup.',
  },
  operator: {
    is: orMissing('no operator of a label selector'),
    write: (fault) => inOtherCase(fault, ['In', 'NotIn', 'Exists', 'DoesNotExist']) ?? operators(fault),
  },
  'values-missing': {
    is: orMissing('empty, which this operator cannot work with'),
    write: () => 'at least one value, or the operator Exists if every value will do.',
  },
  'values-given': {
    is: () => 'given to an operator that takes none',
    write: () => 'no `values`, or the operator In if they count.',
  },
  protocol: {
    is: () => 'no protocol that a NetworkPolicy knows',
    write: (fault) =>
      inOtherCase(fault, ['TCP', 'UDP', 'SCTP']) ?? 'TCP, UDP or SCTP; other protocols cannot be told apart here.',
  },
  'port-number': {
    is: () => 'no port number',
    write: ({ node }) =>
      node?.kind === 'number' && node.value === 0
        ? 'a number from 1 to 65535, or delete the key if every port of the protocol is meant.'
        : 'a number from 1 to 65535.',
  },
  'port-name': { is: portNameIs, write: portName },
  'end-port': { is: endPortIs, write: endPort },
  'peer-missing': {
    is: () => 'nothing that the API knows',
    write: () =>
      'a podSelector, namespaceSelector or ipBlock, or delete the item; a list left without items means everybody.',
  },
  'peer-mixed': {
    is: () => 'an ipBlock beside a selector',
    write: () => 'two peers: the ipBlock as an item of its own (`- ipBlock:`). Either of the two is let through then.',
  },
  'cidr-missing': {
    is: orMissing('empty'),
    write: () =>
      'a block of addresses such as 10.9.8.0/24, or delete the peer; a list left without items means everybody.',
  },
  cidr: { is: orMissing('no block of addresses'), write: ({ node }) => blockInstead(textOf(node)) },
  'cidr-form': { is: formIs, write: ({ node }) => formInstead(textOf(node)) },
  except: {
    is: () => 'no smaller part of `cidr`',
    write: ({ policy, invalid, node }) => exceptionInstead(outerOf(policy, invalid), textOf(node)),
  },
  'policy-types': { is: () => 'a list of more than two', write: () => 'each type once: `[Ingress, Egress]`.' },
  'policy-type': {
    is: () => 'neither Ingress nor Egress',
    write: (fault) => inOtherCase(fault, ['Ingress', 'Egress']) ?? 'Ingress or Egress.',
  },
};

function orMissing(words: string): (fault: Fault) => string {
  return ({ node }) => {
    if (node === undefined) return 'missing';
    return node.kind === 'null' ? 'blank' : words;
  };
}

function isItem({ invalid }: Fault): boolean {
  return typeof invalid.path.at(-1) === 'number';
}

/** A word that is right but for its capitals. */
function inOtherCase({ node }: Fault, words: readonly string[]): string | undefined {
  const word = words.find((known) => known.toLowerCase() === textOf(node).trim().toLowerCase());
  return word && `\`${word}\`: case counts.`;
}

function operators({ node }: Fault): string {
  const compares = /^[gl]te?$/i.test(textOf(node)) ? '; labels are no numbers here' : '';
  return `In, NotIn, Exists or DoesNotExist${compares}.`;
}

function formIs({ node }: Fault): string {
  return formOf(textOf(node));
}

function outerOf(policy: Policy, { path }: Invalid): string {
  return textOf(entryOf(nodeAt(policy.root, path.slice(0, -2)), 'cidr')?.value);
}
