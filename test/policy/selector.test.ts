/** Which selectors select the same pods. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { LabelSelector, Requirement } from '../../src/policy/api.ts';
import { canonicalSelector, describeSelector, equivalent, selectorKey } from '../../src/policy/selector.ts';

const test = suite('policy/selector');

const ALL: LabelSelector = {};

function labels(matchLabels: Readonly<Record<string, string>>): LabelSelector {
  return { matchLabels };
}

function where(...matchExpressions: readonly Requirement[]): LabelSelector {
  return { matchExpressions };
}

function is(operator: string, key: string, ...values: readonly string[]): Requirement {
  return values.length > 0 ? { key, operator, values } : { key, operator };
}

const PAIRS: readonly (readonly [fact: string, a: LabelSelector, b: LabelSelector, same: boolean])[] = [
  ['nothing and empty halves', ALL, { matchLabels: {}, matchExpressions: [] }, true],
  ['a label and In of it', labels({ app: 'a' }), where(is('In', 'app', 'a')), true],
  ['a label and In of two', labels({ app: 'a' }), where(is('In', 'app', 'a', 'b')), false],
  ['another value', labels({ app: 'a' }), labels({ app: 'b' }), false],
  ['another key', labels({ app: 'a' }), labels({ tier: 'a' }), false],
  ['capitals', labels({ app: 'a' }), labels({ app: 'A' }), false],
  ['the order of labels', labels({ a: '1', b: '2' }), labels({ b: '2', a: '1' }), true],
  ['the order of values', where(is('In', 'a', 'x', 'y')), where(is('In', 'a', 'y', 'x', 'x')), true],
  [
    'the order of expressions',
    where(is('Exists', 'a'), is('Exists', 'b')),
    where(is('Exists', 'b'), is('Exists', 'a')),
    true,
  ],
  ['a repeated expression', where(is('Exists', 'a'), is('Exists', 'a')), where(is('Exists', 'a')), true],
  ['one key in both halves', { ...labels({ a: 'x' }), ...where(is('In', 'a', 'x', 'y')) }, labels({ a: 'x' }), true],
  ['NotIn one by one', where(is('NotIn', 'a', 'x'), is('NotIn', 'a', 'y')), where(is('NotIn', 'a', 'x', 'y')), true],
  [
    'NotIn and a label of another value',
    { ...labels({ a: 'x' }), ...where(is('NotIn', 'a', 'y')) },
    labels({ a: 'x' }),
    true,
  ],
  [
    'NotIn selects pods without the key',
    where(is('NotIn', 'a', 'x')),
    where(is('NotIn', 'a', 'x'), is('Exists', 'a')),
    false,
  ],
  [
    'DoesNotExist and NotIn',
    where(is('DoesNotExist', 'a')),
    where(is('DoesNotExist', 'a'), is('NotIn', 'a', 'x')),
    true,
  ],
  ['Exists and a label', labels({ a: 'x' }), { ...labels({ a: 'x' }), ...where(is('Exists', 'a')) }, true],
  ['Exists and everything', where(is('Exists', 'a')), ALL, false],
  ['an empty value and absence', labels({ a: '' }), where(is('DoesNotExist', 'a')), false],
  ['an empty value and Exists', labels({ a: '' }), where(is('Exists', 'a')), false],
  [
    'two contradictions',
    { ...labels({ a: 'x' }), ...where(is('DoesNotExist', 'a')) },
    where(is('Exists', 'b'), is('DoesNotExist', 'b')),
    true,
  ],
  ['a contradiction and everything', where(is('Exists', 'b'), is('DoesNotExist', 'b')), ALL, false],
  [
    'values that do not meet',
    where(is('In', 'a', 'x'), is('In', 'a', 'y')),
    where(is('In', 'a', 'x'), is('NotIn', 'a', 'x')),
    true,
  ],
  ['an operator the API refuses', where(is('Gt', 'a', '1')), where(is('Gt', 'a', '2')), false],
  ['such an operator and In', where(is('Gt', 'a', '1')), where(is('In', 'a', '1')), false],
  ['keys with quotes', labels({ 'a","b': 'x' }), labels({ a: 'b","x' }), false],
  ['a prefix', labels({ 'example.com/a': 'x' }), labels({ a: 'x' }), false],
];

for (const [fact, a, b, same] of PAIRS) {
  test(`${fact}: ${same ? 'the same' : 'different'}`, () => {
    assert.is(equivalent(a, b), same);
    assert.is(equivalent(b, a), same);
    assert.ok(equivalent(a, a));
  });
}

test('the key __proto__ is a key', () => {
  const selector = JSON.parse('{"matchLabels": {"__proto__": "x"}}') as LabelSelector;
  assert.not(equivalent(selector, ALL));
  assert.ok(equivalent(selector, where(is('In', '__proto__', 'x'))));
});

test('all that can select nothing share one key', () => {
  assert.is(selectorKey(canonicalSelector(where(is('Exists', 'a'), is('DoesNotExist', 'a')))), 'nothing');
  assert.not(canonicalSelector(where(is('In', 'a'))).satisfiable);
  assert.ok(canonicalSelector(ALL).satisfiable);
});

const WORDS: readonly (readonly [selector: LabelSelector, words: string])[] = [
  [ALL, ''],
  [labels({ app: 'web', tier: '' }), 'app=web, tier='],
  [where(is('In', 'a', 'x', 'y'), is('NotIn', 'b', 'z')), 'a in (x, y), b notin (z)'],
  [where(is('Exists', 'a'), is('DoesNotExist', 'b')), 'a, !b'],
  [where(is('Gt', 'a', '1')), 'a Gt (1)'],
  [{ ...labels({ app: 'web' }), ...where(is('Exists', 'a')) }, 'app=web, a'],
];

for (const [selector, words] of WORDS) {
  test(`in words: ${words || 'every pod'}`, () => {
    assert.is(describeSelector(selector), words);
  });
}

test.run();
