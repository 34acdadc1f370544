/** How boxes are cut: which pieces are left, in which order, and the work that it takes, to the last part of a box. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Peer, Port, Requirement } from '../../src/policy/api.ts';
import { type Box, ruleBoxes } from '../../src/traffic/box.ts';
import { BUDGET, budgetOf } from '../../src/traffic/budget.ts';
import { remainder } from '../../src/traffic/remainder.ts';
import { describePeer, describePorts, describeSubject } from '../../src/traffic/words.ts';

const test = suite('traffic/pieces');

/** A box as the tables write it: `app=a|b tier!=x to:zone=a :80,81`, or `10.0.0.0/8-10.1.0.0/16 :80`. */
function boxOf(text: string, elsePorts: readonly Port[]): Box {
  const words = text.split(' ').filter((word) => word !== '');
  const asked = (isSubject: boolean): readonly Requirement[] =>
    words.filter((word) => /=/.test(word) && word.startsWith('to:') === isSubject).map(requirementOf);
  const [cidr, ...except] = words.find((word) => /^\d/.test(word))?.split('-') ?? [];
  const peer: Peer =
    cidr === undefined ? { podSelector: { matchExpressions: asked(false) } } : { ipBlock: { cidr, except } };
  const numbers = words
    .find((word) => word.startsWith(':'))
    ?.slice(1)
    .split(',');
  const ports = numbers?.map((number): Port => ({ protocol: 'TCP', port: Number(number) })) ?? elsePorts;
  const ground = { model: 'portable', namespace: 'shop', subject: { matchExpressions: asked(true) } } as const;
  const [box] = ruleBoxes({ from: [peer], ports }, 'ingress', ground);
  if (box === undefined) throw new Error(`${text} is nothing`);
  return box;
}

function requirementOf(word: string): Requirement {
  const [, key = '', not, values = ''] = /^(?:to:)?(\w+)(!?)=(.*)$/.exec(word) ?? [];
  return { key, operator: not === '' ? 'In' : 'NotIn', values: values.split('|') };
}

function wordsOf(box: Box): string {
  const subject = describeSubject(box);
  const peer = describePeer(box).replace(' of its namespace', '');
  return `${peer}${subject === '' ? '' : ` to ${subject}`}, ${describePorts(box.ports)}`;
}

const VALUES = Array.from({ length: 64 }, (_, i) => `v${i}`).join('|');

// A box that has TCP 80-89 where it names no ports, others that have every port where they name none; what is left, and what it takes.
const CUTS: readonly (readonly [
  fact: string,
  box: string,
  others: readonly string[],
  left: readonly string[],
  spent: number,
])[] = [
  ['nothing is taken away', '', [], ['every pod, TCP 80-89'], 2],
  ['what has other labels', 'app=a', ['app=b'], ['pods app=a, TCP 80-89'], 2.28125],
  ['what has other ports', 'app=a :80', ['tier=x :81'], ['pods app=a, TCP 80'], 2.2734375],
  ['one value', '', ['app=a'], ['pods app!=a, TCP 80-89'], 8.7421875],
  ['one value of two', 'app=a|b', ['app=a'], ['pods app=b, TCP 80-89'], 9.30078125],
  ['all but one value', '', ['app!=a'], ['pods app=a, TCP 80-89'], 8.7421875],
  [
    'values that all the others treat alike stay together, and what none of them names comes first',
    'app=a|b|c|d|e',
    ['app=a|b :80', 'app=c|d :81'],
    ['pods app=e, TCP 80-89', 'pods app in (a, b), TCP 81-89', 'pods app in (c, d), TCP 80, 82-89'],
    14.4296875,
  ],
  [
    'what leaves values out holds all others',
    '',
    ['app!=a|b :80', 'app=b|c :81'],
    [
      'pods app notin (a, b, c), TCP 81-89',
      'pods app=a, TCP 80-89',
      'pods app=b, TCP 80, 82-89',
      'pods app=c, TCP 82-89',
    ],
    18.1640625,
  ],
  [
    'the label that most of the others ask for is cut first',
    '',
    ['tier=x :80', 'tier=y :81', 'app=a :82'],
    [
      'pods app!=a, tier notin (x, y), TCP 80-89',
      'pods app=a, tier notin (x, y), TCP 80-81, 83-89',
      'pods app!=a, tier=x, TCP 81-89',
      'pods app=a, tier=x, TCP 81, 83-89',
      'pods app!=a, tier=y, TCP 80, 82-89',
      'pods app=a, tier=y, TCP 80, 83-89',
    ],
    36.375,
  ],
  [
    'of two that are asked for as often, the first by name',
    '',
    ['tier=x :80', 'app=a :81'],
    [
      'pods app!=a, tier!=x, TCP 80-89',
      'pods app!=a, tier=x, TCP 81-89',
      'pods app=a, tier!=x, TCP 80, 82-89',
      'pods app=a, tier=x, TCP 82-89',
    ],
    24.453125,
  ],
  [
    'of two that are asked for as often, the first by name, whichever comes first',
    '',
    ['app=a :81', 'tier=x :80'],
    [
      'pods app!=a, tier!=x, TCP 80-89',
      'pods app!=a, tier=x, TCP 81-89',
      'pods app=a, tier!=x, TCP 80, 82-89',
      'pods app=a, tier=x, TCP 82-89',
    ],
    24.453125,
  ],
  [
    'a label of the subject is cut before all others',
    '',
    ['to:zone=a :80', 'app=a :81', 'app=b :82'],
    [
      'pods app notin (a, b) to zone!=a, TCP 80-89',
      'pods app=a to zone!=a, TCP 80, 82-89',
      'pods app=b to zone!=a, TCP 80-81, 83-89',
      'pods app notin (a, b) to zone=a, TCP 81-89',
      'pods app=a to zone=a, TCP 82-89',
      'pods app=b to zone=a, TCP 81, 83-89',
    ],
    35.703125,
  ],
  [
    'a label of which the box asks as much is not cut',
    'app=a',
    ['app=a :80', 'app=a|b tier=x :81'],
    ['pods app=a, tier!=x, TCP 81-89', 'pods app=a, tier=x, TCP 82-89'],
    10.71484375,
  ],
  [
    'where the ports of another are gone all over, its labels cut nothing',
    ':80,82',
    [':80', 'app=a :80'],
    ['every pod, TCP 82'],
    4.65625,
  ],
  ['all ports are gone', 'app=a :80', [''], [], 3.3671875],
  [
    'addresses are cut where a block begins or ends',
    '10.0.0.0/8',
    ['10.1.0.0/16'],
    ['addresses 10.0.0.0/16, 10.2.0.0-10.255.255.255, TCP 80-89'],
    14.953125,
  ],
  [
    'stretches that the same blocks hold stay together',
    '10.0.0.0/8',
    ['10.1.0.0/16 :80', '10.1.0.0/17-10.1.1.0/24 :81', '10.2.0.0/16 :80', '10.4.0.0/16 :80'],
    [
      'addresses 10.0.0.0/16, 10.3.0.0/16, 10.5.0.0-10.255.255.255, TCP 80-89',
      'addresses 10.1.0.0/24, 10.1.2.0-10.1.127.255, TCP 82-89',
      'addresses 10.1.1.0/24, 10.1.128.0/17, TCP 81-89',
      'addresses 10.2.0.0/16, TCP 81-89',
      'addresses 10.4.0.0/16, TCP 81-89',
    ],
    45.71875,
  ],
  [
    'stretches before and behind what a block leaves out',
    '10.0.0.0/8',
    ['10.1.0.0/16-10.1.128.0/24 :80', '10.1.0.0/16 :81'],
    [
      'addresses 10.0.0.0/16, 10.2.0.0-10.255.255.255, TCP 80-89',
      'addresses 10.1.0.0/17, 10.1.129.0-10.1.255.255, TCP 82-89',
      'addresses 10.1.128.0/24, TCP 80, 82-89',
    ],
    28.078125,
  ],
  [
    'what begins where another ends, and reaches beyond the box',
    '10.1.0.0/16',
    ['10.1.0.0/17 :80', '10.0.0.0/8-10.1.0.0/17 :81'],
    ['addresses 10.1.0.0/17, TCP 81-89', 'addresses 10.1.128.0/17, TCP 80, 82-89'],
    21.046875,
  ],
  [
    'a value or a range of ports that is listed weighs 1/64 of a box',
    `app=${VALUES} :1,3,5,7`,
    [':1,3'],
    ['pods app in (v0, v1, v10, v11, v12, v13, v14, v15, v16, v17 and 54 more), TCP 5, 7'],
    4.63671875,
  ],
];

for (const [fact, box, others, left, spent] of CUTS) {
  test(fact, () => {
    const budget = budgetOf();
    const own = boxOf(box, [{ protocol: 'TCP', port: 80, endPort: 89 }]);
    const pieces = [
      ...remainder(
        own,
        others.map((other) => boxOf(other, [])),
        budget,
      ),
    ];
    assert.equal(pieces.map(wordsOf), left);
    assert.is(BUDGET - budget.left, spent);
  });
}

test.run();
