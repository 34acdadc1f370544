import { readdirSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inFolder, open, type Ran, runMain } from './fake-io.ts';

const test = suite('netpolish doctor');

/** Without PATH nothing but netpolish itself can be run. */
const doctor = (cwd: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<Ran> =>
  runMain(['doctor', ...args], { cwd, env });

const assertOneLine = ({ code, stdout, stderr }: Ran, words: RegExp | string): void => {
  assert.is(code, 2);
  assert.is(stdout, '');
  assert.match(stderr, /^netpolish: [^\n]+\n$/);
  assert.match(stderr, words);
};

test('nothing found is told, and no fault', () =>
  inFolder({ 'np.yaml': open }, async (folder) => {
    const { code, stdout, stderr } = await doctor(folder);
    assert.equal({ code, stderr }, { code: 0, stderr: '' });
    assert.match(stdout, 'Nothing in . calls netpolish.');
    assert.equal(readdirSync(folder), ['np.yaml']);
  }));

test('a folder that is none, options that are none, a configuration that is not valid: one line', () =>
  inFolder({ 'netpolish.yaml': 'failOn: [\n', file: '' }, async (folder) => {
    assertOneLine(await doctor(folder, ['nothere']), 'nothere: no such folder');
    assertOneLine(await doctor(folder, ['file']), 'file: no such folder');
    assertOneLine(await doctor(folder, ['a', 'b']), 'too many arguments');
    assertOneLine(await doctor(folder, ['--bogus']), '--bogus');
    assertOneLine(await doctor(folder, ['--format', 'xml']), 'xml');
    assertOneLine(await doctor(folder), 'netpolish.yaml');
  }));

test('a bypass does not silence it: it is what it looks for', () =>
  inFolder({}, async (folder) => {
    const { code, stdout } = await doctor(folder, [], { NETPOLISH_BYPASS: '1' });
    assert.is(code, 1);
    assert.match(stdout, 'broken   NETPOLISH_BYPASS=1 in this environment');
  }));

test('a configuration that names a CNI without enforcement is told, also one that --config names', () =>
  inFolder({ 'sub/netpolish.yaml': 'cni: none\n', 'own.yaml': 'cni: flannel\n', 'sub/.git/x': '' }, async (folder) => {
    const found = await doctor(folder, ['sub']);
    assert.is(found.code, 1);
    assert.match(found.stdout, 'broken   cni: none in netpolish.yaml');
    const named = await doctor(folder, ['--config', 'own.yaml', '.']);
    assert.is(named.code, 1);
    assert.match(named.stdout, /broken {3}cni: flannel in own\.yaml\n/);
  }));

test('JSON is JSON', () =>
  inFolder({ 'a.sh': 'netpolish check $X || true\n' }, async (folder) => {
    const { code, stdout } = await doctor(folder, ['--format', 'json']);
    assert.is(code, 1);
    const { summary, calls } = JSON.parse(stdout);
    assert.equal(summary, { ok: 0, skipped: 0, broken: 1, untried: 0 });
    assert.is(calls[0].file, 'a.sh');
  }));

test.run();
