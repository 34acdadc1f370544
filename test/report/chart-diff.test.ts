import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type ChartDiff, compareChoices } from '../../src/chart/compare.ts';
import { chartDiffJson } from '../../src/report/chart-diff-json.ts';
import { chartDiffMarkdown } from '../../src/report/chart-diff-markdown.ts';
import { chartDiffText } from '../../src/report/chart-diff-text.ts';
import { AROUND, DB, failed, from, MORE, np, rendered, WEB } from '../chart/compared.ts';
import { assertGolden } from '../checks/golden.ts';
import { CONTROL, HOSTILE } from './hostile.ts';
import { readCommands } from './workflow-commands.ts';

const test = suite('report/chart-diff');

const schema = (name: string): { readonly definitions: Readonly<Record<string, object>> } & object =>
  JSON.parse(readFileSync(new URL(`../../schemas/${name}.schema.json`, import.meta.url), 'utf8'));
const SCHEMA = schema('chart-diff');
const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }).compile(SCHEMA);

const FULL: ChartDiff = {
  ...AROUND,
  sweep: { ...AROUND.sweep, stopped: '80 renders' },
  notes: ['old: templates/np.yaml reads `index .Values $name`'],
  ...compareChoices([
    rendered([], [WEB], [MORE]),
    { ...rendered(['metrics.enabled'], [WEB], [MORE, np('metrics', from('prometheus', 9121))]), only: 'new' },
    rendered(['db.enabled'], [WEB, DB], [MORE, np('db', from('a'), from('c'))]),
    rendered(['db.enabled', 'tls=1'], [WEB, DB], [MORE, np('db', from('a'), from('c'))]),
    rendered(['tls=1'], [WEB, DB], [MORE, np('db', from('a'), from('c'))]),
    failed(['old.only=null'], 'new', 'nil pointer evaluating interface {}.only'),
    failed(['old.only=null', 'x'], 'new', 'nil pointer evaluating interface {}.only'),
  ]),
};

const EMPTY: ChartDiff = { ...AROUND, ...compareChoices([rendered([], [WEB], [WEB])]) };

test('text is as it was', () => {
  assertGolden(new URL('golden/chart-diff.txt', import.meta.url), chartDiffText(FULL, { verbose: false }));
});

test('markdown is as it was', () => {
  assertGolden(new URL('golden/chart-diff.md', import.meta.url), chartDiffMarkdown(FULL, {}));
});

test('versions that allow the same are told in a line', () => {
  const line = 'nothing gained, nothing lost; 40 choices tried: shop 1.0.0 -> 1.1.0 (80 renders; Helm 3.17.2)';
  assert.is(chartDiffText(EMPTY, { verbose: false }), `${line}\n`);
  assert.match(chartDiffMarkdown(EMPTY, {}), '### NetworkPolicies of the chart: nothing gained');
});

for (const [name, found] of Object.entries({ FULL, EMPTY })) {
  test(`${name} is as the schema says`, () => {
    const errors = validate(JSON.parse(chartDiffJson(found))) ? [] : (validate.errors ?? []);
    assert.equal(
      errors.map(({ instancePath, message }) => `${instancePath} ${message}`),
      [],
    );
  });
}

test('the schema speaks of a change as that of `netpolish diff` does', () => {
  for (const [name, definition] of Object.entries(schema('diff').definitions))
    assert.equal(SCHEMA.definitions[name], definition, name);
  const { properties } = schema('diff') as unknown as { readonly properties: Readonly<Record<string, object>> };
  const { notes: _notes, version: _version, tool: _tool, ...told } = properties;
  assert.equal((SCHEMA.definitions.diff as { readonly properties: object }).properties, told);
});

test('a comment stays a comment, and says what it leaves out', () => {
  const many = Array.from({ length: 400 }, (_, i) => rendered([`part${i}.enabled`], [], [np(`p${i}`, from('a'))]));
  const comment = chartDiffMarkdown({ ...AROUND, ...compareChoices(many) }, {});
  assert.ok(comment.length < 65_536);
  assert.match(comment, /and \d+ more that change something with their values\n$/);
});

for (const [name, text] of Object.entries(HOSTILE)) {
  test(`${name} does nothing`, () => {
    const path = [text, text];
    const one = { choice: [{ path, value: text, kind: 'fill' as const }], flags: ['--set', `${text}=${text}`] };
    const gained = { ...rendered([], [np('w')], [np('w', from('b'))]), ...one, only: 'new' as const };
    const found: ChartDiff = {
      ...AROUND,
      charts: {
        old: { name: text, version: text, folder: text },
        new: { name: `${text}2`, version: text, folder: text },
      },
      helm: text,
      sweep: { ...AROUND.sweep, stopped: text },
      notes: [text],
      ...compareChoices([gained, { ...one, outcome: { failed: 'new', message: text } }]),
    };
    const [told, comment, json] = [
      chartDiffText(found, { verbose: true }),
      chartDiffMarkdown(found, {}),
      chartDiffJson(found),
    ].map((report) => Buffer.from(report).toString());
    for (const report of [told, comment, json]) assert.not.match(report ?? '', CONTROL);
    assert.equal(readCommands(told ?? ''), []);
    const html = micromark(comment ?? '', {
      allowDangerousHtml: true,
      extensions: [gfm()],
      htmlExtensions: [gfmHtml()],
    });
    const elements = new Set([...html.matchAll(/<\/?([^\s>]*)/g)].map(([, element]) => element));
    assert.equal(
      [...elements].filter((element) => !OURS.has(element ?? '')),
      [],
    );
  });
}

const OURS = new Set('h3 h4 p table thead tbody tr th td strong details summary ul li !--'.split(' '));

test.run();
