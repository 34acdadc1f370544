import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { blank, egress, ingress, open, policy, type Ran, runMain, settings, untyped } from '../cli/fake-io.ts';

const test = suite('krm function');

/** The API server refuses it, and beside `egress` of fake-io the key says nothing. */
const stray: string = policy('web-stray', '  policyTypes: [Ingress]\n  ingress:\n    - {}\n  egress: {}\n');

const item = (text: string): string => `- ${text.trimEnd().split('\n').join('\n  ')}\n`;
const head = 'apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n';
const list = (items: readonly string[], rest = ''): string => `${head}${items.map(item).join('')}${rest}`;
const config = (spec: string): string =>
  `functionConfig:\n  apiVersion: netpolish.dev/v1alpha1\n  kind: Netpolish\n  metadata: {name: f}\n  spec: ${spec}\n`;

type Result = {
  readonly message: string;
  readonly severity: string;
  readonly resourceRef: Readonly<Record<string, string>>;
  readonly field?: { readonly path: string };
  readonly file?: { readonly path: string; readonly index: number };
  readonly tags: Readonly<Record<string, string>>;
};

const fn = (stdin: string, env = {}): Promise<Ran> => runMain(['fn'], { stdin, env });

const resultsOf = ({ stdout }: Ran): readonly Result[] => parse(stdout).results ?? [];

test('a clean list leaves byte for byte, whatever its style', async () => {
  const flow = '{"apiVersion": "config.kubernetes.io/v1", "kind": "ResourceList", "items": [ ]}';
  for (const stdin of [
    list([settings, ingress], config('{}')),
    `---\n${list([settings])}...\n`,
    `# head\n${list([ingress])}# tail\n`,
    list([settings, ingress]).replaceAll('\n', '\r\n'),
    `${head.trimEnd()} []\n`,
    flow,
    `${flow}\n`,
  ]) {
    const { code, stdout, stderr } = await fn(stdin);
    assert.equal({ code, stdout, stderr }, { code: 0, stdout: stdin, stderr: '' });
  }
});

test('a blocking run exits 1 and still prints the whole list, as it came, with results', async () => {
  const stdin = list([settings, open, blank], config('{fix: true, merge: true}'));
  const ran = await fn(stdin);
  assert.is(ran.code, 1);
  assert.ok(ran.stdout.startsWith(stdin));
  const result = resultsOf(ran).find(({ severity }) => severity === 'error');
  assert.equal(result?.resourceRef, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    namespace: 'shop',
    name: 'web-open',
  });
  assert.equal(result?.field, { path: 'spec.ingress[0].from' });
  assert.is(result?.tags.check, 'emptied-peers');
});

test('each finding is one line on standard error; a blocking run ends with the way out', async () => {
  const { stderr } = await fn(list([open, untyped]));
  const [first, second, last] = stderr.trimEnd().split('\n');
  assert.match(
    first ?? '',
    /^\[error\] networking\.k8s\.io\/v1\/NetworkPolicy\/shop\/web-open spec\.ingress\[0\]\.from: /,
  );
  assert.match(
    second ?? '',
    /^\[warning\] networking\.k8s\.io\/v1\/NetworkPolicy\/shop\/web-untyped spec\.policyTypes: /,
  );
  assert.match(last ?? '', 'NETPOLISH_IGNORE=emptied-peers:shop/web-open');
});

test('control characters of a name never reach standard error', async () => {
  const { stderr } = await fn(list([open.replace('name: web-open', 'name: "a\\e[31m\\nb"')]));
  assert.not.match(stderr, /\u001b/);
  assert.ok(
    stderr
      .trimEnd()
      .split('\n')
      .every((line) => /^(\[|Go on|No way|This once|NETPOLISH_IGNORE=)/.test(line)),
    stderr,
  );
});

test('an item without a namespace has none in its result', async () => {
  const [result] = resultsOf(await fn(list([open.replace('  namespace: shop\n', '')])));
  assert.equal(Object.keys(result?.resourceRef ?? {}), ['apiVersion', 'kind', 'name']);
});

test('a warning exits 0, and its result is there', async () => {
  const ran = await fn(list([untyped]));
  assert.is(ran.code, 0);
  assert.equal(
    resultsOf(ran).map(({ severity }) => severity),
    ['warning'],
  );
});

test('results that are there stay in front, in block, flow and JSON style', async () => {
  const earlier = { message: 'an earlier function', severity: 'info' };
  const json = { kind: 'ResourceList', items: [parse(open)] };
  for (const stdin of [
    list([open], `results:\n- message: an earlier function # said\n  severity: info\n`),
    list([open]).replace('items:', `results: [${JSON.stringify(earlier)}]\nitems:`),
    JSON.stringify({ ...json, results: [earlier] }),
    JSON.stringify({ results: [earlier], ...json }, null, 2),
    JSON.stringify({ ...json, results: [] }),
    JSON.stringify(json),
  ]) {
    const ran = await fn(stdin);
    const messages = resultsOf(ran).map(({ message }) => message);
    assert.is(ran.code, 1);
    assert.is(messages.filter((message) => message === earlier.message).length, stdin.includes('earlier') ? 1 : 0);
    assert.match(messages.at(-1) ?? '', '`from` is');
    if (stdin.startsWith('{')) JSON.parse(ran.stdout);
  }
});

test('a second run over its own output finds the same and changes no item', async () => {
  const first = await fn(list([untyped, settings]));
  const second = await fn(first.stdout);
  assert.is(second.stdout.split('results:')[0], first.stdout.split('results:')[0]);
});

test('items that nothing changed stay byte for byte when others are merged', async () => {
  const odd = `${settings}  list: [ a,   b ] # spaces\n  text: |+\n    kept\n\n`;
  const ran = await fn(list([odd, ingress, settings, egress], config('{merge: true}')));
  assert.is(ran.code, 0);
  assert.ok(ran.stdout.startsWith(`${head}${item(odd).trimEnd()}`), ran.stdout);
  assert.ok(ran.stdout.includes(item(settings)));
  assert.equal(
    parse(ran.stdout).items.map((one: { metadata: { name: string } }) => one.metadata.name),
    ['settings', 'web-egress', 'settings'],
  );
});

test('a kept text of the last item survives the results behind it', async () => {
  const last = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  text: |+\n    kept\n\n\n';
  const stdin = `${head}${item(untyped)}- ${last.split('\n').join('\n  ').replace(/ +$/gm, '')}`;
  const before = parse(stdin).items[1].data.text;
  assert.is(parse((await fn(stdin)).stdout).items[1].data.text, before);
});

test('a list in flow style is merged and fixed too', async () => {
  const items = [settings, ingress, egress].map((text) => parse(text));
  const functionConfig = { apiVersion: 'v1', kind: 'ConfigMap', data: { merge: 'true' } };
  const { code, stdout } = await fn(JSON.stringify({ kind: 'ResourceList', items, functionConfig }));
  assert.is(code, 0);
  assert.equal(
    JSON.parse(stdout).items.map((one: { metadata: { name: string } }) => one.metadata.name),
    ['settings', 'web-egress'],
  );
});

test('a fixed finding is told as info with its state, and blocks no more', async () => {
  const ran = await fn(list([egress, stray], config('{fix: true}')));
  assert.is(ran.code, 0, ran.stderr);
  const result = resultsOf(ran).find(({ tags }) => tags.check === 'emptied-direction');
  assert.equal([result?.severity, result?.tags.state], ['info', 'fixed']);
  assert.not.ok('egress' in parse(ran.stdout).items[1].spec);
});

test('what nobody would refuse stays as it came, and its result says what `netpolish fix` can', async () => {
  const ran = await fn(list([blank], config('{fix: true}')));
  assert.is(ran.code, 0, ran.stderr);
  const [result] = resultsOf(ran);
  assert.equal([result?.severity, result?.tags.state, result?.tags.fix], ['info', undefined, 'write `egress: []`']);
  assert.is(parse(ran.stdout).items[0].spec.egress, null);
});

test('an ignored finding is told as info with its state', async () => {
  const ran = await fn(list([open]), { NETPOLISH_IGNORE: 'emptied-peers' });
  assert.is(ran.code, 0);
  assert.equal(
    resultsOf(ran).map(({ severity, tags }) => [severity, tags.state]),
    [['info', 'ignored']],
  );
});

test('output: none prints nothing, whether it blocks or not', async () => {
  for (const [text, code] of [
    [open, 1],
    [untyped, 0],
    [settings, 0],
  ] as const) {
    const ran = await fn(list([text], config('{output: none}')));
    assert.equal([ran.code, ran.stdout], [code, '']);
  }
});

test('output: none is refused together with merge or fix, whoever asks for them', async () => {
  for (const [argv, spec] of [
    [['fn'], '{output: none, merge: true}'],
    [['fn'], '{output: none, fix: true}'],
    [['fn', '--merge'], '{output: none}'],
    [['fn', '--fix'], '{output: none}'],
  ] as const) {
    const { code, stdout, stderr } = await runMain(argv, { stdin: list([open], config(spec)) });
    assert.equal([code, stdout], [2, '']);
    assert.match(stderr, /^netpolish: `output: none`[^\n]*\n$/);
  }
});

// What kpt sends: comments, its own annotations in both spellings, nulls as written.

const located = (text: string, path: string, index: number): string =>
  text.replace(
    '  namespace: shop\n',
    `  namespace: shop\n  annotations:\n    config.kubernetes.io/index: '${index}'\n    config.kubernetes.io/path: '${path}'\n` +
      `    internal.config.kubernetes.io/index: '${index}'\n    internal.config.kubernetes.io/path: '${path}'\n` +
      `    internal.config.kubernetes.io/annotations-migration-resource-id: '${index}'\n    internal.config.kubernetes.io/seqindent: 'wide'\n`,
  );

test('kpt: a result names the file and the place in it', async () => {
  const [result] = resultsOf(await fn(list([located(open, 'shop/policies.yaml', 2)])));
  assert.equal(result?.file, { path: 'shop/policies.yaml', index: 2 });
});

test('kpt: comments stay, in items that change and in those that do not', async () => {
  const commented = located(ingress, 'a.yaml', 0)
    .replace('    - {}', '    # everybody\n    - {} # really')
    .replace('spec:', '# the spec\nspec:');
  const ran = await fn(list([commented, settings], config('{}')));
  assert.is(ran.stdout, list([commented, settings], config('{}')));
  const merged = await fn(list([commented, located(egress, 'a.yaml', 1)], config('{merge: true}')));
  assert.match(merged.stdout, /# everybody\n +- \{\} # really/);
});

test('kpt: a merged policy keeps the place of its first member, the same in both spellings', async () => {
  const stdin = list([located(ingress, 'a.yaml', 0), located(egress, 'b.yaml', 1)], config('{merge: true}'));
  const { annotations } = parse((await fn(stdin)).stdout).items[0].metadata;
  assert.equal(
    ['config', 'internal.config'].flatMap((prefix) =>
      ['path', 'index'].map((key) => annotations[`${prefix}.kubernetes.io/${key}`]),
    ),
    ['a.yaml', '0', 'a.yaml', '0'],
  );
});

test('kpt: key=value arguments arrive as a ConfigMap of strings', async () => {
  const config = 'functionConfig:\n  apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: function-input}\n  data:\n';
  const stdin = list([ingress, egress, open], `${config}    merge: "true"\n    ignore: emptied-peers, wrong-type\n`);
  assert.is((await fn(stdin)).code, 0);
});

test('a ResourceList that does not parse: one line, exit code 2, nothing printed', async () => {
  for (const stdin of [
    '{"kind": "ResourceList", "items": [{"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",',
    `${head}functionConfig: [\n`,
  ]) {
    const { code, stdout, stderr } = await fn(stdin);
    assert.equal([code, stdout], [2, '']);
    assert.match(stderr, /^netpolish: [^\n]+\n$/);
  }
});

test('an item that is broken blocks, and the list leaves as it came', async () => {
  const stdin = list([policy('bad', '  ingress: [{from: \n'), settings]);
  const { code, stdout, stderr } = await fn(stdin);
  assert.is(code, 1);
  assert.ok(stdout.startsWith(stdin));
  assert.match(stderr, 'unparsable-policy');
});

test('a result about a workload names its kind, and the file it was read from', async () => {
  const workload = (name: string): string =>
    [
      `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\n  namespace: shop`,
      `  annotations:\n    config.kubernetes.io/path: shop/${name}.yaml\n    config.kubernetes.io/index: '1'`,
      `spec:\n  template:\n    metadata:\n      labels: {app: ${name}}`,
      '    spec:\n      containers: [{name: c, ports: [{containerPort: 80}]}]\n',
    ].join('\n');
  const isolated = policy('web', '  policyTypes: [Ingress]\n');
  const ran = await fn(list([workload('web'), workload('cart'), isolated]));
  const result = resultsOf(ran).find(({ tags }) => tags.check === 'open-by-default');
  assert.equal(result?.resourceRef, { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'cart' });
  assert.equal(result?.field, { path: 'metadata.name' });
  assert.equal(result?.file, { path: 'shop/cart.yaml', index: 1 });
  assert.match(ran.stderr, '[warning] apps/v1/Deployment/shop/cart metadata.name: the Deployment cart is open');
});

test.run();
