import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailed } from '../../src/chart/outcome.ts';
import { reachPolicies, smallestBases } from '../../src/chart/reach.ts';
import { BARE, type FakeChart, fakeRenders, fakeSweep, faultsTold, GOOD, printed, words } from './fake-chart.ts';
import { read, value } from './values.ts';

const test = suite('chart/sweep');

type Flags = { readonly [name: string]: boolean | string | readonly string[] };

/** A chart of switches that are off, read one under the other. */
const switches = (names: string, print: (values: Flags) => string, on: readonly string[] = []): FakeChart<Flags> => ({
  values: Object.fromEntries(names.split(' ').map((name) => [name, on.includes(name)])),
  reads: names
    .split(' ')
    .map((name, i) => value(name, on.includes(name), { reads: [read(name, { use: 'condition', line: i })] })),
  print,
});

type Row = {
  readonly chart: FakeChart<Flags>;
  readonly faults: readonly string[];
  readonly failures?: readonly string[];
};

const CHARTS: Readonly<Record<string, Row>> = {
  'a chart without fault': {
    chart: switches('a b', ({ a }) => printed('np', GOOD, ...(a === true ? [GOOD.replace('80', '81')] : []))),
    faults: [],
  },
  'a fault of the defaults': {
    chart: switches('a b', () => printed('np', BARE)),
    faults: ['emptied-peers np error: defaults'],
  },
  'one value opens': {
    chart: switches('a b c', ({ b }) => printed('np', GOOD, ...(b === true ? [BARE] : []))),
    faults: ['emptied-peers np error: b=true'],
  },
  'one value that is on opens where it is off': {
    chart: switches('a b', ({ b }) => printed('np', GOOD, ...(b === true ? [] : [BARE])), ['b']),
    faults: ['emptied-peers np error: b=false'],
  },
  'a pair opens, neither alone': {
    chart: switches('x y z', ({ x, z }) => printed('np', GOOD, ...(x === true && z === true ? [BARE] : []))),
    faults: ['emptied-peers np error: x=true z=true'],
  },
  'a switch shows the policy, another one opens it': {
    chart: switches('enabled b', ({ enabled, b }) => (enabled === true ? printed('np', b === true ? BARE : GOOD) : '')),
    faults: ['emptied-peers np error: b=true enabled=true'],
  },
  'a switch that hides what the base shows': {
    chart: switches('enabled open hide', ({ enabled, open, hide }) =>
      enabled === true && hide !== true ? printed('np', open === true ? BARE : GOOD) : '',
    ),
    faults: ['emptied-peers np error: enabled=true open=true'],
  },
  'switches that exclude each other': {
    chart: switches('aEnabled bEnabled', ({ aEnabled, bEnabled }) => {
      if (aEnabled === true && bEnabled === true)
        throw 'Error: execution error at (shop/templates/np.yaml:1:4): only one of both';
      return bEnabled === true ? printed('np', BARE) : aEnabled === true ? printed('np', GOOD) : '';
    }),
    faults: ['emptied-peers np error: bEnabled=true'],
    failures: ['refused only one of both: aEnabled=true bEnabled=true'],
  },
  'two faults, each with its own value': {
    chart: switches(
      'a b',
      ({ a, b }) =>
        printed('np', GOOD) + (a === true ? printed('one', BARE) : '') + (b === true ? printed('two', BARE) : ''),
    ),
    faults: ['emptied-peers one error: a=true', 'emptied-peers two error: b=true'],
  },
  'a nil pointer': {
    chart: switches('a b', ({ b }) => {
      if (b === true)
        throw 'Error: template: shop/templates/np.yaml:3:7: executing "shop/templates/np.yaml" at <.Values.q.r>: nil pointer evaluating interface {}.r';
      return printed('np', GOOD);
    }),
    faults: [],
    failures: ['nil <.Values.q.r>: nil pointer evaluating interface {}.r: b=true'],
  },
};

for (const [what, { chart, faults, failures = [] }] of Object.entries(CHARTS)) {
  test(what, async () => {
    const swept = await fakeSweep(chart);
    assert.equal(faultsTold(swept), faults);
    const failed = swept.failures.map(({ failure, choice }) => `${failure.kind} ${failure.message}: ${words(choice)}`);
    assert.equal(
      failed.filter((one) => !one.includes('=null')),
      failures,
    );
    assert.not(swept.isCut);
    assert.is(swept.tried.length, swept.planned);
  });
}

test('other values that show the same, each by itself, are told with it', async () => {
  const chart = switches('a b c', ({ a, b }) => printed('np', GOOD, ...(a === true || b === true ? [BARE] : [])));
  const { found } = await fakeSweep(chart);
  assert.equal(
    found.map(({ choice, others }) => [choice, ...others].map(words)),
    [['a=true', 'b=true']],
  );
});

test('a list that is emptied and a text that is blank: as loud as they are likely', async () => {
  const chart: FakeChart<Flags> = {
    values: { peers: ['a'], port: 'web' },
    reads: [
      value('peers', ['a'], { reads: [read('peers', { use: 'range' })] }),
      value('port', 'web', { reads: [read('port', { line: 90, yamlKey: ['port'] })] }),
    ],
    print: ({ peers, port }) =>
      printed('np', Array.isArray(peers) && peers.length > 0 ? GOOD : BARE) +
      printed('two', `{from: [{podSelector: {}}], ports: [{port: ${port ?? ''}}]}`),
  };
  assert.equal(faultsTold(await fakeSweep(chart)), [
    'emptied-peers np error: peers=[]',
    'emptied-port two warning: port=',
  ]);
});

test('the budget stops it, and it says so; what was found by then is told', async () => {
  const names = Array.from({ length: 12 }, (_, i) => `s${i}`).join(' ');
  const chart = switches(names, ({ s1, s10, s11 }) =>
    printed('np', GOOD, ...(s1 === true ? [BARE] : []), ...(s10 === true && s11 === true ? [BARE] : [])),
  );
  const short = await fakeSweep(chart, { budget: 40 });
  assert.ok(short.isCut);
  assert.ok(short.tried.length < short.planned);
  assert.ok(short.log.length < 60, `${short.log.length} renders`);
  assert.equal(faultsTold(short), ['emptied-peers np error: s1=true']);
});

test('the same seed gives the same renders and the same report, another one the same faults', async () => {
  const chart = switches('a b c d e f', ({ a, c, e }) =>
    printed('np', GOOD, ...(a === true && e === true ? [BARE] : []), ...(c === true ? [] : [GOOD])),
  );
  const [one, again, other] = [await fakeSweep(chart), await fakeSweep(chart), await fakeSweep(chart, { seed: 2 })];
  assert.equal(one.log, again.log);
  assert.equal(JSON.stringify(one.found), JSON.stringify(again.found));
  assert.not.equal(one.log, other.log);
  assert.equal(faultsTold(other), faultsTold(one));
});

test('no choice is rendered twice', async () => {
  const { log } = await fakeSweep(
    switches('enabled b c d', ({ enabled }) => (enabled === true ? printed('np', BARE) : '')),
  );
  assert.is(new Set(log.map((one) => one.split(' ').sort().join(' '))).size, log.length);
});

type Reach = { readonly chart: FakeChart<Flags>; readonly base: string; readonly smaller: readonly string[] };

const many = (...names: readonly (string | false)[]): string =>
  names.map((name) => (name === false ? '' : printed(name, GOOD))).join('');

const REACH: Readonly<Record<string, Reach>> = {
  'the defaults reach all': { chart: switches('a', () => many('np')), base: '', smaller: [] },
  'all that enables something, at once': {
    chart: switches('aEnabled bEnabled other', ({ aEnabled, bEnabled }) =>
      many(aEnabled === true && 'one', bEnabled === true && 'two'),
    ),
    base: 'aEnabled=true bEnabled=true',
    smaller: ['aEnabled=true', 'bEnabled=true'],
  },
  'enabling hides more than it shows': {
    chart: switches('hideEnabled', ({ hideEnabled }) => (hideEnabled === true ? '' : many('one', 'two'))),
    base: '',
    smaller: [],
  },
  'a switch that only the second round makes of use': {
    chart: switches('first second', ({ first, second }) =>
      many(first === true && 'one', first === true && second === true && 'two'),
    ),
    base: 'first=true second=true',
    smaller: ['first=true'],
  },
  'those that go well with each other, where all at once fail': {
    chart: switches('aEnabled bEnabled cEnabled', ({ aEnabled, bEnabled, cEnabled }) => {
      if (aEnabled === true && bEnabled === true) throw 'Error: execution error at (shop/templates/np.yaml:1:4): no';
      return many(aEnabled === true && 'one', bEnabled === true && 'two', cEnabled === true && 'three');
    }),
    base: 'aEnabled=true cEnabled=true',
    smaller: ['aEnabled=true', 'cEnabled=true'],
  },
};

for (const [what, { chart, base, smaller }] of Object.entries(REACH)) {
  test(`reach: ${what}`, async () => {
    const { renders } = fakeRenders(chart);
    const reached = await reachPolicies(chart.reads, renders);
    assert.is(words(reached), base);
    assert.not(isFailed(await renders.of(reached)));
    assert.equal((await smallestBases(reached, renders)).map(words), smaller);
  });
}

test.run();
