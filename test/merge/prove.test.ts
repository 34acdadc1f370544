/** The proof: what is wrong with a written policy is found, whatever wrote it. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { documentTexts, findPolicies } from '../../src/manifest/resource.ts';
import { splitStream } from '../../src/manifest/stream.ts';
import { isFault } from '../../src/manifest/tree.ts';
import { disproof } from '../../src/merge/prove.ts';
import { type Policy, readPolicy } from '../../src/policy/policy.ts';
import { budgetOf } from '../../src/traffic/budget.ts';

const test = suite('merge/prove');

function read(name: string, spec: string): Policy {
  const bytes = Buffer.from(
    `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: ${name}}, spec: ${spec}}`,
  );
  const [resource] = findPolicies(documentTexts(bytes, splitStream(bytes)));
  if (resource === undefined || isFault(resource.root) || resource.root.kind !== 'map') throw new Error('no policy');
  return readPolicy(resource, resource.root, { name: 'x', order: 0, origin: 'file', templated: false });
}

const WEB = 'podSelector: {matchLabels: {app: web}}';
const MEMBERS: readonly Policy[] = [
  read('a', `{${WEB}, ingress: [{from: [{podSelector: {}}], ports: [{port: 80}]}]}`),
  read('b', `{${WEB}, policyTypes: [Egress], ingress: [{}], egress: [{ports: [{port: 53, protocol: UDP}]}]}`),
  read('c', `{${WEB}, policyTypes: [Ingress], ingress: []}`),
];

const RULE = '{from: [{podSelector: {}}], ports: [{port: 80}]}';
const OUT = '{ports: [{port: 53, protocol: UDP}]}';
const UNPROVED = /^its ingress could not be proved: .* within the budget$/;
const TYPES = 'policyTypes: [Ingress, Egress]';

// A written policy, and what is wrong with it; undefined where nothing is.
const WRITTEN: readonly (readonly [fact: string, name: string, spec: string, want: RegExp | undefined])[] = [
  ['all is well', 'a', `{${WEB}, ${TYPES}, ingress: [${RULE}], egress: [${OUT}]}`, undefined],
  [
    'in another order',
    'a',
    `{egress: [${OUT}], ingress: [${RULE}], policyTypes: [Egress, Ingress], ${WEB}}`,
    undefined,
  ],
  ['with a rule twice', 'a', `{${WEB}, ${TYPES}, ingress: [${RULE}, ${RULE}], egress: [${OUT}]}`, undefined],
  [
    'with defaults written out',
    'a',
    `{${WEB}, ${TYPES}, ingress: [{ports: [{protocol: TCP, port: 80}], from: [{podSelector: {}}]}], egress: [${OUT}]}`,
    undefined,
  ],
  [
    'the selector in other words',
    'a',
    `{podSelector: {matchExpressions: [{key: app, operator: In, values: [web]}]}, ${TYPES}, ingress: [${RULE}], egress: [${OUT}]}`,
    undefined,
  ],
  ['another name', 'd', `{${WEB}, ${TYPES}, ingress: [${RULE}], egress: [${OUT}]}`, /name/],
  ['wider pods', 'a', `{podSelector: {}, ${TYPES}, ingress: [${RULE}], egress: [${OUT}]}`, /selects other pods than a/],
  [
    'other pods',
    'a',
    `{podSelector: {matchLabels: {app: db}}, ${TYPES}, ingress: [${RULE}], egress: [${OUT}]}`,
    /selects other pods/,
  ],
  [
    'a direction lost',
    'a',
    `{${WEB}, policyTypes: [Ingress], ingress: [${RULE}], egress: [${OUT}]}`,
    /isolating egress/,
  ],
  ['types left to the server', 'a', `{${WEB}, ingress: [${RULE}], egress: []}`, /isolating egress/],
  [
    'a rule lost',
    'a',
    `{${WEB}, ${TYPES}, ingress: [], egress: [${OUT}]}`,
    /does not allow what a member does: Ingress a pod /,
  ],
  [
    'a dead rule come alive',
    'a',
    `{${WEB}, ${TYPES}, ingress: [${RULE}, {}], egress: [${OUT}]}`,
    /allows what no member does: Ingress/,
  ],
  [
    'rules of the other direction',
    'a',
    `{${WEB}, ${TYPES}, ingress: [${OUT}], egress: [${OUT}]}`,
    /allows what no member does: Ingress/,
  ],
  [
    'peers lost',
    'a',
    `{${WEB}, ${TYPES}, ingress: [{ports: [{port: 80}]}], egress: [${OUT}]}`,
    /allows what no member does: Ingress/,
  ],
  [
    'ports lost',
    'a',
    `{${WEB}, ${TYPES}, ingress: [{from: [{podSelector: {}}]}], egress: [${OUT}]}`,
    /allows what no member does: Ingress/,
  ],
  [
    'another port',
    'a',
    `{${WEB}, ${TYPES}, ingress: [${RULE.replace('80', '81')}], egress: [${OUT}]}`,
    /allows what no member does: Ingress .* TCP 81/,
  ],
  [
    'a number as text',
    'a',
    `{${WEB}, ${TYPES}, ingress: [${RULE.replace('80', '"80"')}], egress: [${OUT}]}`,
    /allows what no member does: Ingress/,
  ],
  ['another protocol', 'a', `{${WEB}, ${TYPES}, ingress: [${RULE}], egress: [{ports: [{port: 53}]}]}`, /gress/],
  ['what the API refuses', 'a', `{${WEB}, ${TYPES}, ingress: {}, egress: [${OUT}]}`, /API would refuse/],
  [
    'a protocol that there is not',
    'a',
    `{${WEB}, ${TYPES}, ingress: [${RULE.replace('port: 80', 'port: 80, protocol: ICMP')}], egress: [${OUT}]}`,
    /^its ingress could not be proved: "ICMP" is no protocol of the API$/,
  ],
  [
    'a block that is none',
    'a',
    `{${WEB}, ${TYPES}, ingress: [${RULE}], egress: [{to: [{ipBlock: {cidr: 10.0.0.0}}]}]}`,
    /^its egress could not be proved: "10.0.0.0" is no CIDR$/,
  ],
  [
    'an operator that there is not',
    'a',
    `{${WEB}, ${TYPES}, ingress: [{from: [{podSelector: {matchExpressions: [{key: a, operator: Is}]}}]}], egress: [${OUT}]}`,
    /^its ingress could not be proved: "Is" is no operator of the API$/,
  ],
  [
    'a field misspelt',
    'a',
    `{${WEB}, ${TYPES}, ingress: [${RULE}], egress: [${OUT}], egres: []}`,
    /a field the API does not know: spec.egres/,
  ],
];

for (const [fact, name, spec, want] of WRITTEN) {
  test(fact, () => {
    const found = disproof(read(name, spec), MEMBERS);
    if (want === undefined) assert.is(found, undefined);
    else assert.match(found ?? '', want);
  });
}

test('what cannot be proved within the budget is not called proved', () => {
  const keys = Array.from({ length: 50 }, (_, i) => i);
  const peers = keys.map((i) => {
    const asked = keys.map((j) => `{key: k${j}, operator: NotIn, values: [x${i}-${j}]}`);
    return `{podSelector: {matchExpressions: [${asked.join(', ')}]}}`;
  });
  const member = read('a', `{${WEB}, policyTypes: [Ingress], ingress: [{from: [${peers.join(', ')}]}]}`);
  const written = read('a', `{${WEB}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {}}]}]}`);
  assert.match(disproof(written, [member]) ?? '', UNPROVED);
});

test('nor what a smaller budget does not do for', () => {
  const member = read(
    'a',
    `{${WEB}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {}}]}, {from: [{podSelector: {matchLabels: {x: y}}}]}]}`,
  );
  const written = read('a', `{${WEB}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {}}]}]}`);
  assert.is(disproof(written, [member], budgetOf(100)), undefined);
  assert.match(disproof(written, [member], budgetOf(0)) ?? '', UNPROVED);
});

test('members that the API refuses are not called proved', () => {
  const member = read('a', `{${WEB}, policyTypes: [Ingress], ingress: [{ports: [{protocol: tcp}]}]}`);
  assert.is(disproof(member, [member]), 'its ingress could not be proved: "tcp" is no protocol of the API');
});

test('what the API refuses of a member cannot be proved', () => {
  const block = (cidr: string): string =>
    `{${WEB}, policyTypes: [Ingress], ingress: [{from: [{ipBlock: {cidr: ${cidr}}}]}]}`;
  const reason = 'its ingress could not be proved: "10.0.0.0" is no CIDR';
  assert.is(disproof(read('a', block('10.0.0.0/8')), [read('a', block('10.0.0.0'))]), reason);
  assert.is(disproof(read('a', block('10.0.0.0/8')), [read('a', block('10.0.0.0/8'))]), undefined);
});

test('any other fault goes through: it is no proof', () => {
  const { spec, ...rest } = read('a', `{${WEB}, policyTypes: [Ingress], ingress: []}`);
  const broken = Object.defineProperty({ ...spec }, 'ingress', {
    get: () => {
      throw new TypeError('broken');
    },
  });
  assert.throws(() => disproof({ ...rest, spec }, [{ ...rest, spec: broken }]), /^broken$/);
});

test('a direction that nobody isolates must stay open', () => {
  const members = [read('a', '{ingress: []}'), read('b', '{ingress: []}')];
  assert.is(disproof(read('a', '{policyTypes: [Ingress], ingress: []}'), members), undefined);
  assert.match(disproof(read('a', '{policyTypes: [Ingress, Egress], ingress: []}'), members) ?? '', /isolating egress/);
});

test.run();
