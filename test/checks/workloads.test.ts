/** What the checks that compare policies with workloads say, and where they say nothing. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readIgnores } from '../../src/config/settings.ts';
import { polishFile } from './golden.ts';

const test = suite('checks of workloads');

const CHECKS = ['open-by-default', 'one-sided-allow', 'selects-nothing', 'named-port'];

/** Findings of these checks as `severity check name`, sorted. */
function told(documents: readonly string[], context: readonly string[] = []): string[] {
  const bytes = Buffer.from(context.join('\n---\n'));
  const source = { name: 'context.yaml', bytes, origin: 'file', isContext: true } as const;
  const { findings } = polishFile('in.yaml', documents.join('\n---\n'), {
    context: context.length > 0 ? [source] : [],
  });
  return findings
    .filter(({ check }) => CHECKS.includes(check))
    .map(({ severity, check, policy }) => `${severity} ${check} ${policy?.name}`)
    .sort();
}

type Pods = { readonly namespace?: string; readonly kind?: string; readonly ports?: string; readonly more?: string };

function pods(name: string, { namespace = 'shop', kind = 'Deployment', ports = '', more = '' }: Pods = {}): string {
  const place = namespace === '' ? '' : `, namespace: ${namespace}`;
  const open = ports === '' ? '' : `, ports: [${ports}]`;
  return [
    `apiVersion: apps/v1\nkind: ${kind}\nmetadata: {name: ${name}${place}}`,
    `spec: {template: {metadata: {labels: {app: ${name}}}, spec: {${more}containers: [{name: c${open}}]}}}`,
  ].join('\n');
}

const HTTP = '{name: http, containerPort: 8080}';

function policy(name: string, spec: string, namespace = 'shop'): string {
  const place = namespace === '' ? '' : `, namespace: ${namespace}`;
  return `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ${name}${place}}\nspec: {${spec}}`;
}

function on(app: string): string {
  return `podSelector: {matchLabels: {app: ${app}}}`;
}

const IN = 'policyTypes: [Ingress]';
const OUT = 'policyTypes: [Egress]';
const WEB = [pods('web', { ports: HTTP }), policy('web', `${on('web')}, ${IN}`)];
const FORGOTTEN = [...WEB, pods('cart', { ports: HTTP })];

type Case = readonly [fact: string, documents: readonly string[], want: readonly string[], context?: readonly string[]];

const CASES: readonly Case[] = [
  [
    'a stream without policies: one info a workload',
    [pods('web'), pods('cart')],
    ['info open-by-default cart', 'info open-by-default web'],
  ],
  ['a workload beside isolated ones', FORGOTTEN, ['warning open-by-default cart']],
  [
    'a hook is only an info',
    [
      ...WEB,
      `${pods('cart', { ports: HTTP }).replace('metadata: {', 'metadata: {annotations: {helm.sh/hook: test}, ')}`,
    ],
    ['info open-by-default cart'],
  ],
  ['what declares no port beside one that does is only an info', [...WEB, pods('cart')], ['info open-by-default cart']],
  [
    'where nobody declares ports, their absence says nothing',
    [pods('web'), policy('web', `${on('web')}, ${IN}`), pods('cart')],
    ['warning open-by-default cart'],
  ],
  [
    'what declares no port and has a Service is connected to',
    [
      ...WEB,
      pods('cart'),
      'apiVersion: v1\nkind: Service\nmetadata: {name: cart, namespace: shop}\nspec: {selector: {app: cart}, ports: [{port: 80}]}',
    ],
    ['warning open-by-default cart'],
  ],
  [
    "on the node's network policies do not apply",
    [...WEB, pods('cart', { ports: HTTP, more: 'hostNetwork: true, ' })],
    [],
  ],
  ['a policy of the context isolates', FORGOTTEN, [], [policy('cart', `${on('cart')}, ${IN}`)]],
  ['a workload of the context is never told', WEB, [], [pods('cart', { ports: HTTP })]],
  [
    'a policy of the namespace of the release may be meant',
    [...FORGOTTEN, policy('cart', `${on('cart')}, ${IN}`, '')],
    [],
  ],
  [
    'a policy that was not read may be meant',
    [...FORGOTTEN, 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: cart\n'],
    ['info open-by-default cart'],
  ],
  [
    'a subchart brings policies of its own',
    [pods('cart', { ports: HTTP }), pods('db', { ports: HTTP }), policy('db', `${on('db')}, ${IN}`)].map(
      (yaml, i) => `# Source: shop/${i === 0 ? '' : 'charts/db/'}templates/${i}.yaml\n${yaml}`,
    ),
    ['info open-by-default cart'],
  ],
  [
    'policies for egress alone isolate nobody for ingress',
    [pods('web', { ports: HTTP }), policy('web', `${on('web')}, ${OUT}`)],
    ['info open-by-default web'],
  ],
  [
    'a policy landed elsewhere',
    [pods('cart', { ports: HTTP }), policy('cart', `${on('cart')}, ${IN}`, 'staging')],
    ['warning open-by-default cart'],
  ],
  [
    'one app in two namespaces: the policy of the other is at home',
    [
      pods('cart', { ports: HTTP }),
      pods('cart', { ports: HTTP, namespace: 'staging' }),
      policy('cart', `${on('cart')}, ${IN}`, 'staging'),
    ],
    ['info open-by-default cart'],
  ],
  [
    'Calico isolates the rest',
    [
      ...FORGOTTEN,
      'apiVersion: projectcalico.org/v3\nkind: GlobalNetworkPolicy\nmetadata: {name: deny}\nspec: {types: [Ingress]}',
    ],
    [],
  ],
  [
    'Calico isolates others',
    [
      ...FORGOTTEN,
      "apiVersion: projectcalico.org/v3\nkind: GlobalNetworkPolicy\nmetadata: {name: deny}\nspec: {selector: app == 'db', types: [Ingress]}",
    ],
    ['warning open-by-default cart'],
  ],
  [
    'a component that is not installed is no slip',
    [...WEB, policy('worker', `${on('worker')}, ${IN}`)],
    ['info selects-nothing worker'],
  ],
  [
    'a selector one letter off',
    [pods('carts', { ports: HTTP }), policy('cart', `${on('cart')}, ${IN}`)],
    ['info selects-nothing cart', 'warning open-by-default carts'],
  ],
  [
    'two that differ by a number are two things',
    [pods('shard1', { ports: HTTP }), policy('shard2', `${on('shard2')}, ${IN}`)],
    ['info selects-nothing shard2', 'warning open-by-default shard1'],
  ],
  ['the context has the pods', [...WEB, policy('worker', `${on('worker')}, ${IN}`)], [], [pods('worker')]],
  [
    'pods of a custom controller may have any label',
    [pods('x', { kind: 'Rollout' }), policy('worker', 'podSelector: {matchLabels: {tier: worker}}')],
    [],
  ],
  [
    'a name for two ways to run it',
    [pods('web', { ports: HTTP }), policy('web', `${on('web')}, ingress: [{ports: [{port: http}, {port: https}]}]`)],
    ['info named-port web'],
  ],
  [
    'a name that nobody has',
    [pods('web', { ports: HTTP }), policy('web', `${on('web')}, ingress: [{ports: [{port: web}]}]`)],
    ['warning named-port web'],
  ],
  [
    'a name in a rule that does not apply',
    [pods('web', { ports: HTTP }), policy('web', `${on('web')}, ${OUT}, ingress: [{ports: [{port: web}]}]`)],
    ['info open-by-default web'],
  ],
  [
    'a name for every pod of the namespace: operators make pods too',
    [pods('web', { ports: HTTP }), policy('web', 'podSelector: {}, ingress: [{ports: [{port: web}]}]')],
    [],
  ],
  [
    'a name that none of several workloads has',
    [
      pods('web', { ports: HTTP }),
      pods('x', { kind: 'Rollout' }),
      policy(
        'web',
        'podSelector: {matchExpressions: [{key: app, operator: Exists}]}, ingress: [{ports: [{port: web}]}]',
      ),
    ],
    ['warning named-port web'],
  ],
  [
    'a number that the containers do not declare may be listened on all the same',
    [pods('web', { ports: HTTP }), policy('web', `${on('web')}, ingress: [{ports: [{port: 9090}]}]`)],
    [],
  ],
];

for (const [fact, documents, want, context] of CASES) {
  test(fact, () => assert.equal(told(documents, context), want));
  test(`${fact}, in any order`, () => assert.equal(told([...documents].reverse(), context), want));
}

test('of several policies that miss a workload, or land elsewhere, the same one is named in any order', () => {
  const messages = (documents: readonly string[]): readonly string[] =>
    polishFile('in.yaml', documents.join('\n---\n'))
      .findings.filter(({ check }) => check === 'open-by-default')
      .map(({ message }) => message);
  const cases = [
    [policy('b', `${on('cart')}, ${IN}`), policy('a', `${on('cartss')}, ${IN}`), pods('carts')],
    [policy('a', `${on('cart')}, ${IN}`, 's2'), policy('a', `${on('cart')}, ${IN}`, 's1'), pods('cart')],
  ];
  for (const documents of cases) {
    const [message = '', ...more] = messages(documents);
    assert.match(message, /`a`/);
    assert.equal(more, []);
    assert.equal(messages([...documents].reverse()), [message]);
  }
});

/** Everything denied but what is given; a workload `web`, and `db` with a port 5432. */
function between(web: string, db: string, ...more: readonly string[]): string[] {
  const deny = policy('deny', 'podSelector: {}, policyTypes: [Ingress, Egress]');
  const both = [pods('web'), pods('db', { ports: '{name: sql, containerPort: 5432}' }), deny];
  const rules = [web && policy('web', `${on('web')}, ${web}`), db && policy('db', `${on('db')}, ${db}`)];
  return told([...both, ...rules.filter((one) => one !== ''), ...more]);
}

function to(peer: string, ports = ''): string {
  return `${OUT}, egress: [{to: [${peer}]${ports && `, ports: [${ports}]`}}]`;
}

function from(peer: string, ports = ''): string {
  return `${IN}, ingress: [{from: [${peer}]${ports && `, ports: [${ports}]`}}]`;
}

const DB = '{podSelector: {matchLabels: {app: db}}}';
const FRONT = '{podSelector: {matchLabels: {app: web}}}';

const PAIRS: readonly (readonly [fact: string, web: string, db: string, want: readonly string[]])[] = [
  ['neither says anything', '', '', []],
  ['only the sender', to(DB), '', ['warning one-sided-allow web']],
  ['only the receiver', '', from(FRONT), ['warning one-sided-allow db']],
  ['both', to(DB), from(FRONT), []],
  ['both, by number and by name', to(DB, '{port: 5432}'), from(FRONT, '{port: sql}'), []],
  ['two ports: told once', to(DB, '{port: 80}'), from(FRONT, '{port: 5432}'), ['warning one-sided-allow web']],
  ['one of two ports is enough', to(DB, '{port: 80}, {port: 5432}'), from(FRONT, '{port: 5432}'), []],
  [
    'another protocol',
    to(DB, '{port: 5432, protocol: UDP}'),
    from(FRONT, '{port: 5432}'),
    ['warning one-sided-allow web'],
  ],
  ['everybody of the namespace is no statement', to('{podSelector: {}}'), '', []],
  [
    'a namespace is no statement',
    to('{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}}'),
    '',
    [],
  ],
  ['an address block may hold the pods', to(DB), from('{ipBlock: {cidr: 10.0.0.0/8}}'), []],
  ['a namespace whose labels nobody knows', to(DB), from('{namespaceSelector: {matchLabels: {team: red}}}'), []],
  [
    'another namespace by name',
    to(DB),
    from('{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: bank}}}'),
    ['warning one-sided-allow web'],
  ],
  ['the receiver takes everybody', to(DB), `${IN}, ingress: [{}]`, []],
];

for (const [fact, web, db, want] of PAIRS) {
  test(`two ends: ${fact}`, () => assert.equal(between(web, db), want));
}

test('two ends: a policy of another API decides too', () => {
  const cilium = 'apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: db, namespace: shop}\n';
  assert.equal(between(to(DB), '', `${cilium}spec: {endpointSelector: {matchLabels: {app: db}}, ingress: [{}]}`), []);
  assert.equal(between(to(DB), '', `${cilium}spec: {endpointSelector: {matchLabels: {app: x}}, ingress: [{}]}`), [
    'warning one-sided-allow web',
  ]);
});

test('two ends: the advice is the rule that is missing', () => {
  const yaml = [
    pods('web'),
    pods('db', { namespace: 'data' }),
    policy(
      'web',
      `${on('web')}, ${to('{namespaceSelector: {}, podSelector: {matchLabels: {app: db}}}', '{port: 5432}')}`,
    ),
    policy('db', `${on('db')}, ${IN}`, 'data'),
  ];
  const [finding] = polishFile('in.yaml', yaml.join('\n---\n')).findings.filter(
    ({ check }) => check === 'one-sided-allow',
  );
  assert.is(
    finding?.help,
    [
      'this rule into the ingress of `db`, where the connection is wanted:',
      '- from:',
      '    - namespaceSelector:',
      '        matchLabels:',
      '          kubernetes.io/metadata.name: shop',
      '      podSelector:',
      '        matchLabels:',
      '          app: web',
      '  ports:',
      '    - port: 5432',
      '      protocol: TCP',
    ].join('\n'),
  );
});

test('a workload is ignored by its name', () => {
  const { findings, summary } = polishFile('in.yaml', FORGOTTEN.join('\n---\n'), {
    ignore: readIgnores('open-by-default:shop/cart', '--ignore'),
  });
  assert.equal(
    findings.filter(({ ignored }) => ignored).map(({ policy: ref }) => `${ref?.kind} ${ref?.name}`),
    ['Deployment cart'],
  );
  assert.is(summary.ignored, 1);
});

test.run();
