// Ways in which a manifest could keep itself from being judged. What a client would apply is judged, or told as not judged.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inFolder, open, type Ran, runMain } from './fake-io.ts';

const test = suite('evasion');

const inspect = async (files: Readonly<Record<string, string>>, argv: readonly string[]): Promise<Ran> => {
  let ran: Ran | undefined;
  await inFolder(files, async (cwd) => {
    ran = await runMain(argv, { cwd, terminal: true });
  });
  if (ran === undefined) throw new Error('nothing ran');
  return ran;
};

const DISGUISES: Readonly<Record<string, string>> = {
  'an escape in its kind': open.replace('kind: NetworkPolicy', 'kind: "Network\\x50olicy"'),
  'a kind in two lines': open.replace('kind: NetworkPolicy', 'kind: "Network\\\n  Policy"'),
  'an escape in the key': open.replace('kind: NetworkPolicy', '"k\\u0069nd": NetworkPolicy'),
  'carriage returns for line ends': open.replaceAll('\n', '\r'),
};

for (const [what, text] of Object.entries(DISGUISES)) {
  test(`${what}: the fault is found all the same, by check and in a render`, async () => {
    const checked = await inspect({ 'a.yaml': text }, ['check', 'a.yaml']);
    assert.is(checked.code, 1, checked.stdout);
    assert.match(checked.stdout, 'emptied-peers');
    const rendered = await runMain(['post-render'], { stdin: text });
    assert.equal([rendered.code, rendered.stdout], [1, '']);
  });
}

test('UTF-16 is refused in one line, in a render too', async () => {
  const stdin = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(open, 'utf16le')]);
  for (const command of ['post-render', 'fn']) {
    const { code, stdout, stderr } = await runMain([command], { stdin });
    assert.equal([code, stdout, stderr], [2, '', 'netpolish: standard input is UTF-16: write it as UTF-8\n']);
  }
});

const patch = 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\npatches: [{path: bad.yaml}]\n';
const patched = { 'k8s/bad.yaml': open, 'k8s/kustomization.yaml': patch };

test('a policy that a kustomization calls a patch is told as not judged', async () => {
  const { code, stdout } = await inspect(patched, ['check', 'k8s']);
  assert.is(code, 0);
  assert.match(stdout, 'not judged, being patches: k8s/bad.yaml (check what `kustomize build` prints)');
  const { stdout: json } = await inspect(patched, ['check', '--format', 'json', 'k8s']);
  assert.equal(JSON.parse(json).passedOver, ['k8s/bad.yaml']);
});

test('it is judged where it was named itself, where it is a resource too, and where manifests are not believed', async () => {
  assert.is((await inspect(patched, ['check', 'k8s/bad.yaml'])).code, 1);
  const both = { ...patched, 'k8s/kustomization.yaml': `${patch}resources: [bad.yaml]\n` };
  assert.is((await inspect(both, ['check', 'k8s'])).code, 1);
  assert.is((await inspect(patched, ['check', '--no-ignore', 'k8s'])).code, 1);
  const central = { ...patched, 'gate.yaml': '{}\n' };
  assert.is((await inspect(central, ['check', '--config', 'gate.yaml', 'k8s'])).code, 1);
  const own = { 'a.yaml': open.replace('spec:', 'spec:\n  $patch: merge') };
  const { code, stdout } = await inspect(own, ['check', 'a.yaml']);
  assert.equal([code, stdout.includes('not judged, being patches: a.yaml')], [0, true]);
  assert.is((await inspect(own, ['check', '--no-ignore', 'a.yaml'])).code, 1);
});

test('a patch that is no whole policy raises no alarm, whoever is believed', async () => {
  const part = open.replace(/ {2}podSelector:[\s\S]*app: web\n/, '');
  const files = { ...patched, 'k8s/bad.yaml': part };
  assert.is((await inspect(files, ['check', '--no-ignore', 'k8s'])).code, 0);
});

test('what looks like a template is skipped in silence only where manifests are believed', async () => {
  const files = {
    'a.yaml': open.replace('metadata:', 'metadata:\n  annotations: {note: see {{ .x }} there}'),
    'gate.yaml': '{}\n',
  };
  assert.is((await inspect(files, ['check', 'a.yaml'])).code, 0);
  assert.is((await inspect(files, ['check', '--no-ignore', 'a.yaml'])).code, 1);
  const gated = await inspect(files, ['check', '--config', 'gate.yaml', 'a.yaml']);
  assert.match(gated.stdout, /^warning unrendered-template/);
  const own = { ...files, 'gate.yaml': 'severities: {unrendered-template: info}\n' };
  assert.not.match((await inspect(own, ['check', '--config', 'gate.yaml', 'a.yaml'])).stdout, 'warning');
});

test.run();
