/** What the API server's validation says of a policy that it could decode. Words as Kubernetes 1.36 has them. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseTree } from '../../src/manifest/parse.ts';
import { isFault } from '../../src/manifest/tree.ts';
import { type Decoded, decodePolicy } from '../../src/policy/decode.ts';
import type { Invalid } from '../../src/policy/invalid.ts';
import { answerOf, invalidity, isRefusal, validatePolicy } from '../../src/policy/validate.ts';
import { parseKubernetesVersion } from '../../src/policy/version.ts';

const test = suite('policy/validate');

function decode(yaml: string): Decoded {
  const root = parseTree(yaml);
  if (isFault(root)) throw new Error(root.message);
  return decodePolicy(root);
}

function judge(yaml: string, kubernetesVersion = '1.36'): readonly Invalid[] {
  const version = parseKubernetesVersion(kubernetesVersion);
  if (version === undefined) throw new Error(kubernetesVersion);
  return validatePolicy(decode(yaml), version);
}

const named = (yaml: string): string => `metadata: {name: a}\n${yaml}`;
const rule = (ports: string): string => named(`spec: {ingress: [{ports: [${ports}]}]}`);
const peer = (text: string): string => named(`spec: {egress: [{to: [${text}]}]}`);
const block = (cidr: string, except = ''): string => peer(`{ipBlock: {cidr: "${cidr}", except: [${except}]}}`);
const labels = (text: string): string => named(`spec: {podSelector: {matchLabels: ${text}}}`);
const terms = (text: string): string => named(`spec: {podSelector: {matchExpressions: [${text}]}}`);
const types = (text: string): string => named(`spec: {policyTypes: [${text}]}`);
const metadata = (text: string): string => `metadata: {${text}}`;

const NAME =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const VALUE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const LABEL =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const CIDR = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';
const RANGE = 'must be between 1 and 65535, inclusive';
const CHARACTERS = 'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)';
const LETTER = 'must contain at least one letter (a-z)';

// Paths are told behind `spec.ingress[0].ports[0]`, `spec.egress[0].to[0]` or `spec.podSelector`, whichever it is.
const REFUSED: readonly (readonly [yaml: string, refusals: readonly string[]])[] = [
  [rule('{port: 80}, {port: http}, {}, {port: 1, endPort: 65535, protocol: SCTP}'), []],
  [rule('{port: 0}'), [`.port: Invalid value: 0: ${RANGE}`]],
  [rule('{port: -1}'), [`.port: Invalid value: -1: ${RANGE}`]],
  [rule('{port: -http}'), ['.port: Invalid value: "-http": must not begin or end with a hyphen']],
  [rule('{port: a--b}'), ['.port: Invalid value: "a--b": must not contain consecutive hyphens']],
  [rule('{port: sixteen-letters1}'), ['.port: Invalid value: "sixteen-letters1": must be no more than 15 characters']],
  [
    rule('{port: "ÄÄÄÄÄÄÄÄ"}'),
    [
      '.port: Invalid value: "ÄÄÄÄÄÄÄÄ": must be no more than 15 characters',
      `.port: Invalid value: "ÄÄÄÄÄÄÄÄ": ${CHARACTERS}`,
      `.port: Invalid value: "ÄÄÄÄÄÄÄÄ": ${LETTER}`,
    ],
  ],
  [
    rule('{port: "--"}'),
    [
      `.port: Invalid value: "--": ${LETTER}`,
      '.port: Invalid value: "--": must not contain consecutive hyphens',
      '.port: Invalid value: "--": must not begin or end with a hyphen',
    ],
  ],
  [
    rule('{protocol: "", port: 70000, endPort: 0}'),
    [
      '.protocol: Unsupported value: "": supported values: "TCP", "UDP", "SCTP"',
      `.port: Invalid value: 70000: ${RANGE}`,
      '.endPort: Invalid value: 0: must be greater than or equal to `port`',
      `.endPort: Invalid value: 0: ${RANGE}`,
    ],
  ],
  [
    rule('{port: HTTP, endPort: 9}'),
    [
      '.endPort: Invalid value: 9: may not be specified when `port` is non-numeric',
      `.port: Invalid value: "HTTP": ${CHARACTERS}`,
      `.port: Invalid value: "HTTP": ${LETTER}`,
    ],
  ],
  [rule('{endPort: 9}'), ['.endPort: Invalid value: 9: may not be specified when `port` is not specified']],
  [peer('{podSelector: {}}, {namespaceSelector: {}}, {ipBlock: {cidr: "::/0"}}'), []],
  [peer('{}'), [': Required value: must specify a peer']],
  [
    peer('{ipBlock: {cidr: x}, podSelector: {matchLabels: {a: "-"}}}'),
    [
      `.podSelector.matchLabels: Invalid value: "-": ${VALUE}`,
      `.ipBlock.cidr: Invalid value: "x": ${CIDR}`,
      ': Forbidden: may not specify both ipBlock and another peer',
    ],
  ],
  [block('', 'x'), ['.ipBlock.cidr: Required value']],
  [block('10.0.0.0', '10.0.0.0'), [`.ipBlock.cidr: Invalid value: "10.0.0.0": ${CIDR}`]],
  [block('10.0.0.0/33'), [`.ipBlock.cidr: Invalid value: "10.0.0.0/33": ${CIDR}`]],
  [
    block('10.0.0.1/8'),
    ['.ipBlock.cidr: Invalid value: "10.0.0.1/8": must not have bits set beyond the prefix length'],
  ],
  [block('::1/0'), ['.ipBlock.cidr: Invalid value: "::1/0": must not have bits set beyond the prefix length']],
  [block('10.0.0.0/08'), [leadingZeros('10.0.0.0/08')]],
  [block('2001:00db8::/32'), [leadingZeros('2001:00db8::/32')]],
  [block('64:ff9b::010.0.0.0/104'), [leadingZeros('64:ff9b::010.0.0.0/104')]],
  [
    block('::ffff:10.0.0.0/104'),
    ['.ipBlock.cidr: Invalid value: "::ffff:10.0.0.0/104": must not have an IPv4-mapped IPv6 address'],
  ],
  [block('0.0.0.0/0', '10.0.0.0/8, 0.0.0.0/1'), []],
  [block('10.0.0.0/8', '10.0.0.0/8'), [notWithin(0, '10.0.0.0/8')]],
  [
    block('10.0.0.0/8', '9.0.0.0/7, 10.0.0.0/9'),
    [notWithin(0, '9.0.0.0/7', 'must not have bits set beyond the prefix length'), notWithin(0, '9.0.0.0/7')],
  ],
  [block('::/0', '10.0.0.0/8'), [notWithin(0, '10.0.0.0/8')]],
  [labels('{app: web, example.org/tier: "", A_b.c-1: x_y.z}'), []],
  [
    labels('{"": x}'),
    ['.matchLabels: Invalid value: "": name part must be non-empty', `.matchLabels: Invalid value: "": ${NAME}`],
  ],
  [
    labels('{b: " ", a: "é"}'),
    [`.matchLabels: Invalid value: "é": ${VALUE}`, `.matchLabels: Invalid value: " ": ${VALUE}`],
  ],
  [labels('{/a: x}'), ['.matchLabels: Invalid value: "/a": prefix part must be non-empty']],
  [labels('{Up/a: x}'), [`.matchLabels: Invalid value: "Up/a": prefix part ${SUBDOMAIN}`]],
  [
    labels(`{${'a'.repeat(64)}: x}`),
    [`.matchLabels: Invalid value: "${'a'.repeat(64)}": name part must be no more than 63 characters`],
  ],
  [
    labels(`{a: ${'b'.repeat(64)}}`),
    [`.matchLabels: Invalid value: "${'b'.repeat(64)}": must be no more than 63 characters`],
  ],
  [labels('{a: "x\\n\\e\\u200b\\"\\\\"}'), [`.matchLabels: Invalid value: "x\\n\\x1b\\u200b\\"\\\\": ${VALUE}`]],
  [terms('{key: a, operator: Exists}, {key: a, operator: NotIn, values: [""]}'), []],
  [
    terms('{key: a, operator: In}, {key: a b, operator: DoesNotExist, values: ["-"]}'),
    [
      ".matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
      ".matchExpressions[1].values: Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
      `.matchExpressions[1].key: Invalid value: "a b": ${NAME}`,
      `.matchExpressions[1].values[0]: Invalid value: "-": ${VALUE}`,
    ],
  ],
  [
    terms('{key: a, operator: Lt, values: ["1"]}'),
    ['.matchExpressions[0].operator: Invalid value: "Lt": not a valid selector operator'],
  ],
  [types('Ingress, Ingress'), []],
  [
    types('ingress, ""'),
    [
      'spec.policyTypes[0]: Unsupported value: "ingress": supported values: "Ingress", "Egress"',
      'spec.policyTypes[1]: Unsupported value: "": supported values: "Ingress", "Egress"',
    ],
  ],
  [
    types('p, q, r'),
    ['spec.policyTypes: Invalid value: []v1.PolicyType{"p", "q", "r"}: may not specify more than two policyTypes'],
  ],
  ['spec: {}', ['metadata.name: Required value: name or generateName is required']],
  [metadata('generateName: a-'), []],
  [metadata('generateName: A-'), [`metadata.name: Invalid value: "A-xxxxx": ${SUBDOMAIN}`]],
  [
    metadata(`generateName: ${'é'.repeat(40)}`),
    [
      `metadata.generateName: Invalid value: "${'é'.repeat(40)}": ${SUBDOMAIN}`,
      `metadata.name: Invalid value: "${'é'.repeat(29)}xxxxx": ${SUBDOMAIN}`,
    ],
  ],
  [metadata('generateName: ABC-, name: a'), [`metadata.generateName: Invalid value: "ABC-": ${SUBDOMAIN}`]],
  [
    metadata('name: a..b, namespace: A'),
    [`metadata.name: Invalid value: "a..b": ${SUBDOMAIN}`, `metadata.namespace: Invalid value: "A": ${LABEL}`],
  ],
  [
    metadata(`name: ${'a'.repeat(254)}, namespace: a.b`),
    [
      `metadata.name: Invalid value: "${'a'.repeat(254)}": must be no more than 253 characters`,
      'metadata.namespace: Invalid value: "a.b": must not contain dots',
    ],
  ],
  [
    metadata('name: a, labels: {a: " "}, annotations: {UP/Low: " ", "x y": z}'),
    [`metadata.labels: Invalid value: " ": ${VALUE}`, `metadata.annotations: Invalid value: "x y": ${NAME}`],
  ],
  [metadata(`name: a, annotations: {a: ${'x'.repeat(262_143)}}`), []],
  [
    metadata(`name: a, annotations: {a: ${'x'.repeat(262_144)}}`),
    ['metadata.annotations: Too long: may not be more than 262144 bytes'],
  ],
  [
    metadata('name: a, finalizers: [orphan, foregroundDeletion, tidy, example.com/tidy]'),
    [
      'metadata.finalizers: Invalid value: ["orphan","foregroundDeletion","tidy","example.com/tidy"]: finalizer orphan and foregroundDeletion cannot be both set',
      'metadata.finalizers[2]: Invalid value: "tidy": name is neither a standard finalizer name nor is it fully qualified',
    ],
  ],
  [
    metadata(
      'name: a, ownerReferences: [{apiVersion: a/b/c, kind: "", name: "<n>", uid: u}, {apiVersion: v1, kind: Event, name: "<n>", uid: u}]',
    ),
    [
      'metadata.ownerReferences.apiVersion: Invalid value: "a/b/c": version must not be empty',
      'metadata.ownerReferences.kind: Invalid value: "": must not be empty',
      'metadata.ownerReferences: Invalid value: {"apiVersion":"v1","kind":"Event","name":"\\u003cn\\u003e","uid":"u"}: /v1, Kind=Event is disallowed from being an owner',
    ],
  ],
];

function leadingZeros(cidr: string): string {
  return `.ipBlock.cidr: Invalid value: "${cidr}": must not have leading 0s in IP or prefix length`;
}

function notWithin(index: number, cidr: string, words = 'must be a strict subset of `cidr`'): string {
  return `.ipBlock.except[${index}]: Invalid value: "${cidr}": ${words}`;
}

for (const [yaml, wanted] of REFUSED) {
  const shown = yaml.replace(named(''), '');
  test(`${shown.slice(0, 120)} -> ${wanted.length === 0 ? 'taken' : 'refused'}`, () => {
    const told = judge(yaml).filter(isRefusal).map(answerOf);
    const short = told.map((text) =>
      text.replace(/^spec\.(ingress\[0\]\.ports\[0\]|egress\[0\]\.to\[0\]|podSelector)/, ''),
    );
    assert.equal(short, wanted);
  });
}

test('the order is that of the server: metadata, the pods, ingress before egress, ports before peers, types', () => {
  const wrong = '{ports: [{port: 0}]';
  const yaml = `spec: {policyTypes: [x], egress: [${wrong}, to: [{}]}], ingress: [${wrong}, from: [{}]}], podSelector: {matchLabels: {a: "-"}}}`;
  assert.equal(
    judge(yaml).map(({ field }) => field),
    [
      'metadata.name',
      'spec.podSelector.matchLabels',
      'spec.ingress[0].ports[0].port',
      'spec.ingress[0].from[0]',
      'spec.egress[0].ports[0].port',
      'spec.egress[0].to[0]',
      'spec.policyTypes[0]',
    ],
  );
});

test('a label is found by its key, which the server does not name', () => {
  const [first] = judge(labels('{"a.b/c": "-"}'));
  assert.equal(first?.path, ['spec', 'podSelector', 'matchLabels', 'a.b/c']);
  assert.is(first?.field, 'spec.podSelector.matchLabels');
});

const AMBIGUOUS = 'CIDR value "10.0.0.5/24" is ambiguous in this context (should be "10.0.0.0/24" or "10.0.0.5/32"?)';
const FUTURE = 'will be considered invalid in a future Kubernetes release';

// What each release says of a block that not all of them take.
const VERSIONS: readonly (readonly [cidr: string, version: string, answers: readonly (readonly [string, string])[]])[] =
  [
    ['10.0.0.0/8', '1.30', []],
    [
      '10.0.0.5/24',
      '1.36',
      [['refused', 'Invalid value: "10.0.0.5/24": must not have bits set beyond the prefix length']],
    ],
    ['10.0.0.5/24', 'v1.35.4-gke.1', [['warned', AMBIGUOUS]]],
    ['10.0.0.5/24', '1.33.0', [['warned', AMBIGUOUS]]],
    [
      '10.0.0.5/24',
      '1.32',
      [['silent', 'Invalid value: "10.0.0.5/24": must not have bits set beyond the prefix length']],
    ],
    ['010.0.0.0/8', '1.34', [['warned', `non-standard CIDR value "010.0.0.0/8" ${FUTURE}: use "10.0.0.0/8"`]]],
    [
      '::ffff:10.0.0.5/120',
      '1.35',
      [
        [
          'warned',
          'CIDR value "::ffff:10.0.0.5/120" is ambiguous in this context (should be "10.0.0.0/24" or "10.0.0.5/128"?)',
        ],
        ['warned', `non-standard CIDR value "::ffff:10.0.0.5/120" ${FUTURE}: use "10.0.0.0/24"`],
      ],
    ],
    [
      'FE80::/64',
      '1.36+',
      [['warned', 'IPv6 CIDR value "FE80::/64" should be in RFC 5952 canonical format ("fe80::/64")']],
    ],
    [
      'FE80::/64',
      '1.33',
      [['warned', 'IPv6 CIDR value "FE80::/64" should be in RFC 5952 canonical format ("fe80::/64")']],
    ],
    ['FE80::/64', '1.32', []],
    [
      '1:0:0:2:0:0:0:3/128',
      '1.40',
      [['warned', 'IPv6 CIDR value "1:0:0:2:0:0:0:3/128" should be in RFC 5952 canonical format ("1:0:0:2::3/128")']],
    ],
  ];

for (const [cidr, version, answers] of VERSIONS) {
  test(`${cidr} in ${version}`, () => {
    assert.equal(
      judge(block(cidr), version).map(({ answer, detail }) => [answer, detail]),
      answers,
    );
  });
}

test('what later releases refuse is known beforehand', () => {
  assert.equal(
    ['1.32', '1.35', '1.36'].map((version) => judge(block('010.0.0.0/8'), version)[0]?.later),
    [
      'Invalid value: "010.0.0.0/8": must not have leading 0s in IP or prefix length',
      'Invalid value: "010.0.0.0/8": must not have leading 0s in IP or prefix length',
      undefined,
    ],
  );
});

test('the gate can be off in 1.36 too, and its words then differ from those of 1.35', () => {
  const [first] = validatePolicy(decode(block('010.0.0.0/8')), { major: 1, minor: 36 }, false);
  assert.is(first?.detail, 'non-standard CIDR value "010.0.0.0/8" is invalid: use "10.0.0.0/8"');
});

test('a merge is told the first refusal, by the newest rules', () => {
  assert.is(invalidity(decode(rule('{port: 80}')).spec), undefined);
  assert.is(
    invalidity(decode(block('10.0.0.5/24')).spec),
    'spec.egress[0].to[0].ipBlock.cidr: Invalid value: "10.0.0.5/24": must not have bits set beyond the prefix length',
  );
  assert.is(invalidity(decode(block('FE80::/64')).spec), undefined, 'a warning is no refusal');
});

test.run();
