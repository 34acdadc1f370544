/** What is heard beside a central configuration: only what asks for more. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import schema from '../../schemas/config.schema.json' with { type: 'json' };
import type { Given } from '../../src/config/given.ts';
import { DEFAULTS, type Settings } from '../../src/config/settings.ts';
import { tighten } from '../../src/config/tighten.ts';
import type { Severity } from '../../src/finding.ts';

const test = suite('config/tighten');

/** How loud the checks of these tests are by themselves. */
const own = (id: string): Severity | 'off' | undefined =>
  ({ 'emptied-peers': 'error', 'dead-rules': 'warning', 'redundant-rule': 'info', 'no-default-deny': 'off' })[id] as
    | Severity
    | 'off'
    | undefined;

type Row = readonly [asked: Given, central: Partial<Settings>, unheard: readonly string[]];

const ROWS: Readonly<Record<string, readonly Row[]>> = {
  failOn: [
    [{ failOn: 'warning' }, {}, []],
    [{ failOn: 'error' }, {}, []],
    [{ failOn: 'never' }, {}, ['failOn']],
    [{ failOn: 'error' }, { failOn: 'warning' }, ['failOn']],
    [{ failOn: 'warning' }, { failOn: 'never' }, []],
  ],
  severities: [
    [{ severities: { 'dead-rules': 'error', 'no-default-deny': 'info' } }, {}, []],
    [{ severities: { 'dead-rules': 'warning' } }, {}, []],
    [
      { severities: { 'dead-rules': 'info', 'emptied-peers': 'off' } },
      {},
      ['severities.dead-rules', 'severities.emptied-peers'],
    ],
    [{ severities: { 'dead-rules': 'warning' } }, { severities: { 'dead-rules': 'error' } }, ['severities.dead-rules']],
    [{ severities: { 'emptied-peers': 'warning' } }, { severities: { 'emptied-peers': 'info' } }, []],
    [{ severities: { unheard: 'warning' } }, {}, ['severities.unheard']],
  ],
  inlineIgnores: [
    [{ inlineIgnores: 'none' }, { inlineIgnores: 'all' }, []],
    [{ inlineIgnores: 'listed' }, { inlineIgnores: 'all' }, []],
    [{ inlineIgnores: 'all' }, { inlineIgnores: 'listed' }, ['inlineIgnores']],
    [{ inlineIgnores: 'listed' }, { inlineIgnores: 'none' }, ['inlineIgnores']],
  ],
  hooks: [
    [{ hooks: 'check' }, { hooks: 'skip' }, []],
    [{ hooks: 'skip' }, { hooks: 'check' }, ['hooks']],
    [{ hooks: 'skip' }, { hooks: 'skip' }, []],
  ],
  merge: [
    [{ merge: true }, {}, []],
    [{ merge: false }, { merge: 'across-charts' }, []],
  ],
  simplify: [[{ simplify: true }, {}, []]],
  fix: [[{ fix: true }, {}, []]],
  output: [[{ output: 'none' }, {}, []]],
  reportFile: [[{ reportFile: 'r.json' }, { reportFile: 'c.json' }, ['reportFile']]],
  namespace: [[{ namespace: 'shop' }, {}, ['namespace']]],
  mergeSameName: [[{ mergeSameName: true }, {}, ['mergeSameName']]],
  ignore: [[{ ignore: ['dead-rules'] }, {}, ['ignore']]],
  inlineIgnorable: [[{ inlineIgnorable: ['dead-rules'] }, {}, ['inlineIgnorable']]],
  baseline: [[{ baseline: 'b.json' }, {}, ['baseline']]],
  ignorePaths: [[{ ignorePaths: ['charts/**'] }, {}, ['ignorePaths']]],
  kubernetesVersion: [[{ kubernetesVersion: '1.30' }, {}, ['kubernetesVersion']]],
  cni: [
    [{ cni: 'calico' }, {}, ['cni']],
    [{ cni: 'none' }, { cni: 'cilium' }, ['cni']],
  ],
  context: [[{ context: ['platform'] }, {}, ['context']]],
  allowedAnnotations: [[{ allowedAnnotations: ['*'] }, {}, ['allowedAnnotations']]],
};

test('every setting of the schema has its rows', () => {
  assert.equal(Object.keys(ROWS).sort(), Object.keys(schema.properties).sort());
});

for (const [key, rows] of Object.entries(ROWS)) {
  test(key, () => {
    for (const [asked, central, wanted] of rows) {
      assert.ok(Object.keys(asked).includes(key));
      const settings = { ...DEFAULTS, ...central };
      const { given, unheard } = tighten(asked, settings, own);
      assert.equal(unheard, wanted, JSON.stringify([asked, central]));
      const { severities, ...others } = given;
      const { severities: louder = {}, ...rest } = asked;
      assert.equal(others, wanted.includes(key) ? {} : rest);
      const heard = Object.entries(louder).filter(([id]) => !wanted.includes(`severities.${id}`));
      assert.equal(severities, { ...settings.severities, ...Object.fromEntries(heard) });
    }
  });
}

test('what is not heard goes alone', () => {
  const asked: Given = {
    failOn: 'warning',
    ignore: ['a'],
    merge: true,
    severities: { 'dead-rules': 'error', 'emptied-peers': 'off' },
  };
  assert.equal(tighten(asked, { ...DEFAULTS, severities: { 'no-default-deny': 'warning' } }, own), {
    given: { failOn: 'warning', merge: true, severities: { 'no-default-deny': 'warning', 'dead-rules': 'error' } },
    unheard: ['ignore', 'severities.emptied-peers'],
  });
});

test.run();
