/** What a mutation run plants, and how it keeps account. */
import { transformSync } from 'esbuild';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { compare, type Fate, type Judged, table } from '../../scripts/mutate/answers.ts';
import { instrument } from '../../scripts/mutate/instrument.ts';
import { regexFaults } from '../../scripts/mutate/regex.ts';

const test = suite('scripts/mutate');

function faultsOf(source: string): readonly string[] {
  return instrument('x.ts', source, { firstId: 1, on: String }).mutants.map(({ name }) => name);
}

const BODIES: readonly (readonly [fact: string, source: string, faults: readonly string[]])[] = [
  ['a boundary', 'f(a < b)', ['f(a < b) -> ;', 'a < b -> a <= b']],
  ['what an if asks', 'if (a) f()', ['a -> true', 'a -> false', 'f() -> ;']],
  ['each half of a question', 'g = a && b', ['g = a && b -> ;', 'a && b -> a', 'a && b -> b']],
  ['a negation', 'g = !a', ['g = !a -> ;', '!a -> a']],
  ['what stands in for nothing', 'g = a ?? b', ['g = a ?? b -> ;', 'b -> undefined']],
  ['arithmetic', 'g = a % 2', ['g = a % 2 -> ;', 'a % 2 -> a * 2', '2 -> 3']],
  ['a loop', 'for (const one of all) f(one)', ['all -> []', 'f(one) -> ;']],
  ['methods that mean the opposite', 'g = a.some(f)', ['g = a.some(f) -> ;', 'a.some(f) -> a.every(f)']],
  ['methods that may be left out', 'g = a.filter(f)', ['g = a.filter(f) -> ;', 'a.filter(f) -> a']],
  ['a chain', 'g = a?.b.c', ['g = a?.b.c -> ;', 'a?.b.c -> a.b.c']],
  ['a list', 'g = [a, ...b]', ['g = [a, ...b] -> ;', '[a, ...b] -> []', 'b -> []']],
  ['an object’s parts', 'g = { ...a }', ['g = { ...a } -> ;', 'a -> {}']],
  ['words', "g = ['a', '']", ["g = ['a', ''] -> ;", "['a', ''] -> []", "'a' -> ''", "'' -> 'planted'"]],
  ['an order', 'g = a ? -1 : 1', ['g = a ? -1 : 1 -> ;', 'a -> true', 'a -> false', '-1 -> 1', '1 -> -1']],
  [
    'no words of a comparison, whose answer is planted',
    "if (a === 'x') f()",
    ["a === 'x' -> true", "a === 'x' -> false", 'f() -> ;'],
  ],
];

for (const [fact, source, faults] of BODIES) {
  test(`planted: ${fact}`, () => assert.equal(faultsOf(source), faults));
}

test('planted: what a function gives, by its type', () => {
  const named = (type: string): readonly string[] => faultsOf(`function f(): ${type} { return g; }`);
  assert.equal(named('boolean'), ['g -> true', 'g -> false']);
  assert.equal(named('readonly string[]'), ['g -> []']);
  assert.equal(named('X | undefined'), ['g -> undefined']);
  assert.equal(named('number'), []);
});

test('nothing is planted in types, imports and keys', () => {
  assert.equal(faultsOf("import { a } from 'x';\ntype B = 'b' | 1;\nconst c = { d: e as 'f' };\nexport { c };"), []);
});

test('a fault is called by its function and text, not by its line; the second of a name bears a number', () => {
  const [first, second] = instrument('x.ts', '\n\nfunction f() {\n  g(1);\n  h(1);\n}', {
    firstId: 7,
    on: String,
  }).mutants.filter(({ name }) => name.startsWith('1'));
  assert.equal(first, { id: 8, file: 'x.ts', line: 4, within: 'f', name: '1 -> 2' });
  assert.equal(second, { id: 10, file: 'x.ts', line: 5, within: 'f', name: '1 -> 2 (2)' });
});

const SOURCE = `function f(a: number[]): string {
  let sum = 0;
  for (const one of a) if (one > 2) sum += one;
  else sum = -1;
  return a.length === 0 ? 'none' : String(sum);
}`;

/** The function with one fault awake; it stops after a thousand steps. */
function awake(source: string, name: string): (a: number[]) => string {
  const { text, mutants } = instrument('x.ts', source, { firstId: 1, on: (id) => `__awake===${id}` });
  const id = name === '' ? 0 : mutants.find((one) => one.name === name)?.id;
  assert.ok(id !== undefined, name);
  const { code } = transformSync(text, { loader: 'ts' });
  const steps = {
    left: 1000,
    stop: () => {
      throw new Error('too many steps');
    },
  };
  return new Function('__awake', '__steps', `${code}; return f;`)(id, steps);
}

test('with all faults asleep a source does what it did, an else at the end of its own if', () => {
  const f = awake(SOURCE, '');
  assert.equal([f([]), f([3, 4]), f([3, 1]), f([3, 1, 5])], ['none', '7', '-1', '4']);
});

test('a fault that is awake is the only one', () => {
  assert.is(awake(SOURCE, 'one > 2 -> one >= 2')([2, 3]), '5');
  assert.is(awake(SOURCE, 'sum += one; -> ;')([3, 4]), '0');
  assert.is(awake(SOURCE, 'sum = -1; -> ;')([3, 1]), '3');
  assert.is(awake(SOURCE, "'none' -> ''")([]), '');
});

test('what never ends is stopped', () => {
  const source = 'function f(a: number[]): string {\n  while (a.length > 0) a.pop();\n  return "";\n}';
  assert.is(awake(source, '')([1, 2]), '');
  assert.throws(() => awake(source, 'a.pop(); -> ;')([1, 2]), /too many steps/);
});

test('regular expressions lose their anchors and alternatives', () => {
  assert.equal(regexFaults('/^a$/i'), ['/a$/i', '/^a/i']);
  assert.equal(regexFaults('/(^|\\.)a/'), ['/(\\.)a/', '/(^)a/']);
  assert.equal(regexFaults('/a\\$/'), []);
});

const FATES: readonly Fate[] = ['killed', 'stopped', 'survived', 'unreached', 'survived'];
const JUDGED: readonly Judged[] = FATES.map((fate, id) => ({
  mutant: { id, file: 'src/x.ts', line: id, within: 'f', name: `${id} -> ${id + 1}` },
  fate,
}));

test('a survivor without an answer is told, and an answer without a survivor', () => {
  const answers = {
    'src/x.ts': [{ why: 'so', mutants: ['f: 2 -> 3', 'f: 3 -> 4', 'f: 0 -> 1'] }],
    'src/other.ts': [{ why: 'so', mutants: ['g: 1 -> 2'] }],
  };
  const { unanswered, stale } = compare(JUDGED, answers);
  assert.equal(
    unanswered.map(({ mutant }) => mutant.id),
    [4],
  );
  assert.equal(stale, ['src/x.ts f: 0 -> 1']);
});

test('an answer that ends with a star is about all that begin so', () => {
  const answers = { 'src/x.ts': [{ why: 'so', mutants: ['f: *', 'g: *'] }] };
  const { unanswered, stale } = compare(JUDGED, answers);
  assert.equal(unanswered, []);
  assert.equal(stale, ['src/x.ts g: *']);
});

test('the table counts what was stopped as killed', () => {
  const [, row = '', all = ''] = table(JUDGED).split('\n');
  assert.equal(row.split(/\s+/), ['src/x.ts', '5', '1', '1', '2', '1', '40.0', '%']);
  assert.match(all, /^all +5 /);
});

test.run();
