/** What is told to be redundant. The messages have their fixtures, that it keeps the traffic is a law. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { polishFile } from './golden.ts';

const test = suite('traffic/redundancy');

type Named = readonly [name: string, spec: string, namespace?: string];

function yaml(policies: readonly Named[]): string {
  return policies
    .map(([name, spec, namespace = 'shop']) => {
      const metadata = `{name: ${name}, namespace: ${namespace}}`;
      return `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: ${metadata}\nspec: ${spec}\n`;
    })
    .join('---\n');
}

/** `policy place`, then the places that cover it. */
function told(policies: readonly Named[], context: readonly Named[] = []): readonly string[] {
  const source = { name: 'live.yaml', bytes: Buffer.from(yaml(context)), origin: 'file' } as const;
  const options = { context: [{ ...source, isContext: true }] };
  return polishFile('np.yaml', yaml(policies), options)
    .findings.filter(({ check }) => check === 'redundant-rule')
    .map(({ policy, location, message }) => {
      const by = message.replace(/^.*redundant: (.*) allows? as much.*$/, '$1').replace(/ together$/, '');
      return `${policy?.name} ${location.path.slice(1).join('.')}: ${by.replaceAll('`', '')}`;
    })
    .sort();
}

function ingress(rules: string, selector = '{matchLabels: {app: web}}', types = '[Ingress]'): string {
  return `{podSelector: ${selector}, policyTypes: ${types}, ingress: [${rules}]}`;
}

const HTTP = '{ports: [{port: 80}]}';
const EVERY = '{}';
const WEB_A = '{matchLabels: {app: web, tier: a}}';

const CASES: readonly (readonly [fact: string, policies: readonly Named[], want: readonly string[]])[] = [
  [
    'equal rules of two policies: the later by name goes',
    [
      ['b', ingress(HTTP)],
      ['a', ingress(HTTP)],
    ],
    ['b ingress.0: ingress[0] of a'],
  ],
  [
    'three that cover each other in turn: one stays',
    [
      ['a', ingress(HTTP)],
      ['b', ingress(HTTP)],
      ['c', ingress(HTTP)],
    ],
    ['b ingress.0: ingress[0] of a', 'c ingress.0: ingress[0] of a'],
  ],
  [
    'each two of three cover the third: one goes',
    [
      [
        'a',
        ingress(
          [
            '{from: [{podSelector: {matchExpressions: [{key: x, operator: In, values: [a, b]}]}}]}',
            '{from: [{podSelector: {matchExpressions: [{key: x, operator: In, values: [b, c]}]}}]}',
            '{from: [{podSelector: {matchExpressions: [{key: x, operator: In, values: [a, c]}]}}]}',
          ].join(),
        ),
      ],
    ],
    ['a ingress.2: ingress[0] and ingress[1]'],
  ],
  [
    'one covers alone: it is rather named, and rather stays',
    [['a', ingress('{ports: [{port: 80}]}, {ports: [{port: 81}]}, {ports: [{port: 80, endPort: 81}]}')]],
    ['a ingress.0: ingress[2]', 'a ingress.1: ingress[2]'],
  ],
  [
    'all label states together are every pod',
    [
      [
        'a',
        ingress(
          '{from: [{podSelector: {matchExpressions: [{key: x, operator: Exists}]}}]}, {from: [{podSelector: {matchExpressions: [{key: x, operator: DoesNotExist}]}}]}, {from: [{podSelector: {}}], ports: [{port: 80}]}',
        ),
      ],
    ],
    ['a ingress.2: ingress[0] and ingress[1]'],
  ],
  [
    'a value and all others leave out pods without the label',
    [
      [
        'a',
        ingress(
          '{from: [{podSelector: {matchExpressions: [{key: x, operator: Exists}]}}]}, {from: [{podSelector: {matchLabels: {y: z}}}]}, {from: [{podSelector: {}}], ports: [{port: 80}]}',
        ),
      ],
    ],
    [],
  ],
  [
    'a wider group covers',
    [
      ['a', ingress(HTTP, WEB_A)],
      ['b', ingress(HTTP)],
    ],
    ['a ingress.0: ingress[0] of b (for pods app=web)'],
  ],
  [
    'a narrower one does not',
    [
      ['a', ingress(EVERY, WEB_A)],
      ['b', ingress(HTTP)],
    ],
    [],
  ],
  [
    'over two steps the widest stays',
    [
      ['a', ingress(HTTP, WEB_A)],
      ['b', ingress(HTTP)],
      ['c', ingress(HTTP, '{}')],
    ],
    ['a ingress.0: ingress[0] of c (for every pod)', 'b ingress.0: ingress[0] of c (for every pod)'],
  ],
  [
    'what overlaps is no wider group',
    [
      ['a', ingress(HTTP, '{matchLabels: {tier: a}}')],
      ['b', ingress(HTTP)],
    ],
    [],
  ],
  [
    'another namespace',
    [
      ['a', ingress(HTTP)],
      ['b', ingress(HTTP, '{}'), 'bank'],
    ],
    [],
  ],
  [
    'dead rules cover nothing and are not told',
    [
      ['a', ingress(HTTP)],
      ['b', ingress(EVERY, undefined, '[Egress]')],
    ],
    [],
  ],
  [
    'a name twice: one overwrites the other',
    [
      ['a', ingress(HTTP)],
      ['b', ingress(EVERY)],
      ['b', ingress(EVERY, '{}')],
    ],
    [],
  ],
  [
    'what the API refuses covers nothing',
    [
      ['a', ingress(HTTP)],
      ['b', ingress('{ports: [{port: 0}]}, {}')],
    ],
    [],
  ],
  [
    'what was emptied proves nothing',
    [
      ['a', ingress(HTTP)],
      ['b', ingress('{from: , ports: [{port: 80}]}')],
    ],
    [],
  ],
  [
    'what contradicts itself proves nothing',
    [
      [
        'a',
        ingress('{from: [{podSelector: {matchLabels: {x: a}, matchExpressions: [{key: x, operator: DoesNotExist}]}}]}'),
      ],
      ['b', ingress(EVERY)],
    ],
    [],
  ],
  [
    'a selector for nobody',
    [
      ['a', ingress(HTTP, '{matchLabels: {x: a}, matchExpressions: [{key: x, operator: DoesNotExist}]}')],
      ['b', ingress(EVERY, '{}')],
    ],
    [],
  ],
  [
    'an unknown field leaves its rule out',
    [
      ['a', ingress('{ports: [{port: 80}], form: [{podSelector: {}}]}')],
      ['b', ingress(EVERY)],
    ],
    [],
  ],
  [
    'a peer with nothing left of it is not told',
    [['a', ingress('{from: [{podSelector: {}}, {ipBlock: {cidr: 10.0.0.0/8, except: [10.0.0.0/9, 10.128.0.0/9]}}]}')]],
    [],
  ],
  [
    'a peer goes by another rule, for the ports that it has',
    [
      [
        'a',
        ingress(
          '{from: [{podSelector: {}}, {ipBlock: {cidr: 10.0.0.0/8}}], ports: [{port: 80}]}, {from: [{podSelector: {}}], ports: [{port: 80, endPort: 81}]}',
        ),
      ],
    ],
    ['a ingress.0.from.0: ingress[1]'],
  ],
  [
    'two rules with a peer in common: one of them keeps it',
    [
      [
        'a',
        ingress(
          '{from: [{podSelector: {}}, {ipBlock: {cidr: 10.0.0.0/8}}]}, {from: [{podSelector: {}}, {ipBlock: {cidr: 11.0.0.0/8}}]}',
        ),
      ],
    ],
    ['a ingress.1.from.0: ingress[0]'],
  ],
  [
    'a port goes by its own rule and another together',
    [
      [
        'a',
        ingress(
          '{from: [{podSelector: {}}], ports: [{port: 1, endPort: 5}, {port: 3, endPort: 9}]}, {from: [{podSelector: {}}], ports: [{port: 6, endPort: 12}]}',
        ),
      ],
    ],
    ['a ingress.0.ports.1: ports[0] and ingress[1]'],
  ],
  [
    'names and numbers are never compared',
    [['a', ingress('{ports: [{port: http}]}, {ports: [{port: 1, endPort: 65535}]}')]],
    [],
  ],
  [
    'with and without podSelector is not the same to OVN-Kubernetes',
    [
      [
        'a',
        ingress(
          '{from: [{namespaceSelector: {}}]}, {from: [{namespaceSelector: {}, podSelector: {}}]}, {from: [{podSelector: {}}]}',
        ),
      ],
    ],
    [],
  ],
  [
    'a block of every address is not everything',
    [
      [
        'a',
        ingress(
          "{from: [{ipBlock: {cidr: 0.0.0.0/0}}, {ipBlock: {cidr: '::/0'}}, {namespaceSelector: {}, podSelector: {}}]}, {ports: [{port: 80}]}",
        ),
      ],
    ],
    [],
  ],
];

for (const [fact, policies, want] of CASES) {
  test(fact, () => {
    assert.equal(told(policies), want);
    assert.equal(told(policies.toReversed()), want, 'in the other order');
  });
}

test('the context covers, is named, and is itself never told', () => {
  assert.equal(told([['a', ingress(HTTP)]], [['live', ingress(EVERY, '{}')]]), [
    'a ingress.0: ingress[0] of live (for every pod, in the context)',
  ]);
  assert.equal(told([['a', ingress(HTTP)]], [['z', ingress(HTTP)]]), ['a ingress.0: ingress[0] of z (in the context)']);
  assert.equal(told([['a', ingress(EVERY)]], [['z', ingress(HTTP)]]), []);
});

test('what the context holds under a name of the stream is replaced', () => {
  assert.equal(told([['a', ingress(HTTP)]], [['a', ingress(EVERY)]]), []);
});

test.run();
