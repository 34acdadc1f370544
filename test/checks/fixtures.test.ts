import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CHECKS } from '../../src/checks/index.ts';
import type { Finding } from '../../src/finding.ts';
import { CNIS } from '../../src/policy/cni.ts';
import { assertGolden, describeFinding, polishFile, polishFixture, UNSAFE } from './golden.ts';

const test = suite('checks');
const HERE = new URL('.', import.meta.url);
const ROOT = new URL('../../', import.meta.url);
const IDS = CHECKS.map((check) => check.id);

for (const id of IDS) {
  test(`${id}: bad.yaml gives what findings.txt says`, () => {
    const text = read(id, 'bad.yaml');
    const { findings } = polishFixture(id, 'bad.yaml', text);
    const own = findings.filter((finding) => finding.check === id);
    assert.ok(own.length > 0, `bad.yaml of ${id} gives no finding of it`);
    assertGolden(new URL(`${id}/findings.txt`, HERE), describeAll(id, findings, text));
  });

  for (const cni of CNIS.filter((one) => existsSync(new URL(`${id}/findings.${one}.txt`, HERE)))) {
    test(`${id}: with ${cni}, bad.yaml gives what findings.${cni}.txt says`, () => {
      const text = read(id, 'bad.yaml');
      const { findings } = polishFixture(id, 'bad.yaml', text, { cni });
      const own = findings.filter((finding) => finding.check === id);
      assertGolden(new URL(`${id}/findings.${cni}.txt`, HERE), describeAll(id, own, text));
    });
  }

  test(`${id}: good.yaml gives nothing louder than an info`, () => {
    const { findings, summary } = polishFixture(id, 'good.yaml', read(id, 'good.yaml'));
    assert.ok(summary.policies > 0, 'there is a policy to judge');
    const loud = findings.filter((finding) => finding.severity !== 'info');
    assert.equal(loud.map(describeShortly), []);
    if (!isLoud(id)) assert.equal(findings.filter((finding) => finding.check === id).map(describeShortly), []);
  });

  test(`${id}: fixed.yaml is what the fix makes of bad.yaml, and is clean of it`, () => {
    const { findings, outputs } = polishFixture(id, 'bad.yaml', read(id, 'bad.yaml'), { fix: 'safe' });
    const fixed = findings.filter((finding) => finding.fixed && finding.check === id);
    const path = new URL(`${id}/fixed.yaml`, HERE);
    if (fixed.length === 0) {
      assert.not.ok(existsSync(path), `${id} fixes nothing but has a fixed.yaml`);
      return;
    }
    const output = String(outputs[0]);
    assertGolden(path, output);
    const again = polishFixture(id, 'fixed.yaml', output).findings;
    assert.equal(again.filter((finding) => finding.fix !== undefined).map(describeShortly), []);
    const names = new Set(fixed.map(policyOf));
    assert.equal(again.filter((f) => f.check === id && names.has(policyOf(f))).map(describeShortly), []);
    assert.is(String(polishFixture(id, 'fixed.yaml', output, { fix: 'safe' }).outputs[0]), output, 'fixing twice');
  });

  test(`${id}: unsafe.yaml is what --unsafe makes of bad.yaml, closes.txt what that closes`, () => {
    const text = read(id, 'bad.yaml');
    const { findings, outputs } = polishFixture(id, 'bad.yaml', text, UNSAFE);
    const closed = findings.filter(({ check, closes }) => check === id && closes !== undefined);
    if (closed.length === 0) {
      for (const name of ['unsafe.yaml', 'closes.txt'])
        assert.not.ok(existsSync(new URL(`${id}/${name}`, HERE)), `${id} closes nothing but has ${name}`);
      return;
    }
    const told = closed.map(({ location, policy, fix, closes = [] }) =>
      [`${location.line}:${location.column} ${policy?.name} | ${fix?.message}`, ...closes].join('\n    '),
    );
    assertGolden(new URL(`${id}/closes.txt`, HERE), `${told.join('\n')}\n`);
    const output = String(outputs[0]);
    assertGolden(new URL(`${id}/unsafe.yaml`, HERE), output);
    const again = polishFixture(id, 'unsafe.yaml', output, UNSAFE);
    assert.is(String(again.outputs[0]), output, 'fixing twice');
    assert.equal(
      again.findings.filter(({ fix, choice }) => fix !== undefined || choice !== undefined),
      [],
    );
    assert.equal(findings.filter(({ choice }) => choice !== undefined).map(describeShortly), []);
  });

  test(`${id}: document order changes nothing but the places`, () => {
    const text = read(id, 'bad.yaml');
    const turned = `${text
      .split(/^---\n/m)
      .reverse()
      .join('---\n')}`;
    if (id === 'duplicate-policy' || id === 'mergeable-policies') return;
    const facts = (yaml: string): string[] =>
      polishFixture(id, 'bad.yaml', yaml)
        .findings.filter((f) => f.check === id)
        .map((f) => `${f.severity} ${f.effect} ${f.policy?.name} ${f.message.replace(/ at line .*/, '')}`)
        .sort();
    assert.equal(facts(turned), facts(text));
  });
}

/** Beside a policy that allows ingress to every pod: what `--fix` may make of a spec. Undefined: it leaves it alone. */
const FIXES: readonly (readonly [spec: string, fixed: string | undefined])[] = [
  ['{podSelector: {}, ingress: {}, egress: [{}]}', '{podSelector: {}, egress: [{}]}'],
  ['{podSelector: {}, egress: [{}], ingress: }', '{podSelector: {}, egress: [{}]}'],
  ['{ingress: , podSelector: {}, egress: [{}]}', '{podSelector: {}, egress: [{}]}'],
  [
    '\n  podSelector: {}\n  ingress: {} # why\n  # egress\n  egress: [{}]',
    '\n  podSelector: {}\n  # egress\n  egress: [{}]',
  ],
  ['\n  podSelector: {}\n  ingress: {\n  }\n  egress: [{}]', '\n  podSelector: {}\n  egress: [{}]'],
  ['\n  podSelector: {}\n  "ingress": null\n  egress: [{}]', '\n  podSelector: {}\n  egress: [{}]'],
  ['\n  podSelector: &none {}\n  ingress: *none\n  egress: [{}]', undefined],
  ['\n  ingress: &none {}\n  podSelector: *none\n  egress: [{}]', undefined],
  ['\n  <<: {ingress: {}}\n  podSelector: {}\n  egress: [{}]', undefined],
  ['\n  podSelector: {}\n  ingress: {}\n  egress: [{}]\n  ingress: {}', undefined],
  [
    '{podSelector: {matchLabels: {a: b}}, policyTypes: [Ingress], ingress: }',
    '{podSelector: {matchLabels: {a: b}}, policyTypes: [Ingress], ingress: [] }',
  ],
];

for (const [spec, expected] of FIXES) {
  test(`--fix of spec: ${JSON.stringify(spec)}`, () => {
    const sibling = `${policyOfSpec('in', '{podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}')}---\n`;
    const { findings, outputs } = polishFile('np.yaml', sibling + policyOfSpec('out', spec), { fix: 'safe' });
    assert.is(String(outputs[0]), sibling + policyOfSpec('out', expected ?? spec));
    assert.is(
      findings.some((finding) => finding.fixed),
      expected !== undefined,
    );
  });
}

test('--fix never breaks a document, however its blank key is written', () => {
  for (const spec of [
    '{podSelector: {matchLabels: {a: b}}, policyTypes: [Ingress], ingress}',
    '{ingress, podSelector: {matchLabels: {a: b}}, policyTypes: [Ingress]}',
    '\n  ? ingress\n  podSelector: {}\n  policyTypes: [Ingress]',
    '\n  ? ingress\n  :\n  podSelector: {}\n  policyTypes: [Ingress]',
    '{ "ingress":null,"podSelector":{},"policyTypes":["Ingress"]}',
    "{'ingress': ~, podSelector: {}, policyTypes: [Ingress]}",
    '\n  ingress: # : not here\n  podSelector: {}\n  policyTypes: [Ingress]',
    '\n  ingress:\n  ingress:\n  podSelector: {}\n  policyTypes: [Ingress]',
  ]) {
    const { findings, outputs } = polishFile('np.yaml', policyOfSpec('solo', spec), { fix: 'safe' });
    const output = String(outputs[0]);
    const again = polishFile('np.yaml', output);
    assert.is(again.summary.policies, 1, output);
    const left = again.findings.filter((finding) => finding.check !== 'duplicate-key').map(describeShortly);
    const open = findings.filter((finding) => finding.check !== 'duplicate-key' && !finding.fixed).map(describeShortly);
    assert.equal(left, open, output);
  }
});

test('every check has its file, and every file of a check is in the list', () => {
  const files = readdirSync(new URL('src/checks/', ROOT)).filter((name) => name.endsWith('.ts'));
  const ids = files.map((name) => name.replace(/\.ts$/, '')).filter((name) => name !== 'check' && name !== 'index');
  assert.equal([...IDS].sort(), ids.sort());
  assert.is(new Set(IDS).size, IDS.length, 'an id is listed twice');
});

test('every check has its folder of fixtures, and every folder its check', () => {
  const folders = readdirSync(HERE, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  assert.equal(folders.map((entry) => entry.name).sort(), [...IDS].sort());
  for (const id of IDS) {
    for (const file of ['bad.yaml', 'good.yaml', 'findings.txt']) {
      assert.ok(existsSync(new URL(`${id}/${file}`, HERE)), `test/checks/${id}/${file} is missing`);
    }
  }
});

test('every check has its place in docs/checks.md', () => {
  const docs = readFileSync(new URL('docs/checks.md', ROOT), 'utf8');
  for (const id of IDS) {
    assert.ok(
      docs.includes(`[${id}](#${id.replaceAll('.', '')})`),
      `${id} is missing from the index of docs/checks.md (npm run docs)`,
    );
    assert.ok(docs.includes(`\n## ${id}\n`), `${id} has no section in docs/checks.md (npm run docs)`);
  }
});

test('every check speaks in whole sentences', () => {
  for (const { id, summary, help } of CHECKS) {
    assert.match(summary, /^[`A-Z].*\.$/, `summary of ${id}`);
    assert.match(help, /[.`]$/, `help of ${id}`);
  }
  for (const id of IDS) {
    for (const finding of polishFixture(id, 'bad.yaml', read(id, 'bad.yaml')).findings) {
      assert.not.match(finding.message, /undefined|\[object |NaN|\.\.$/, `${id}: ${describeShortly(finding)}`);
      assert.not.match(finding.help, /undefined|\[object |NaN/, `${id}: ${describeShortly(finding)}`);
    }
  }
});

test('no finding is louder than its check says', () => {
  const rank = { error: 0, warning: 1, info: 2 };
  for (const { id, severity } of CHECKS) {
    if (severity === 'off') continue;
    const own = polishFixture(id, 'bad.yaml', read(id, 'bad.yaml')).findings.filter((f) => f.check === id);
    assert.is(Math.min(...own.map((f) => rank[f.severity])), rank[severity], id);
  }
});

test('every test file runs what it declares', () => {
  for (const file of testFiles(new URL('test/', ROOT))) {
    const text = readFileSync(file, 'utf8');
    const name = file.pathname.slice(ROOT.pathname.length);
    for (const [, variable] of text.matchAll(/(?:const|let) (\w+) = suite(?:<[^(]*>)?\(/g)) {
      assert.match(text, new RegExp(`^${variable}\\.run\\(\\);`, 'm'), `${name} never runs ${variable}`);
    }
    assert.match(text, /^\w+\.run\(\);/m, `${name} runs nothing: uvu passes such a file silently`);
  }
});

function policyOfSpec(name: string, spec: string): string {
  const gap = spec.startsWith('\n') ? '' : ' ';
  return `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ${name}}\nspec:${gap}${spec}\n`;
}

function read(id: string, file: string): string {
  return readFileSync(new URL(`${id}/${file}`, HERE), 'utf8');
}

function isLoud(id: string): boolean {
  const severity = CHECKS.find((check) => check.id === id)?.severity;
  return severity !== 'info' && severity !== 'off';
}

/** The findings of the check in full; those of other checks as one line each, so that nothing is told twice unseen. */
function describeAll(id: string, findings: readonly Finding[], text: string): string {
  return findings
    .map((finding) => (finding.check === id ? describeFinding(finding, text) : `also ${describeShortly(finding)}\n`))
    .join('\n');
}

function describeShortly({ location, severity, effect, check, policy, message }: Finding): string {
  return `${location.line}:${location.column} ${severity} ${effect} ${check} ${policy?.name ?? '-'} | ${message}`;
}

function policyOf({ policy, location }: Finding): string {
  return `${policy?.namespace}/${policy?.name} ${location.path.join('.')}`;
}

function testFiles(folder: URL): URL[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return testFiles(new URL(`${entry.name}/`, folder));
    return /\.(test|e2e)\.ts$/.test(entry.name) ? [new URL(entry.name, folder)] : [];
  });
}

test.run();
