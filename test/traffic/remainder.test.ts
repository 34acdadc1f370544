import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { LabelSelector, Rule } from '../../src/policy/api.ts';
import { parseAddress } from '../../src/traffic/addresses.ts';
import { ABSENT, axis, type Box, ruleBoxes, SORTS, type Sort } from '../../src/traffic/box.ts';
import { budgetOf } from '../../src/traffic/budget.ts';
import { coverageOf, uncovered } from '../../src/traffic/coverage.ts';
import { meets, remainder } from '../../src/traffic/remainder.ts';
import { holds as isLaw, runs } from '../laws/runs.ts';
import { NAME_LABEL } from '../laws/universe.ts';
import { boxesArbitrary, holds, type Point, pointArbitrary } from './boxes.ts';

const test = suite('traffic/remainder');
const SEED = 20261122;

for (const model of ['portable', 'api'] as const) {
  test(`what is left of boxes is exactly what the others do not hold (${model})`, () => {
    let left = 0;
    let none = 0;
    const sets = fc.tuple(
      boxesArbitrary(model),
      boxesArbitrary(model),
      fc.array(pointArbitrary(model), { minLength: 100, maxLength: 100 }),
    );
    isLaw(sets, 250, SEED, ([boxes, others, points]) => {
      for (const box of boxes) {
        const pieces = [...remainder(box, others, budgetOf())];
        if (pieces.length === 0) none++;
        else left++;
        for (const point of points) {
          const want = holds(box, point) && !others.some((other) => holds(other, point));
          assert.is(pieces.filter((piece) => holds(piece, point)).length, want ? 1 : 0);
        }
        const covered = uncovered(box, coverageOf(others), budgetOf());
        assert.is(covered === undefined, pieces.length === 0);
      }
    });
    assert.ok(left > runs(200) && none > runs(50), `${left} left something, ${none} nothing`);
  });
}

const APP_A: LabelSelector = { matchLabels: { app: 'a' } };
const NOT_A: LabelSelector = { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['a'] }] };
const A_OR_B: LabelSelector = { matchExpressions: [{ key: 'app', operator: 'In', values: ['a', 'b'] }] };
const NO_APP: LabelSelector = { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] };
const TIER_X: LabelSelector = { matchLabels: { tier: 'x' } };
const TCP_80 = { protocol: 'TCP', port: 80 } as const;

const RULES: readonly Rule[] = [
  { from: [{ podSelector: {} }] },
  { from: [{ podSelector: APP_A }] },
  { from: [{ podSelector: NOT_A }] },
  { from: [{ podSelector: A_OR_B }], ports: [TCP_80] },
  { from: [{ podSelector: NO_APP }] },
  { from: [{ podSelector: { matchLabels: { app: 'a', tier: 'x' } } }] },
  { from: [{ podSelector: TIER_X }], ports: [{ protocol: 'TCP' }] },
  { from: [{ namespaceSelector: { matchLabels: { team: 'a' } } }], ports: [{ protocol: 'UDP' }, TCP_80] },
  { from: [{ podSelector: TIER_X }], ports: [{ protocol: 'UDP', port: 80 }] },
  { from: [{ ipBlock: { cidr: '10.0.0.0/8' } }] },
  { from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }], ports: [TCP_80] },
  { from: [{ ipBlock: { cidr: '10.1.0.0/16' } }, { ipBlock: { cidr: '10.2.0.0/16' } }] },
  { from: [{ ipBlock: { cidr: '0.0.0.0/1' } }], ports: [{ protocol: 'TCP', port: 79, endPort: 81 }] },
  { from: [{ ipBlock: { cidr: '2001:db8::/32', except: ['2001:db8:1::/48'] } }] },
  { from: [{ ipBlock: { cidr: '2001:db8:1::/48' } }] },
];
const BOXES: readonly Box[] = RULES.flatMap((rule, i) =>
  ruleBoxes(rule, 'ingress', {
    model: 'portable',
    namespace: 'shop',
    ...(i % 3 === 0 && { subject: APP_A }),
  }),
);

/** Every point that some of the rules tells from another: labels of the other end are no matter where it is an address. */
const POINTS: readonly Point[] = SORTS.portable.flatMap((sort) => {
  const isPod = !sort.startsWith('IP') && sort !== 'other';
  const apps = isPod ? ['a', 'b', 'other', ABSENT] : ['a'];
  const addresses = { IPv4: ['10.0.0.1', '10.1.0.1', '10.2.0.1', '8.8.8.8'], IPv6: ['2001:db8::1', '2001:db8:1::1'] };
  const places = sort === 'IPv4' || sort === 'IPv6' ? addresses[sort] : ['::'];
  return apps.flatMap((app) =>
    ['x', ABSENT].flatMap((tier) => places.flatMap((address) => connections(sort, app, tier, address))),
  );
});

function connections(sort: Sort, app: string, tier: string, address: string): readonly Point[] {
  const labels = {
    [axis('subject', 'app')]: tier === 'x' ? 'a' : 'b',
    [axis('pod', 'app')]: app,
    [axis('pod', 'tier')]: tier,
    [axis('namespace', 'team')]: app,
    [axis('namespace', NAME_LABEL)]: 'shop',
  };
  const ports = [
    [0, 80],
    [0, 79],
    [0, 'http'],
    [1, 80],
  ] as const;
  return ports.map(([protocol, port]) => ({ sort, labels, address: parseAddress(address) ?? 0n, protocol, port }));
}

test('each of some boxes without pairs of them, point by point', () => {
  const inside = new Map(BOXES.map((box) => [box, POINTS.map((point) => holds(box, point))]));
  const has = (box: Box, i: number): boolean => inside.get(box)?.[i] === true;
  for (const box of BOXES) {
    for (const [i, one] of BOXES.entries()) {
      assert.is(
        meets(box, one),
        POINTS.some((_, at) => has(box, at) && has(one, at)),
      );
      for (const other of BOXES.slice(i, i + 4)) {
        const pieces = [...remainder(box, [one, other], budgetOf())];
        const held = POINTS.map((point) => pieces.filter((piece) => holds(piece, point)).length);
        const want = POINTS.map((_, at) => Number(has(box, at) && !has(one, at) && !has(other, at)));
        assert.equal(held, want);
        const left = uncovered(box, coverageOf([one, other]), budgetOf());
        assert.is(left === undefined, pieces.length === 0);
        if (left !== undefined) assert.ok(POINTS.every((point, at) => !holds(left, point) || want[at] === 1));
      }
    }
  }
});

test.run();
