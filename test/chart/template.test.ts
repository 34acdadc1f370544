import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  isTemplateFault,
  type Operand,
  type Pipeline,
  type TemplateNode,
  type TemplateTree,
} from '../../src/chart/template/nodes.ts';
import { parseTemplate } from '../../src/chart/template/parse.ts';
import { tokensOf } from '../../src/chart/template/tokens.ts';
import { REAL_LOOKING } from './real-looking.ts';

const test = suite('template');

const treeOf = (text: string): TemplateTree => {
  const tree = parseTemplate(text);
  if (isTemplateFault(tree)) throw new Error(`${tree.message} at ${tree.offset}`);
  return tree;
};

/** A tree in one line: texts quoted as they are after trimming, pipelines in the words of Lisp. */
const shown = (nodes: readonly TemplateNode[], text: string): string =>
  nodes.map((node) => shownNode(node, text)).join(' ');

const shownNode = (node: TemplateNode, text: string): string => {
  switch (node.kind) {
    case 'text':
      return JSON.stringify(text.slice(node.from, node.to));
    case 'print':
      return shownPipeline(node.pipeline);
    case 'template':
      return `<template ${node.name}${node.pipeline ? ` ${shownPipeline(node.pipeline)}` : ''}>`;
    case 'define':
    case 'block':
      return `<${node.kind} ${node.name}${node.pipeline ? ` ${shownPipeline(node.pipeline)}` : ''}: ${shown(node.body, text)}>`;
    case 'if':
    case 'with':
    case 'range':
      return `<${node.arms
        .map(
          ({ word, pipeline, body }) => `${word}${pipeline ? ` ${shownPipeline(pipeline)}` : ''}: ${shown(body, text)}`,
        )
        .join(' | ')}>`;
    default:
      return `<${node.kind}>`;
  }
};

const shownPipeline = ({ declares, isAssignment, commands }: Pipeline): string => {
  const names = declares.length > 0 ? `${declares.join(',')}${isAssignment ? '=' : ':='} ` : '';
  return `(${names}${commands.map(({ args }) => args.map(shownOperand).join(' ')).join(' | ')})`;
};

const shownOperand = (operand: Operand): string => {
  switch (operand.kind) {
    case 'pipeline':
      return shownPipeline(operand);
    case 'chain':
      return `${shownOperand(operand.of)}->${operand.path.join('.')}`;
    case 'field':
      return `.${operand.path.join('.')}`;
    case 'variable':
      return [operand.name, ...operand.path].join('.');
    case 'function':
      return operand.name;
    case 'string':
      return JSON.stringify(operand.value);
    case 'dot':
      return '.';
    case 'nil':
      return 'nil';
    default:
      return String(operand.value);
  }
};

const trees: readonly (readonly [string, string])[] = [
  ['', ''],
  ['plain', '"plain"'],
  ['a {{ .x }} b', '"a " (.x) " b"'],
  ['a \n\t{{- .x -}}\r\n b', '"a" (.x) "b"'],
  // The marker needs its blank.
  ['a {{-3}} b', '"a " (-3) " b"'],
  ['a {{- 3 }} b', '"a" (3) " b"'],
  ['a {{ .x  -}} b', '"a " (.x) "b"'],
  ['a {{- .x -}}', '"a" (.x)'],
  ['{{ .a -}}  {{- .b }}', '(.a) "" (.b)'],
  ['{{ .a -}}  {{ .b }}', '(.a) "" (.b)'],
  ['a {{/* c */}} b', '"a " <comment> " b"'],
  ['a {{- /* c }} */ -}} b', '"a" <comment> "b"'],
  ['{{ "}}" }}', '("}}")'],
  ['{{ `}} "\n` }}', '("}} \\"\\n")'],
  ["{{ '}' }}", '(125)'],
  ['{{ "a\\"\\t\\u00e9" }}', '("a\\"\\té")'],
  ['{{"a"|b}}', '("a" | b)'],
  ['{{ .a.b }}{{ . }}{{ $ }}{{ $.a.b }}', '(.a.b) (.) ($) ($.a.b)'],
  ['{{ (index .a 0).b.c }}', '((index .a 0)->b.c)'],
  ['{{ f (g .x) .y }}', '(f (g .x) .y)'],
  ['{{ f.g }}', '(f->g)'],
  ['{{ f 1 -2.5e3 0x1F 1+2i true nil }}', '(f 1 -2.5e3 0x1F 1+2i true nil)'],
  ['{{ $x := 1 }}{{ $x = 2 }}{{ $x }}', '($x:= 1) ($x= 2) ($x)'],
  ['{{ $größe := 1 }}{{ $größe }}', '($größe:= 1) ($größe)'],
  ['{{ if .a }}1{{ else if .b }}2{{ else }}3{{ end }}', '<if (.a): "1" | else if (.b): "2" | else: "3">'],
  ['{{ with .a }}1{{ else with .b }}2{{ else }}3{{ end }}', '<with (.a): "1" | else with (.b): "2" | else: "3">'],
  ['{{ with $x := .a }}{{ $x }}{{ end }}', '<with ($x:= .a): ($x)>'],
  ['{{ range .a }}{{ break }}{{ continue }}{{ else }}{{ end }}', '<range (.a): <break> <continue> | else: >'],
  ['{{ range $i, $x := .a }}{{ $i }}{{ end }}', '<range ($i,$x:= .a): ($i)>'],
  ['{{ range $x := .a }}{{ end }}', '<range ($x:= .a): >'],
  ['{{ define "a" }}b{{ end }}', '<define a: "b">'],
  ['{{ block "a" .b }}c{{ end }}', '<block a (.b): "c">'],
  ['{{ template "a" }}{{ template `a` .b }}', '<template a> <template a (.b)>'],
  ['{{ define "a" }} {{ end }}{{ define "a" }}b{{ end }}', '<define a: " "> <define a: "b">'],
  ['{{ .x }}}}', '(.x) "}}"'],
  ['{ { .x }', '"{ { .x }"'],
];

for (const [text, expected] of trees) {
  test(JSON.stringify(text), () => assert.is(shown(treeOf(text).nodes, text), expected));
}

/** What Go says of the same (text/template/parse of Go 1.26), and where we place it. */
const faults: readonly (readonly [string, string, number])[] = [
  ['{{', 'unclosed action', 2],
  ['a {{ .x', 'unclosed action', 7],
  ['{{ if .x }}', 'unexpected EOF', 11],
  ['{{ end }}', 'unexpected {{end}}', 0],
  ['{{ else }}', 'unexpected {{else}}', 0],
  ['{{ if .x }}{{ else }}{{ else }}{{ end }}', 'expected end; found {{else}}', 21],
  ['{{ with .x }}{{ else if .y }}{{ end }}', 'unexpected <if> in input', 21],
  ['{{ }}', 'missing value for command', 3],
  ['{{ if }}{{ end }}', 'missing value for if', 6],
  ['{{ $x }}', 'undefined variable "$x"', 3],
  ['{{ if .a }}{{ $x := 1 }}{{ end }}{{ $x }}', 'undefined variable "$x"', 36],
  ['{{ $x := 1 }}{{ define "a" }}{{ $x }}{{ end }}', 'undefined variable "$x"', 32],
  ['{{ (.x }}', 'unclosed left paren', 7],
  ['{{ .x) }}', 'unexpected right paren', 5],
  ['{{ .x | "a" }}', 'non executable command in pipeline stage 2', 8],
  ['{{ f | | g }}', 'unexpected "|" in command', 7],
  ['{{ "a }}', 'unterminated quoted string', 3],
  ['{{ `a }}', 'unterminated raw quoted string', 3],
  ["{{ 'a }}", 'unterminated character constant', 3],
  ["{{ 'ab' }}", "malformed character constant: 'ab'", 3],
  ['{{/* a }}', 'unclosed comment', 0],
  ['{{/* a */ }}', 'comment ends before closing delimiter', 0],
  ['{{ /* a */}}', 'unexpected "/" in command', 3],
  ['{{ 1a }}', 'bad number syntax: "1a"', 3],
  ['{{ 08 }}', 'illegal number syntax: "08"', 3],
  ['{{ 1.2.3 }}', 'unexpected ".3" in operand', 6],
  ['{{ .a-b }}', "bad character U+002D '-'", 3],
  ['{{ .a ? }}', 'unexpected "?" in operand', 6],
  ['{{ a : }}', 'expected :=', 5],
  ['{{ é€ }}', "bad character U+20AC '€'", 3],
  ['{{ break }}', '{{break}} outside {{range}}', 0],
  ['{{ range .a }}{{ define "b" }}{{ end }}{{ end }}', 'unexpected <define> in command', 17],
  ['{{ define a }}{{ end }}', 'unexpected "a" in define clause', 10],
  ['{{ template .a }}', 'unexpected ".a" in template clause', 12],
  ['{{ range $a, b := .c }}{{ end }}', 'range can only initialize variables', 13],
  ['{{ $a, $b := .c }}', 'too many declarations in command', 5],
  ['{{ "a".b }}', 'unexpected . after term', 6],
  ['{{ define "a" }}1{{ end }}{{ define "a" }}2{{ end }}', 'multiple definition of template "a"', 26],
  ['a {{ 3 - }} b', 'illegal number syntax: "-"', 7],
];

for (const [text, message, offset] of faults) {
  test(`fault: ${JSON.stringify(text)}`, () => assert.equal(parseTemplate(text), { message, offset }));
}

test('what nests beyond all reason is refused, not read until the stack is full', () => {
  const parens = `{{ ${'('.repeat(20_000)}.x${')'.repeat(20_000)} }}`;
  const controls = `${'{{ if .x }}'.repeat(20_000)}${'{{ end }}'.repeat(20_000)}`;
  for (const text of [parens, controls]) {
    const tree = parseTemplate(text);
    assert.ok(isTemplateFault(tree) && tree.message.startsWith('nested more than'));
  }
  const chain = `{{ if .x }}${'{{ else if .y }}'.repeat(20_000)}{{ end }}`;
  assert.is(isTemplateFault(parseTemplate(chain)), false);
});

/** Where the pieces of a tree begin and end, in the order of the text. */
const pieces = (nodes: readonly TemplateNode[]): readonly { readonly start: number; readonly end: number }[] =>
  nodes.flatMap((node) => {
    if ('arms' in node) return [...node.arms.flatMap((arm) => [arm.action, ...pieces(arm.body)]), node.closing];
    return 'body' in node ? [node.action, ...pieces(node.body), node.closing] : [node];
  });

const joins = (text: string): void => {
  const tree = parseTemplate(text);
  if (isTemplateFault(tree)) {
    assert.ok(tree.offset >= 0 && tree.offset <= text.length);
    return;
  }
  const all = pieces(tree.nodes);
  assert.is(all.map(({ start, end }) => text.slice(start, end)).join(''), text);
  for (const node of tree.nodes)
    if (node.kind === 'text') assert.ok(node.start <= node.from && node.from <= node.to && node.to <= node.end);
};

for (const [name, text] of Object.entries(REAL_LOOKING)) {
  test(`${name} is read, and its pieces join back`, () => {
    treeOf(text);
    joins(text);
  });
}

const GRAMMAR = [
  '{{',
  '{{- ',
  '}}',
  ' -}}',
  '\n',
  ' ',
  'a: ',
  '"',
  '`',
  "'",
  '/*',
  '*/',
  '(',
  ')',
  '|',
  '$x',
  ':=',
  ',',
];
const WORDS = [
  '.a',
  '.',
  '$',
  'if ',
  'else ',
  'end',
  'range ',
  'with ',
  'define "a"',
  'include "a"',
  '1',
  'é',
  '💥',
  '\\',
];

test('any text is read to its end or refused with its place', () => {
  const text = fc.array(fc.constantFrom(...GRAMMAR, ...WORDS), { maxLength: 40 }).map((some) => some.join(''));
  fc.assert(fc.property(text, joins));
});

test('what mutation makes of templates is read or refused', () => {
  const texts = Object.values(REAL_LOOKING);
  fc.assert(
    fc.property(
      fc.constantFrom(...texts),
      fc.nat(),
      fc.nat(9),
      fc.constantFrom('', ...GRAMMAR),
      (text, at, cut, put) => {
        const from = at % (text.length + 1);
        joins(text.slice(0, from) + put + text.slice(from + cut));
      },
    ),
  );
});

test('tokens leave no character out', () => {
  const text = fc.array(fc.constantFrom(...GRAMMAR, ...WORDS), { maxLength: 40 }).map((some) => some.join(''));
  fc.assert(
    fc.property(text, (some) => {
      let at = 0;
      for (const { kind, start, end } of tokensOf(some)) {
        if (kind === 'error') return;
        assert.is(some.slice(at, start).trim(), '');
        at = end;
      }
      assert.is(at, some.length);
    }),
  );
});

test.run();
