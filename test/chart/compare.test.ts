import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type ChartDiff, type ComparedChoice, compareChoices } from '../../src/chart/compare.ts';
import type { Choice } from '../../src/chart/types.ts';
import { isChartDiffFailure } from '../../src/cli/diff-gate.ts';
import type { Change } from '../../src/diff/types.ts';
import { linesOf } from '../../src/report/diff-lines.ts';
import { describeMove, describeSubjectPods, describeWorkload } from '../../src/report/diff-words.ts';
import { budgetOf } from '../../src/traffic/budget.ts';
import { coverageOf, uncovered } from '../../src/traffic/coverage.ts';
import { changesOf } from '../diff/clusters.ts';
import type { Json } from '../laws/evaluator.ts';
import { ALL, AROUND, DB, failed, from, MORE, np, POD, rendered, WEB } from './compared.ts';

const test = suite('chart/compare');

function nameOf(one: Choice): string {
  return one.map(({ path }) => path.join('.')).join('+') || 'defaults';
}

/** A line for each thing that is told: choice, others, kind, what. */
function told({ changes }: Pick<ChartDiff, 'changes'>): readonly string[] {
  return changes.flatMap(({ choice: one, others, diff }) => {
    const who = [nameOf(one), ...others.map(nameOf)].join(' ');
    const lines = [
      ...diff.subjects.flatMap((subject) => [
        ...(['gained', 'lost'] as const).flatMap((kind) =>
          linesOf(subject[kind], subject, kind).map(
            ({ what }) => `${kind} ${describeSubjectPods({ ...subject, workloads: [] })}: ${what}`,
          ),
        ),
        ...subject.unproved.map(() => 'unproved'),
      ]),
      ...diff.moved.map((move) => `moved ${describeMove(move)}`),
      ...diff.workloads.map((workload) => `workload ${describeWorkload(workload)}`),
      ...diff.uncounted.map((why) => `uncounted ${why}`),
    ];
    return lines.map((line) => `${who} | ${line}`);
  });
}

const TABLE: Readonly<Record<string, { readonly all: readonly ComparedChoice[]; readonly lines: readonly string[] }>> =
  {
    'nothing changes': { all: [rendered([], [WEB], [WEB]), rendered(['x'], [WEB, DB], [WEB, DB])], lines: [] },
    'the defaults gain, and each choice with them': {
      all: [rendered([], [WEB], [MORE]), rendered(['x'], [WEB, DB], [MORE, DB]), rendered(['y'], [WEB], [MORE])],
      lines: ['defaults | gained pods app=web of shop: from pods app=b of namespace shop on TCP 80'],
    },
    'a choice gains more than the defaults do, and tells the rest alone': {
      all: [rendered([], [WEB], [MORE]), rendered(['x'], [WEB, DB], [MORE, np('db', from('a'), from('c'))])],
      lines: [
        'defaults | gained pods app=web of shop: from pods app=b of namespace shop on TCP 80',
        'x | gained pods app=db of shop: from pods app=c of namespace shop on TCP 80',
      ],
    },
    'what the defaults gain is known by the traffic, whatever rule allows it': {
      all: [
        rendered([], [WEB], [np('web', from('a'), ALL)]),
        rendered(['x'], [WEB], [MORE]),
        rendered(['y'], [WEB], [np('web', from('a'), from('c'), from('b'))]),
      ],
      lines: [
        'defaults | gained pods app=web of shop: from every pod, namespace and address on TCP 80: what was not allowed before',
      ],
    },
    'but not on another port': {
      all: [rendered([], [WEB], [MORE]), rendered(['x'], [WEB], [np('web', from('a'), from('b', 90))])],
      lines: [
        'defaults | gained pods app=web of shop: from pods app=b of namespace shop on TCP 80',
        'x | gained pods app=web of shop: from pods app=b of namespace shop on TCP 90',
      ],
    },
    'nor the other way': {
      all: [rendered([], [WEB], [MORE]), rendered(['x'], [MORE], [WEB])],
      lines: [
        'defaults | gained pods app=web of shop: from pods app=b of namespace shop on TCP 80',
        'x | lost pods app=web of shop: from pods app=b of namespace shop on TCP 80',
      ],
    },
    'equal changes are told once, under the fewest values': {
      all: [
        rendered([], [WEB], [WEB]),
        rendered(['x', 'y'], [WEB, DB], [MORE, DB]),
        rendered(['z'], [WEB], [MORE]),
        rendered(['w'], [WEB, DB], [MORE, DB]),
      ],
      lines: ['z w x+y | gained pods app=web of shop: from pods app=b of namespace shop on TCP 80'],
    },
    'a pair tells what neither of its values does': {
      all: [
        rendered([], [WEB], [WEB]),
        rendered(['x'], [WEB], [MORE]),
        rendered(['x', 'y'], [WEB, DB], [MORE]),
        rendered(['y'], [WEB], [WEB]),
      ],
      lines: [
        'x | gained pods app=web of shop: from pods app=b of namespace shop on TCP 80',
        'x+y | gained pods app=db of shop: every connection that the policies did not allow: no policy isolates them any more',
      ],
    },
    'what a part of a choice shows is not counted for the whole: the second value of two, two of three': {
      all: [
        rendered([], [WEB], [WEB]),
        rendered(['y'], [WEB], [MORE]),
        rendered(['x', 'y'], [WEB, DB], [MORE, DB]),
        rendered(['x', 'z'], [DB], [np('db', from('a'), from('c'))]),
        rendered(['x', 'y', 'z'], [WEB, DB], [MORE, np('db', from('a'), from('c'))]),
      ],
      lines: [
        'y | gained pods app=web of shop: from pods app=b of namespace shop on TCP 80',
        'x+z | gained pods app=db of shop: from pods app=c of namespace shop on TCP 80',
      ],
    },
    'moves, workloads and what is not counted are told once too': {
      all: [
        rendered(
          [],
          [MORE],
          [WEB, { ...(np('web', from('b')) as object), metadata: { name: 'b', namespace: 'shop' } }],
        ),
        rendered(
          ['x'],
          [MORE],
          [WEB, { ...(np('web', from('b')) as object), metadata: { name: 'b', namespace: 'shop' } }],
        ),
        rendered(['y'], [WEB], [WEB, POD]),
        rendered(['z'], [WEB], [WEB, POD]),
      ],
      lines: [
        'defaults | moved shop/web: what its ingress rules allowed, b allows now',
        'y z | workload Pod web of shop is new: web selects it',
      ],
    },
  };

for (const [name, { all, lines }] of Object.entries(TABLE)) {
  test(name, () => {
    assert.equal(told(compareChoices(all)), lines);
    assert.equal(told(compareChoices(all.toReversed())).length, lines.length, 'in another order');
  });
}

test('nothing is lost: what a choice changes is told with it, or with fewer of its values', () => {
  const rule = fc.constantFrom<Json>(from('a'), from('b'), from('a', 90), ALL, {});
  const side = fc.array(fc.tuple(fc.constantFrom('web', 'db'), fc.array(rule, { maxLength: 2 })), { maxLength: 2 });
  const policies = side.map((some) => [...new Map(some)].map(([name, rules]) => np(name, ...rules)));
  const outcomes = fc.array(fc.tuple(policies, policies), { minLength: CHOICES.length, maxLength: CHOICES.length });
  fc.assert(
    fc.property(outcomes, (sides) => {
      const all = CHOICES.map((values, i) => rendered(values, ...(sides[i] ?? [[], []])));
      const { changes } = compareChoices(all);
      for (const { choice: one, outcome } of all) {
        if ('failed' in outcome) continue;
        const within = changes.filter(({ choice: other, others }) =>
          [other, ...others].some((some) =>
            some.every((value) =>
              nameOf(one)
                .split('+')
                .includes(nameOf([value])),
            ),
          ),
        );
        for (const kind of ['gained', 'lost'] as const) {
          const shown = coverageOf(within.flatMap(({ diff }) => changesOf(diff, kind).filter(isIngress)).map(boxOf));
          for (const change of changesOf(outcome, kind))
            assert.is(uncovered(change.box, shown, budgetOf()), undefined, `${nameOf(one)} ${kind}`);
        }
      }
      const keys = changes.flatMap(({ choice: one, diff }) => told({ changes: [{ ...EMPTY, choice: one, diff }] }));
      assert.is(new Set(keys).size, keys.length, 'nothing is told twice');
    }),
    { numRuns: 100 },
  );
});

test('failures are told once for each side and cause, with the fewest values', () => {
  const { failures, changes } = compareChoices([
    failed(['x', 'y'], 'new', 'nil pointer'),
    failed(['x'], 'new', 'nil pointer'),
    failed(['x'], 'old', 'nil pointer'),
    failed(['z'], 'both', 'z must be set'),
  ]);
  assert.equal(
    failures.map((one) => [one.failed, one.message, nameOf(one.choice), one.others.map(nameOf)]),
    [
      ['new', 'nil pointer', 'x', ['x+y']],
      ['old', 'nil pointer', 'x', []],
      ['both', 'z must be set', 'z', []],
    ],
  );
  assert.equal(changes, []);
});

test('values that one version alone has are said once', () => {
  const only = (one: ComparedChoice, side: 'old' | 'new'): ComparedChoice => ({ ...one, only: side });
  const { unshared, changes } = compareChoices([
    rendered([], [WEB], [WEB]),
    only(rendered(['m.on'], [WEB], [MORE]), 'new'),
    only(rendered(['m.on=false'], [WEB], [WEB]), 'new'),
    only(rendered(['gone'], [WEB], [WEB]), 'old'),
    only(rendered(['m.on', 'x'], [WEB], [WEB]), 'new'),
  ]);
  assert.equal(unshared, [
    { path: ['m', 'on'], only: 'new' },
    { path: ['gone'], only: 'old' },
  ]);
  assert.is(changes[0]?.only, 'new');
});

test('the gate is that of `netpolish diff`; where the defaults do not render nothing was compared', () => {
  const of = (...all: readonly ComparedChoice[]): ChartDiff => ({ ...AROUND, ...compareChoices(all) });
  const gains = of(rendered([], [WEB], [WEB]), rendered(['x'], [WEB], [MORE]));
  const loses = of(rendered([], [MORE], [WEB]), failed(['x'], 'new', 'nil'));
  const broken = of(failed([], 'new', 'nil'));
  const rows = ['gained', 'lost', 'any', 'never'].map((failOn) =>
    [gains, loses, broken, of(failed(['x'], 'both', 'nil'))].map((one) => (isChartDiffFailure(one, failOn) ? 1 : 0)),
  );
  assert.equal(rows, [
    [1, 0, 1, 0],
    [0, 1, 1, 0],
    [1, 1, 1, 0],
    [0, 0, 0, 0],
  ]);
});

const CHOICES = [[], ['x'], ['y'], ['x', 'y'], ['z']];
const EMPTY = { flags: [], others: [] };
const isIngress = ({ direction }: Change): boolean => direction === 'ingress';
const boxOf = ({ box }: Change): Change['box'] => box;

test.run();
