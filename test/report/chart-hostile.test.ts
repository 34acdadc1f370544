import fc from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import type { Log } from 'sarif';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Assignment, ChartReport, ChartRow, RenderFailure, TemplatePlace } from '../../src/chart/types.ts';
import { chartJson } from '../../src/report/chart-json.ts';
import { chartMarkdown } from '../../src/report/chart-markdown.ts';
import { polishedOf } from '../../src/report/chart-polished.ts';
import { chartText } from '../../src/report/chart-text.ts';
import { REPORTERS } from '../../src/report/index.ts';
import { CONTEXT, CONTROL, HOSTILE, hostile } from './hostile.ts';
import { readCommands } from './workflow-commands.ts';

const test = suite('report/chart-hostile');

/** A report on a chart whose every text that comes from outside is this one. */
function hostileChart(text: string): ChartReport {
  const [, , , rendered, , , , ignored] = hostile(text).findings;
  if (rendered === undefined || ignored === undefined) throw new Error('no such finding');
  const place: TemplatePlace = { file: `${text}.yaml`, onDisk: true, line: 3, column: 5, endColumn: 9 };
  const one: Assignment = { path: [text, text], value: text, kind: 'fill' };
  const flags = ['--set', `${text}=${text}`];
  const row: ChartRow = {
    finding: rendered,
    choice: [one],
    flags,
    others: [[one, one], [], [{ ...one, value: { [text]: [text] } }], [one], [one]],
    place,
    template: text,
    around: { word: 'if', line: 2, text },
    cause: text,
    cure: { message: text, diff: `--- a/${text}\n+++ b/${text}\n@@ -1,1 +1,1 @@\n-${text}\n+${text}\n` },
  };
  const { place: _place, cure: _cure, ...bare } = row;
  const nil: RenderFailure = {
    kind: 'nil',
    message: text,
    place,
    template: text,
    choice: [one],
    flags,
    count: 2,
    isFault: true,
  };
  const { policy } = rendered;
  return {
    chart: { name: text, version: text, folder: text },
    helm: text,
    sweep: { values: 1, planned: 9, tried: 3, renders: 3, distinct: 2, failed: 1, stopped: text, seed: 1 },
    rows: [
      { ...row, choice: [], flags: [] },
      row,
      { ...row, place: { ...place, onDisk: false } },
      { ...bare, flags: [] },
      { ...bare, finding: ignored },
    ],
    failures: [nil, { ...nil, isFault: false }, { ...nil, isFault: false, kind: 'yaml' }],
    matrix: {
      policies: policy === null ? [] : [{ policy, template: text }],
      rows: [{ choice: [one], flags, cells: ['fault'] }],
    },
    notes: [text],
  };
}

/** Nothing in it acts on a terminal, or on the runner that prints it. */
function assertText(text: string): void {
  const report = Buffer.from(chartText(hostileChart(text), { ...CONTEXT, matrix: true, width: 100 })).toString();
  assert.not.match(report, CONTROL);
  assert.equal(readCommands(report), []);
  assert.not.match(report, '##[');
}

/** As GitHub reads it, there is nothing in it but what we put there. */
function assertMarkdown(text: string): void {
  const report = Buffer.from(chartMarkdown(hostileChart(text), CONTEXT)).toString();
  assert.ok(report.length < 65_536);
  assert.not.match(report, CONTROL);
  const html = micromark(report, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });
  const elements = [...html.matchAll(/<(\/?[^\s>]*)/g)].map(([, name = '']) => name.replace(/^\//, ''));
  assert.equal(
    [...new Set(elements)].filter((name) => !OURS.has(name)),
    [],
  );
  const count = (name: string): number => elements.filter((one) => one === name).length / 2;
  assert.is(count('h3'), 1);
  assert.is(count('table'), 2);
  assert.is(count('tr'), 9);
  assert.is(count('td'), 26);
  assert.is(count('details'), 7);
  const prose = html.replace(/<(code|pre)\b[^>]*>.*?<\/\1>/gs, '').replace(/&#\d+;/g, '');
  assert.not.match(prose, /[@#](?!<!-- -->)\w/);
}

const OURS = new Set('h3 p table thead tbody tr th td code pre details summary ul ol li strong !--'.split(' '));

function assertJson(report: string): unknown {
  assert.not.match(Buffer.from(report).toString(), CONTROL);
  assert.not.match(report.replaceAll('\\\\', ''), /\\ud[89a-f]/i);
  return JSON.parse(report);
}

function assertFormats(text: string): void {
  const polished = polishedOf(hostileChart(text));
  const { runs } = assertJson(REPORTERS.sarif(polished, CONTEXT)) as Log;
  for (const { locations, message } of runs[0]?.results ?? []) {
    assert.match(locations?.[0]?.physicalLocation?.artifactLocation?.uri ?? '', /^[\w!'()*.~%/:-]+$/);
    assert.not.match(message.text ?? '', /\]\(/);
  }
  assertJson(REPORTERS.gitlab(polished, CONTEXT));
  const github = REPORTERS.github(polished, CONTEXT);
  assert.is(readCommands(github).length, github.split('\n').length - 1);
  assert.not.match(REPORTERS.junit(polished, CONTEXT), CONTROL);
}

for (const [name, text] of Object.entries(HOSTILE)) {
  test(`${name}: text`, () => assertText(text));
  test(`${name}: markdown`, () => assertMarkdown(text));
  test(`${name}: json`, () => {
    assertJson(chartJson(hostileChart(text)));
  });
  test(`${name}: the formats of manifests`, () => assertFormats(text));
}

test('a name of a megabyte is cut where people read it', () => {
  const huge = hostileChart('`@'.repeat(500_000));
  assert.ok(chartText(huge, { ...CONTEXT, matrix: true }).length < 200_000);
  assert.ok(chartMarkdown(huge, CONTEXT).length < 65_536);
});

test('any text at all', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
      assertText(text);
      assertMarkdown(text);
      assertJson(chartJson(hostileChart(text)));
      assertFormats(text);
    }),
    { numRuns: 50 },
  );
});

test.run();
