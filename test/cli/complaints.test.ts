/** What a run says to whoever called it amiss: one line on standard error, nothing on standard output. */
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inFolder, runMain } from './fake-io.ts';

const test = suite('complaints');

const POLICY =
  'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a, namespace: shop}\nspec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress], ingress: [{ports: [{port: 80}]}]}\n';

type Row = readonly [
  fact: string,
  argv: readonly string[],
  code: number,
  says: RegExp,
  files?: Readonly<Record<string, string>>,
];

const ROWS: readonly Row[] = [
  [
    'a configuration that is a folder',
    ['check', '--config', 'folder', 'np.yaml'],
    2,
    /the configuration folder cannot be read: it is a folder/,
  ],
  [
    'a configuration that is not there',
    ['check', '--config', 'c.yaml', 'np.yaml'],
    2,
    /the configuration c\.yaml cannot be read: no such file/,
  ],
  [
    'a list without the word that makes it count',
    ['check', 'np.yaml'],
    2,
    /netpolish\.yaml:2.*inlineIgnorable counts only beside inlineIgnores: listed/,
    { 'netpolish.yaml': 'failOn: error\ninlineIgnorable: [emptied-rule]\n' },
  ],
  [
    'the word without its list',
    ['check', 'np.yaml'],
    2,
    /netpolish\.yaml:2.*inlineIgnores: listed wants a list, inlineIgnorable; without one write none/,
    { 'netpolish.yaml': 'failOn: error\ninlineIgnores: listed\n' },
  ],
  [
    'a baseline that is a folder',
    ['check', '--baseline', 'folder', 'np.yaml'],
    2,
    /the baseline folder cannot be read: it is a folder/,
  ],
  [
    'a check that is like none',
    ['check', '--severity', 'zzz=off', 'np.yaml'],
    2,
    /--severity: no such check: zzz; `netpolish checks` lists them/,
  ],
  [
    'a check that is like one',
    ['check', '--severity', 'emptied-rul=off', 'np.yaml'],
    2,
    /no such check: emptied-rul; did you mean emptied-rule\?/,
  ],
  ['init of an empty path', ['init', ''], 2, /an empty path is no file/],
  ['an end that is empty', ['explain', '--from', '', 'np.yaml'], 2, /an empty end names nothing/],
  [
    'three ends',
    ['explain', '--pod', 'a', '--from', 'b', '--to', 'c', 'np.yaml'],
    2,
    /are three ends: a connection has two/,
  ],
  ['a port of one end', ['explain', '--from', 'a', '--port', '80', 'np.yaml'], 2, /--port asks of a connection/],
  ['any to any', ['explain', '--from', 'any', '--to', 'any', 'np.yaml'], 2, /any to any is every connection/],
  ['a functionConfig of no kind', [], 2, /the functionConfig is without kind of v1: use netpolish\.dev/, {}],
];

const LIST = `apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nfunctionConfig: {apiVersion: v1, spec: {}}\nitems: []\n`;

for (const [fact, argv, code, says, files = {}] of ROWS) {
  test(fact, () =>
    inFolder({ 'np.yaml': POLICY, ...files }, async (cwd) => {
      mkdirSync(join(cwd, 'folder'));
      const ran = await runMain(argv, { cwd, stdin: argv.length === 0 ? LIST : '' });
      assert.match(ran.stderr, says);
      assert.is(ran.stderr.trimEnd().split('\n').length, 1, ran.stderr);
      assert.is(ran.code, code);
      if (argv.length > 0) assert.is(ran.stdout, '');
    }),
  );
}

test('a --baseline whose link leads nowhere', () =>
  inFolder({ 'np.yaml': POLICY }, async (cwd) => {
    symlinkSync('gone.json', join(cwd, 'b.json'));
    const ran = await runMain(['check', '--baseline', 'b.json', 'np.yaml'], { cwd });
    assert.is(ran.code, 2);
    assert.match(ran.stderr, /the baseline b\.json is not there: --write-baseline makes it/);
  }));

test('the checks as JSON, all or one', async () => {
  const all = JSON.parse((await runMain(['checks', '--format', 'json'])).stdout);
  const one = JSON.parse((await runMain(['checks', 'emptied-rule', '--format', 'json'])).stdout);
  assert.equal(
    one,
    all.filter(({ id }: { readonly id: string }) => id === 'emptied-rule'),
  );
  assert.equal(Object.keys(one[0]), ['id', 'severity', 'summary', 'help', 'precision', 'page']);
});

test('of a source alone its egress is told, of a destination its ingress', () =>
  inFolder({ 'np.yaml': POLICY }, async (cwd) => {
    const from = await runMain(['explain', '--from', 'app=web', '--namespace', 'shop', 'np.yaml'], { cwd });
    const to = await runMain(['explain', '--to', 'app=web', '--namespace', 'shop', 'np.yaml'], { cwd });
    assert.match(from.stdout, /egress/);
    assert.not.match(from.stdout, /TCP 80/);
    assert.match(to.stdout, /TCP 80/);
    assert.not.match(to.stdout, /egress/);
  }));

test.run();
