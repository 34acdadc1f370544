/** What a check of values owes to the version of the server, and what it leaves to other checks. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { polishFile } from './golden.ts';

const test = suite('checks/invalid-value');

function tell(spec: string, kubernetesVersion = '1.36'): readonly string[] {
  const text = `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a}\nspec: ${spec}\n`;
  const { findings } = polishFile('np.yaml', text, { kubernetesVersion });
  return findings
    .filter(({ severity, effect }) => severity === 'error' || effect === 'varies')
    .map(({ check, severity, effect, message, help }) => `${severity} ${effect} ${check} | ${message} Write ${help}`);
}

const BLOCK =
  '{podSelector: {matchLabels: {a: b}}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.5/24}}]}], policyTypes: [Ingress]}';
const IS = '`cidr` is an address with a mask, and no block: it has bits beyond the prefix';
const AT = 'spec.ingress[0].from[0].ipBlock.cidr';
const WORDS = `${AT}: Invalid value: "10.0.0.5/24": must not have bits set beyond the prefix length.`;
const HELP = 'Write `10.0.0.0/24` for the network, or `10.0.0.5/32` for the address.';

const VERSIONS: readonly (readonly [version: string, told: string])[] = [
  [
    '1.36',
    `error rejected invalid-value | ${IS}; the API refuses the policy. Answer 422: ${WORDS} Only a live policy that holds the same text already may keep it. ${HELP}`,
  ],
  [
    'v1.35.4-gke.1',
    `warning varies invalid-value | ${IS}; Kubernetes 1.36 and later refuse it. Kubernetes 1.35 takes it and warns: ${AT}: CIDR value "10.0.0.5/24" is ambiguous in this context (should be "10.0.0.0/24" or "10.0.0.5/32"?). Since 1.36 the answer is 422: ${WORDS} ${HELP}`,
  ],
  [
    '1.32',
    `info varies invalid-value | ${IS}; Kubernetes 1.36 and later refuse it. Kubernetes 1.32 takes it without a word, and 1.33 to 1.35 warn of it. Since 1.36 the answer is 422: ${WORDS} ${HELP}`,
  ],
];

for (const [version, told] of VERSIONS)
  test(`bits beyond the prefix in ${version}`, () => assert.equal(tell(BLOCK, version), [told]));

test('RFC 5952 is nothing to a server that says nothing of it', () => {
  const block = BLOCK.replace('10.0.0.5/24', '"FE80::/64"');
  const infos = (kubernetesVersion: string): number =>
    polishFile(
      'np.yaml',
      `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a}\nspec: ${block}\n`,
      {
        kubernetesVersion,
      },
    ).findings.filter(({ check }) => check === 'invalid-value').length;
  assert.equal(['1.32', '1.33', '1.36'].map(infos), [0, 1, 1]);
});

/** Faults of a value that a check of emptied fields, of leftovers or of kinds tells: [spec, who tells it]. */
const ELSEWHERE: readonly (readonly [spec: string, check: string])[] = [
  ['{podSelector: {}, ingress: [{ports: [{port: , endPort: 90}]}]}', 'emptied-port'],
  ['{podSelector: {}, ingress: [{from: [{}]}]}', 'emptied-peer-selector'],
  ['{podSelector: {}, ingress: [{from: [null]}]}', 'emptied-peer-selector'],
  ['{podSelector: {}, ingress: [{from: [{podSelector: , ipBlock: }]}]}', 'emptied-peer-selector'],
  ['{podSelector: {matchExpressions: [{key: a, operator: Exists, values: [null, ""]}]}}', 'emptied-label'],
  ['{podSelector: {matchLabels: {app: <no value>}}}', 'template-artefact'],
  ['{podSelector: {matchLabels: {"map[a:b]": x}}}', 'template-artefact'],
  ['{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: "%!s(<nil>)"}}]}]}', 'template-artefact'],
  ['{podSelector: {}, ingress: [{ports: [{port: 0}, {port: 80.5}]}]}', 'wrong-type'],
];

for (const [spec, check] of ELSEWHERE) {
  test(`${spec} is told by ${check} alone`, () => {
    const rejected = tell(spec).filter((text) => text.includes(' rejected '));
    assert.equal(
      rejected.map((text) => text.split(' ')[2]),
      [check],
    );
  });
}

test('several faults of one policy are each told at their place', () => {
  const told = tell(
    '{podSelector: {}, ingress: [{ports: [{port: 0, protocol: tcp}], from: [{podSelector: {}, ipBlock: {cidr: x}}]}]}',
  );
  assert.is(told.filter((text) => text.includes('invalid-value')).length, 4);
});

test.run();
