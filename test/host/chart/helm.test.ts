import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Ended } from '../../../src/doctor/types.ts';
import { askHelm, complaint, helmTemplate } from '../../../src/host/chart/helm.ts';
import type { ChildOptions, RunChild } from '../../../src/host/run-child.ts';
import { FailureError, UsageError } from '../../../src/io.ts';
import { fakeIo } from '../../cli/fake-io.ts';

const test = suite('host/chart/helm');

const ended = (more: Partial<Ended>): Ended => ({ code: 0, stdout: '', stderr: '', ...more }) as Ended;

/** A program that ends so, and what it was called with. */
const fake = (more: Partial<Ended>): { run: RunChild; calls: (readonly [readonly string[], ChildOptions])[] } => {
  const calls: (readonly [readonly string[], ChildOptions])[] = [];
  return {
    calls,
    run: async (command, options) => {
      calls.push([command, options]);
      return ended(more);
    },
  };
};

const { io } = fakeIo({ cwd: '/nowhere', env: { HOME: '/home' } });

const VERSIONS: Readonly<Record<string, string>> = {
  'v3.17.2+gcc0bbbd\n': '3.17.2',
  'v4.2.3+g1a2b3c4': '4.2.3',
  'v3.8.0': '3.8.0',
  'v4.0.0-beta.1+g123\n': '4.0.0-beta.1',
  'v10.0.0\n': '10.0.0',
  'WARNING: Kubernetes configuration file is group-readable.\nv3.18.0+gcc0bbbd\n': '3.18.0',
};

for (const [stdout, version] of Object.entries(VERSIONS)) {
  test(`the version told as ${JSON.stringify(stdout)}`, async () => {
    const { run, calls } = fake({ stdout });
    assert.equal(await askHelm('/bin/helm', { io, run }), { program: '/bin/helm', version });
    assert.equal(
      calls.map(([command]) => command),
      [['/bin/helm', 'version', '--short']],
    );
    assert.is(calls[0]?.[1].cwd, '/nowhere');
    assert.equal(calls[0]?.[1].env, { HOME: '/home' });
  });
}

const REFUSED: readonly (readonly [what: string, ended: Partial<Ended>, words: RegExp])[] = [
  [
    'missing',
    { code: undefined, trouble: 'not started', stderr: 'spawn helm ENOENT' },
    /^helm cannot be started \(no such program\): .*--helm PATH/,
  ],
  ['no program', { code: undefined, trouble: 'not started', stderr: 'spawn helm EACCES' }, /\(permission denied\)/],
  ['another trouble', { code: undefined, trouble: 'not started', stderr: 'spawn E2BIG' }, /\(spawn E2BIG\)/],
  ['Helm 2', { stdout: 'Client: v2.17.0+ga690bad\n' }, /^helm is Helm 2\.17\.0: charts are rendered with Helm 3 or 4$/],
  ['no Helm', { stdout: 'netpolish 0.1.0\n' }, /^helm does not tell its version as Helm does/],
  ['silent', {}, /^helm does not tell its version/],
  ['one that hangs', { code: undefined, trouble: 'too long' }, /^helm does not tell its version/],
  ['a version that is none', { stdout: 'v3\n' }, /^helm does not tell its version/],
];

for (const [what, more, words] of REFUSED) {
  test(`refused: ${what}`, async () => {
    const error = await askHelm('helm', { io, run: fake(more).run }).catch((reason: unknown) => reason);
    assert.instance(error, UsageError);
    assert.match((error as Error).message, words);
    assert.not.match((error as Error).message, /\n/);
  });
}

const call = { chart: '/c', release: 'shop', namespace: '', words: [], seconds: 7, most: 32 << 20 };

test('a render is given its values on standard input, and its limits', async () => {
  const { run, calls } = fake({ stdout: 'np' });
  const render = helmTemplate({ program: 'helm', version: '4.2.3' }, call, { io, run });
  assert.is((await render('{"a":1}')).stdout, 'np');
  const [command, options] = calls[0] ?? [];
  assert.equal(command, ['helm', 'template', 'shop', '/c', '--values', '-']);
  assert.equal(options, { cwd: '/nowhere', env: { HOME: '/home' }, input: '{"a":1}', seconds: 7, most: 32 << 20 });
});

test('a namespace and other words stand before the values', async () => {
  const { run, calls } = fake({});
  const words = ['--api-versions', 'a/v1'];
  const render = helmTemplate({ program: 'h', version: '3.8.0' }, { ...call, namespace: 'web', words }, { io, run });
  await render('{}', ['--debug']);
  const told = [
    'h',
    'template',
    'shop',
    '/c',
    '--namespace',
    'web',
    '--api-versions',
    'a/v1',
    '--debug',
    '--values',
    '-',
  ];
  assert.equal(calls[0]?.[0], told);
});

const ADVICE = '\n\nUse --debug flag to render out invalid YAML\n';

const COMPLAINTS: readonly (readonly [what: string, ended: Partial<Ended>, words: string])[] = [
  ['as it is', { stderr: 'Error: bad\n' }, 'Error: bad'],
  ['without its advice', { stderr: `Error: bad${ADVICE}` }, 'Error: bad'],
  [
    'without warnings',
    {
      stderr:
        'WARNING: Kubernetes configuration file is group-readable.\nlevel=WARN msg="x"\n2026/11/22 10:00:00 x\ntime=1 level=x\nError: bad\n',
    },
    'Error: bad',
  ],
  [
    'of several lines',
    { stderr: `Error: a.yaml:1:2\n  executing "x"\n    nil${ADVICE}` },
    'Error: a.yaml:1:2\n  executing "x"\n    nil',
  ],
  ['too long', { trouble: 'too long', stderr: 'x' }, 'helm template did not end within 7 seconds'],
  ['too much', { trouble: 'too much', stderr: 'x' }, 'helm template printed more than 32 MiB'],
];

for (const [what, more, words] of COMPLAINTS) {
  test(`complaint: ${what}`, () => assert.is(complaint(ended({ code: 1, ...more }), call), words));
}

test('a Helm that is gone meanwhile is a failure of the run, not of the chart', () => {
  const gone = ended({ code: undefined, trouble: 'not started', stderr: 'spawn helm ENOENT' });
  assert.throws(
    () => complaint(gone, call),
    (error: Error) => error instanceof FailureError,
  );
});

test.run();
