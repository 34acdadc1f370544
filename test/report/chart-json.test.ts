import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ChartReport } from '../../src/chart/types.ts';
import { chartJson } from '../../src/report/chart-json.ts';
import { CLEAN, FULL, MANY } from './chart-reports.ts';

const test = suite('report/chart-json');

const schema = (name: string): { readonly [key: string]: unknown; readonly definitions: Record<string, object> } =>
  JSON.parse(readFileSync(new URL(`../../schemas/${name}.schema.json`, import.meta.url), 'utf8'));
const SCHEMA = schema('chart-report');
const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }).compile(SCHEMA);

for (const [name, report] of Object.entries<ChartReport>({ FULL, CLEAN, MANY })) {
  test(`${name} is as the schema says`, () => {
    const errors = validate(JSON.parse(chartJson(report))) ? [] : (validate.errors ?? []);
    assert.equal(
      errors.map(({ instancePath, message }) => `${instancePath} ${message}`),
      [],
    );
  });
}

test('a finding stands in the template where its line is known, and nothing offers to edit a render', () => {
  const { rows, summary } = JSON.parse(chartJson(FULL));
  assert.equal(rows[1].finding.location, {
    file: 'charts/shop/templates/np.yaml',
    origin: 'file',
    document: 3,
    path: ['spec', 'ingress', 0, 'from'],
    line: 14,
    column: 7,
    endLine: 14,
    endColumn: 12,
  });
  assert.is(rows[0].finding.location.source, 'charts/shop/templates/web.yaml');
  assert.is(rows[0].finding.location.file, '<stdin>');
  for (const { finding } of rows) {
    assert.is(finding.fix, undefined);
    assert.is(finding.caret, undefined);
  }
  assert.equal(summary, { errors: 2, warnings: 2, infos: 1, ignored: 1, ignoredErrors: 1 });
});

test('every field is described, and no object is open', () => {
  const bare: string[] = [];
  walk(SCHEMA, '#', bare);
  assert.equal(bare, []);
});

test('what both reports speak of, both describe alike', () => {
  const report = schema('report').definitions;
  for (const name of ['count', 'namespace', 'policy', 'place'])
    assert.equal(SCHEMA.definitions[name], report[name], name);
  const [own, theirs] = [SCHEMA.definitions, report].map((all) => all.finding) as [Described, Described];
  for (const [name, property] of Object.entries(own.properties))
    if (name !== 'related') assert.equal(property, theirs.properties[name], name);
  assert.equal(own.required, theirs.required);
});

test('the schema refuses what the report never holds', () => {
  const report = JSON.parse(chartJson(FULL));
  for (const wrong of [
    { ...report, extra: true },
    { ...report, version: 2 },
    { ...report, rows: [{ ...report.rows[0], flags: undefined }] },
    { ...report, rows: [{ ...report.rows[1], place: { ...report.rows[1].place, line: 0 } }] },
    { ...report, failures: [{ ...report.failures[0], kind: 'other' }] },
  ])
    assert.not.ok(validate(JSON.parse(JSON.stringify(wrong))));
});

type Described = { readonly properties: Readonly<Record<string, object>>; readonly required: readonly string[] };
type Node = { readonly [key: string]: unknown };

function walk(node: unknown, path: string, bare: string[]): void {
  if (node === null || typeof node !== 'object') return;
  const { type, additionalProperties, properties, items } = node as Node;
  if (type === 'object' && additionalProperties === undefined) bare.push(`${path} is open`);
  const fields = Object.entries({
    ...((type === 'object' && properties) as object),
    ...((items as object) && { items }),
  });
  for (const [key, value] of fields) {
    const { description, $ref } = value as Node;
    const target = SCHEMA.definitions[String($ref).split('/').at(-1) ?? ''] as Node | undefined;
    if (description === undefined && target?.description === undefined) bare.push(`${path}/${key} has no description`);
  }
  for (const [key, value] of Object.entries(node)) walk(value, `${path}/${key}`, bare);
}

test.run();
