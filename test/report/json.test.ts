import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readIgnores } from '../../src/config/settings.ts';
import { type Polished, type PolishOptions, polish } from '../../src/pipeline/polish.ts';
import { json } from '../../src/report/json.ts';
import { VERSION } from '../../src/version.ts';
import { CHECKING, polishFile } from '../checks/golden.ts';

const test = suite('report/json');
const TEST = new URL('../', import.meta.url);
const SCHEMA = JSON.parse(readFileSync(new URL('../schemas/report.schema.json', TEST), 'utf8'));

const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }).compile(SCHEMA);

type Node = { readonly [key: string]: Node } | readonly Node[] | string | number | boolean | null;

const RUNS: readonly Partial<PolishOptions>[] = [
  {},
  { fix: 'safe', merge: true },
  { fix: 'safe', merge: true, simplify: true },
  { merge: true, sameName: true, acrossCharts: true },
];

for (const fixture of fixtures()) {
  for (const options of RUNS) {
    test(`${fixture} ${JSON.stringify(options)}: the report is as the schema says`, () => {
      assertValid(polishFile(fixture, readFileSync(new URL(fixture, TEST), 'utf8'), options));
    });
  }
}

test('reports of renders, of KRM lists and of ignored findings are as the schema says', () => {
  const policy =
    'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a}\nspec:\n  policyTypes: [Ingress]\n  podSelector:\n';
  const item = policy
    .replace('{name: a}', '{name: a, annotations: {internal.config.kubernetes.io/path: np.yaml}}')
    .replace(/^/gm, '    ')
    .replace('   ', '  -');
  const list = `apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n${item}`;
  const rendered = polish([{ name: '<stdin>', bytes: Buffer.from(policy), origin: 'rendered' }], CHECKING);
  const listed = polish([{ name: '<stdin>', bytes: Buffer.from(list), origin: 'rendered' }], CHECKING);
  const ignored = polishFile('a.yaml', policy, { ignore: readIgnores('emptied-pod-selector:a', '--ignore') });
  for (const polished of [rendered, listed, ignored]) assertValid(polished);
  assert.is(rendered.findings[0]?.location.origin, 'rendered');
  assert.is(listed.findings[0]?.location.origin, 'resourceList');
  assert.equal(listed.findings[0]?.location.item, { path: 'np.yaml', index: 0 });
  assert.equal(ignored.findings[0]?.ignored, { by: 'option' });
  assert.is(ignored.summary.ignored, 1);
});

test('an empty run is a report too', () => {
  const empty = parse(polish([], CHECKING));
  assert.equal(empty, {
    version: 1,
    tool: { name: 'netpolish', version: VERSION },
    summary: {
      documents: 0,
      policies: 0,
      groups: 0,
      errors: 0,
      warnings: 0,
      infos: 0,
      fixed: 0,
      ignored: 0,
      ignoredErrors: 0,
      merged: 0,
      simplified: 0,
    },
    groups: [],
    merges: [],
    findings: [],
    ignores: { unheard: 0, entries: [], stale: 0 },
    passedOver: [],
  });
});

test('the counts of the summary are those of the findings', () => {
  for (const fixture of fixtures()) {
    const text = readFileSync(new URL(fixture, TEST), 'utf8');
    const { findings, summary, groups } = polishFile(fixture, text, { fix: 'safe' });
    const open = findings.filter((f) => !f.fixed && !f.ignored);
    assert.is(summary.errors, open.filter((f) => f.severity === 'error').length, fixture);
    assert.is(summary.warnings, open.filter((f) => f.severity === 'warning').length, fixture);
    assert.is(summary.infos, open.filter((f) => f.severity === 'info').length, fixture);
    assert.is(summary.fixed, findings.filter((f) => f.fixed).length, fixture);
    assert.is(summary.groups, groups.length, fixture);
  }
});

test('names arrive as they were written, escaped as JSON alone', () => {
  const name = 'a\u001b[31m\u202eb\n"\\';
  const text = `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ${JSON.stringify(name)}}\n`;
  const polished = polishFile('a.yaml', text);
  assertValid(polished);
  const report = json(polished);
  assert.not.match(report, /[\u0000-\u0009\u000b-\u001f]/);
  assert.is(JSON.parse(report).findings[0].policy.name, name);
});

test('the schema describes every field, and leaves none open', () => {
  const bare: string[] = [];
  walk(SCHEMA, '#', (node, path) => {
    if (node.type === 'object' && node.additionalProperties === undefined) bare.push(`${path} is open`);
  });
  walkProperties(SCHEMA, '#', (node, path) => {
    const target = typeof node.$ref === 'string' ? definition(node.$ref) : node;
    if (node.description === undefined && target.description === undefined) bare.push(`${path} has no description`);
  });
  assert.equal(bare, []);
});

test('the schema refuses what the report never holds', () => {
  const report = parse(polishFile('a.yaml', readFileSync(new URL('checks/emptied-peers/bad.yaml', TEST), 'utf8')));
  const [first] = report.findings;
  assert.ok(validate(report));
  for (const wrong of [
    { ...report, extra: true },
    { ...report, version: 2 },
    { ...report, findings: [{ ...first, severity: 'fatal' }] },
    { ...report, findings: [{ ...first, caret: 'x' }] },
    { ...report, findings: [{ ...first, location: { ...first?.location, line: 0 } }] },
  ]) {
    assert.not.ok(validate(wrong));
  }
});

function assertValid(polished: Polished): void {
  const report = parse(polished);
  if (!validate(report)) {
    const reasons = (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
    assert.unreachable(reasons.join('\n'));
  }
}

type Parsed = { readonly findings: readonly { readonly location: object }[] };

function parse(polished: Polished): Parsed {
  return JSON.parse(json(polished)) as Parsed;
}

function fixtures(): string[] {
  const folders = readdirSync(new URL('checks/', TEST), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const checks = folders.flatMap(({ name }) => ['bad.yaml', 'good.yaml'].map((file) => `checks/${name}/${file}`));
  const seeds = readdirSync(new URL('seeds/', TEST)).filter((name) => name.endsWith('.yaml'));
  return [...checks, ...seeds.map((name) => `seeds/${name}`)];
}

type Schema = { readonly [key: string]: Node };

function definition(ref: string): Schema {
  const [, , name = ''] = ref.split('/');
  return SCHEMA.definitions[name] as Schema;
}

function walk(node: Node, path: string, visit: (node: Schema, path: string) => void): void {
  if (node === null || typeof node !== 'object') return;
  if (!Array.isArray(node)) visit(node as Schema, path);
  for (const [key, value] of Object.entries(node)) walk(value as Node, `${path}/${key}`, visit);
}

/** Every schema of a field or of an item. */
function walkProperties(root: Node, start: string, visit: (node: Schema, path: string) => void): void {
  walk(root, start, (node, path) => {
    if (node.type === 'object' || node.items !== undefined) {
      const fields = Object.entries((node.properties as Schema | undefined) ?? {});
      const items: [string, Node][] = node.items === undefined ? [] : [['items', node.items]];
      for (const [key, value] of [...fields, ...items]) visit(value as Schema, `${path}/${key}`);
    }
  });
}

test.run();
