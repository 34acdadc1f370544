import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { egress, inFolder, ingress, open, policy, runMain } from './fake-io.ts';

const test = suite('cli/context');
const POST_RENDER = ['post-render', '--context', 'platform'];

test('what the context holds is neither reported nor printed', () =>
  inFolder({ 'platform/open.yaml': open, 'platform/deep/twin.yaml': ingress }, async (cwd) => {
    const { code, stdout, stderr } = await runMain(POST_RENDER, { stdin: ingress, cwd });
    assert.is(stderr, '');
    assert.is(code, 0);
    assert.is(stdout, ingress);
    const report = await runMain(['check', '--format', 'json', '--context', 'platform', '-'], { stdin: ingress, cwd });
    const { summary, findings } = JSON.parse(report.stdout);
    assert.is(summary.policies, 1);
    assert.is(summary.documents, 1);
    for (const { location, related } of findings) {
      assert.is(location.file, '<stdin>');
      for (const { location: place } of related) assert.is(place.file, '<stdin>');
    }
  }));

test('a context merges nothing', () =>
  inFolder({ 'platform/egress.yaml': egress }, async (cwd) => {
    const { stdout } = await runMain([...POST_RENDER, '--merge'], { stdin: ingress, cwd });
    assert.is(stdout, ingress);
  }));

test('a context that is not there stops the run in one line: it would be believed', () =>
  inFolder({}, async (cwd) => {
    for (const argv of [POST_RENDER, ['check', '-', '--context', 'platform']]) {
      const { code, stdout, stderr } = await runMain(argv, { stdin: ingress, cwd });
      assert.is(code, 2);
      assert.is(stdout, '');
      assert.is(stderr, 'netpolish: platform: no such file or folder\n');
    }
    const { code, stderr } = await runMain(['check', '-', '--context', '-'], { stdin: ingress, cwd });
    assert.is(code, 2);
    assert.is(stderr, 'netpolish: a context cannot be read from standard input\n');
  }));

test('a context of nothing stops the run too', () =>
  inFolder({ 'platform/README.md': 'nothing yet', 'bad.yaml': open.replace('spec:', 'spec: [') }, async (cwd) => {
    const empty = await runMain(POST_RENDER, { stdin: ingress, cwd });
    assert.is(empty.code, 2);
    assert.is(empty.stderr, 'netpolish: no manifest in platform: a context that holds nothing would be believed\n');
    const unset = await runMain(['check', '--context=', '-'], { stdin: ingress, cwd });
    assert.is(unset.code, 2);
    assert.is(unset.stderr, 'netpolish: an empty path is no context\n');
    const broken = await runMain(['check', '--verbose', '--context=bad.yaml', '-'], { stdin: ingress, cwd });
    assert.is(broken.code, 0);
    await inFolder({ 'refused.yaml': open.replace('port: 80', 'port: 0') }, async (folder) => {
      const argv = ['check', '--verbose', '--context=refused.yaml', '-'];
      const { stdout } = await runMain(argv, { stdin: ingress, cwd: folder });
      assert.match(
        stdout,
        /^note {4}NetworkPolicy in document 1 of refused\.yaml does not count: .*must be between 1 and/m,
      );
    });
    assert.match(broken.stdout, /^note {4}NetworkPolicy in document 1 of bad\.yaml does not count: /m);
  }));

test('several contexts, before and behind the files, and from a functionConfig', () =>
  inFolder({ 'a/in.yaml': ingress, 'b/one.yaml': open, 'c/two.yaml': open }, async (cwd) => {
    const checked = await runMain(['check', '--context', 'b', 'a', '--context=c', '--format', 'json'], { cwd });
    assert.is(checked.code, 0);
    assert.is(JSON.parse(checked.stdout).summary.policies, 1);
    const item = ingress.trimEnd().replaceAll('\n', '\n  ');
    const config =
      'functionConfig:\n  apiVersion: netpolish.dev/v1alpha1\n  kind: Netpolish\n  spec:\n    context: [gone]\n';
    const list = `apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n- ${item}\n${config}`;
    const { code, stderr } = await runMain(['fn'], { stdin: list, cwd });
    assert.is(code, 2);
    assert.is(stderr, 'netpolish: gone: no such file or folder\n');
    assert.is((await runMain(['fn'], { stdin: list.replace('gone', 'b, c'), cwd })).code, 0);
  }));

test('a severity makes a check louder, quieter or silent', async () => {
  const told = async (severity: string): Promise<readonly string[]> => {
    const { stdout } = await runMain(['check', '--format', 'json', '--severity', severity, '-'], { stdin: open });
    return JSON.parse(stdout)
      .findings.filter(({ check }: { check: string }) => check === 'emptied-peers')
      .map((finding: { severity: string }) => finding.severity);
  };
  assert.equal(await told('emptied-peers=error'), ['error']);
  assert.equal(await told('emptied-peers=warning'), ['warning']);
  assert.equal(await told('emptied-peers=info, duplicate-policy=off'), ['info']);
  assert.equal(await told('emptied-peers=off'), []);
});

test('a severity or a check that is none stops the run; the door opens what it can', async () => {
  const wrong = await runMain(['post-render', '--severity', 'emptied-peers=loud'], { stdin: ingress });
  assert.is(wrong.code, 2);
  assert.is(wrong.stdout, '');
  assert.is(wrong.stderr, 'netpolish: --severity emptied-peers=loud: write CHECK=error, warning, info or off\n');
  const version = await runMain(['post-render', '--kubernetes-version', '1.x'], { stdin: ingress });
  assert.is(version.stderr, 'netpolish: --kubernetes-version 1.x: write a version such as 1.36\n');
  assert.is(version.code, wrong.code);
  const misspelt = await runMain(['check', '--severity', 'emptied-peer=off', '-'], { stdin: open });
  const words = 'no such check: emptied-peer; did you mean emptied-peers?\n';
  assert.equal([misspelt.code, misspelt.stdout, misspelt.stderr], [2, '', `netpolish: --severity: ${words}`]);
  const ignored = await runMain(['check', '--ignore', 'emptied-peer:web-open', '-'], { stdin: open });
  assert.equal([ignored.code, ignored.stdout, ignored.stderr], [2, '', `netpolish: --ignore: ${words}`]);
  const door = await runMain(['check', '-'], { stdin: open, env: { NETPOLISH_IGNORE: 'emptied-peer,emptied-peers' } });
  assert.is(door.code, 0);
  assert.match(door.stdout, 'no such check: emptied-peer\n');
});

test('a Kubernetes version that is none stops the run', async () => {
  const { code, stdout, stderr } = await runMain(['post-render', '--kubernetes-version', 'new'], { stdin: ingress });
  assert.is(code, 2);
  assert.is(stdout, '');
  assert.is(stderr, 'netpolish: --kubernetes-version new: write a version such as 1.36\n');
  for (const version of ['1.30', 'v1.35.4-gke.1', '1.36+'])
    assert.is((await runMain(['post-render', '--kubernetes-version', version], { stdin: ingress })).code, 0);
});

test('a policy that does not block by its severity is not merged for it either', async () => {
  const twin = policy('web-twin', '  policyTypes: [Ingress]\n  ingress:\n    - {}\n');
  const argv = ['post-render', '--merge', '--severity', 'emptied-peers=info'];
  const { code, stdout } = await runMain(argv, { stdin: `${open}---\n${twin}` });
  assert.is(code, 0);
  assert.is(stdout, `${open}---\n${twin}`);
});

test.run();
