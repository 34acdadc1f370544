import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { LabelSelector } from '../../src/policy/api.ts';
import { mayOverlap } from '../../src/policy/overlap.ts';

const test = suite('overlap');

const WEB: LabelSelector = { matchLabels: { app: 'web' } };
const WEB_OR_API: LabelSelector = { matchExpressions: [{ key: 'app', operator: 'In', values: ['web', 'api'] }] };
const NOT_WEB: LabelSelector = { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] };
const FRONT: LabelSelector = { matchLabels: { tier: 'front' } };
const WEB_FRONT: LabelSelector = { matchLabels: { app: 'web', tier: 'front' } };
const LABELLED: LabelSelector = { matchExpressions: [{ key: 'app', operator: 'Exists' }] };

/** Names that every object of JavaScript has, and labels may bear. */
const INHERITED: LabelSelector = { matchLabels: { app: 'web', constructor: 'x', toString: 'y' } };

const CASES: readonly (readonly [a: LabelSelector, b: LabelSelector, overlap: boolean])[] = [
  [WEB, {}, true],
  [{}, WEB, true],
  [WEB, WEB, true],
  [WEB, WEB_OR_API, true],
  [WEB_OR_API, WEB, true],
  [WEB, NOT_WEB, false],
  [WEB_FRONT, WEB, true],
  [WEB_FRONT, FRONT, true],
  [WEB, FRONT, true],
  [WEB, LABELLED, true],
  [NOT_WEB, LABELLED, true],
  [INHERITED, WEB, true],
  [INHERITED, {}, true],
  [INHERITED, { matchLabels: { constructor: 'z' } }, false],
];

for (const [a, b, overlap] of CASES) {
  test(`${JSON.stringify(a)} and ${JSON.stringify(b)}`, () => {
    assert.is(mayOverlap(a, b), overlap);
    assert.is(mayOverlap(b, a), overlap);
  });
}

test.run();
