import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { LabelSelector } from '../../src/policy/api.ts';
import { isWithin, mayOverlap } from '../../src/policy/overlap.ts';

const test = suite('overlap');

const WEB: LabelSelector = { matchLabels: { app: 'web' } };
const WEB_OR_API: LabelSelector = { matchExpressions: [{ key: 'app', operator: 'In', values: ['web', 'api'] }] };
const NOT_WEB: LabelSelector = { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] };
const FRONT: LabelSelector = { matchLabels: { tier: 'front' } };
const WEB_FRONT: LabelSelector = { matchLabels: { app: 'web', tier: 'front' } };
const LABELLED: LabelSelector = { matchExpressions: [{ key: 'app', operator: 'Exists' }] };

const CASES: readonly (readonly [inner: LabelSelector, outer: LabelSelector, within: boolean, overlap: boolean])[] = [
  [WEB, {}, true, true],
  [{}, WEB, false, true],
  [WEB, WEB, true, true],
  [WEB, WEB_OR_API, true, true],
  [WEB_OR_API, WEB, false, true],
  [WEB, NOT_WEB, false, false],
  [WEB_FRONT, WEB, true, true],
  [WEB_FRONT, FRONT, true, true],
  [WEB, FRONT, false, true],
  [WEB, LABELLED, true, true],
  [NOT_WEB, LABELLED, false, true],
];

for (const [inner, outer, within, overlap] of CASES) {
  test(`${JSON.stringify(inner)} and ${JSON.stringify(outer)}`, () => {
    assert.is(isWithin(inner, outer), within);
    assert.is(mayOverlap(inner, outer), overlap);
    assert.is(mayOverlap(outer, inner), overlap);
  });
}

test.run();
