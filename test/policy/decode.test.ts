/** A policy as the API server decodes and defaults it, or refuses it. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseTree } from '../../src/manifest/parse.ts';
import { isFault } from '../../src/manifest/tree.ts';
import { type Decoded, decodePolicy } from '../../src/policy/decode.ts';

const test = suite('policy/decode');

function decode(text: string): Decoded {
  const root = parseTree(text);
  if (isFault(root)) throw new Error(root.message);
  return decodePolicy(root);
}

function errors({ refusals }: Decoded): readonly string[] {
  return refusals.map(({ message }) => message.replace('json: cannot unmarshal ', ''));
}

const INGRESS = '"policyTypes":["Ingress"]';
const BOTH = '"policyTypes":["Ingress","Egress"]';

// The spec in YAML and the spec that is stored, as JSON.
const STORED: readonly (readonly [fact: string, spec: string, stored: string])[] = [
  ['blank', '', `{"podSelector":{},${INGRESS}}`],
  ['{}', '{}', `{"podSelector":{},${INGRESS}}`],
  ['podSelector null', '{podSelector: null}', `{"podSelector":{},${INGRESS}}`],
  [
    'both halves of the selector empty',
    '{podSelector: {matchLabels: {}, matchExpressions: []}}',
    `{"podSelector":{},${INGRESS}}`,
  ],
  ['a label null is ""', '{podSelector: {matchLabels: {a: }}}', `{"podSelector":{"matchLabels":{"a":""}},${INGRESS}}`],
  [
    'values [null] is [""]',
    '{podSelector: {matchExpressions: [{key: a, operator: In, values: [null]}]}}',
    `{"podSelector":{"matchExpressions":[{"key":"a","operator":"In","values":[""]}]},${INGRESS}}`,
  ],
  [
    'an expression null',
    '{podSelector: {matchExpressions: [null]}}',
    `{"podSelector":{"matchExpressions":[{"key":"","operator":""}]},${INGRESS}}`,
  ],
  ['ingress [] is absent', '{ingress: []}', `{"podSelector":{},${INGRESS}}`],
  ['egress [] infers no Egress', '{egress: []}', `{"podSelector":{},${INGRESS}}`],
  ['egress [{}] infers Egress', '{egress: [{}]}', `{"podSelector":{},"egress":[{}],${BOTH}}`],
  ['egress [null] infers Egress', '{egress: [null]}', `{"podSelector":{},"egress":[{}],${BOTH}}`],
  ['policyTypes [] is inferred', '{policyTypes: [], egress: [{}]}', `{"podSelector":{},"egress":[{}],${BOTH}}`],
  ['policyTypes [null] is [""]', '{policyTypes: [null]}', '{"podSelector":{},"policyTypes":[""]}'],
  [
    'policyTypes stay as written',
    '{policyTypes: [Egress, Egress]}',
    '{"podSelector":{},"policyTypes":["Egress","Egress"]}',
  ],
  ['from null and ports [] go', '{ingress: [{from: null, ports: []}]}', `{"podSelector":{},"ingress":[{}],${INGRESS}}`],
  ['a peer null is {}', '{ingress: [{from: [null]}]}', `{"podSelector":{},"ingress":[{"from":[{}]}],${INGRESS}}`],
  [
    'an empty peer selector stays',
    '{ingress: [{from: [{podSelector: {}, namespaceSelector: null}]}]}',
    `{"podSelector":{},"ingress":[{"from":[{"podSelector":{}}]}],${INGRESS}}`,
  ],
  [
    'except [] goes, cidr stays even when empty',
    '{ingress: [{from: [{ipBlock: {cidr: null, except: []}}]}]}',
    `{"podSelector":{},"ingress":[{"from":[{"ipBlock":{"cidr":""}}]}],${INGRESS}}`,
  ],
  [
    'a port null is TCP',
    '{ingress: [{ports: [null]}]}',
    `{"podSelector":{},"ingress":[{"ports":[{"protocol":"TCP"}]}],${INGRESS}}`,
  ],
  [
    'a port as text, as a name, as a float',
    '{ingress: [{ports: [{port: "80"}, {port: http, protocol: UDP}, {port: 8e1}]}]}',
    `{"podSelector":{},"ingress":[{"ports":[{"protocol":"TCP","port":"80"},{"protocol":"UDP","port":"http"},{"protocol":"TCP","port":80}]}],${INGRESS}}`,
  ],
  [
    'a port 0 and endPort 0 are given',
    '{ingress: [{ports: [{port: 0, endPort: 0}]}]}',
    `{"podSelector":{},"ingress":[{"ports":[{"protocol":"TCP","port":0,"endPort":0}]}],${INGRESS}}`,
  ],
  [
    'a protocol "" is given',
    '{ingress: [{ports: [{protocol: "", port: 1}]}]}',
    `{"podSelector":{},"ingress":[{"ports":[{"protocol":"","port":1}]}],${INGRESS}}`,
  ],
  [
    'an octal port',
    '{ingress: [{ports: [{port: 010}]}]}',
    `{"podSelector":{},"ingress":[{"ports":[{"protocol":"TCP","port":8}]}],${INGRESS}}`,
  ],
];

for (const [fact, spec, stored] of STORED) {
  test(`stored: ${fact}`, () => {
    const decoded = decode(`spec: ${spec}\n`);
    assert.equal(errors(decoded), []);
    assert.equal(decoded.spec, JSON.parse(stored));
  });
}

const REFUSED: readonly (readonly [text: string, want: readonly string[]])[] = [
  ['spec: []', ['array into Go struct field NetworkPolicy.spec of type v1.NetworkPolicySpec']],
  [
    'spec: {ingress: {}}',
    ['object into Go struct field NetworkPolicySpec.spec.ingress of type []v1.NetworkPolicyIngressRule'],
  ],
  [
    'spec: {ingress: ""}',
    ['string into Go struct field NetworkPolicySpec.spec.ingress of type []v1.NetworkPolicyIngressRule'],
  ],
  [
    'spec: {podSelector: {matchLabels: {a: yes}}}',
    ['bool into Go struct field LabelSelector.spec.podSelector.matchLabels of type string'],
  ],
  [
    'spec: {podSelector: {matchLabels: {a: 1.0}}}',
    ['number into Go struct field LabelSelector.spec.podSelector.matchLabels of type string'],
  ],
  [
    'spec: {ingress: [{ports: [{port: 80.5}]}]}',
    ['number 80.5 into Go struct field NetworkPolicyPort.spec.ingress.ports.port of type int32'],
  ],
  [
    'spec: {ingress: [{ports: [{port: 3e9}]}]}',
    ['number 3000000000 into Go struct field NetworkPolicyPort.spec.ingress.ports.port of type int32'],
  ],
  [
    'spec: {ingress: [{ports: [{endPort: "9"}]}]}',
    ['string into Go struct field NetworkPolicyPort.spec.ingress.ports.endPort of type int32'],
  ],
  [
    'metadata: {labels: {a/b~c: 1}, finalizers: [x, 5]}',
    [
      'number into Go struct field ObjectMeta.metadata.finalizers of type string',
      'number into Go struct field ObjectMeta.metadata.labels of type string',
    ],
  ],
  [
    'metadata: {ownerReferences: [{controller: "true", uid: 1}], generation: 1e30}',
    [
      'number 1e+30 into Go struct field ObjectMeta.metadata.generation of type int64',
      'string into Go struct field OwnerReference.metadata.ownerReferences.controller of type bool',
      'number into Go struct field OwnerReference.metadata.ownerReferences.uid of type types.UID',
    ],
  ],
  [
    'spec: {egress: "", ingress: [{ports: [{protocol: 6, port: yes}, {port: []}]}]}',
    [
      // A port decodes itself and ends the decoding: the server answers this one, not the first.
      'bool into Go struct field NetworkPolicyPort.spec.ingress.ports.port of type int32',
      'string into Go struct field NetworkPolicySpec.spec.egress of type []v1.NetworkPolicyEgressRule',
      'number into Go struct field NetworkPolicyPort.spec.ingress.ports.protocol of type v1.Protocol',
      'array into Go struct field NetworkPolicyPort.spec.ingress.ports.port of type int32',
    ],
  ],
  ['metadata: {name: 5}', ['number into Go struct field ObjectMeta.metadata.name of type string']],
  [
    'spec: {ingress: "", egress: ""}',
    [
      'string into Go struct field NetworkPolicySpec.spec.egress of type []v1.NetworkPolicyEgressRule',
      'string into Go struct field NetworkPolicySpec.spec.ingress of type []v1.NetworkPolicyIngressRule',
    ],
  ],
];

for (const [text, want] of REFUSED) {
  test(`refused: ${text}`, () => {
    assert.equal(errors(decode(text)), want);
  });
}

test('a refused value counts as absent, and its place is known', () => {
  const { spec, refusals } = decode(
    'spec: {egress: {}, ingress: [{from: [{podSelector: []}]}], policyTypes: [Egress]}',
  );
  assert.equal(
    refusals.map(({ path }) => path),
    [
      ['spec', 'egress'],
      ['spec', 'ingress', 0, 'from', 0, 'podSelector'],
    ],
  );
  assert.equal(spec.policyTypes, ['Egress']);
  assert.is(spec.egress, undefined);
});

const UNKNOWN: readonly (readonly [text: string, want: readonly string[]])[] = [
  ['spec: {podSelector: {}, matchLabels: {a: b}}', ['spec.matchLabels']],
  ['spec: {ingress: [{to: []}], egress: [{from: []}]}', ['spec.egress.0.from', 'spec.ingress.0.to']],
  ['spec: {PolicyTypes: []}', ['spec.PolicyTypes']],
  ['{spec: {}, status: {}, spec2: {}}', ['spec2', 'status']],
  ['spec: {__proto__: 1, constructor: 2}', ['spec.__proto__', 'spec.constructor']],
  [
    'metadata: {name: a, labels: {anything: x}, ownerReferences: [{whatever: 1}]}',
    ['metadata.ownerReferences.0.whatever'],
  ],
  ['metadata: {managedFields: [{fieldsV1: {"f:spec": {}}}]}', []],
];

for (const [text, want] of UNKNOWN) {
  test(`unknown: ${text}`, () => {
    assert.equal(
      decode(text).unknown.map((path) => path.join('.')),
      want,
    );
  });
}

test('what is empty of the metadata is left out, and a map may hold any key', () => {
  const { metadata } = decode('metadata: {name: a, namespace: , labels: {}, annotations: {a/b~c: , 010: x}}');
  assert.equal(metadata, { name: 'a', annotations: { 'a/b~c': '', '8': 'x' } });
});

test('a value that is refused under an odd key is found', () => {
  const { refusals } = decode('metadata: {labels: {a/b~c: 1, "0": 2}}');
  assert.equal(
    refusals.map(({ path }) => path),
    [
      ['metadata', 'labels', '0'],
      ['metadata', 'labels', 'a/b~c'],
    ],
  );
});

test('a label named __proto__ is kept', () => {
  const { podSelector } = decode('spec: {podSelector: {matchLabels: {__proto__: x}}}').spec;
  assert.is(JSON.stringify(podSelector), '{"matchLabels":{"__proto__":"x"}}');
});

test.run();
