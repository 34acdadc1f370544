/** The boxes that an index finds decide what all of them would: each of some boxes against all sets of two and three. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { LabelSelector } from '../../src/policy/api.ts';
import { type Box, ruleBoxes } from '../../src/traffic/box.ts';
import { boxesNear, indexOf } from '../../src/traffic/box-index.ts';
import { budgetOf } from '../../src/traffic/budget.ts';
import { remainder } from '../../src/traffic/remainder.ts';

const test = suite('traffic/box-index');

function asks(operator: string, ...values: readonly string[]): LabelSelector {
  return { matchExpressions: [{ key: 'app', operator, ...(values.length > 0 && { values }) }] };
}

const PODS: readonly LabelSelector[] = [
  {},
  { matchLabels: { app: 'a' } },
  { matchLabels: { app: 'b' } },
  { matchLabels: { app: 'a', tier: 'x' } },
  { matchLabels: { tier: 'x' } },
  asks('In', 'a', 'b'),
  asks('NotIn', 'a'),
  asks('NotIn', 'a', 'b'),
  asks('Exists'),
  asks('DoesNotExist'),
];
const BLOCKS = ['10.0.0.0/8', '10.0.0.0/9', '10.128.0.0/9', '2001:db8::/32'];

const BOXES: readonly Box[] = [
  ...PODS.map((podSelector) => ({ podSelector })),
  { namespaceSelector: asks('NotIn', 'a') },
  ...BLOCKS.map((cidr) => ({ ipBlock: { cidr } })),
].flatMap((peer) => ruleBoxes({ from: [peer] }, 'ingress', { model: 'portable', namespace: 'shop' }));

const SETS: readonly (readonly Box[])[] = BOXES.flatMap((one, i) =>
  BOXES.slice(i + 1).flatMap((other, j) => [
    [one, other],
    ...BOXES.slice(i + j + 2).map((third) => [third, one, other]),
  ]),
);

test('covered by those near is covered by all, and the other way round', () => {
  let covered = 0;
  for (const set of SETS) {
    const index = indexOf(set);
    for (const box of BOXES) {
      const near = boxesNear(box, index);
      assert.is(near.length, new Set(near).size, 'one is found twice');
      const [byNear, byAll] = [near, set].map((boxes) => remainder(box, boxes, budgetOf()).next().done === true);
      assert.is(byNear, byAll);
      if (byAll) covered++;
    }
  }
  assert.ok(covered > 500, `${covered} were covered`);
});

test('of a thousand boxes of one label each, those of another value are left aside', () => {
  const boxes = (app: string): readonly Box[] =>
    ruleBoxes({ from: [{ podSelector: { matchLabels: { app } } }] }, 'ingress', { model: 'portable', namespace: '' });
  const index = indexOf(Array.from({ length: 1000 }, (_, i) => boxes(`v${i}`)).flat());
  const found = (app: string): number => boxes(app).flatMap((box) => boxesNear(box, index)).length;
  assert.equal([found('v7'), found('other')], [1, 0]);
});

test.run();
