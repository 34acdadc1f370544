import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Outcome } from '../../src/chart/outcome.ts';
import { type Budget, type Renders, rendersOf } from '../../src/chart/renders.ts';
import type { Choice } from '../../src/chart/types.ts';
import { set } from './values.ts';

const test = suite('chart/renders');

const outcomeOf = (text: string): Outcome => ({ bytes: Buffer.from(text), faults: new Map(), policies: new Map() });

type Bench = {
  readonly renders: Renders;
  /** What was rendered, in the order in which it began. */
  readonly begun: string[];
  readonly most: () => number;
  readonly done: () => number;
  readonly clock: { now: number };
};

const name = (choice: Choice): string => choice.map(({ path }) => path.join('.')).join(' ') || 'base';

/** Each render takes a few turns, the later ones fewer, so that they end in another order. */
const bench = (budget: Partial<Budget> = {}, cores = 3, fails = ''): Bench => {
  const begun: string[] = [];
  const clock = { now: 1000 };
  let [running, most, done] = [0, 0, 0];
  const render = async (choice: Choice): Promise<Outcome> => {
    begun.push(name(choice));
    running += 1;
    most = Math.max(most, running);
    for (let i = begun.length; i < 12; i += 1) await Promise.resolve();
    running -= 1;
    clock.now += 10;
    if (name(choice) === fails) throw new Error('stopped');
    return outcomeOf(name(choice));
  };
  const renders = rendersOf(render, {
    budget: { renders: Number.POSITIVE_INFINITY, milliseconds: Number.POSITIVE_INFINITY, ...budget },
    cores,
    progress: {
      expect: () => {},
      done: () => {
        done += 1;
      },
    },
    now: () => clock.now,
  });
  return { renders, begun, most: () => most, done: () => done, clock };
};

const choices = (...names: readonly string[]): readonly Choice[] => names.map((one) => [set(one, true)]);

const told = (outcomes: ReadonlyMap<Choice, Outcome>): readonly string[] =>
  [...outcomes].map(
    ([choice, outcome]) => `${name(choice)}: ${'bytes' in outcome ? outcome.bytes.toString() : 'failed'}`,
  );

const SIX = ['a', 'b', 'c', 'd', 'e', 'f'] as const;

for (const cores of [1, 2, 3, 16]) {
  test(`at most ${cores} at a time, in the order that was asked for`, async () => {
    const { renders, begun, most, done } = bench({}, cores);
    assert.equal(
      told(await renders.within(choices(...SIX))),
      SIX.map((one) => `${one}: ${one}`),
    );
    assert.equal(begun, SIX);
    assert.is(most(), Math.min(cores, 6));
    assert.is(done(), 6);
    assert.is(renders.count(), 6);
  });
}

test('each choice is rendered once, in whatever order its values stand, whoever asks', async () => {
  const { renders, begun } = bench();
  const [ab, ba] = [
    [set('a', 1), set('b', 2)],
    [set('b', 2), set('a', 1)],
  ];
  const [first, second] = await Promise.all([renders.of(ab), renders.of(ba)]);
  assert.is(first, second);
  const outcomes = await renders.within([ba, ab, []]);
  assert.is(outcomes.get(ab), first);
  assert.is(outcomes.get(ba), first);
  assert.equal(begun, ['a b', 'base']);
  assert.is(renders.count(), 2);
});

test('beyond the budget nothing new is rendered, and what is known is still given', async () => {
  const { renders, begun } = bench({ renders: 3 }, 1);
  await renders.of([set('e', true)]);
  assert.not(renders.isOver());
  assert.equal(told(await renders.within(choices('a', 'b', 'c'))), ['a: a', 'b: b']);
  assert.ok(renders.isOver());
  assert.equal(told(await renders.within(choices('e', 'b', 'f', 'a'))), ['e: e', 'b: b', 'a: a']);
  assert.equal(begun, ['e', 'a', 'b']);
});

test('`of` renders whatever is left of the budget', async () => {
  const { renders } = bench({ renders: 1 });
  await renders.of([]);
  assert.is('bytes' in (await renders.of([set('a', 1)])), true);
  assert.is(renders.count(), 2);
});

test('the budget is not overrun by what runs side by side', async () => {
  const { renders, begun } = bench({ renders: 4 }, 3);
  await renders.within(choices(...SIX));
  assert.equal(begun, ['a', 'b', 'c', 'd']);
});

test('milliseconds count from the beginning', async () => {
  const { renders, begun, clock } = bench({ milliseconds: 25 }, 1);
  assert.equal(told(await renders.within(choices(...SIX))), ['a: a', 'b: b', 'c: c']);
  assert.equal(begun, ['a', 'b', 'c']);
  assert.ok(renders.isOver());
  assert.is(clock.now, 1030);
});

test('a render that is stopped stops all, and is told as done', async () => {
  const { renders, done } = bench({}, 1, 'b');
  const error = await renders.within(choices('a', 'b', 'c')).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.instance(error, Error);
  assert.is(done(), 2);
});

test('nothing is asked for', async () => {
  const { renders } = bench();
  assert.is((await renders.within([])).size, 0);
  assert.is(renders.count(), 0);
});

test.run();
