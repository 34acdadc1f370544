import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fakeHelm, shopChart } from './fake-helm.ts';
import { inFolder, type Ran, runMain } from './fake-io.ts';

const test = suite('netpolish diff --chart');

// With `open` the one has nothing under its `from:`, and the other a peer that both have without.
const BARE = '      from:';
const PEER = '      from:\n        - {podSelector: {matchLabels: {app: a}}}';

const compared = async (
  [old, now]: readonly [string, string],
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> => {
  let ran: Ran | undefined;
  await inFolder({ ...shopChart('old', '1.0.0', old), ...shopChart('new', '2.0.0', now) }, async (folder) => {
    const argv = ['diff', '--chart', 'old', 'new', '--helm', fakeHelm(folder), ...args];
    ran = await runMain(argv, { cwd: folder, env: { PATH: process.env.PATH, ...env } });
  });
  if (ran === undefined) throw new Error('it did not run');
  return ran;
};

type Row = readonly [what: string, charts: readonly [string, string], args: readonly string[], code: number];

const CODES: readonly Row[] = [
  ['nothing changed', [BARE, BARE], [], 0],
  ['a version that gains with one value', [PEER, BARE], [], 1],
  ['a version that loses', [BARE, PEER], [], 0],
  ['a gain that may be', [PEER, BARE], ['--fail-on', 'never'], 0],
  ['a loss that may not be', [BARE, PEER], ['--fail-on', 'lost'], 1],
  ['a wrong word', [BARE, BARE], ['--fail-on', 'loud'], 2],
  ['a budget that is none', [BARE, BARE], ['--budget', '0'], 2],
];

for (const [what, charts, args, code] of CODES) {
  test(`${what}: ${code}`, async () => {
    const ran = await compared(charts, args);
    assert.is(ran.code, code, ran.stdout + ran.stderr);
    if (code === 2) assert.is(ran.stdout, '');
  });
}

test('the value that gains is named, with both versions', async () => {
  const { stdout } = await compared([PEER, BARE]);
  assert.match(stdout, /open=true/);
  assert.match(stdout, /1\.0\.0/);
  assert.match(stdout, /2\.0\.0/);
});

test('as JSON and Markdown', async () => {
  const json = await compared([PEER, BARE], ['--format', 'json']);
  assert.is(json.code, 1);
  assert.equal(JSON.parse(json.stdout).charts.new.version, '2.0.0');
  const markdown = await compared([PEER, BARE], ['--format', 'markdown']);
  assert.match(markdown.stdout, /^#/);
  assert.match(markdown.stdout, /open=true/);
});

test('an emergency lets everything pass', async () => {
  assert.is((await compared([PEER, BARE], [], { NETPOLISH_FAIL_ON: 'never' })).code, 0);
});

test('a version that does not render is no comparison', async () => {
  const { code, stdout, stderr } = await compared([BARE, BARE], [], { FAKE_HELM: 'refuse' });
  assert.is(code, 2);
  assert.is(stdout, '');
  assert.match(stderr, /^netpolish: old does not render with its default values: give a name/);
});

test.run();
