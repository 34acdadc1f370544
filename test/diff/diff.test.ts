import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { diffClusters } from '../../src/diff/diff.ts';
import type { Diff } from '../../src/diff/types.ts';
import { linesOf } from '../../src/report/diff-lines.ts';
import { describeMove, describeSubjectPods, describeWorkload } from '../../src/report/diff-words.ts';
import { assertGolden } from '../checks/golden.ts';
import type { Json } from '../laws/evaluator.ts';
import { clusterOfJson } from './clusters.ts';

const test = suite('traffic/diff');

type Fields = Readonly<Record<string, Json>>;

function policy(name: string, spec: Fields, namespace = 'shop'): Json {
  const metadata = { name, ...(namespace !== '' && { namespace }) };
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec };
}

function app(value: string): Json {
  return { matchLabels: { app: value } };
}

/** A policy `web` for pods app=web with these fields. */
function web(fields: Fields, name = 'web'): Json {
  return policy(name, { podSelector: app('web'), ...fields });
}

function from(...values: readonly string[]): Json {
  return { from: values.map((value) => ({ podSelector: app(value) })), ports: [{ port: 80 }] };
}

function block(cidr: string, ...except: readonly string[]): Json {
  return { from: [{ ipBlock: { cidr, ...(except.length > 0 && { except }) } }] };
}

/** All that a diff tells, a line each. */
function told(diff: Diff): readonly string[] {
  const kinds = ['gained', 'lost'] as const;
  return [
    ...diff.subjects.flatMap((subject) => [
      ...kinds.flatMap((kind) =>
        linesOf(subject[kind], subject, kind).map(
          ({ direction, what, example }) =>
            `${kind} ${describeSubjectPods(subject)}: ${direction} ${what} | ${example}`,
        ),
      ),
      ...subject.varies.map(({ only, direction }) => `varies ${describeSubjectPods(subject)}: ${direction} ${only}`),
      ...subject.unproved.map(({ direction, reason }) => `unproved ${direction}: ${reason}`),
    ]),
    ...diff.moved.map((move) => `moved ${describeMove(move)}`),
    ...diff.workloads.flatMap((one) => [
      describeWorkload(one),
      ...kinds.flatMap((kind) =>
        linesOf(one[kind], { podSelector: {} }, kind).map(({ direction, what }) => `${kind} ${direction} ${what}`),
      ),
      ...one.unproved.map(({ direction, reason }) => `unproved ${direction}: ${reason}`),
    ]),
    ...diff.namespaces.map((name) => `labels of ${name}`),
  ];
}

function diffOf(old: readonly Json[], now: readonly Json[]): readonly string[] {
  return told(diffClusters(clusterOfJson(old), clusterOfJson(now)));
}

const ONE = web({ ingress: [from('a')] });
const DENY = policy('deny', { podSelector: {}, policyTypes: ['Ingress'] });

type Row = readonly [what: string, old: readonly Json[], now: readonly Json[]];

const CHANGES: readonly Row[] = [
  ['a rule added', [ONE], [web({ ingress: [from('a'), from('b')] })]],
  ['a rule removed', [web({ ingress: [from('a'), from('b')] })], [ONE]],
  [
    'a port widened',
    [ONE],
    [web({ ingress: [{ from: [{ podSelector: app('a') }], ports: [{ port: 80, endPort: 90 }] }] })],
  ],
  ['a policy deleted: opened', [ONE], []],
  ['a policy deleted beside a deny', [DENY, ONE], [DENY]],
  ['a deny deleted beside a policy', [DENY, ONE], [ONE]],
  ['a policy added: isolated', [], [ONE]],
  ['a deny added to a namespace', [ONE], [ONE, DENY]],
  [
    'podSelector narrowed',
    [ONE],
    [policy('web', { podSelector: { matchLabels: { app: 'web', tier: 'x' } }, ingress: [from('a')] })],
  ],
  ['policyTypes dropped', [web({ policyTypes: ['Ingress', 'Egress'], ingress: [from('a')] })], [ONE]],
  ['the whole cluster let in', [ONE], [web({ ingress: [{}] })]],
  ['a block widened', [web({ ingress: [block('10.0.0.0/24')] })], [web({ ingress: [block('10.0.0.0/23')] })]],
  [
    'an exception removed, IPv6',
    [web({ ingress: [block('2001:db8::/32', '2001:db8:1::/48')] })],
    [web({ ingress: [block('2001:db8::/32')] })],
  ],
  [
    'a named port instead of a number',
    [web({ ingress: [{ ports: [{ port: 80 }] }] })],
    [web({ ingress: [{ ports: [{ port: 'http' }] }] })],
  ],
  [
    'a peer of another namespace',
    [ONE],
    [web({ ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: 'ops' } } }] }] })],
  ],
  [
    'a peer that contradicts itself',
    [ONE],
    [
      web({
        ingress: [
          from('a'),
          {
            from: [
              {
                podSelector: {
                  matchLabels: { app: 'b' },
                  matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }],
                },
              },
            ],
          },
        ],
      }),
    ],
  ],
];

const SAME: readonly Row[] = [
  [
    'merged',
    [web({ ingress: [from('a')] }, 'x'), web({ ingress: [from('b')] }, 'y')],
    [web({ ingress: [from('a'), from('b')] }, 'x')],
  ],
  [
    'split in two',
    [web({ ingress: [from('a'), from('b')] }, 'x')],
    [web({ ingress: [from('a')] }, 'x'), web({ ingress: [from('b')] }, 'y')],
  ],
  ['renamed', [ONE], [web({ ingress: [from('a')] }, 'other')]],
  [
    'every pod named in two ways',
    [web({ ingress: [{ from: [{ namespaceSelector: {} }] }] })],
    [web({ ingress: [{ from: [{ namespaceSelector: {}, podSelector: {} }] }] })],
  ],
  [
    'no peers, and every address and pod',
    [web({ ingress: [{}] })],
    [
      web({
        ingress: [
          { from: [{ ipBlock: { cidr: '0.0.0.0/0' } }, { ipBlock: { cidr: '::/0' } }, { namespaceSelector: {} }] },
        ],
      }),
    ],
  ],
  ['a policy deleted that let all in', [web({ ingress: [{}] })], []],
];

function workload(name: string, labels: Fields, kind = 'Deployment'): Json {
  const template = { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'main' }] } };
  return { apiVersion: 'apps/v1', kind, metadata: { name, namespace: 'shop' }, spec: { template } };
}

function namespace(labels: Fields): Json {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels } };
}

const WORKLOADS: readonly Row[] = [
  [
    'a workload that a rule names no more',
    [ONE, workload('client', { app: 'a' })],
    [ONE, workload('client', { app: 'b' })],
  ],
  [
    'of the workloads of a selector, those that the change is about',
    [ONE, workload('web', { app: 'web' }), workload('db', { app: 'db' })],
    [ONE, DENY, workload('web', { app: 'web' }), workload('db', { app: 'db' })],
  ],
  [
    'the workload of a selector is named',
    [ONE, workload('web', { app: 'web' })],
    [web({ ingress: [from('b')] }), workload('web', { app: 'web' })],
  ],
  ['a workload that no policy selects', [ONE], [ONE, workload('db', { app: 'db' })]],
  ['a workload that policies select', [ONE], [ONE, workload('web', { app: 'web' })]],
  ['a workload that is gone', [ONE, workload('web', { app: 'web' })], [ONE]],
  [
    'a workload relabelled out of its policy',
    [ONE, workload('web', { app: 'web' })],
    [ONE, workload('web', { app: 'site' })],
  ],
  [
    'a workload relabelled into a policy',
    [ONE, workload('web', { app: 'site' })],
    [ONE, workload('web', { app: 'web' })],
  ],
  [
    'a workload relabelled, its traffic the same',
    [ONE, workload('web', { app: 'web' })],
    [ONE, workload('web', { app: 'web', version: '2' })],
  ],
  [
    'a label of which a controller tells the value',
    [
      web({ ingress: [from('a')] }),
      policy('first', { podSelector: { matchLabels: { 'statefulset.kubernetes.io/pod-name': 'web-0' } } }),
      workload('web', { app: 'web' }, 'StatefulSet'),
    ],
    [
      web({ ingress: [from('a')] }),
      policy('first', { podSelector: { matchLabels: { 'statefulset.kubernetes.io/pod-name': 'web-0' } } }),
      workload('web', { app: 'site' }, 'StatefulSet'),
    ],
  ],
  ['a namespace relabelled', [ONE, namespace({ team: 'a' })], [ONE, namespace({ team: 'b' })]],
];

/** Two selectors that say the same. */
const SAID_TWICE = {
  matchLabels: { app: 'web' },
  matchExpressions: [{ key: 'app', operator: 'In', values: ['web', 'web'] }],
};
const IMPOSSIBLE = {
  matchExpressions: [
    { key: 'a', operator: 'Exists' },
    { key: 'a', operator: 'DoesNotExist' },
  ],
};

const NOTHING: readonly Row[] = [
  ['in another order', [DENY, web({ ingress: [from('a', 'b')] })], [web({ ingress: [from('b', 'a')] }), DENY]],
  ['one rule as two', [web({ ingress: [from('a', 'b')] })], [web({ ingress: [from('b'), from('a')] })]],
  [
    'two selectors as one',
    [web({ ingress: [from('a', 'b')] })],
    [
      web({
        ingress: [
          {
            from: [{ podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['b', 'a'] }] } }],
            ports: [{ port: 80 }],
          },
        ],
      }),
    ],
  ],
  [
    'a block as its halves',
    [web({ ingress: [block('10.0.0.0/8')] })],
    [web({ ingress: [block('10.0.0.0/9'), block('10.128.0.0/9')] })],
  ],
  [
    'a block around an exception that another fills',
    [web({ ingress: [block('10.0.0.0/8')] })],
    [web({ ingress: [block('10.0.0.0/8', '10.1.0.0/16'), block('10.1.0.0/16')] })],
  ],
  [
    'an IPv6 block as its halves',
    [web({ ingress: [block('2001:db8::/32')] })],
    [web({ ingress: [block('2001:db8::/33'), block('2001:db8:8000::/33')] })],
  ],
  ['matchLabels as matchExpressions', [ONE], [policy('web', { podSelector: SAID_TWICE, ingress: [from('a')] })]],
  [
    'a range as its parts',
    [web({ ingress: [{ ports: [{ port: 80, endPort: 90 }] }] })],
    [
      web({
        ingress: [
          {
            ports: [
              { port: 80, endPort: 85 },
              { port: 86, endPort: 90 },
            ],
          },
        ],
      }),
    ],
  ],
  [
    'every port of a protocol, names among them, by number',
    [web({ ingress: [{ ports: [{ protocol: 'TCP' }] }] })],
    [web({ ingress: [{ ports: [{ port: 1, endPort: 65_535 }] }] })],
  ],
  [
    'a name among all numbers',
    [web({ ingress: [{ ports: [{ port: 1, endPort: 65_535 }, { port: 'http' }] }] })],
    [
      web({
        ingress: [
          {
            ports: [
              { port: 1, endPort: 9 },
              { port: 10, endPort: 65_535 },
            ],
          },
        ],
      }),
    ],
  ],
  [
    'a name that no address has',
    [
      web({
        policyTypes: ['Egress'],
        egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8' } }], ports: [{ port: 'http' }] }],
      }),
    ],
    [web({ policyTypes: ['Egress'], egress: [] })],
  ],
  ['dead rules', [web({ policyTypes: ['Ingress'], ingress: [from('a')], egress: [{}] })], [ONE]],
  ['policyTypes written out', [ONE], [web({ policyTypes: ['Ingress'], ingress: [from('a')] })]],
  [
    'a policy for no pod',
    [ONE],
    [ONE, policy('never', { podSelector: IMPOSSIBLE, policyTypes: ['Ingress', 'Egress'] })],
  ],
  ['a peer that is no pod', [ONE], [web({ ingress: [from('a'), { from: [{ podSelector: IMPOSSIBLE }] }] })]],
  [
    'a deny that a policy of all pods repeats',
    [DENY],
    [DENY, policy('again', { podSelector: {}, policyTypes: ['Ingress'] })],
  ],
  [
    'both of two that add up to all pods',
    [DENY],
    [
      policy('deny', { podSelector: app('a') }),
      policy('rest', { podSelector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['a'] }] } }),
    ],
  ],
];

for (const [what, old, now] of NOTHING) {
  test(`nothing: ${what}`, () => {
    assert.equal(diffOf(old, now), []);
    assert.equal(diffOf(now, old), []);
  });
}

test('what is told of each change: diff.txt', () => {
  const cases = [...CHANGES, ...SAME, ...WORKLOADS].map(([what, old, now]) =>
    [`# ${what}`, ...diffOf(old, now)].join('\n'),
  );
  assertGolden(new URL('diff.txt', import.meta.url), `${cases.join('\n\n')}\n`);
});

test('a namespace that nobody names is one and the same, and its own', () => {
  const old = policy('web', { podSelector: app('web'), ingress: [from('a')] }, '');
  const now = policy('web', { podSelector: app('web'), ingress: [from('a', 'b')] }, '');
  assert.equal(diffOf([old], [now]), [
    'gained pods app=web of the release’s namespace: ingress from pods app=b of its namespace on TCP 80 | a pod app=b in its namespace, TCP 80',
  ]);
  const named = told(diffClusters(clusterOfJson([old], 'shop'), clusterOfJson([ONE])));
  assert.equal(named, []);
});

test('fifty labels, each of them optional, are compared', () => {
  const keys = Array.from({ length: 50 }, (_, i) => `k${i}`);
  const peers = keys.map((key) => ({ podSelector: { matchLabels: { [key]: 'a' } } }));
  const some = web({ ingress: [{ from: peers }] });
  const fewer = web({ ingress: [{ from: peers.slice(1) }] });
  const [line = '', ...others] = diffOf([some], [fewer]);
  assert.match(
    line,
    /^lost pods app=web of shop: ingress from pods k0=a, k1!=a, .*k9!=a of namespace shop on every port/,
  );
  assert.equal(others, []);
});

test('a thousand rules of one policy: one more port for each', () => {
  const rules = (port: number): readonly Json[] =>
    Array.from({ length: 1000 }, (_, i) => ({
      from: [{ podSelector: app(`a${i}`) }],
      ports: [{ port }, { port: 80 }],
    }));
  const diff = diffClusters(clusterOfJson([web({ ingress: rules(80) })]), clusterOfJson([web({ ingress: rules(81) })]));
  const [subject] = diff.subjects;
  assert.is(subject?.gained.length, 1);
  assert.is(subject?.isCut, false);
  assert.equal([subject?.lost, subject?.unproved], [[], []]);
});

test('what cannot be compared within the budget is said to be so, and nothing else is lost', () => {
  const peers = Array.from({ length: 40 }, (_, i) => ({
    podSelector: {
      matchExpressions: [
        { key: `k${i}`, operator: 'In', values: ['a'] },
        { key: `k${(i * 7 + 1) % 40}`, operator: 'NotIn', values: ['b'] },
      ],
    },
  }));
  const hard = (names: readonly string[]): Json =>
    web({
      ingress: [
        {
          from: [
            ...peers.slice(names.length),
            ...names.map((name) => ({ podSelector: { matchLabels: { [name]: 'z' } } })),
          ],
        },
      ],
    });
  const other = policy('db', { podSelector: app('db'), ingress: [from('a')] });
  const diff = diffClusters(clusterOfJson([hard(['x', 'y', 'z']), other]), clusterOfJson([hard([])]), 20_000);
  assert.is(diff.subjects.find(({ unproved }) => unproved.length > 0)?.unproved[0]?.direction, 'ingress');
  const [db] = diff.subjects.filter(({ podSelector }) => podSelector.matchLabels?.app === 'db');
  assert.ok((db?.gained.length ?? 0) > 0);
});

test.run();
