/** What `explain` and `diff` make of the network plugin. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CNIS, PLUGINS, whyNotEnforced } from '../../src/policy/cni.ts';
import { inFolder, type Ran, runMain } from './fake-io.ts';

const test = suite('cli with a plugin');

const policy = (spec: string): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: in, namespace: shop}\nspec: {podSelector: {matchLabels: {app: db}}, ${spec}}\n`;
const pod = (name: string): string =>
  `---\napiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: shop, labels: {app: ${name}}}\n`;
const PODS = pod('web') + pod('db');

const FILES = {
  'block.yaml': policy('policyTypes: [Ingress], ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]') + PODS,
  'dead.yaml': policy('policyTypes: [Egress], egress: [{}], ingress: [{ports: [{port: 80}]}]') + PODS,
  'live.yaml': policy('policyTypes: [Egress, Ingress], egress: [{}], ingress: [{ports: [{port: 80}]}]') + PODS,
};

const explain = (cwd: string, file: string, cni: string, ...more: readonly string[]): Promise<Ran> =>
  runMain(['explain', file, '--from', 'web', '--to', 'db', ...(cni === '' ? [] : ['--cni', cni]), ...more], {
    cwd,
    terminal: true,
  });

test('explain: whether a block has pods is as the plugin sees it', async () => {
  await inFolder(FILES, async (cwd) => {
    for (const cni of ['', ...CNIS]) {
      const { stdout, code } = await explain(cwd, 'block.yaml', cni);
      const traits = cni === '' ? undefined : PLUGINS[cni as 'calico'];
      const isNever = traits?.podsInBlocks?.does === 'never';
      const isByAddress = traits?.podsInBlocks?.does === 'by address';
      const told = stdout.replace(/\s+/g, ' ');
      assert.match(told, isNever ? 'shop/web -> shop/db: denied' : 'shop/web -> shop/db: depends', cni);
      assert.is(told.includes(`${traits?.name} goes by their addresses`), isByAddress && cni !== '', cni);
      assert.is(told.includes('to Cilium no block has pods'), !isNever && !isByAddress, cni);
      assert.is(code, 0);
    }
  });
});

test('explain: rules that policyTypes does not list count where the plugin enforces them', async () => {
  await inFolder(FILES, async (cwd) => {
    for (const cni of ['', ...CNIS]) {
      const { stdout, stderr } = await explain(cwd, 'dead.yaml', cni, '--port', '443');
      const does = cni === '' ? undefined : PLUGINS[cni as 'calico'].deadRules?.does;
      assert.match(stdout, does === 'enforced' ? 'shop/db, TCP 443: denied' : 'shop/db, TCP 443: allowed', cni);
      assert.is(
        /rules of NetworkPolicy in of dead\.yaml count: .* enforces them all the same\n/.test(stderr),
        does === 'enforced',
      );
      assert.is(
        /are not counted: .* counts them beside policies that isolate the pods\n/.test(stderr),
        does === 'added',
      );
    }
    assert.is(
      (await explain(cwd, 'dead.yaml', 'cilium')).stdout.replaceAll('dead.yaml', 'live.yaml'),
      (await explain(cwd, 'live.yaml', 'cilium')).stdout,
    );
  });
});

test('explain and diff say in one line that nothing is enforced, and answer all the same', async () => {
  await inFolder(FILES, async (cwd) => {
    const plain = await explain(cwd, 'live.yaml', '');
    for (const cni of ['', ...CNIS] as const) {
      const why = whyNotEnforced(cni);
      const line = why === undefined ? '' : `${why}: every connection is open, whatever is told here\n`;
      const { stdout, stderr } = await explain(cwd, 'live.yaml', cni);
      assert.is(stderr, line && `note: ${line}`, cni);
      assert.is(stdout, plain.stdout);
      const args = ['diff', 'live.yaml', 'live.yaml', ...(cni === '' ? [] : ['--cni', cni])];
      const diff = await runMain(args, { cwd, terminal: true });
      assert.is(diff.stderr, line && `netpolish: ${line}`, cni);
      const { notes } = JSON.parse((await runMain([...args, '--format', 'json'], { cwd, terminal: true })).stdout);
      assert.equal(notes, line === '' ? [] : [line.trimEnd()]);
    }
  });
});

test('diff: listing a direction changes nothing where its rules were enforced before', async () => {
  await inFolder(FILES, async (cwd) => {
    const gained = async (cni: string): Promise<string> =>
      (await runMain(['diff', 'dead.yaml', 'live.yaml', '--cni', cni], { cwd, terminal: true })).stdout;
    assert.match(await gained('calico'), 'lost for 1 selector');
    assert.match(await gained('cilium'), 'nothing gained, nothing lost');
  });
});

test('the configuration says it too', async () => {
  await inFolder({ ...FILES, 'netpolish.yaml': 'cni: cilium\n' }, async (cwd) => {
    const { stdout } = await runMain(
      ['explain', 'block.yaml', '--from', 'web', '--to', 'db', '--config', 'netpolish.yaml'],
      {
        cwd,
        terminal: true,
      },
    );
    assert.match(stdout, 'shop/web -> shop/db: denied');
  });
});

test('check tells once that nothing is enforced, however many files there are, and counts it once', async () => {
  const many = Object.fromEntries(Array.from({ length: 130 }, (_, i) => [`${i}.yaml`, FILES['live.yaml']]));
  await inFolder(many, async (cwd) => {
    const { stdout } = await runMain(['check', '--cni', 'none', '.'], { cwd, terminal: true });
    assert.is(stdout.split('not-enforced').length - 1, 1);
    const report = JSON.parse(
      (await runMain(['check', '--cni', 'none', '--format', 'json', '.'], { cwd, terminal: true })).stdout,
    );
    const found: readonly { readonly check: string; readonly severity: string }[] = report.findings;
    assert.is(found.filter(({ check }) => check === 'not-enforced').length, 1);
    assert.is(report.summary.warnings, found.filter(({ severity }) => severity === 'warning').length);
  });
});

test('a plugin that nobody knows is refused', async () => {
  for (const command of ['explain', 'diff', 'check', 'post-render']) {
    const { code, stdout, stderr } = await runMain([command, '--cni', 'calcio', 'a', 'b'], { stdin: '' });
    assert.is(code, 2, command);
    assert.is(stdout, '');
    assert.match(stderr, /--cni.*calcio/);
  }
});

test.run();
