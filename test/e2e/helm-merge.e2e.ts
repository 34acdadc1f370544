import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { asJson } from './api-store.ts';
import { createBenches, faults, removeBenches, root, shop, writeChart } from './netpolish.ts';
import { only, policyNames, type Rendered, rendered, textsWithout } from './rendered.ts';
import { run } from './run.ts';

const test = suite('merging under Helm');
const benches = await createBenches();
test.after(() => removeBenches(benches));

const template = ['template', 'shop', shop];
const pair = ['shop-web-egress', 'shop-web-ingress'] as const;

const np = (name: string, port: number, annotations: Readonly<Record<string, string>> = {}): string => `\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: ${name}
  annotations: ${JSON.stringify(annotations)}
spec:
  podSelector:
    matchLabels:
      app: web
  policyTypes:
  - Ingress
  ingress:
  - ports:
    - port: ${port}
`;

const spec = ({ object }: Rendered) => asJson(object.spec);

for (const { host, folder, through, polished } of benches) {
  /** Documents of a chart as they are, and as netpolish leaves them. */
  const both = async (args: readonly string[], flags: readonly string[]) => {
    const [before, after] = [await through(['cat'], args), await polished(args, { flags })];
    assert.is(after.code, 0, after.stderr);
    return { before: rendered(before.stdout), after: rendered(after.stdout) };
  };
  const mergedPorts = (document: Rendered): unknown => spec(document).ingress;
  const ports = (...numbers: readonly number[]): unknown => numbers.map((port) => ({ ports: [{ port }] }));

  for (const [what, args] of [
    ['', template],
    [' that --fix has repaired', [...template, ...faults('strayIngress')]],
  ] as const) {
    test(`${host.name}: merges the web tier's policies${what} and keeps every other resource`, async () => {
      const { before, after } = await both(args, ['--merge', '--fix']);
      assert.equal(textsWithout(after, ...pair), textsWithout(before, ...pair));
      assert.is(after.length, before.length - 1);
      const [egress, ingress] = pair.map((name) => only(before, 'NetworkPolicy', name));
      const merged = only(after, 'NetworkPolicy', 'shop-web-egress');
      assert.is(merged.source, 'shop/templates/networkpolicy-web-egress.yaml');
      assert.is(
        after.findIndex(({ name }) => name === merged.name),
        before.findIndex(({ name }) => name === merged.name),
      );
      const metadata = asJson(egress?.object.metadata);
      const annotations = { 'netpolish.dev/merged-from': pair.join(',') };
      assert.equal(merged.object.metadata, { ...metadata, annotations });
      assert.equal(merged.object.spec, {
        podSelector: egress && spec(egress).podSelector,
        policyTypes: ['Ingress', 'Egress'],
        ingress: ingress && spec(ingress).ingress,
        egress: egress && spec(egress).egress,
      });
    });
  }

  test(`${host.name}: a sub-chart's policy and a hook's stay, and so does what is in a List`, async () => {
    const { after } = await both(template, ['--merge=across-charts']);
    const [list, ...policies] = host.major === 3 ? ['List'] : ['NetworkPolicy', 'shop-metrics'];
    assert.ok(after.some(({ kind, name }) => kind === list && (policies.length === 0 || name === policies[0])));
    const names = policyNames(after);
    for (const name of ['shop-cache', 'shop-smoke-test']) assert.ok(names.includes(name), name);
  });

  test(`${host.name}: --show-only finds the merged policy, and no longer the one that is gone`, async () => {
    const show = (file: string) =>
      polished([...template, '--show-only', `templates/${file}.yaml`], { flags: ['--merge'] });
    const { stdout } = await show('networkpolicy-web-egress');
    assert.equal(policyNames(rendered(stdout)), ['shop-web-egress']);
    assert.match(stdout, 'netpolish.dev/merged-from');
    assert.match((await show('networkpolicy-web-ingress')).stderr, 'could not find template');
  });

  test(`${host.name}: the name that sorts first gets the place and the source of the first member`, async () => {
    const files = {
      'templates/a.yaml': np('zeta', 1),
      'templates/b.yaml': np('alpha', 2),
      'templates/c.yaml': np('mu', 3),
    };
    const chart = await writeChart(folder, 'order', files);
    const { after } = await both(['template', 'x', chart], ['--merge']);
    const merged = only(after, 'NetworkPolicy', 'alpha');
    assert.is(after.length, 1);
    assert.is(merged.source, 'order/templates/a.yaml');
    assert.equal(mergedPorts(merged), ports(1, 2, 3));
    const shown = await polished(['template', 'x', chart, '--show-only', 'templates/a.yaml'], { flags: ['--merge'] });
    assert.equal(policyNames(rendered(shown.stdout)), ['alpha']);
  });

  test(`${host.name}: --simplify writes one rule of several, and diff finds nothing gained and nothing lost`, async () => {
    const files = { 'templates/a.yaml': np('a', 1), 'templates/b.yaml': np('b', 2), 'templates/c.yaml': np('c', 1) };
    const chart = await writeChart(folder, 'simple', files);
    const args = ['template', 'x', chart];
    const { after } = await both(args, ['--merge', '--simplify']);
    assert.equal(spec(only(after, 'NetworkPolicy', 'a')).ingress, [
      { ports: [1, 2].map((port) => ({ protocol: 'TCP', port })) },
    ]);
    const [before, merged] = [await through(['cat'], args), await polished(args, { flags: ['--merge', '--simplify'] })];
    await writeFile(join(folder, 'before.yaml'), before.stdout);
    await writeFile(join(folder, 'merged.yaml'), merged.stdout);
    const paths = ['before.yaml', 'merged.yaml'].map((name) => join(folder, name));
    const bin = join(root, 'dist/netpolish.cjs');
    const same = await run(process.execPath, [bin, 'diff', ...paths, '--fail-on', 'any'], { cwd: folder, env: {} });
    assert.is(same.code, 0, same.stdout + same.stderr);
    assert.match(same.stdout, /^moved {4}b: what its ingress rules allowed, a allows now$/m);
    assert.match(same.stdout, /^nothing gained, nothing lost: 3 NetworkPolicies before, 1 now$/m);
  });

  test(`${host.name}: policies of one file become one, and merging them again changes nothing`, async () => {
    const file = [np('a', 1), '# between\n', np('b', 2), 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n'];
    const chart = await writeChart(folder, 'onefile', { 'templates/all.yaml': file.join('---\n') });
    const { after } = await both(['template', 'x', chart], ['--merge']);
    assert.equal(
      after.map(({ kind, name, source }) => [kind, name, source]),
      [
        ['NetworkPolicy', 'a', 'onefile/templates/all.yaml'],
        ['ConfigMap', 'c', 'onefile/templates/all.yaml'],
      ],
    );
    const again = { 'templates/all.yaml': after.map(({ text }) => `${text}\n`).join('---\n') };
    const { before, after: twice } = await both(
      ['template', 'x', await writeChart(folder, 'again', again)],
      ['--merge'],
    );
    assert.equal(twice, before);
  });

  test(`${host.name}: policies of parent and sub-chart are merged across charts only`, async () => {
    const files = { 'templates/np.yaml': np('parent', 1), 'charts/sub/templates/np.yaml': np('child', 2) };
    const args = ['template', 'x', await writeChart(folder, 'family', files)];
    const apart = await both(args, ['--merge', '--report-file=family.json']);
    assert.equal(apart.after, apart.before);
    const { groups } = JSON.parse(await readFile(join(folder, 'family.json'), 'utf8'));
    assert.match(groups[0].merge.reason, /different charts.*--merge=across-charts/);
    const { after } = await both(args, ['--merge=across-charts']);
    const merged = only(after, 'NetworkPolicy', 'child');
    assert.is(after.length, 1);
    assert.is(merged.source, apart.before[0]?.source);
  });

  test(`${host.name}: a hook is never merged with what is none, nor with another kind of hook`, async () => {
    const files = {
      'templates/a.yaml': np('a', 1),
      'templates/b.yaml': np('b', 2, { 'helm.sh/hook': 'pre-install' }),
      'templates/c.yaml': np('c', 3, { 'helm.sh/hook': 'post-install' }),
    };
    const { before, after } = await both(['template', 'x', await writeChart(folder, 'hooks', files)], ['--merge']);
    assert.equal(after, before);
    assert.equal([...policyNames(after)].sort(), ['a', 'b', 'c']);
  });

  test(`${host.name}: with --hooks skip the others are merged and hooks stay`, async () => {
    const files = {
      'templates/a.yaml': np('a', 1),
      'templates/b.yaml': np('b', 2, { 'helm.sh/hook': 'pre-install' }),
      'templates/c.yaml': np('c', 3),
    };
    const args = ['template', 'x', await writeChart(folder, 'skip', files)];
    const { before, after } = await both(args, ['--merge', '--hooks=skip']);
    assert.equal([...policyNames(after)].sort(), ['a', 'b']);
    assert.equal(mergedPorts(only(after, 'NetworkPolicy', 'a')), ports(1, 3));
    assert.is(only(after, 'NetworkPolicy', 'b').text, only(before, 'NetworkPolicy', 'b').text);
  });

  test(`${host.name}: what shares a name is merged when asked for`, async () => {
    const args = [...template, ...faults('duplicateName')];
    const base = rendered((await through(['cat'], args)).stdout);
    const refused = await polished(args, { flags: ['--merge', '--ignore=duplicate-policy'] });
    assert.equal(rendered(refused.stdout), base);
    const { code, stdout, stderr } = await polished(args, { flags: ['--merge', '--merge-same-name'] });
    assert.is(code, 0, stderr);
    const merged = only(rendered(stdout), 'NetworkPolicy', 'shop-web-ingress');
    assert.equal(spec(merged).policyTypes, ['Ingress', 'Egress']);
    assert.equal(textsWithout(rendered(stdout), merged.name), textsWithout(base, merged.name));
  });

  // Helm 4 takes a List apart before a post-renderer sees it: then nothing is left that speaks against a merge.
  test(`${host.name}: what stands in a List ${host.major === 3 ? 'stays there' : 'is merged like the rest'}`, async () => {
    const item = (text: string): string => `- ${text.trimEnd().replaceAll('\n', '\n  ')}\n`;
    const list = `apiVersion: v1\nkind: List\nitems:\n${item(np('a', 1))}${item(np('b', 2))}`;
    const chart = await writeChart(folder, 'listed', { 'templates/list.yaml': list });
    const { before, after } = await both(['template', 'x', chart], ['--merge']);
    if (host.major === 3) assert.equal(after, before);
    else assert.equal(policyNames(after), ['a']);
  });
}

test.run();
