import { readdirSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Finding } from '../../src/finding.ts';
import { assertGolden, polishFile } from '../checks/golden.ts';
import { runIn } from '../checks/run.ts';

const test = suite('seeds');
const HERE = new URL('.', import.meta.url);

type Row = readonly [file: string, findings: readonly string[]];

/** The examples of the two articles that netpolish grew from, re-indented. First the ones that are as they should be. */
const GOOD: readonly Row[] = [
  [
    'default-deny.yaml',
    ['4:1 info varies missing-namespace default-deny-all', '6:1 info none implicit-policy-types default-deny-all'],
  ],
  ['default-deny-namespaced.yaml', ['7:1 info none implicit-policy-types default-deny-all']],
  ['nginx-ingress.yaml', ['6:1 info none implicit-policy-types ingress-policy']],
  [
    'nginx-egress.yaml',
    ['6:1 warning closes implicit-policy-types ingress-policy', '10:3 warning closes dns-blocked ingress-policy'],
  ],
  [
    'nginx-two-names.yaml',
    [
      '5:9 info none mergeable-policies ingress-policy related 20:9 egress-policy',
      '6:1 info none implicit-policy-types ingress-policy',
      '21:1 info none implicit-policy-types egress-policy related 11:5 ingress-policy',
      '25:3 warning closes dns-blocked egress-policy',
    ],
  ],
  ['deny-web.yaml', ['6:1 info none implicit-policy-types web-deny-all']],
  ['allow-bookstore.yaml', ['6:1 info none implicit-policy-types api-allow']],
  [
    'own-namespace.yaml',
    [
      '7:1 info none implicit-policy-types deny-from-other-namespaces',
      '9:5 warning opens emptied-pod-selector deny-from-other-namespaces',
    ],
  ],
  ['deny-egress.yaml', ['12:3 info closes dns-blocked foo-deny-egress']],
  ['deny-egress-but-dns.yaml', []],
];

/** The mistakes that they warn of. */
const BAD: readonly Row[] = [
  ['nginx-egress-stray.yaml', ['15:12 error rejected emptied-direction ingress-policy']],
  [
    'nginx-stray.yaml',
    [
      '5:9 info none mergeable-policies ingress-policy related 20:9 egress-policy',
      '6:1 info none implicit-policy-types ingress-policy',
      '30:12 error rejected emptied-direction egress-policy related 11:5 ingress-policy fix',
    ],
  ],
  [
    'nginx-one-name.yaml',
    [
      '5:9 info none mergeable-policies ingress-policy related 20:9 ingress-policy',
      '6:1 info none implicit-policy-types ingress-policy',
      '20:9 error varies duplicate-policy ingress-policy related 5:9 ingress-policy',
      '21:1 warning closes implicit-policy-types ingress-policy',
      '25:3 warning closes dns-blocked ingress-policy',
    ],
  ],
  [
    'nginx-one-name-stray.yaml',
    [
      '5:9 info none mergeable-policies ingress-policy related 20:9 ingress-policy',
      '6:1 info none implicit-policy-types ingress-policy',
      '20:9 error varies duplicate-policy ingress-policy related 5:9 ingress-policy',
      '30:12 error rejected emptied-direction ingress-policy',
    ],
  ],
];

for (const [file, expected] of [...GOOD, ...BAD]) {
  test(`${file}: its exact findings`, () => {
    assert.equal(polishFile(file, read(file)).findings.map(describe), expected);
  });
}

test('every fixture is in one of the tables', () => {
  const files = readdirSync(HERE).filter((name) => name.endsWith('.yaml') && !name.includes('.rendered.'));
  assert.equal(files.sort(), [...GOOD, ...BAD].map(([file]) => file).sort());
});

test('the good examples give no error', () => {
  for (const [file] of GOOD) assert.is(polishFile(file, read(file)).summary.errors, 0, file);
});

test('two policies of one name: the merge patch says what the later takes from the earlier', () => {
  const [finding] = polishFile('f.yaml', read('nginx-one-name.yaml')).findings.filter(isDuplicate);
  const patch = {
    spec: {
      egress: [{ to: [{ podSelector: { matchLabels: { egress: 'yes' } } }] }],
      ingress: null,
    },
  };
  assert.equal(JSON.parse(/\{.*\}/.exec(finding?.message ?? '')?.[0] ?? 'null'), patch);
});

test('two policies of one name: the merged policy is shown as advice, and only shown', () => {
  const polished = polishFile('f.yaml', read('nginx-one-name.yaml'), { merge: true });
  const [finding] = polished.findings.filter(isDuplicate);
  assert.match(finding?.help ?? '', /^ *- from:/m);
  assert.match(finding?.help ?? '', /^ *- to:/m);
  assert.is(String(polished.outputs[0]), read('nginx-one-name.yaml'));
});

test('two policies of two names "merge beautifully": --merge writes the one', () => {
  const { outputs, merges } = polishFile('f.yaml', read('nginx-two-names.yaml'), { merge: true });
  assert.is(merges.length, 1);
  assert.equal(merges[0]?.policyTypes, ['Ingress', 'Egress']);
  const again = polishFile('f.yaml', String(outputs[0]));
  assert.is(again.summary.policies, 1);
  const left = again.findings.map(({ check }) => check);
  assert.equal(left, ['dns-blocked']);
});

test('the stray field: --fix deletes it, and nothing else', () => {
  const { outputs, findings } = polishFile('f.yaml', read('nginx-stray.yaml'), { fix: 'safe' });
  assert.is(String(outputs[0]), read('nginx-stray.yaml').replace('  ingress: {}\n', ''));
  assert.equal(
    findings.filter((finding) => finding.severity === 'error').map((finding) => finding.fixed),
    [true],
  );
});

test('the stray field, as Helm 3 shows it', async () => {
  const { code, stdout, stderr } = await runIn(HERE.pathname, ['post-render'], read('nginx-stray.rendered.yaml'));
  assert.is(code, 1);
  assert.is(stdout, '');
  assertGolden(new URL('nginx-stray.helm3.txt', HERE), stderr);
});

test('the stray field, as Helm 4 shows it: a document that it cannot apply, and prints', async () => {
  const { code, stdout, stderr } = await runIn(
    HERE.pathname,
    ['post-render', '--host', 'helm4'],
    read('nginx-stray.rendered.yaml'),
  );
  assert.is(code, 0);
  assert.is(stderr, '');
  assertGolden(new URL('nginx-stray.helm4.txt', HERE), stdout);
});

test('the stray field, as `check` shows it: every client', async () => {
  const { code, stdout, stderr } = await runIn(HERE.pathname, ['check', 'nginx-stray.yaml']);
  assert.is(code, 1);
  assert.is(stderr, '');
  assertGolden(new URL('nginx-stray.check.txt', HERE), stdout);
});

function describe({ location, severity, effect, check, policy, related, fix }: Finding): string {
  const places = related.map((r) => `related ${r.location.line}:${r.location.column} ${r.policy?.name}`);
  const place = `${location.line}:${location.column}`;
  return [place, severity, effect, check, policy?.name, ...places, ...(fix === undefined ? [] : ['fix'])].join(' ');
}

function isDuplicate(finding: Finding): boolean {
  return finding.check === 'duplicate-policy';
}

function read(file: string): string {
  return readFileSync(new URL(file, HERE), 'utf8');
}

test.run();
