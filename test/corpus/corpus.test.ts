import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseAllDocuments } from 'yaml';
import { CHECKS } from '../../src/checks/index.ts';
import type { Finding, Path } from '../../src/finding.ts';
import { isSmaller } from '../../src/merge/simplify.ts';
import { DIRECTIONS, PEERS } from '../../src/policy/api.ts';
import { polishFile } from '../checks/golden.ts';
import { runIn } from '../checks/run.ts';

const test = suite('corpus');
const SHARED = process.env.NETPOLISH_SHARED ?? '';
const CORPUS = resolve(SHARED, 'corpus');
const CLASSES = ['chart', 'chart-fault', 'docs', 'moj', 'prod'];
/** The classes whose owners wrote what they meant, as far as anybody knows. */
const MEANT = CLASSES.filter((name) => name !== 'chart-fault');

const SEVERITIES = ['error', 'warning', 'info'] as const;
const POLICIES = new Map<string, number>();

type Json = { readonly [key: string]: Json } | readonly Json[] | string | number | boolean | null;
type Truth = {
  readonly Id: string;
  readonly Yaml: string;
  readonly YamlErr: string;
  readonly DecodeErr: string;
  readonly ValidationErrs: readonly string[] | null;
};
type Told = { readonly findings: readonly Finding[] };

if (SHARED === '' || !existsSync(CORPUS)) {
  const reason = SHARED === '' ? 'NETPOLISH_SHARED is not set' : `there is no corpus in ${SHARED}`;
  process.stdout.write(`\n   SKIP  corpus: ${reason}; real manifests are not read\n`);
  test.skip('the shared corpus is absent');
} else {
  declare(new Map<string, Told>());
}

function declare(reports: Map<string, Told>): void {
  for (const name of CLASSES) {
    test(`${name}: \`check\` reads all of it and never fails`, async () => {
      const { code, stdout, stderr } = await runIn(CORPUS, ['check', '--format', 'json', '--fail-on', 'never', name]);
      assert.is(stderr, '');
      assert.is(code, 0);
      const report = JSON.parse(stdout);
      assert.ok(report.summary.policies > 0);
      reports.set(name, report);
      POLICIES.set(name, report.summary.policies);
    });
  }

  test('chart-fault: what Helm made of the emptied values is found', () => {
    const expected: readonly string[] = [
      'fault-policytypes-null.yaml error emptied-policy-types',
      'fault-egress-ports-empty.yaml error emptied-rule',
      'fault-from-empty.yaml error emptied-peers',
      'fault-ports-null.yaml error emptied-rule',
      'fault-metrics-from-null.yaml error emptied-peers',
      'fault-egress-null.yaml info emptied-direction',
    ];
    const found = findingsIn(reports, ['chart-fault']).filter(({ check }) => check.startsWith('emptied-'));
    const told = found.map(({ location, severity, check }) => `${basename(location.file)} ${severity} ${check}`);
    assert.equal(told.sort(), [...expected].sort());
  });

  for (const severity of ['error', 'warning'] as const) {
    test(`no ${severity} but those that were read and judged (${severity}s.txt)`, () => {
      const judged = readFileSync(new URL(`${severity}s.txt`, import.meta.url), 'utf8').split('\n');
      const expected = judged.filter((line) => line !== '' && !line.startsWith('#'));
      for (const line of expected) assert.match(line, /^\S+ \S+ \S+ \d+ [a-z0-9.-]+: \S.+$/);
      const found = findingsIn(reports, MEANT).filter((finding) => finding.severity === severity);
      assert.equal(found.map(describe).sort(), expected.map((line) => line.slice(0, line.indexOf(':'))).sort());
    });
  }

  test('how many findings each class has of each check', () => {
    const counts = CHECKS.flatMap(({ id }) =>
      SEVERITIES.flatMap((severity) => {
        const row = CLASSES.map((name) => count(findingsIn(reports, [name]), id, severity));
        return row.some((number) => number > 0) ? [[id, severity, ...row.map(String)]] : [];
      }),
    );
    process.stdout.write(`\n${table([['check', 'severity', ...CLASSES], ...counts])}`);
    assert.ok(counts.length >= 15, 'hardly a check finds anything, so this shows nothing');
  });

  test('chart-fault: what a section B or C check has to say of each', () => {
    const expected: readonly (readonly [file: string, check: string])[] = [
      ['fault-or-peers.yaml', 'peer-or-not-and'],
      ['fault-egress-no-types.yaml', 'implicit-policy-types'],
      ['fault-egress.yaml', 'dns-blocked'],
      ['fault-prometheus-no-rules.yaml', 'dns-blocked'],
    ];
    const found = findingsIn(reports, ['chart-fault']);
    for (const [file, check] of expected) {
      const told = found.filter(({ location }) => basename(location.file) === file).map((finding) => finding.check);
      assert.ok(told.includes(check), `${file}: ${told}`);
    }
    assert.equal(found.filter(({ location }) => basename(location.file) === 'fault-allow-all.yaml').map(describe), []);
  });

  test('chart-fault: a rule that allows all is told to those who ask', async () => {
    const { stdout } = await runIn(CORPUS, [
      'check',
      '--format',
      'json',
      '--severity',
      'allow-all-rule=warning',
      'chart-fault',
    ]);
    const found: readonly Finding[] = JSON.parse(stdout).findings;
    const told = found.filter(({ check }) => check === 'allow-all-rule').map(({ location }) => basename(location.file));
    assert.equal(told, ['fault-metrics-from-null.yaml', 'fault-allow-all.yaml']);
  });

  test('prod: errors are right at least 95 times in 100, and warnings are few', () => {
    const prod = findingsIn(reports, ['prod']);
    assert.is(prod.filter(({ severity }) => severity === 'error').length, 0);
    const policies = POLICIES.get('prod') ?? 0;
    const warnings = prod.filter(({ severity }) => severity === 'warning').length;
    assert.ok(warnings <= policies * 0.05, `${warnings} warnings on ${policies} policies`);
  });

  test('the idioms give no error and no warning, however often they stand there', () => {
    const loud = new Set(
      findingsIn(reports, MEANT)
        .filter(({ severity }) => severity !== 'info')
        .map(({ location }) => place(location.file, location.path)),
    );
    const counts: Record<string, number> = {};
    for (const { file, policy, at } of policiesOf(MEANT)) {
      for (const [idiom, path] of idiomsOf(policy)) {
        counts[idiom] = (counts[idiom] ?? 0) + 1;
        assert.not.ok(loud.has(place(file, [...at, ...path])), `${idiom} in ${file} at ${path.join('.')}`);
      }
    }
    const least = {
      'podSelector: {}': 130,
      '- {}': 180,
      'peer podSelector: {}': 70,
      'peer namespaceSelector: {}': 15,
      'port without protocol': 200,
      'blank direction with policyTypes': 10,
      'no namespace': 60,
      'direction []': 10,
    };
    for (const [idiom, number] of Object.entries(least)) {
      assert.ok((counts[idiom] ?? 0) >= number, `${idiom}: only ${counts[idiom] ?? 0} seen, so this shows nothing`);
    }
  });

  test('every merge of real policies can be simplified, is proved, gets no larger, and a second run changes nothing', () => {
    const rows = ['chart', 'moj', 'prod'].map((name) => {
      const options = { merge: true, simplify: true };
      const runs = filesIn(name).map((file) => {
        const text = readFileSync(join(CORPUS, file), 'utf8');
        return { file, text, polished: polishFile(file, text, options) };
      });
      for (const { file, text, polished } of runs) {
        assert.equal(polished.unproved, [], file);
        const possible = polished.groups.filter(({ merge }) => merge.possible).length;
        assert.is(polished.merges.filter(({ members }) => members > 1).length, possible, file);
        const output = polished.outputs[0]?.toString() ?? '';
        if (polished.merges.length === 0) assert.is(output, text, file);
        else assert.equal(polishFile(file, output, options).outputs[0]?.toString(), output, file);
      }
      const merges = runs.flatMap(({ polished }) => polished.merges);
      for (const { into, size } of merges) assert.not(isSmaller(size.before, size.after), `${name}: ${into}`);
      const sum = (when: 'before' | 'after', what: 'rules' | 'peers' | 'ports'): number =>
        merges.reduce((total, { size }) => total + size[when][what], 0);
      const counts = (['rules', 'peers', 'ports'] as const).map(
        (what) => `${sum('before', what)} -> ${sum('after', what)}`,
      );
      return [
        name,
        `${merges.filter(({ members }) => members > 1).length} merged`,
        `${merges.length} written`,
        ...counts,
      ];
    });
    process.stdout.write(`\n${table([['class', '', '', 'rules', 'peers', 'ports'], ...rows])}`);
  });

  test('nothing blank is passed over: each null inside of a spec is told', () => {
    let seen = 0;
    const told = findingsIn(reports, CLASSES).map(({ location }) => place(location.file, location.path));
    for (const { file, policy, at } of policiesOf(CLASSES)) {
      for (const path of nullsIn(member(policy, 'spec') ?? '', ['spec'])) {
        seen++;
        const above = path.map((_, i) => place(file, [...at, ...path.slice(0, i + 1)]));
        assert.ok(
          above.some((one) => told.includes(one)),
          `${file}: ${path.join('.')} is blank and nothing says so`,
        );
      }
    }
    assert.ok(seen >= 25, `only ${seen} blank fields seen, so this shows nothing`);
  });

  test("the API server's own truth table: what it refuses to decode is an error, what it takes is never called refused", () => {
    const cases: readonly Truth[] = JSON.parse(readFileSync(resolve(SHARED, 'oracle/api-truth-table.json'), 'utf8'));
    assert.ok(cases.length > 300);
    for (const { Id, Yaml, YamlErr, DecodeErr, ValidationErrs } of cases) {
      const isWhole = /^spec:/m.test(Yaml);
      const spec = Yaml.trim() === '' || isWhole ? Yaml : `spec:\n${Yaml.replace(/^(?=.)/gm, '  ')}`;
      const text = `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: case\n${spec}\n`;
      const refusals = polishFile('case.yaml', text).findings.filter(({ effect }) => effect === 'rejected');
      if (YamlErr !== '' || DecodeErr !== '') assert.ok(refusals.length > 0, `${Id}: refused, and nothing says so`);
      else if (ValidationErrs === null) assert.equal(refusals, [], `${Id}: taken, and called refused`);
    }
  });

  test('fixing and merging all of it loses nothing', async () => {
    for (const name of CLASSES) {
      const { code, stderr } = await runIn(CORPUS, ['merge', '--fail-on', 'never', name]);
      assert.is(code, 0, stderr);
      const fixed = await runIn(CORPUS, ['fix', '--fail-on', 'never', name]);
      assert.is(fixed.code, 0, fixed.stderr);
    }
  });
}

function findingsIn(reports: ReadonlyMap<string, Told>, names: readonly string[]): readonly Finding[] {
  return names.flatMap((name) => {
    const report = reports.get(name);
    if (report === undefined) throw new Error(`${name} was not read`);
    return report.findings;
  });
}

function count(findings: readonly Finding[], check: string, severity: Finding['severity']): number {
  return findings.filter((finding) => finding.check === check && finding.severity === severity).length;
}

function table(rows: readonly (readonly string[])[]): string {
  return rows
    .map((row) => `${row.map((cell, i) => (i === 0 ? cell.padEnd(24) : cell.padStart(12))).join('')}\n`)
    .join('');
}

function describe({ location: { file, line }, check }: Finding): string {
  const [name, repository] = file.split('/');
  return `${name} ${repository} ${basename(file)} ${line} ${check}`;
}

function place(file: string, path: Path): string {
  return JSON.stringify([file, ...path]);
}

type Read = { readonly file: string; readonly policy: Json; readonly at: Path };

/** The policies of some classes as the `yaml` package alone reads them; what it cannot read is left out. */
function* policiesOf(names: readonly string[]): Generator<Read> {
  for (const file of names.flatMap((name) => filesIn(name))) {
    const text = readFileSync(join(CORPUS, file), 'utf8');
    for (const part of text.split(/^---(?=\s|$).*$/m)) {
      if (!part.includes('NetworkPolicy')) continue;
      for (const document of parseAllDocuments(part, { version: '1.1', uniqueKeys: false })) {
        if (document.errors.length > 0) continue;
        yield* policiesIn(file, document.toJS() as Json, []);
      }
    }
  }
}

function* policiesIn(file: string, object: Json, at: Path): Generator<Read> {
  const items = member(object, 'items');
  if (Array.isArray(items)) for (const [i, item] of items.entries()) yield* policiesIn(file, item, [...at, 'items', i]);
  const isPolicy =
    member(object, 'kind') === 'NetworkPolicy' && member(object, 'apiVersion') === 'networking.k8s.io/v1';
  if (isPolicy && member(object, '$patch') === undefined) yield { file, policy: object, at };
}

function filesIn(folder: string): string[] {
  return readdirSync(join(CORPUS, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return filesIn(path);
    return /\.(ya?ml|json)$/.test(entry.name) ? [path] : [];
  });
}

function* idiomsOf(policy: Json): Generator<[idiom: string, path: Path]> {
  const spec = member(policy, 'spec');
  if (isEmptyMap(member(spec, 'podSelector'))) yield ['podSelector: {}', ['spec', 'podSelector']];
  if (member(member(policy, 'metadata'), 'namespace') === undefined) yield ['no namespace', ['metadata']];
  const types = itemsOf(member(spec, 'policyTypes'));
  for (const direction of DIRECTIONS) {
    const rules = member(spec, direction);
    const path = ['spec', direction];
    if (rules === null && types.length > 0) yield ['blank direction with policyTypes', path];
    if (Array.isArray(rules) && rules.length === 0) yield ['direction []', path];
    for (const [i, rule] of itemsOf(rules).entries()) yield* ruleIdioms(rule, [...path, i], PEERS[direction]);
  }
}

function* ruleIdioms(rule: Json, path: Path, peersKey: string): Generator<[idiom: string, path: Path]> {
  if (isEmptyMap(rule)) yield ['- {}', path];
  for (const [i, port] of itemsOf(member(rule, 'ports')).entries()) {
    const isPlain = member(port, 'protocol') === undefined && typeof member(port, 'port') === 'number';
    if (isPlain) yield ['port without protocol', [...path, 'ports', i]];
  }
  for (const [i, peer] of itemsOf(member(rule, peersKey)).entries()) {
    for (const selector of ['podSelector', 'namespaceSelector']) {
      if (isEmptyMap(member(peer, selector))) yield [`peer ${selector}: {}`, [...path, peersKey, i, selector]];
    }
  }
}

function* nullsIn(value: Json, path: Path): Generator<Path> {
  if (value === null) yield path;
  if (value === null || typeof value !== 'object') return;
  for (const [key, inner] of Object.entries(value)) {
    yield* nullsIn(inner as Json, [...path, Array.isArray(value) ? Number(key) : key]);
  }
}

function member(value: Json | undefined, key: string): Json | undefined {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
  return (value as { readonly [key: string]: Json })[key];
}

function itemsOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function isEmptyMap(value: Json | undefined): boolean {
  return value !== null && typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length === 0;
}

test.run();
