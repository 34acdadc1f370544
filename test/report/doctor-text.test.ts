import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Diagnosis } from '../../src/doctor/types.ts';
import { isFaulty } from '../../src/doctor/verdict.ts';
import { doctorJson } from '../../src/report/doctor-json.ts';
import { doctorText } from '../../src/report/doctor-text.ts';

const test = suite('the text of a diagnosis');

const nothing: Diagnosis = {
  netpolish: '0.1.0',
  node: '20.0.0',
  folder: '.',
  tools: [],
  config: [],
  environment: {},
  machine: [],
  notes: [],
  calls: [],
};
const full: Diagnosis = {
  ...nothing,
  folder: 'deploy',
  tools: [{ name: 'kustomize', version: '5.6.0', path: '/usr/bin/kustomize', shows: 'what it shows' }],
  config: ['netpolish.yaml'],
  environment: { HELM_PLUGINS: '/p' },
  machine: [{ verdict: 'broken', ran: 'helm env', saw: 'it lost all', write: 'this' }],
  notes: ['a \u001b[2Jnote'],
  calls: [
    { verdict: 'ok', file: 'Makefile', line: 2, ran: 'helm template', saw: 'stopped it' },
    {
      verdict: 'skipped',
      file: 'a\u001b[2J\n.yml',
      line: 3,
      ran: `kustomize ${'x '.repeat(200)}`,
      saw: 'never\nran',
      write: 'that',
    },
    { verdict: 'untried', file: 'b.sh', line: 4, ran: 'kpt', saw: 'not run here' },
  ],
};

test('everything has its place, and nothing that a terminal would act on', () => {
  assert.is(
    doctorText(full, false),
    `netpolish 0.1.0 on Node 20.0.0
  kustomize   5.6.0       /usr/bin/kustomize
              what it shows
  helm        not on PATH
  kubectl     not on PATH
  configured  by netpolish.yaml
  set         HELM_PLUGINS=/p
broken   helm env
         it lost all
         write: this
note     a ·[2Jnote

Calls of netpolish in deploy
ok       Makefile:2  helm template
         stopped it
skipped  a·[2J .yml:3  kustomize ${'x '.repeat(75)}…
         never ran
         write: that
untried  b.sh:4  kpt
         not run here

3 calls: 1 ok, 1 skipped, 1 untried
`,
  );
});

test('two of one kind tell once what they show', () => {
  const kubectl = { name: 'kubectl', version: '1.32.0', path: '/a/kubectl', shows: 'what it shows' } as const;
  const text = doctorText({ ...nothing, tools: [kubectl, { ...kubectl, path: '/b/kubectl' }] }, false);
  assert.match(text, '/a/kubectl\n  kubectl     1.32.0      /b/kubectl\n              what it shows\n');
});

test('only the verdict is coloured', () => {
  const lines = doctorText(full, true).split('\n');
  assert.ok(lines.includes('\u001b[32mok     \u001b[0m  Makefile:2  helm template'));
  assert.ok(lines.includes('\u001b[31mbroken \u001b[0m  helm env'));
  assert.is(doctorText(full, true).split('\u001b').length - 1, 8);
});

test('where nothing calls netpolish, it says how to', () => {
  const text = doctorText(nothing, false);
  assert.match(text, 'Nothing in . calls netpolish. Ways to call it:');
  assert.match(text, '--post-renderer netpolish');
  assert.match(text, '--enable-alpha-plugins --enable-exec');
});

test('JSON holds the same', () => {
  const { summary, calls, tool } = JSON.parse(doctorJson(full));
  assert.equal(summary, { ok: 1, skipped: 1, broken: 0, untried: 1 });
  assert.equal(tool, { name: 'netpolish', version: '0.1.0', node: '20.0.0' });
  assert.is(calls.length, 3);
});

for (const [verdict, faulty] of [
  ['ok', false],
  ['untried', false],
  ['skipped', true],
  ['broken', true],
] as const) {
  test(`${verdict} is ${faulty ? '' : 'no '}fault`, () => {
    const judged = { verdict, ran: '', saw: '' };
    assert.is(isFaulty({ ...nothing, calls: [judged] }), faulty);
    assert.is(isFaulty({ ...nothing, machine: [judged] }), faulty);
  });
}

test('a folder without calls is no fault', () => assert.is(isFaulty(nothing), false));

test.run();
