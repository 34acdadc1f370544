/** What a finding says where its words hang on how many there are, on which side, or on what is missing. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PolishOptions } from '../../src/pipeline/polish.ts';
import { polishFile } from './golden.ts';

const test = suite('sentences of checks');

const HEAD = 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n';

function policy(name: string, spec: string, metadata = ''): string {
  return `${HEAD}metadata: {name: ${name}, namespace: shop${metadata}}\nspec: {${spec}}\n`;
}

function pods(name: string, labels: string, ports = ''): string {
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}, namespace: shop}\nspec: {template: {metadata: {labels: {${labels}}}, spec: {containers: [{name: c, ports: [${ports}]}]}}}\n`;
}

function of(app: string): string {
  return `podSelector: {matchLabels: {app: ${app}}}`;
}

const WEB = of('web');
const IN = 'policyTypes: [Ingress]';
const OUT = 'policyTypes: [Egress]';

/** A stream, and what one finding of a check says of it, help included. */
type Row = readonly [check: string, says: RegExp, documents: readonly string[], options?: Partial<PolishOptions>];

const ROWS: readonly Row[] = [
  [
    'wrong-type',
    /the string `yes`.* true or false, without quotes/s,
    [policy('a', WEB, ', ownerReferences: [{apiVersion: v1, kind: Pod, name: x, uid: u1, controller: "yes"}]')],
  ],
  [
    'wrong-type',
    /an empty string.* true or false, without quotes/s,
    [policy('a', WEB, ', ownerReferences: [{apiVersion: v1, kind: Pod, name: x, uid: u1, controller: ""}]')],
  ],
  ['invalid-value', /^annotation `a b` /, [policy('a', WEB, ', annotations: {"a b": c}')]],
  [
    'invalid-value',
    /a number from 1 to 65535, without quotes/,
    [policy('a', `${WEB}, ${IN}, ingress: [{ports: [{port: "99999"}]}]`)],
  ],
  [
    'invalid-value',
    /the last port of the range/,
    [policy('a', `${WEB}, ${IN}, ingress: [{ports: [{port: 65535, endPort: 80}]}]`)],
  ],
  [
    'invalid-value',
    /a number from 80 to 65535/,
    [policy('a', `${WEB}, ${IN}, ingress: [{ports: [{port: 80, endPort: 8}]}]`)],
  ],
  [
    'unused-ignore',
    /the ignore is about no check.*the id of the check, and the reason/s,
    [policy('a', `${WEB}, ${IN}`, ', annotations: {netpolish.dev/ignore: ": so"}')],
  ],
  [
    'unused-ignore',
    /about no check that there is.*an id that `netpolish checks` lists/s,
    [policy('a', `${WEB}, ${IN}`, ', annotations: {netpolish.dev/ignore: "zzz: so"}')],
  ],
  [
    'implicit-policy-types',
    /what is let in there is what b, c, d and 1 more allow\./,
    [
      policy('a', `${WEB}, egress: [{}]`),
      ...['b', 'c', 'd', 'e'].map((name) => policy(name, `${WEB}, ${IN}, ingress: [{ports: [{port: 80}]}]`)),
    ],
  ],
  [
    'implicit-policy-types',
    /what is let in there is what b allows\./,
    [policy('a', `${WEB}, egress: [{}]`), policy('b', `${WEB}, ${IN}, ingress: [{ports: [{port: 80}]}]`)],
  ],
  [
    'emptied-direction',
    /b, c, d, 1 more \(same podSelector app=web\) hold the ingress rules/,
    [
      policy('a', `${WEB}, ${IN}, ingress: `),
      ...['b', 'c', 'd', 'e'].map((name) => policy(name, `${WEB}, ${IN}, ingress: [{ports: [{port: 80}]}]`)),
    ],
  ],
  ['emptied-direction', /all egress from /, [policy('a', `${WEB}, ${OUT}, egress: `)]],
  ['emptied-direction', /a number/, [policy('a', `${WEB}, ${IN}, ingress: 1`)]],
  [
    'emptied-ports',
    /Opens every port and protocol of pods app=web to its 3 peers/,
    [policy('a', `${WEB}, ${IN}, ingress: [{from: [{${WEB}}, {${of('api')}}, {${of('db')}}], ports: }]`)],
  ],
  ['emptied-peers', /TCP 80-90/, [policy('a', `${WEB}, ${IN}, ingress: [{from: , ports: [{port: 80, endPort: 90}]}]`)]],
  [
    'emptied-peers',
    /Lets .* connect to every pod, namespace and address on TCP 80/,
    [policy('a', `${WEB}, ${OUT}, egress: [{to: , ports: [{port: 80}]}]`)],
  ],
  [
    'emptied-except',
    /All of 10\.0\.0\.0\/8 is allowed/,
    [policy('a', `${WEB}, ${IN}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: }}]}]`)],
  ],
  [
    'one-sided-allow',
    /it lets Deployment web connect to Deployment api and Deployment db on/,
    [
      pods('web', 'app: web'),
      pods('api', 'app: api'),
      pods('db', 'app: db'),
      policy('a', `${WEB}, ${OUT}, egress: [{to: [{${of('api')}}, {${of('db')}}], ports: [{port: 80}]}]`),
      policy('b', `${of('api')}, ${IN}`),
      policy('c', `${of('db')}, ${IN}`),
    ],
  ],
  [
    'one-sided-allow',
    /The ingress of Deployment api is isolated by `b`; it takes Deployment web at most on TCP 81\./,
    [
      pods('web', 'app: web'),
      pods('api', 'app: api'),
      policy('a', `${WEB}, ${OUT}, egress: [{to: [{${of('api')}}], ports: [{port: 80}]}]`),
      policy('b', `${of('api')}, ${IN}, ingress: [{from: [{${WEB}}], ports: [{port: 81}]}]`),
    ],
  ],
  [
    'one-sided-allow',
    /podSelector:\n +matchLabels:\n +app: web/,
    [
      pods('web', 'x: "1", app: web'),
      pods('api', 'app: api').replace('namespace: shop', 'namespace: lab'),
      policy(
        'a',
        `podSelector: {}, ${OUT}, egress: [{to: [{namespaceSelector: {}, ${of('api')}}], ports: [{port: 80}]}]`,
      ),
      policy('b', `${of('api')}, ${IN}`).replace('namespace: shop', 'namespace: lab'),
    ],
  ],
  [
    'named-port',
    /the port of the Service web, and .* listen on 8080.*help 8080\./s,
    [
      pods('web', 'app: web', '{containerPort: 8080}'),
      'apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}\n',
      policy('a', `${WEB}, ${IN}, ingress: [{ports: [{port: 80}]}]`),
    ],
  ],
  [
    'named-port',
    /help `http`, or 8080\./,
    [
      pods('web', 'app: web', '{name: http, containerPort: 8080}'),
      'apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: {selector: {app: web}, ports: [{name: www, port: 80, targetPort: http}]}\n',
      policy('a', `${WEB}, ${IN}, ingress: [{ports: [{port: www}]}]`),
    ],
  ],
  ['unknown-field', /in `metadata`/, [policy('a', `${WEB}, ${IN}, ingress: [{}], labels: {a: b}`)]],
  ['unknown-field', /at the top level/, [`${HEAD}metadata: {name: a, spec: {}}\nspec: {${WEB}, ${IN}}\n`]],
  ['unknown-field', /in a rule of `ingress`/, [policy('a', `${WEB}, ${IN}, from: [{podSelector: {}}]`)]],
  ['unknown-field', /in a rule of `egress`/, [policy('a', `${WEB}, ${IN}, to: [{podSelector: {}}]`)]],
  ['unknown-field', /in a rule of `ingress` or `egress`/, [policy('a', `${WEB}, ${IN}, ports: [{port: 80}]`)]],
  [
    'unknown-field',
    /in the rule, beside `from`/,
    [policy('a', `${WEB}, ${IN}, ingress: [{from: [{podSelector: {}, ports: [{port: 80}]}]}]`)],
  ],
  [
    'unknown-field',
    /in the rule, beside `ports`/,
    [policy('a', `${WEB}, ${IN}, ingress: [{ports: [{port: 80, from: [{podSelector: {}}]}]}]`)],
  ],
  [
    'unknown-field',
    /the peers of ingress are called `from`/,
    [policy('a', `${WEB}, ${IN}, ingress: [{to: [{podSelector: {}}]}]`)],
  ],
  ['unknown-field', /`port` is probably meant/, [policy('a', `${WEB}, ${IN}, ingress: [{ports: [{number: 80}]}]`)]],
  ['unknown-field', /the field `a b`/, [policy('a', `${WEB}, ${IN}, "a b": 1`)]],
  [
    'emptied-peer-selector',
    /The peer now is every pod of its own namespace/,
    [policy('a', `${WEB}, ${IN}, ingress: [{from: [{podSelector: {matchLabels: }}]}]`)],
  ],
  [
    'emptied-label',
    /The selector matches nearly everything that it should leave out/,
    [policy('a', `podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [""]}]}, ${IN}`)],
  ],
  [
    'emptied-label',
    /The peer matches nearly everything that it should leave out/,
    [
      policy(
        'a',
        `${WEB}, ${IN}, ingress: [{from: [{podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [""]}]}}]}]`,
      ),
    ],
  ],
  [
    'emptied-pod-selector',
    /^`podSelector` is blank: the policy selects every pod/,
    [policy('a', `podSelector: , ${IN}, ingress: [{}]`)],
  ],
  ['emptied-spec', /kubectl and Helm 4 refuse/, [`${HEAD}metadata: {name: a}\nspec:\ningress: [{}]\n`]],
  ['emptied-spec', /if every pod is to be closed/, [`${HEAD}metadata: {name: a}\nspec: {}\n`]],
];

for (const [i, [check, says, documents, options]] of ROWS.entries()) {
  test(`${i}. ${check}: ${says.source}`, () => {
    const { findings } = polishFile('np.yaml', documents.join('---\n'), options);
    const told = findings.filter((one) => one.check === check).map(({ message, help }) => `${message} help ${help}`);
    assert.ok(
      told.some((one) => says.test(one)),
      told.join('\n') || findings.map(({ check: id, message }) => `${id}: ${message}`).join('\n'),
    );
  });
}

test.run();
