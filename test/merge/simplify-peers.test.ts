/** Peers in fewer words: what is exact on every CNI, and what is not and must not happen. */
import { suite } from 'uvu';
import { ALL, block, declareRows, EVERY_POD, type Kept, PODS, pods, type Row, WEB } from './rules.ts';

const test = suite('merge/simplify-peers');

const REWRITINGS: readonly Row[] = [
  ['every pod of the namespace covers some', `[{PEERS: [${WEB}, ${PODS}]}]`, `[{PEERS: [${PODS}]}]`],
  [
    'a selector that asks less covers',
    `[{PEERS: [${pods('key: app, operator: Exists')}]}, {PEERS: [${WEB}]}]`,
    `[{PEERS: [${pods('key: app, operator: Exists')}]}]`,
  ],
  [
    'several cover one',
    `[{PEERS: [${pods('key: app, operator: Exists')}, ${pods('key: app, operator: DoesNotExist')}, ${WEB}]}]`,
    `[{PEERS: [${pods('key: app, operator: DoesNotExist')}, ${pods('key: app, operator: Exists')}]}]`,
  ],
  [
    'a block in a block',
    `[{PEERS: [${block('10.1.0.0/16')}, ${block('10.0.0.0/8')}]}]`,
    `[{PEERS: [${block('10.0.0.0/8')}]}]`,
  ],
  [
    'a block in what exceptions leave',
    `[{PEERS: [${block('10.1.0.0/16', '10.1.2.0/24')}, ${block('10.0.0.0/8', '10.1.2.0/25')}]}]`,
    `[{PEERS: [${block('10.0.0.0/8', '10.1.2.0/25')}]}]`,
  ],
  [
    'a block without exceptions covers one with them',
    `[{PEERS: [${block('10.0.0.0/8', '10.1.0.0/16')}, ${block('10.0.0.0/8')}]}]`,
    `[{PEERS: [${block('10.0.0.0/8')}]}]`,
  ],
  [
    'two halves cover the whole',
    `[{PEERS: [${block('10.0.0.0/9')}, ${block('10.128.0.0/9')}, ${block('10.0.0.0/8', '10.3.0.0/16')}]}]`,
    `[{PEERS: [${block('10.0.0.0/9')}, ${block('10.128.0.0/9')}]}]`,
  ],
  [
    'exceptions in order, once, none in another',
    `[{PEERS: [${block('10.0.0.0/8', '10.9.0.0/16', '10.1.2.0/24', '10.1.0.0/16', '10.9.0.0/16')}]}]`,
    `[{PEERS: [${block('10.0.0.0/8', '10.1.0.0/16', '10.9.0.0/16')}]}]`,
  ],
  [
    'an exception in two spellings: the usual one stays, wherever it stands',
    `[{PEERS: [${block('10.0.0.0/8', '10.1.0.0/16', '10.1.2.3/16')}]}, {PEERS: [${block('10.0.0.0/8', '10.1.2.3/16', '10.1.0.0/16')}]}]`,
    `[{PEERS: [${block('10.0.0.0/8', '10.1.0.0/16')}]}]`,
  ],
  [
    'an exception in two unusual spellings: the one that sorts first',
    `[{PEERS: [${block('10.0.0.0/8', '10.1.2.3/16', '10.1.0.1/16')}]}]`,
    `[{PEERS: [${block('10.0.0.0/8', '10.1.0.1/16')}]}]`,
  ],
  [
    'a block that its exceptions use up',
    `[{PEERS: [${block('10.0.0.0/8', '10.0.0.0/9', '10.128.0.0/9')}, ${WEB}]}]`,
    `[{PEERS: [${WEB}]}]`,
  ],
  [
    'a peer that selects nothing',
    `[{PEERS: [${pods('key: a, operator: Exists', 'key: a, operator: DoesNotExist')}, ${WEB}]}]`,
    `[{PEERS: [${WEB}]}]`,
  ],
  [
    'nothing but peers that select nothing: no rule, and never anybody',
    `[{PEERS: [${pods('key: a, operator: Exists', 'key: a, operator: DoesNotExist')}]}]`,
    '[]',
  ],
  [
    'a selector in its usual spelling',
    `[{PEERS: [${pods('key: b, operator: NotIn, values: [y, x, y]', 'key: a, operator: In, values: [z]', 'key: c, operator: In, values: [q, p]')}]}]`,
    '[{PEERS: [{podSelector: {matchLabels: {a: z}, matchExpressions: [{key: b, operator: NotIn, values: [x, y]}, {key: c, operator: In, values: [p, q]}]}}]}]',
  ],
  [
    'two requirements of one key',
    `[{PEERS: [${pods('key: a, operator: NotIn, values: [x]', 'key: a, operator: Exists')}]}]`,
    `[{PEERS: [${pods('key: a, operator: Exists', 'key: a, operator: NotIn, values: [x]')}]}]`,
  ],
  [
    'one selector in two spellings',
    `[{PEERS: [${WEB}, ${pods('key: app, operator: In, values: [web]')}]}]`,
    `[{PEERS: [${WEB}]}]`,
  ],
  [
    'addresses as numbers, not as text',
    `[{PEERS: [${block('100.0.0.0/8')}, ${block('2001:db8::/32')}, ${block('20.0.0.0/8')}]}]`,
    `[{PEERS: [${block('20.0.0.0/8')}, ${block('100.0.0.0/8')}, ${block('2001:db8::/32')}]}]`,
  ],
];

const KEPT: readonly Kept[] = [
  ['a block that is none, twice', `[{PEERS: [${block('10.0.0.0')}]}, {PEERS: [${block('10.0.0.0')}]}]`],
  ['an exception that is none', `[{PEERS: [${block('10.0.0.0/8', 'b', 'a', 'a')}]}]`],
  [
    'an exception that is none beside others',
    `[{PEERS: [${block('10.0.0.0/8', '10.1.0.0/16', '10.1.0.0', '10.1.2.0/24')}]}]`,
  ],
  [
    'a namespaceSelector beside and without podSelector {}: OVN-Kubernetes tells them apart',
    `[{PEERS: [${ALL}, ${EVERY_POD}]}]`,
  ],
  [
    'own pods beside a namespace by its name',
    `[{PEERS: [${PODS}, {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}, podSelector: {}}]}]`,
  ],
  ['own pods beside those of all namespaces', `[{PEERS: [${PODS}, ${EVERY_POD}]}]`],
  [
    'all addresses are not anybody: Cilium takes no pod for an address',
    `[{PEERS: [${block('0.0.0.0/0')}, ${block('::/0')}]}]`,
  ],
  ['all addresses do not cover pods', `[{PEERS: [${WEB}, ${block('0.0.0.0/0')}]}]`],
  [
    'two selectors are two peers, not one with the labels of both',
    '[{PEERS: [{podSelector: {matchLabels: {a: x}}}, {podSelector: {matchLabels: {b: y}}}]}]',
  ],
  [
    'exceptions of two blocks',
    `[{PEERS: [${block('10.0.0.0/8', '10.1.0.0/16')}, ${block('10.0.0.0/8', '10.2.0.0/16')}]}]`,
  ],
  ['blocks that touch', `[{PEERS: [${block('10.0.0.0/9')}, ${block('10.128.0.0/9')}]}]`],
  [
    'a block that another holds but for its exception',
    `[{PEERS: [${block('10.0.0.0/8', '10.1.2.0/24')}, ${block('10.1.0.0/16')}]}]`,
  ],
  ['IPv4 and IPv6', `[{PEERS: [${block('0.0.0.0/0')}, ${block('::/0')}]}]`],
];

declareRows(test, REWRITINGS, KEPT);

test.run();
