import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readInputs } from '../../src/host/inputs.ts';
import { egress, fakeIo, type Given, inFolder, ingress, open, policy, runMain, settings } from '../cli/fake-io.ts';

const test = suite('inputs');

const namesOf = (paths: readonly string[], cwd: string, given: Given = {}): readonly string[] =>
  readInputs(paths, fakeIo({ ...given, cwd }).io).map(({ name }) => name);

type Report = {
  readonly findings: readonly { readonly check: string; readonly location: { readonly file: string } }[];
  readonly groups: readonly { readonly policies: readonly string[] }[];
  readonly summary: Readonly<Record<string, number>>;
};

const report = async (paths: readonly string[], cwd: string, stdin = ''): Promise<Report> => {
  const { stdout, stderr } = await runMain(['check', '--format', 'json', ...paths], { cwd, stdin });
  assert.is(stderr, '');
  return JSON.parse(stdout);
};

const tree = {
  'a.yaml': ingress,
  'b.yml': egress,
  'c.json': '{}',
  'notes.txt': open,
  'deep/er/d.YAML': settings,
  'deep/.hidden/e.yaml': settings,
  'node_modules/x/f.yaml': open,
  '.git/g.yaml': open,
};

test('a folder means every manifest below it, in order, but what git and npm keep', () =>
  inFolder(tree, (cwd) => {
    assert.equal(namesOf(['.'], cwd), ['a.yaml', 'b.yml', 'c.json', 'deep/.hidden/e.yaml', 'deep/er/d.YAML']);
    assert.equal(namesOf(['deep'], cwd), ['deep/.hidden/e.yaml', 'deep/er/d.YAML']);
  }));

test('files are taken as given, whatever their name; globs are expanded in order', () =>
  inFolder(tree, (cwd) => {
    assert.equal(namesOf(['notes.txt', 'a.yaml'], cwd), ['notes.txt', 'a.yaml']);
    assert.equal(namesOf(['*.{yaml,yml}'], cwd), ['a.yaml', 'b.yml']);
    assert.equal(namesOf(['deep/**/*.yaml', 'a.yaml'], cwd), ['deep/.hidden/e.yaml', 'a.yaml']);
  }));

test('a file whose name is a pattern is a file', () =>
  inFolder({ 'a[1].yaml': ingress }, (cwd) => assert.equal(namesOf(['a[1].yaml'], cwd), ['a[1].yaml'])));

test('- and nothing at all mean standard input', () =>
  inFolder(tree, (cwd) => {
    assert.equal(namesOf([], cwd), ['<stdin>']);
    assert.equal(namesOf(['a.yaml', '-'], cwd), ['a.yaml', '<stdin>']);
  }));

test('an absolute path is reported as it was given', () =>
  inFolder(tree, (cwd) => assert.equal(namesOf([join(cwd, 'a.yaml')], '/'), [join(cwd, 'a.yaml')])));

test('a link that leads back up is followed once', () =>
  inFolder({ 'a/b.yaml': ingress }, (cwd) => {
    symlinkSync('..', join(cwd, 'a/up'));
    symlinkSync('nowhere', join(cwd, 'a/dangling.yaml'));
    assert.equal(namesOf(['.'], cwd), ['a/b.yaml']);
  }));

type Missing = { readonly paths: readonly string[]; readonly words: string };

const missing: readonly Missing[] = [
  { paths: ['none.yaml'], words: 'none.yaml: no such file or folder' },
  { paths: ['a.yaml', 'none'], words: 'none: no such file or folder' },
  { paths: ['none/*.yaml'], words: 'none/*.yaml: nothing matches' },
];

for (const { paths, words } of missing) {
  test(`${paths.join(' ')}: ${words}`, () =>
    inFolder(tree, (cwd) =>
      assert.throws(
        () => namesOf(paths, cwd),
        (error: Error) => error.message === words,
      ),
    ));
}

test('nothing given on a terminal is a mistake, not a wait', () =>
  inFolder({}, (cwd) => assert.throws(() => namesOf([], cwd, { terminal: true }), /nothing to read/)));

test('a folder that holds no manifest reads as no document', () =>
  inFolder({ 'notes.txt': open }, async (cwd) => {
    const { code, stderr } = await runMain(['check', '.'], { cwd });
    assert.is(code, 2);
    assert.match(stderr, /^netpolish: no document was read[^\n]*\n$/);
  }));

test('a folder below that may not be listed is told in one line', () =>
  inFolder({ 'closed/a.yaml': ingress, 'b.yaml': ingress }, async (cwd) => {
    chmodSync(join(cwd, 'closed'), 0);
    const { code, stderr } = await runMain(['check', '.'], { cwd });
    chmodSync(join(cwd, 'closed'), 0o755);
    // Whoever is root may list it all the same.
    assert.is(code, process.getuid?.() === 0 ? 0 : 3);
    assert.not.match(stderr, /internal error/);
  }));

// What is no policy by itself.

const stray = policy('web', '  ingress: {}\n');

test('a patch that a kustomization beside it lists is not judged, in every spelling', async () => {
  for (const kustomization of [
    'patches: [{path: patch.yaml}]\n',
    'patches:\n- path: ./patch.yaml\n  target: {kind: NetworkPolicy}\n',
    'patchesStrategicMerge: [patch.yaml]\n',
    'patchesJson6902: [{path: patch.yaml}]\n',
  ]) {
    for (const name of ['kustomization.yaml', 'kustomization.yml', 'Kustomization']) {
      await inFolder(
        { [`app/${name}`]: kustomization, 'app/patch.yaml': stray, 'app/other.yaml': stray },
        async (cwd) => {
          const files = (paths: readonly string[]) =>
            report(paths, cwd).then((r) => [...new Set(r.findings.map((f) => f.location.file))]);
          assert.equal(await files(['app']), ['app/other.yaml']);
          // Who names it wants it judged.
          assert.equal(await files(['app/patch.yaml']), ['app/patch.yaml']);
        },
      );
    }
  }
});

test('a patch in another folder is known where its kustomization is among the inputs', () =>
  inFolder(
    { 'top/kustomization.yaml': 'patches: [{path: ../patches/p.yaml}]\n', 'patches/p.yaml': stray },
    async (cwd) => {
      assert.equal((await report(['.'], cwd)).findings, []);
    },
  ));

test('a kustomization that does not parse lists nothing', () =>
  inFolder({ 'kustomization.yaml': 'patches: [', 'patch.yaml': stray }, async (cwd) => {
    assert.is((await report(['patch.yaml'], cwd)).findings.length > 0, true);
  }));

test('a document with $patch, at any depth, is not judged', () =>
  inFolder(
    { 'a.yaml': `${stray}$patch: delete\n---\n${stray.replace('ingress: {}', 'ingress: [{$patch: replace}]')}` },
    async (cwd) => {
      assert.equal((await report(['a.yaml'], cwd)).findings, []);
    },
  ));

test('a template that was never rendered is skipped with one info', () =>
  inFolder({ 'a.yaml': `{{- if .Values.on }}\n${stray}{{- end }}\n---\n${stray}` }, async (cwd) => {
    const { findings } = await report(['a.yaml'], cwd);
    assert.equal(
      findings.map(({ check }) => check),
      ['unrendered-template'],
    );
    assert.is((await runMain(['check', 'a.yaml'], { cwd })).code, 0);
  }));

test('a template that begins with an action, as most do, is told too', () =>
  inFolder({ 'a.yaml': `{{- if .Values.on }}\n${stray}{{- end }}\n` }, async (cwd) => {
    const { findings } = await report(['a.yaml'], cwd);
    assert.equal(
      findings.map(({ check }) => check),
      ['unrendered-template'],
    );
  }));

test('a template action inside quotes is a text', () =>
  inFolder(
    { 'a.yaml': stray.replace('name: web', 'name: web\n  annotations: {a: "{{ .Values.x }}"}') },
    async (cwd) => {
      const checks = (await report(['a.yaml'], cwd)).findings.map(({ check }) => check);
      assert.ok(checks.includes('emptied-direction'), checks.join());
    },
  ));

test('standard input is a render: nothing there is skipped as a template', async () => {
  const { findings } = await report(['-'], '/', `${stray}  note: {{ x }}\n`);
  assert.not.ok(findings.some(({ check }) => check === 'unrendered-template'));
});

// Streams.

test('each file is a stream of its own; --one-stream joins them', () =>
  inFolder({ 'a.yaml': ingress, 'b.yaml': egress, 'c.yaml': ingress }, async (cwd) => {
    const apart = await report(['.'], cwd);
    assert.equal(
      apart.groups.map(({ policies }) => policies.length),
      [1, 1, 1],
    );
    assert.not.ok(apart.findings.some(({ check }) => check === 'duplicate-policy'));
    const joined = await report(['--one-stream', '.'], cwd);
    assert.equal(
      joined.groups.map(({ policies }) => policies.length),
      [3],
    );
    assert.ok(joined.findings.some(({ check }) => check === 'duplicate-policy'));
  }));

test('--namespace says where policies without one land', async () => {
  const without = ingress.replace('  namespace: shop\n', '');
  const stdin = `${without}---\n${egress}`;
  assert.is((await report(['-'], '/', stdin)).groups.length, 2);
  assert.is((await report(['--namespace', 'shop', '-'], '/', stdin)).groups.length, 1);
});

test.run();
