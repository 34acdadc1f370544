import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Marked, markerFor } from '../../src/chart/marks.ts';
import { isTemplateFault, walk } from '../../src/chart/template/nodes.ts';
import { parseTemplate } from '../../src/chart/template/parse.ts';

const test = suite('chart/marks');

const marked = (text: string, helpers?: Marked['helpers']): string | undefined =>
  markerFor([]).mark({ file: 't', text, ...(helpers !== undefined && { helpers }) });

/** Marks as `§line`. */
const shown = (text: string, helpers?: Marked['helpers']): string => {
  const marker = markerFor([]);
  const lines: number[] = [];
  const out = marker.mark({ file: 't', text, ...(helpers !== undefined && { helpers }) }) ?? 'no template';
  const { marks } = marker.strip(out);
  for (const all of marks.values()) lines.push(...all.map(({ line }) => line));
  let next = 0;
  return out.replace(/ #npx\d+:/g, () => `§${lines[next++]}`);
};

const TABLE: readonly (readonly [what: string, text: string, marked: string])[] = [
  ['lines of text', 'a:\n  b: 1\n', 'a:§1\n  b: 1§2\n'],
  ['a last line without its end', 'a: 1', 'a: 1'],
  ['blank lines', 'a:\n\n  \nb:\n', 'a:§1\n\n  \nb:§4\n'],
  ['carriage returns', 'a:\r\nb:\r\n', 'a:§1\r\nb:§2\r\n'],
  ['an action that prints', 'a: {{ .x }}\nb:\n', 'a: {{ .x }}§1\nb:§2\n'],
  ['an action that decides', '{{ if .x }}\na:\n{{ end }}\n', '{{ if .x }}\na:§2\n{{ end }}\n'],
  ['an action that sets a variable', '{{ $x := 1 }}\na:\n', '{{ $x := 1 }}\na:§2\n'],
  ['a comment of the template', '{{/* a\nb */}}\nc:\n', '{{/* a\nb */}}\nc:§3\n'],
  ['the beginning of a document', '---\na:\n---\nb:\n', '---\na:§2\n---\nb:§4\n'],
  [
    'what an action trims away',
    'a:\n  {{- if .x }}\n  b:\n  {{- end }}\n',
    'a:§1\n  {{- if .x }}\n  b:§3\n  {{- end }}\n',
  ],
  [
    'an action that prints lines',
    'a:\n  {{- toYaml .x | nindent 2 }}\nb:\n',
    'a:§1\n  {{- toYaml .x | nindent 2 }}§2\nb:§3\n',
  ],
];

for (const [what, text, expected] of TABLE) test(what, () => assert.is(shown(text), expected));

test('of some helpers only the bodies are marked', () => {
  const text = '{{ define "a" }}\nx:\n{{ end }}\n{{ define "b" }}\ny:\n{{ end }}\nz:\n';
  assert.is(shown(text, new Set(['b'])), text.replace('y:', 'y:§5'));
  assert.is(shown(text, new Set()), text);
});

test('what is no template is not marked', () => assert.is(marked('{{ if }'), undefined));

test('marks are none that a chart has already', () => {
  const marker = markerFor(['x: 1 #npx3:\n', '#np1x']);
  const text = 'x: 1 #npx0:\ny:\n';
  const out = marker.mark({ file: 't', text }) ?? '';
  assert.is.not(out, text);
  assert.is(marker.strip(out).text, text);
});

test('a mark tells file, line, and where it stood in the line without marks', () => {
  const marker = markerFor([]);
  const one = marker.mark({ file: 'one', text: 'abc\n' }) ?? '';
  const two = marker.mark({ file: 'two', text: '\nde\n' }) ?? '';
  const glued = `${one.trimEnd()}${two.trim()}\nnone\n`;
  const { text, marks } = marker.strip(glued);
  assert.is(text, 'abcde\nnone\n');
  assert.equal(
    [...marks],
    [
      [
        0,
        [
          { file: 'one', line: 1, column: 4 },
          { file: 'two', line: 2, column: 6 },
        ],
      ],
    ],
  );
});

const pieces = [
  ...['a: 1', '  - b:', '---', '--- # c', ' ', '\n', '\n', '\r\n', '\t', '#', ' #npx0:', ' #np1x7:', 'é', '"'],
  ...['{{ .x }}', '{{- .x -}}', '{{- toYaml .x | nindent 4 }}', '{{/* c */}}', '{{- /* c\n */ -}}', '{{ $v := .x }}'],
  ...['{{ include "h" . }}', '{{ template "h" . }}', '{{ "\\n }}" }}', '{{ `a\nb` }}'],
];
const inner = fc.array(fc.constantFrom(...pieces), { maxLength: 10 }).map((all) => all.join(''));
const template = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: inner },
      fc
        .tuple(fc.constantFrom('if', 'with', 'range'), inner, inner, fc.boolean(), fc.boolean())
        .map(
          ([word, then, otherwise, left, right]) =>
            `{{${left ? '-' : ''} ${word} .x ${right ? '-' : ''}}}${then}{{ else }}${otherwise}{{${left ? '-' : ''} end }}`,
        ),
      inner.map((body) => `{{ define "h" }}${body}{{ end }}`),
    ),
    { maxLength: 5 },
  )
  .map((all) => all.join(''));

test('without its marks a marked template is what it was', () => {
  let many = 0;
  fc.assert(
    fc.property(template, (text) => {
      const marker = markerFor([text]);
      const out = marker.mark({ file: 't', text });
      if (out === undefined) return;
      const { text: plain, marks } = marker.strip(out);
      assert.is(plain, text);
      const lines = text.split('\n').length;
      for (const [, all] of marks) for (const { line } of all) assert.ok(line >= 1 && line <= lines);
      if (marks.size > 2) many += 1;
    }),
    { seed: 7, numRuns: 1500 },
  );
  assert.ok(many > 100, `${many} had marks`);
});

test('marks never stand in an action: the marked template has the same ones', () => {
  const actionsOf = (text: string): readonly string[] => {
    const tree = parseTemplate(text);
    if (isTemplateFault(tree)) throw new Error(text);
    return [...walk(tree.nodes)]
      .filter(({ kind }) => kind !== 'text')
      .map(
        (node) =>
          `${node.kind} ${node.kind === 'print' || node.kind === 'comment' || node.kind === 'template' ? text.slice(node.start, node.end) : ''}`,
      );
  };
  fc.assert(
    fc.property(template, (text) => {
      const out = markerFor([text]).mark({ file: 't', text });
      // Of two of one name the one that is not blank counts, and a mark on the same line fills the other.
      if ((text.match(/define/g) ?? []).length > 1) return;
      if (out !== undefined) assert.equal(actionsOf(out), actionsOf(text));
    }),
    { seed: 8, numRuns: 1500 },
  );
});

test('no mark stands beside `---`, or is the only thing on a line', () => {
  fc.assert(
    fc.property(template, (text) => {
      const word = /^---[^\n]* #npx\d+:/m;
      const out = markerFor([]).mark({ file: 't', text: text.replaceAll(/ #np\S*/g, '') }) ?? '';
      assert.not.match(out, /^ #npx\d+:/m);
      if (!/---[^\n]*\{\{/.test(out)) assert.not.match(out, word);
    }),
    { seed: 9, numRuns: 1500 },
  );
});

test.run();
