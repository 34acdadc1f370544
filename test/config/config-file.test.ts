/** netpolish.yaml: what it says, where its faults are, and what its paths are relative to. */
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readConfigFile } from '../../src/config/config-file.ts';
import { withGiven } from '../../src/config/given.ts';
import { DEFAULTS, type Settings } from '../../src/config/settings.ts';
import { UsageError } from '../../src/io.ts';
import { inFolder } from '../cli/fake-io.ts';

const test = suite('config/config-file');

const KRM = 'apiVersion: netpolish.dev/v1alpha1\nkind: Netpolish\nmetadata: {name: n}\n';

/** The settings that a text is read into, lying at `path` below the working directory. */
async function settingsOf(text: string | Uint8Array, path = 'netpolish.yaml'): Promise<Settings> {
  let settings = DEFAULTS;
  await inFolder({ [path]: '' }, (cwd) => {
    writeFileSync(join(cwd, path), text);
    const { given, origin } = readConfigFile(path, path, cwd);
    settings = withGiven(given, DEFAULTS, origin);
  });
  return settings;
}

async function faultOf(text: string | Uint8Array): Promise<string> {
  try {
    await settingsOf(text);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  throw new Error('it was read');
}

const GOOD: readonly (readonly [text: string, settings: Partial<Settings>])[] = [
  ['', {}],
  ['# nothing\n', {}],
  ['---\n', {}],
  ['{}', {}],
  ['failOn: warning\n', { failOn: 'warning' }],
  ['\ufefffailOn: warning\r\ncni: cilium\r\n', { failOn: 'warning', cni: 'cilium' }],
  ['{"failOn": "never"}', { failOn: 'never' }],
  [`${KRM}spec: {failOn: warning}\n`, { failOn: 'warning' }],
  [`${KRM}spec:\n`, {}],
  [KRM, {}],
  ['merge: true\n', { merge: 'within-charts' }],
  ['merge: off\n', { merge: 'off' }],
  ['mergeSameName: true\n', { merge: 'within-charts', mergeSameName: true }],
  ['severities: {dead-rules: off, yaml-1.1: error}\n', { severities: { 'dead-rules': 'off', 'yaml-1.1': 'error' } }],
  ['x: &x {dead-rules: info}\n'.replace('x: &x', 'severities: &x'), { severities: { 'dead-rules': 'info' } }],
];

for (const [text, wanted] of GOOD) {
  test(`it says: ${JSON.stringify(text)}`, async () => {
    assert.equal(await settingsOf(text), { ...DEFAULTS, ...wanted });
  });
}

test('both forms say the same', async () => {
  const bare = 'failOn: warning\nignore: [dead-rules]\ncontext: [a]\nseverities: {dead-rules: off}\n';
  const indented = bare.replace(/^/gm, '  ').trimEnd();
  const [one, other] = [await settingsOf(bare), await settingsOf(`${KRM}spec:\n${indented}\n`)];
  const unplaced = (settings: Settings): unknown => ({
    ...settings,
    ignore: settings.ignore.map(({ check }) => check),
  });
  assert.equal(unplaced(one), unplaced(other));
});

test('an ignore knows the line that it stands in, in both forms', async () => {
  const { ignore } = await settingsOf('failOn: error\nignore:\n  - dead-rules\n  - {check: "*", reason: x}\n');
  assert.equal(
    ignore.map(({ from }) => from),
    ['netpolish.yaml:3', 'netpolish.yaml:4'],
  );
  const other = await settingsOf(`${KRM}spec:\n  ignore:\n    - check: dead-rules\n      reason: x\n`, 'a/n.yaml');
  assert.equal(
    other.ignore.map(({ from }) => from),
    ['a/n.yaml:6'],
  );
});

/** Faults: line, column, what is wrong. */
const FAULTS: readonly (readonly [text: string, fault: string])[] = [
  [
    'failOn: eror\n',
    'netpolish.yaml:1:1: failOn must be one of error, warning, never, and is "eror"; did you mean error?',
  ],
  ['cni: none\nfailon: error\n', 'netpolish.yaml:2:1: no such setting: failon; did you mean failOn?'],
  [`${KRM}spec:\n  cni: calcio\n`, /^netpolish\.yaml:5:3: cni must be one of .*; did you mean calico\?$/.source],
  [
    'severities:\n  dead-rule: off\n',
    'netpolish.yaml:2:3: no such check: severities.dead-rule; did you mean dead-rules?',
  ],
  ['severities:\n  dead-rules: loud\n', 'netpolish.yaml:2:3: severities.dead-rules must be one of'],
  ['ignore:\n  - dead-rules\n  - {policy: p}\n', 'netpolish.yaml:3:5: ignore.1'],
  [
    'ignore:\n  - check: dead-rules\n    reason: x\n    untill: 2027-01-01\n',
    'netpolish.yaml:4:5: no such setting: ignore.0.untill; did you mean until?',
  ],
  [
    'ignore:\n  - check: dead-rules\n    reason: x\n    until: soon\n',
    'netpolish.yaml:4:5: ignore.0.until must be a day such as 2026-12-31, and is "soon"',
  ],
  ['context: a\n', 'netpolish.yaml:1:1: context must be array, and is "a"'],
  ['context: [1]\n', 'netpolish.yaml:1:11: context.0 must be text, and is 1: put it in quotes'],
  ['kubernetesVersion: 1.30\n', 'netpolish.yaml:1:1: kubernetesVersion must be text, and is 1.3: put it in quotes'],
  ['cni: {toString: x}\n', 'netpolish.yaml:1:1: cni must be one of '],
  ['reportFile: ""\n', 'netpolish.yaml:1:1: reportFile is blank'],
  ['- failOn: error\n', 'netpolish.yaml:1:1: it holds no settings but a list'],
  ['failOn\n', 'netpolish.yaml:1:1: it holds no settings but a string'],
  [`${KRM}spec: [a]\n`, 'netpolish.yaml:4:7: it holds no settings but a list'],
  ['failOn: error\nfailOn: never\n', 'netpolish.yaml:2:1: failOn stands there twice'],
  ['severities:\n  dead-rules: off\n  dead-rules: error\n', 'netpolish.yaml:3:3: dead-rules stands there twice'],
  [`${KRM}spec:\n  fix: true\n  fix: false\n`, 'netpolish.yaml:6:3: fix stands there twice'],
  [`${KRM}spec: {failOn: error}\nspec: {failOn: never}\n`, 'netpolish.yaml:5:1: spec stands there twice'],
  ['failOn: error\n---\nfailOn: never\n', 'netpolish.yaml:2:1: a second document: all settings stand in one'],
  [
    `${KRM}failOn: never\nspec: {}\n`,
    'netpolish.yaml:4:1: failOn does not belong beside kind: settings stand under spec',
  ],
  [`${KRM}data: {failOn: never}\n`, 'netpolish.yaml:4:1: data does not belong beside kind: settings stand under spec'],
  ['failOn: [error\n', 'netpolish.yaml:'],
  ['"é𝒳": 1\n', 'netpolish.yaml:1:1: no such setting: é𝒳'],
  ['apiVersion: netpolish.dev/v1\nkind: Netpolish\nspec: {}\n', 'netpolish.yaml:1:1: no such setting: apiVersion'],
];

for (const [text, wanted] of FAULTS) {
  test(`its fault: ${JSON.stringify(text)}`, async () => {
    const fault = await faultOf(text);
    assert.ok(wanted.startsWith('^') ? new RegExp(wanted).test(fault) : fault.startsWith(wanted), fault);
    assert.not.match(fault, /\n|undefined|\[object /);
  });
}

test('what is no text, and what is not there, is one line', async () => {
  assert.match(
    await faultOf(Uint8Array.of(0x66, 0xff, 0xfe)),
    /^the configuration netpolish\.yaml cannot be read: .*UTF-8$/,
  );
  await inFolder({ 'a/b.yaml': 'failOn: never\n' }, (cwd) => {
    const message = (path: string): string => {
      try {
        readConfigFile(path, path, cwd);
      } catch (error) {
        if (error instanceof UsageError) return error.message;
        throw error;
      }
      return '';
    };
    assert.is(message('c.yaml'), 'the configuration c.yaml cannot be read: no such file');
    assert.is(message('a'), 'the configuration a cannot be read: it is a folder');
    assert.is(message('a/b.yaml'), '');
    chmodSync(join(cwd, 'a/b.yaml'), 0);
    // Root may read everything.
    if (process.getuid?.() !== 0)
      assert.match(message('a/b.yaml'), /^the configuration a\/b\.yaml cannot be read: EACCES/);
  });
});

test('paths are relative to the folder of the file', async () => {
  const text =
    'context: [a, ../b, "x/*.yaml", /abs/c, /abs/../d]\nbaseline: base.json\nreportFile: ../out/r.json\nignorePaths: [charts/**]\n';
  const here = await settingsOf(text);
  assert.equal(here.context, ['a', '../b', 'x/*.yaml', '/abs/c', '/abs/../d']);
  assert.equal([here.baseline, here.reportFile], ['base.json', '../out/r.json']);
  assert.equal(here.ignorePaths, [{ folder: '', glob: 'charts/**' }]);
  const below = await settingsOf(text, 'conf/np/netpolish.yaml');
  assert.equal(below.context, ['conf/np/a', 'conf/b', 'conf/np/x/*.yaml', '/abs/c', '/abs/../d']);
  assert.equal([below.baseline, below.reportFile], ['conf/np/base.json', 'conf/out/r.json']);
  assert.equal(below.ignorePaths, [{ folder: 'conf/np', glob: 'charts/**' }]);
});

test('a file that is found above has its paths from there', async () => {
  await inFolder({ 'netpolish.yaml': 'context: [platform]\nreportFile: r.json\n', 'a/b/x': '' }, (root) => {
    const { given, origin } = readConfigFile('../../netpolish.yaml', 'n', join(root, 'a/b'));
    const { context, reportFile } = withGiven(given, DEFAULTS, origin);
    assert.equal([context, reportFile], [['../../platform'], '../../r.json']);
  });
});

test.run();
