/** The tree of a document: the values that Helm and kubectl read, with their places. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseTree } from '../../src/manifest/parse.ts';
import {
  entryOf,
  isFault,
  type Json,
  type Node,
  nodeAt,
  type ParseFault,
  type Span,
  stringOf,
  toJson,
} from '../../src/manifest/tree.ts';

const test = suite('manifest/tree');

// Observed with sigs.k8s.io/yaml 1.6.0 (Go 1.26): the text and the JSON that Helm and kubectl make of it.
const READ: readonly (readonly [text: string, json: string])[] = [
  ['a: 1\nb: two\n', '{"a":1,"b":"two"}'],
  ["a:\nb: ~\nc: null\nd: ''\ne: []\nf: {}\n", '{"a":null,"b":null,"c":null,"d":"","e":[],"f":{}}'],
  ['- a\n-\n- ~\n', '["a",null,null]'],
  ['{a, b: , c: 1}', '{"a":null,"b":null,"c":1}'],
  ['{a: , b: {}}', '{"a":null,"b":{}}'],
  ['[a,]', '["a"]'],
  ['{a: 1,}', '{"a":1}'],
  ['a: [b: 1, c]', '{"a":[{"b":1},"c"]}'],
  ['a: 1\na: 2\n', '{"a":2}'],
  ['{a: 1, a: 2}', '{"a":2}'],
  ['a: {b: 1}\na: {c: 2}\n', '{"a":{"c":2}}'],
  ['a: {b: 1, # x\nc: 2}\n', '{"a":{"b":1,"c":2}}'],
  ['a: [b,\n# x\nc]\nd: "e\nf # g"\n', '{"a":["b","c"],"d":"e f # g"}'],
  ['a: {b: [1,\n2], # ]\nc: "]"}\n', '{"a":{"b":[1,2],"c":"]"}}'],
  ["a: 'it''s\nme'\n", '{"a":"it\'s me"}'],
  ['# x\na: [b,\nc] # y', '{"a":["b","c"]}'],
  ['yes: 1\ntrue: 2\n', '{"true":2}'],
  ["1: a\n'1': b\n", '{"1":"b"}'],
  ['<<: {a: 1, b: 2}\na: 3\n', '{"a":3,"b":2}'],
  ['a: 3\n<<: {a: 1, b: 2}\n', '{"a":1,"b":2}'],
  ['<<: [{a: 1}, {a: 2, b: 2}]\n', '{"a":1,"b":2}'],
  ['x: &x {a: 1}\ny: {<<: *x, b: 2}\n', '{"true":{"a":1,"b":2},"x":{"a":1}}'],
  ['x: &x {a: 1}\ny: &y {a: 2, c: 3}\nz: {<<: [*x, *y]}\n', '{"true":{"a":2,"c":3},"x":{"a":1},"z":{"a":1,"c":3}}'],
  ['a: 1\n<<: {a: 2}\na: 3\n', '{"a":3}'],
  ['a: 1\n!!merge <<: {a: 2}\n', '{"a":2}'],
  ["'<<': {a: 1}\n", '{"\\u003c\\u003c":{"a":1}}'],
  ['"<<": {a: 1}\n', '{"\\u003c\\u003c":{"a":1}}'],
  ['!!str <<: {a: 1}\n', '{"\\u003c\\u003c":{"a":1}}'],
  ['a: <<\n', '{"a":"\\u003c\\u003c"}'],
  ['<<: []\n', '{}'],
  ['<<: {<<: {a: 1}, b: 2}\n', '{"a":1,"b":2}'],
  ['<<: {a: 1}\n<<: {a: 2}\n', '{"a":2}'],
  ['x: &x {<<: {a: 1}, a: 2}\ny: {<<: *x}\n', '{"true":{"a":2},"x":{"a":2}}'],
  ['<<: &m {a: 1}\nb: *m\n', '{"a":1,"b":{"a":1}}'],
  ['a: &x 1\nb: *x\n', '{"a":1,"b":1}'],
  ['a: &x [1]\nb: *x\nc: *x\n', '{"a":[1],"b":[1],"c":[1]}'],
  ['&k a: 1\nb: *k\n', '{"a":1,"b":"a"}'],
  ['a: &x b\n*x : 2\n', '{"a":"b","b":2}'],
  ['a: &x 1\nb: &x 2\nc: *x\n', '{"a":1,"b":2,"c":2}'],
  ['a: &x {b: &x 1, c: *x}\n', '{"a":{"b":1,"c":1}}'],
  ['a: &x\nb: *x\n', '{"a":null,"b":null}'],
  ["a: &x ''\nb: *x\n", '{"a":"","b":""}'],
  ['&r {a: 1}\n', '{"a":1}'],
  ['a: &x !!str 1\nb: *x\n', '{"a":"1","b":"1"}'],
  ['a: !!str &x 1\nb: *x\n', '{"a":"1","b":"1"}'],
  ['a: !!str\nb: 1\n', '{"a":"","b":1}'],
  ['a: !!null\n', '{"a":null}'],
  ["a: !!int '5'\n", '{"a":5}'],
  ['a: !!set {x, y}\n', '{"a":{"true":null,"x":null}}'],
  ['a: !foo {x: 1}\n', '{"a":{"x":1}}'],
  ['a: !!map [1]\n', '{"a":[1]}'],
  ['a: !!seq {x: 1}\n', '{"a":{"x":1}}'],
  ['a: !!str [1]\n', '{"a":[1]}'],
  ['a: !!int {}\n', '{"a":{}}'],
  ['a: !foo bar\n', '{"a":"bar"}'],
  ['a: ! 5\n', '{"a":"5"}'],
  ['a: !!binary aGk=\n', '{"a":"hi"}'],
  ['!!map {a: 1}\n', '{"a":1}'],
  ['a: !<tag:yaml.org,2002:int> 5\n', '{"a":5}'],
  ["%TAG !e! tag:yaml.org,2002:\n---\na: !e!int '5'\n", '{"a":5}'],
  ['? a\n: 1\n', '{"a":1}'],
  ['? a\n', '{"a":null}'],
  ["'': 1\n", '{"":1}'],
  ['{? a : 1}\n', '{"a":1}'],
  ['a: "b\\n c"\n', '{"a":"b\\n c"}'],
  ["a: 'b\n  c'\n", '{"a":"b c"}'],
  ['a: "b\n\n  c"\n', '{"a":"b\\nc"}'],
  ['a: b\n  c\n', '{"a":"b c"}'],
  ['a: |\n  b\n  c\n', '{"a":"b\\nc\\n"}'],
  ['a: |-\n  b\n', '{"a":"b"}'],
  ['a: |+\n  b\n\n', '{"a":"b\\n\\n"}'],
  ['a: >\n  b\n  c\n\n  d\n', '{"a":"b c\\nd\\n"}'],
  ['a: |2\n   b\n', '{"a":" b\\n"}'],
  ['a: "\\u0041\\x41\\e"\n', '{"a":"AA\\u001b"}'],
  ["a: 'b''c'\n", '{"a":"b\'c"}'],
  ['__proto__: {a: 1}\n', '{"__proto__":{"a":1}}'],
  ['{"__proto__": 1, "constructor": 2}\n', '{"__proto__":1,"constructor":2}'],
  ['hasOwnProperty: 1\ntoString: 2\n', '{"hasOwnProperty":1,"toString":2}'],
  ['<<: {__proto__: 1}\n', '{"__proto__":1}'],
  ['a\tb: 1\n', '{"a\\tb":1}'],
  ['a:\tb\n', '{"a":"b"}'],
  ['a: b #c\n', '{"a":"b"}'],
  ['a: b#c\n', '{"a":"b#c"}'],
  ['a: # c\n  b\n', '{"a":"b"}'],
  ['a: [b, # c\n c]\n', '{"a":["b","c"]}'],
  ['a: [\nb\n]\n', '{"a":["b"]}'],
  ['a: {\nb: 1\n}\n', '{"a":{"b":1}}'],
  ['a: {b: [\n1,\n2\n]\n}\n', '{"a":{"b":[1,2]}}'],
  ['  a: [\n1]\n', '{"a":[1]}'],
  ['[a b]\n', '["a b"]'],
  ['{a:1}\n', '{"a:1":null}'],
  ['{"a":1}\n', '{"a":1}'],
  ['{a: b:c}\n', '{"a":"b:c"}'],
  ['[a:b]\n', '["a:b"]'],
  ["{'a':b}\n", '{"a":"b"}'],
  ['a: 1\r\nb: 2\r\n', '{"a":1,"b":2}'],
  ['a: |\r\n  b\r\n', '{"a":"b\\n"}'],
  ["'a' : 1\n", '{"a":1}'],
  ['a : 1\n', '{"a":1}'],
  ['- - a\n  - b\n- c\n', '[["a","b"],"c"]'],
  ['-\n  - a\n', '[["a"]]'],
  ['a:\n- b\n- c\nd: 1\n', '{"a":["b","c"],"d":1}'],
  ['a: ?b\n', '{"a":"?b"}'],
  ['a: :b\n', '{"a":":b"}'],
  ['::: 1\n', '{"::":1}'],
  ['a:b\n', '"a:b"'],
  ['5\n', '5'],
  ['[]\n', '[]'],
  ['\n', 'null'],
  ['null\n', 'null'],
  ['a: <no value>\n', '{"a":"\\u003cno value\\u003e"}'],
  ['a: \u00a0b\n', '{"a":"\u00a0b"}'],
  ['\ufeffa: 1\n', '{"a":1}'],
  ['a: \ufeffb\n', '{"a":"\ufeffb"}'],
  ['a: 9007199254740993\n', '{"a":9007199254740992}'],
  ['a: 0o17\n', '{"a":15}'],
  ['a: 1e400\n', '{"a":"1e400"}'],
  ['# c\n', 'null'],
  ['a: 1 # c\n\n# d\n', '{"a":1}'],
  ['{a: &x b, c: *x}\n', '{"a":"b","c":"b"}'],
  ['[&x a, *x]\n', '["a","a"]'],
  ['a: [ &x , *x ]\n', '{"a":[null,null]}'],
  ['? |\n  a\n: 1\n', '{"a\\n":1}'],
  ['"a": 1\n"a": 2\n', '{"a":2}'],
  ['a: [? b]\n', '{"a":[{"b":null}]}'],
  ['a: [b: ]\n', '{"a":[{"b":null}]}'],
  ['a: "\t"\n', '{"a":"\\t"}'],
  ['a: |\n  b\n # c\n', '{"a":"b\\n"}'],
  ['a: >-\n  b\n\n\nc: 1\n', '{"a":"b","c":1}'],
  ['a: |1\n b\n', '{"a":"b\\n"}'],
  ['a: |-2\n   b\n', '{"a":" b"}'],
  ['a: 2001-01-01\n', '{"a":"2001-01-01"}'],
  ['a: !!timestamp 2001-01-01\n', '{"a":"2001-01-01"}'],
  ['2001-01-01: a\n', '{"2001-01-01":"a"}'],
  ['1.0: a\n', '{"1":"a"}'],
  ['0x10: a\n', '{"16":"a"}'],
  ['yes: a\n', '{"true":"a"}'],
  ['!!str yes: a\n', '{"yes":"a"}'],
  ["!!int '1': a\n", '{"1":"a"}'],
  ['a: !!float 1\n', '{"a":1}'],
  ['--- a\n', '"a"'],
  ['a: 1\n...\n', '{"a":1}'],
  ['a: 1\n---\nb: 2\n', '{"a":1}'],
];

// Refused by sigs.k8s.io/yaml 1.6.0, each for a reason of its own.
const REFUSED: readonly string[] = [
  '[a, , b]',
  '<<: 1\n',
  '<<: [1]\n',
  '<<:\n',
  '<<: [[{a: 1}]]\n',
  'a: *x\n',
  'a: &x [*x]\n',
  'a: &x {b: *x}\n',
  '? [a]\n: 1\n',
  '{[a]: 1}\n',
  '{{a: 1}: 2}\n',
  '~: 1\n',
  ': 1\n',
  'null: 1\n',
  '{: 1}\n',
  'a: "\\q"\n',
  'a: b: c\n',
  'a: [1\n',
  'a: {b\n',
  'a: ]\n',
  '\ta: 1\n',
  'a:\n\t- b\n',
  'a:\n  - b\n - c\n',
  "a: 'b\n",
  'a: "b\n',
  'a: @b\n',
  'a: `b\n',
  'a: %b\n',
  'a: |x\n b\n',
  'a: &\n',
  'a: *\n',
  '- a\nb: 1\n',
  'a: 1\n- b\n',
  "{a: 'b'c}\n",
  '{a: ]}\n',
  '[1,,2]\n',
  '{,}\n',
  '[,]\n',
  'a: {b: 1} c\n',
  "a: 'x' y\n",
  'a: -1\nb: - 1\n',
  'a: - b\n',
  'a: -\n',
  'a: ? b\n',
  'a: b:\n',
  'a: {{ b }}\n',
  '{{ b }}: 1\n',
  'a: [{{ b }}]\n',
  'a: \u0007\n',
  'a: \u0000\n',
  'a: .inf\n',
  '{a: *x}\n',
  'a: b\n\tc\n',
  'a: |\n\tb\n',
  'a: |\n  b\n\tc\n',
  'a: |0\n b\n',
];

function read(text: string): Node {
  const result = parseTree(text);
  if (isFault(result)) throw new Error(`${result.message} @${result.offset}`);
  return result;
}

function fault(text: string): ParseFault {
  const result = parseTree(text);
  if (!isFault(result)) throw new Error(`it was read: ${JSON.stringify(toJson(result))}`);
  return result;
}

function show(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}

/** Keys sorted, as Go prints them. */
function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}

for (const [text, json] of READ) {
  test(`${show(text)} is ${json}`, () => {
    assert.is(JSON.stringify(sorted(toJson(read(text)))), JSON.stringify(sorted(JSON.parse(json) as Json)));
  });
}

for (const text of REFUSED) {
  test(`${show(text)} is refused`, () => {
    const { message, offset } = fault(text);
    assert.match(message, /^[^\n]+$/);
    assert.ok(offset >= 0 && offset <= text.length);
  });
}

// Why a text is not read, and where that is.
const FAULTS: readonly (readonly [fact: string, text: string, message: string, at: number])[] = [
  ['a next line behind a word', 'a: b\u0085c: d\n', 'a line break that only Helm and kubectl see', 4],
  ['a line separator in a comment', 'a: b # \u2028c: d\n', 'a line break that only Helm and kubectl see', 7],
  ['a lone carriage return in a comment', 'a: b # x\rc: d\n', 'a line break that only Helm and kubectl see', 8],
  ['a bell', 'a: \u0007\n', 'control characters are not allowed', 3],
  ['brackets', `a: ${'['.repeat(300)}`, 'nested deeper than 200 levels', 0],
  ['an alias of nothing', 'a: *x\n', "unknown anchor 'x' referenced", 3],
  ['1.5 MiB and one', `a: ${'x'.repeat(1_572_862)}`, 'larger than 1.5 MiB', 0],
];

for (const [fact, text, message, at] of FAULTS) {
  test(`fault: ${fact}`, () => {
    assert.equal(fault(text), { message, offset: at });
    if (text.length < 1_572_864) assert.equal(parseTree(text, 100), { message, offset: 100 + at });
  });
}

test('a next line between quotes is a blank, as any line break is', () => {
  assert.is(nodeAt(read('a: "b\u0085 c"\n'), ['a'])?.kind, 'string');
});

// The text that a value's span covers, marked as «text» in its surroundings.
const PLACES: readonly (readonly [fact: string, marked: string, path: readonly (string | number)[]])[] = [
  ['a scalar', 'a: «one» # two\n', ['a']],
  ['a quoted scalar', 'a: «"one"»\n', ['a']],
  ['a nested scalar', 'a:\n  b: «one»\n', ['a', 'b']],
  ['an item', '- a\n- «b»\n', [1]],
  ['a flow list', 'a: «[1, 2]» # two\n', ['a']],
  ['an item of a flow list', 'a: [1, «2»]\n', ['a', 1]],
  ['a flow map', 'a: «{b: 1}»\n', ['a']],
  ['null as a word', 'a: «null»\n', ['a']],
  ['a tilde', 'a: «~»\n', ['a']],
  ['empty quotes', "a: «''»\n", ['a']],
  ['a blank value', 'a:«»\nb: 1\n', ['a']],
  ['a blank value at the end', 'a:«»', ['a']],
  ['a blank item', '- a\n-«»\n- c\n', [1]],
  ['a blank value in a flow map', '{a: «», b: 1}\n', ['a']],
  ['a tagged scalar', 'a: !!str «1»\n', ['a']],
  ['an alias', 'a: &x [1]\nb: «*x»\n', ['b']],
];

for (const [fact, marked, path] of PLACES) {
  test(`place: ${fact}`, () => {
    const start = marked.indexOf('«');
    const want: Span = { start, end: marked.indexOf('»') - 1 };
    assert.equal(nodeAt(read(marked.replace(/[«»]/g, '')), path)?.span, want);
  });
}

test('a blank value stands between its colon and the next token', () => {
  for (const text of ['a:  # two\nb: 1\n', 'a:\n\n# two\n\nb: 1\n', 'a:\r\nb: 1\r\n', 'a: \n']) {
    const span = nodeAt(read(text), ['a'])?.span ?? { start: -1, end: -2 };
    assert.is(span.start, span.end);
    assert.match(text.slice(2, span.start), /^[ \r\n]*$/);
  }
});

test('offsets count from where the text begins', () => {
  const root = parseTree('a: one\n', 100);
  assert.equal(isFault(root) ? undefined : nodeAt(root, ['a'])?.span, { start: 103, end: 106 });
  assert.equal(isFault(root) ? undefined : entryOf(root, 'a')?.keySpan, { start: 100, end: 101 });
  const broken = parseTree('a: *x\n', 100);
  assert.is(isFault(broken) ? broken.offset : undefined, 103);
});

test('what is empty stays apart', () => {
  const root = read("a:\nb: ~\nc: []\nd: {}\ne: ''\n");
  const kinds = ['a', 'b', 'c', 'd', 'e', 'f'].map((key) => entryOf(root, key)?.value.kind);
  assert.equal(kinds, ['null', 'null', 'list', 'map', 'string', undefined]);
  const written = ['a', 'b'].map((key) => entryOf(root, key)?.value).map((n) => n?.kind === 'null' && n.written);
  assert.equal(written, ['', '~']);
});

// The keys that were written twice in one mapping, with the values of both.
const DUPLICATES: readonly (readonly [text: string, want: readonly (readonly [string, Json, Json])[]])[] = [
  ['a: 1\nb: 2\n', []],
  ['a: 1\na: 2\n', [['a', 1, 2]]],
  ['{a: 1, "a": 2}\n', [['a', 1, 2]]],
  ['yes: 1\n"true": 2\n', [['true', 1, 2]]],
  [
    'a: 1\na: 2\na: 3\n',
    [
      ['a', 1, 2],
      ['a', 2, 3],
    ],
  ],
  ['a: 1\n<<: {a: 2}\n', []],
  ['<<: {a: 1}\na: 2\n', []],
  ['x: &x {a: 1}\ny:\n  <<: *x\n  a: 2\n', []],
];

for (const [text, want] of DUPLICATES) {
  test(`duplicates of ${show(text)}`, () => {
    const root = read(text);
    assert.ok(root.kind === 'map');
    const found = root.kind === 'map' ? root.duplicates : [];
    assert.equal(
      found.map(({ key, first, last }) => [key, toJson(first.value), toJson(last.value)]),
      want,
    );
  });
}

// Whether the text of the value under `a` cannot stand elsewhere as it is.
const ENTANGLED: readonly (readonly [text: string, entangled: boolean])[] = [
  ['a: {b: [1]}\n', false],
  ['a: &x 1\n', true],
  ['x: &x 1\na: *x\n', true],
  ['x: &x 1\na: [b, {c: *x}]\n', true],
  ['a: !!str 1\n', true],
  ['x: &x {}\na:\n  <<: *x\n', true],
  ['x: &x b\na:\n  *x : 1\n', true],
];

for (const [text, entangled] of ENTANGLED) {
  test(`${show(text)}: a is ${entangled ? 'entangled' : 'free'}`, () => {
    assert.is(nodeAt(read(text), ['a'])?.entangled, entangled);
  });
}

test('names of JavaScript are just keys', () => {
  const root = read('{"__proto__": {"x": 1}, constructor: 2, toString: 3}');
  assert.equal(root.kind === 'map' && [...root.entries.keys()], ['__proto__', 'constructor', 'toString']);
  assert.is(JSON.stringify(toJson(root)), '{"__proto__":{"x":1},"constructor":2,"toString":3}');
  assert.is(entryOf(read('a: 1'), 'constructor'), undefined);
  assert.is(({} as Readonly<Record<string, unknown>>).x, undefined);
});

test('paths and keys that lead nowhere are undefined', () => {
  const root = read('a: [1]\nb: x\n');
  assert.is(nodeAt(root, ['a', 1]), undefined);
  assert.is(nodeAt(root, ['a', 'b']), undefined);
  assert.is(nodeAt(root, [0]), undefined);
  assert.is(nodeAt(root, ['b', 'c']), undefined);
  assert.is(stringOf(root, 'a'), undefined);
  assert.is(stringOf(root, 'b'), 'x');
  assert.is(entryOf(undefined, 'a'), undefined);
});

const laughs = (width: number, depth: number, item: string): string =>
  `a0: &a0 ${item}\n${Array.from({ length: depth }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(width)}]\n`).join('')}`;

// Built to take for ever, or to overflow the stack. Each must end quickly, in a tree or in a fault.
const BOMBS: readonly (readonly [fact: string, text: string, refused: boolean])[] = [
  ['a billion laughs', laughs(10, 9, 'x'), true],
  ['laughs two by two', laughs(2, 60, 'x'), true],
  [
    'laughs of merge keys',
    `a0: &a0 {x: 1}\n${Array.from({ length: 40 }, (_, i) => `a${i + 1}: &a${i + 1} {<<: [*a${i}, *a${i}]}\n`).join('')}`,
    true,
  ],
  ['100,000 brackets', `a: ${'['.repeat(100_000)}`, true],
  ['100,000 braces', '{a: '.repeat(100_000), true],
  ['100,000 dashes', '- '.repeat(100_000), true],
  ['100,000 question marks', '? '.repeat(100_000), true],
  ['10,000 levels of maps', Array.from({ length: 10_000 }, (_, i) => `${' '.repeat(i)}a:\n`).join(''), true],
  ['1,000 levels of maps', Array.from({ length: 1000 }, (_, i) => `${' '.repeat(i)}a:\n`).join(''), true],
  ['1,000 levels of lists', Array.from({ length: 1000 }, (_, i) => `${' '.repeat(i)}-\n`).join(''), true],
  ['100 levels of maps', Array.from({ length: 100 }, (_, i) => `${' '.repeat(i)}a:\n`).join(''), false],
  ['150 levels of maps four deep', Array.from({ length: 150 }, (_, i) => `${' '.repeat(4 * i)}a:\n\n`).join(''), false],
  [
    'far to the right and back',
    `a: # x\n${' '.repeat(500)}b:\n${' '.repeat(510)}c: d\n\n${' '.repeat(500)}e: f\n`,
    false,
  ],
  ['100 brackets', `a: ${'['.repeat(100)}${']'.repeat(100)}`, false],
  ['2 MB', `a: ${'x'.repeat(2_000_000)}`, true],
  ['20,000 aliases of a word', `a: &x y\nb: [${'*x,'.repeat(20_000)}]`, false],
  ['10,000 anchors', Array.from({ length: 10_000 }, (_, i) => `k${i}: &a${i} x\n`).join(''), false],
  ['5,000 duplicates', 'a: 1\n'.repeat(5000), false],
  ['an open quote and 500 kB', `a: "${'x\n'.repeat(250_000)}`, true],
  ['colons', ':'.repeat(100_000), true],
  ['commas', `[${','.repeat(20_000)}`, true],
  ['anchors alone', '&a '.repeat(20_000), true],
  ['tabs', '\t'.repeat(100_000), false],
];

for (const [fact, text, refused] of BOMBS) {
  test(`bomb: ${fact}`, () => {
    assert.is(isFault(parseTree(text)), refused);
  });
}

test.run();
