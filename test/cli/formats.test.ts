import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readTargets } from '../../src/host/report-files.ts';
import { blank, egress, type Given, inFolder, ingress, open, type Ran, runMain, untyped } from './fake-io.ts';

const test = suite('cli/formats');

const ALL = ['text', 'json', 'sarif', 'junit', 'github', 'gitlab', 'markdown'];

/** What a report begins with, whatever it holds. */
const BEGINS: Readonly<Record<string, RegExp>> = {
  text: /^error emptied-peers/,
  json: /^\{\n {2}"version": 1,/,
  sarif: /^\{\n {2}"\$schema": "https:\/\/json\.schemastore\.org\/sarif-2\.1\.0\.json"/,
  junit: /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites /,
  github: /^::error file=np\.yaml,line=/,
  gitlab: /^\[\n {2}\{\n {4}"description"/,
  markdown: /^### netpolish: 1 error in 1 policy, 1 blocking\n/,
};

const read = (folder: string, file: string): string => readFileSync(join(folder, file), 'utf8');

for (const format of ALL) {
  test(`${format} is printed, and the same is written into a file`, () =>
    inFolder({ 'np.yaml': open }, async (cwd) => {
      const printed = await runMain(['check', '--format', format, 'np.yaml'], { cwd });
      assert.is(printed.code, 1);
      assert.is(printed.stderr, '');
      assert.match(printed.stdout, BEGINS[format] ?? /^$/);
      const written = await runMain(['check', `--format=${format}=out`, 'np.yaml'], { cwd });
      assert.is(written.code, 1);
      assert.is(written.stdout, '');
      assert.is(written.stderr, 'netpolish: 1 error (all of it in out)\n');
      assert.is(read(cwd, 'out'), printed.stdout);
    }));
}

test('several at once: one printed, the others in files, --report-file too', () =>
  inFolder({ 'np.yaml': open }, async (cwd) => {
    const files = ['sarif=a/out.sarif', 'junit=out.xml', 'gitlab=out=2.json'];
    mkdirSync(join(cwd, 'a'));
    const flags = ['text', ...files].flatMap((value) => ['--format', value]);
    const { code, stdout, stderr } = await runMain(['check', ...flags, '--report-file', 'out.json', 'np.yaml'], {
      cwd,
    });
    assert.is(code, 1);
    assert.is(stderr, '');
    assert.match(stdout, BEGINS.text ?? '');
    assert.match(read(cwd, 'a/out.sarif'), BEGINS.sarif ?? '');
    assert.match(read(cwd, 'out.xml'), BEGINS.junit ?? '');
    assert.match(read(cwd, 'out=2.json'), BEGINS.gitlab ?? '');
    assert.match(read(cwd, 'out.json'), BEGINS.json ?? '');
  }));

const REFUSED: readonly (readonly [argv: readonly string[], words: string])[] = [
  [
    ['check', '--format', 'xml', '-'],
    '--format xml: no such format; choose text, json, sarif, junit, github, gitlab, markdown, as FORMAT or FORMAT=FILE',
  ],
  [['check', '--format', 'Sarif=x', '-'], '--format Sarif=x: no such format'],
  [['check', '--format', '', '-'], 'no such format'],
  [
    ['check', '--format', 'markdown=', '-'],
    '--format markdown=: there is no file behind the =; a variable that is not set, perhaps',
  ],
  [
    ['check', '--format', 'text', '--format', 'sarif', '-'],
    '--format text and --format sarif both go to standard output: give one a file, as --format sarif=FILE',
  ],
  [['check', '--format', 'json', '--format', 'json', '-'], 'both go to standard output'],
  [['check', '--format', 'sarif=x', '--format', 'json=x', '-'], '--format sarif and --format json both go to x'],
  [
    ['merge', '--format', 'sarif', '-'],
    '--format sarif: standard output is for manifests here, write --format sarif=FILE',
  ],
  [['fix', '--format', 'text', '-'], 'standard output is for manifests here'],
  [['post-render', '--format', 'json'], 'standard output is for manifests here'],
  [['post-render', '--format', 'x=y'], 'no such format'],
  [
    ['post-render', '--format', 'json=-'],
    '--format json=-: standard output is for manifests here, write --format json=FILE',
  ],
  [['check', '--format', 'text', '--format', 'sarif=/dev/stdout', '-'], 'both go to standard output'],
  [['--format', 'sarif'], 'standard output is for manifests here'],
  [
    ['check', '--format', 'sarif=./a.json', '--report-file', 'a.json', '-'],
    'two reports, sarif and json, both go to a.json',
  ],
  [['check', '--format', 'sarif=x/../b', '--format', 'junit=b', '-'], 'two reports, sarif and junit, both go to b'],
  [['post-render', '--format', 'sarif=b', '--report-file', 'b'], 'two reports, sarif and json, both go to b'],
];

for (const [argv, words] of REFUSED) {
  test(`${argv.join(' ')} is refused in one line`, async () => {
    const { code, stdout, stderr } = await runMain(argv, { stdin: open });
    assert.is(code, 2, stderr);
    assert.is(stdout, '');
    assert.match(stderr, /^netpolish: [^\n]+\n$/);
    assert.match(stderr, words);
  });
}

test('no report takes the place of what is checked', () =>
  inFolder({ 'np.yaml': open }, async (cwd) => {
    for (const flags of [
      ['--format', 'sarif=./np.yaml'],
      ['--report-file', 'np.yaml'],
    ]) {
      for (const command of ['check', 'fix', 'merge']) {
        const { code, stdout, stderr } = await runMain([command, ...flags, 'np.yaml'], { cwd });
        assert.equal([code, stdout], [2, '']);
        assert.match(
          stderr,
          /^netpolish: the report \((sarif|json)\) would take the place of \S*np\.yaml, which is checked\n$/,
        );
      }
    }
    assert.is(read(cwd, 'np.yaml'), open);
  }));

test('a file that cannot be written is told at the end, and nothing else is lost', () =>
  inFolder({ 'np.yaml': open }, async (cwd) => {
    mkdirSync(join(cwd, 'folder'));
    const flags = ['json', 'sarif=no/such/x', 'junit=folder', 'gitlab=good.json'].flatMap((value) => [
      '--format',
      value,
    ]);
    const { code, stdout, stderr } = await runMain(['check', ...flags, '--report-file', 'whole.json', 'np.yaml'], {
      cwd,
    });
    assert.is(code, 3);
    assert.match(stdout, BEGINS.json ?? '');
    assert.is(
      stderr,
      'netpolish: no/such/x cannot be written: no such folder; folder cannot be written: it is a folder\n',
    );
    assert.match(read(cwd, 'good.json'), BEGINS.gitlab ?? '');
    assert.match(read(cwd, 'whole.json'), BEGINS.json ?? '');
    assert.equal(readdirSync(cwd).sort(), ['folder', 'good.json', 'np.yaml', 'whole.json']);
  }));

test('a report replaces the one that was there, at once, and keeps its mode and the link to it', () =>
  inFolder({ 'np.yaml': open, 'real.json': 'old' }, async (cwd) => {
    chmodSync(join(cwd, 'real.json'), 0o640);
    symlinkSync('real.json', join(cwd, 'link.json'));
    const before = statSync(join(cwd, 'real.json')).ino;
    await runMain(['check', '--format', 'json=link.json', 'np.yaml'], { cwd });
    assert.match(read(cwd, 'real.json'), BEGINS.json ?? '');
    assert.is(statSync(join(cwd, 'real.json')).mode & 0o777, 0o640);
    assert.is.not(statSync(join(cwd, 'real.json')).ino, before);
    assert.equal(readdirSync(cwd).sort(), ['link.json', 'np.yaml', 'real.json']);
  }));

test('standard error takes a report behind whatever else is told there', () =>
  inFolder({ 'np.yaml': open }, async (cwd) => {
    const argv = ['check', '--format', 'text', '--format', 'github=/dev/stderr', 'np.yaml'];
    const { stdout, stderr } = await runMain(argv, { cwd });
    assert.match(stdout, BEGINS.text ?? '');
    assert.match(stderr, BEGINS.github ?? '');
    const dash = await runMain(['check', '--format', 'github=-', 'np.yaml'], { cwd });
    assert.is(dash.stdout, stderr);
  }));

test('a device is written to as it is', () =>
  inFolder({ 'np.yaml': open }, async (cwd) => {
    const { code } = await runMain(['check', '--format', 'github=/dev/null', 'np.yaml'], { cwd });
    assert.is(code, 1);
    assert.not(statSync('/dev/null').isFile());
  }));

test('the summary of a step on GitHub is added to', () =>
  inFolder({ 'np.yaml': open, 'summary.md': '# Before\n' }, async (cwd) => {
    const given: Given = { cwd, env: { GITHUB_STEP_SUMMARY: join(cwd, 'summary.md') } };
    const argv = ['check', '--format', `markdown=${join(cwd, 'summary.md')}`, '--format', 'sarif=other', 'np.yaml'];
    await runMain(argv, given);
    await runMain(argv, given);
    const text = read(cwd, 'summary.md');
    assert.match(text, /^# Before\n\n### netpolish: 1 error/);
    assert.is(text.match(/^### netpolish/gm)?.length, 2);
    assert.is(JSON.parse(read(cwd, 'other')).runs.length, 1);
  }));

test('a summary that is not there yet is begun, and any other file replaced', () =>
  inFolder({ 'np.yaml': open, 'other.md': 'old' }, async (cwd) => {
    const given: Given = { cwd, env: { GITHUB_STEP_SUMMARY: 'summary.md' } };
    await runMain(['check', '--format', 'markdown=./summary.md', '--format', 'text=other.md', 'np.yaml'], given);
    assert.match(read(cwd, 'summary.md'), BEGINS.markdown ?? '');
    assert.match(read(cwd, 'other.md'), BEGINS.text ?? '');
  }));

type Filter = { readonly argv: readonly string[]; readonly given?: Given; readonly code: number };

const LIST = `apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n- ${open.trimEnd().split('\n').join('\n  ')}\n`;

const FILTERS: readonly Filter[] = [
  { argv: ['post-render'], given: { stdin: open }, code: 1 },
  { argv: ['post-render', '--host', 'helm4'], given: { stdin: open }, code: 0 },
  { argv: ['post-render', '--fail-on=never'], given: { stdin: open }, code: 0 },
  { argv: [], given: { stdin: open }, code: 1 },
  { argv: ['fn'], given: { stdin: LIST }, code: 1 },
  { argv: ['merge', '-'], given: { stdin: open }, code: 1 },
  { argv: ['fix', '-'], given: { stdin: open }, code: 1 },
];

for (const { argv, given, code } of FILTERS) {
  const name = `netpolish ${argv.join(' ')}`;
  test(`${name}: reports go into files, and the rest is as without them`, () =>
    inFolder({}, async (cwd) => {
      const files = ['--format', 'sarif=out.sarif', '--format', 'markdown=out.md', '--report-file', 'out.json'];
      const plain: Ran = await runMain(argv, { ...given, cwd });
      const ran = await runMain([...argv, ...files], { ...given, cwd });
      assert.is(ran.code, code, ran.stderr);
      assert.equal({ ...ran, aside: '' }, { ...plain, aside: '' });
      assert.is(JSON.parse(read(cwd, 'out.sarif')).runs[0].results[0].ruleId, 'emptied-peers');
      assert.match(read(cwd, 'out.md'), /^### netpolish: 1 error/);
      assert.is(JSON.parse(read(cwd, 'out.json')).findings.length > 0, true);
    }));
}

test('a render without policies has a report too, where one is asked for', () =>
  inFolder({}, async (cwd) => {
    const { code, stdout } = await runMain(['post-render', '--format', 'junit=out.xml'], { stdin: 'a: 1\n', cwd });
    assert.is(code, 0);
    assert.is(stdout, 'a: 1\n');
    assert.match(read(cwd, 'out.xml'), 'no policy was judged');
  }));

test('a filter that cannot write its report prints no manifests', async () => {
  const argv = ['post-render', '--fail-on=never', '--format', 'sarif=/no/such/folder/x'];
  const { code, stdout, stderr } = await runMain(argv, { stdin: open });
  assert.is(code, 3);
  assert.is(stdout, '');
  assert.match(stderr, '/no/such/folder/x cannot be written: no such folder');
});

test('what a merge did is in the summary', () =>
  inFolder({ 'a.yaml': `${ingress}---\n${egress}` }, async (cwd) => {
    const { code } = await runMain(['merge', '--format', 'markdown=out.md', 'a.yaml'], { cwd });
    assert.is(code, 0);
    assert.match(read(cwd, 'out.md'), /<summary>Merged<\/summary>\n\n- merged {2}shop app=web/);
  }));

test('what is told of a warning is told in every format, and blocks where it is asked to', () =>
  inFolder({ 'np.yaml': untyped }, async (cwd) => {
    const junit = await runMain(['check', '--format', 'junit', '--fail-on', 'warning', 'np.yaml'], { cwd });
    assert.is(junit.code, 1);
    assert.match(junit.stdout, /failures="1"/);
    const calm = await runMain(['check', '--format', 'junit', 'np.yaml'], { cwd });
    assert.is(calm.code, 0);
    assert.match(calm.stdout, /failures="0"[\s\S]*<system-out>warning/);
    const github = await runMain(['check', '--format', 'github', 'np.yaml'], { cwd });
    assert.match(github.stdout, /^::warning file=np\.yaml,line=/);
  }));

test('what docs/formats.md tells people to copy is taken', () => {
  const text = readFileSync(new URL('../../docs/formats.md', import.meta.url), 'utf8');
  const blocks = [...text.matchAll(/^```\w+\n(.*?)^```/gms)].map(([, block = '']) => block);
  const lines = blocks.flatMap((block) => block.split('\n')).filter((line) => line.includes('--format'));
  for (const line of lines) {
    const format = [...line.matchAll(/--format "?([^\s"']+)/g)].map(([, value = '']) => value);
    assert.ok(readTargets({ format }, { free: true }).length > 0, line);
  }
  assert.ok(lines.length >= ALL.length - 1);
  for (const format of ALL) assert.match(text, new RegExp(`^## ${format}$`, 'm'));
});

test('no file is written for a command line that is refused', () =>
  inFolder({ 'np.yaml': blank }, async (cwd) => {
    await runMain(['check', '--format', 'sarif=out', '--format', 'bad', 'np.yaml'], { cwd });
    assert.not(existsSync(join(cwd, 'out')));
    writeFileSync(join(cwd, 'out'), 'kept');
    await runMain(['check', '--format', 'sarif=out', 'absent.yaml'], { cwd });
    assert.is(read(cwd, 'out'), 'kept');
  }));

test.run();
