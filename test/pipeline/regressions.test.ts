// Faults that were found by attack and review, each with the smallest input that showed it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inFolder, runMain } from '../cli/fake-io.ts';

const test = suite('regressions');

const policy = (name: string, spec: string, more = ''): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ${name}${more}}\nspec: ${spec}\n`;

const WEB = 'podSelector: {matchLabels: {app: web}}';

// These policies are as short as can be: what they leave to be inferred is not asked here.
const SHORT = ['--severity', 'implicit-policy-types=off'];

async function ids(stdin: string, ...flags: string[]): Promise<readonly string[]> {
  const { stdout } = await runMain(['check', '--format', 'json', ...SHORT, ...flags, '-'], { stdin });
  const { findings } = JSON.parse(stdout) as { findings: { check: string }[] };
  return findings.map(({ check }) => check).filter((id) => id !== 'missing-namespace');
}

test('what stands behind `...` without a marker is read by nobody and never merged in', async () => {
  const stdin = `${policy('a', `{${WEB}, ingress: [{from: [{podSelector: {}}]}]}`)}...\n${policy('b', `{${WEB}, ingress: [{}]}`)}`;
  assert.equal(await ids(stdin), ['unparsable-policy']);
  const { code, stdout } = await runMain(['post-render', '--merge', '--fail-on', 'never'], { stdin });
  assert.is(code, 0);
  assert.is(stdout, stdin);
});

test('lone carriage returns stay where a fix changes something else', async () => {
  const text = `${policy('a', `{${WEB}, ingress: null}`)}# end\n`.replaceAll('\n', '\r');
  await inFolder({ 'a.yaml': text }, async (cwd) => {
    await runMain(['fix', '--write', 'a.yaml'], { cwd });
    assert.is(readFileSync(join(cwd, 'a.yaml'), 'utf8'), text.replace('null', '[]'));
  });
});

for (const [fact, stdin] of [
  [
    'an ignore behind it',
    `kind: Secret\ndata:\n  p: hunter2 # netpolish-ignore emptied-peers: x\n---\n${policy('a', '{}')}`,
  ],
  [
    'an ignore in its annotations, on one line',
    `{"kind":"Secret","metadata":{"annotations":{"netpolish.dev/ignore":"emptied-peers: x"}},"data":{"p":"hunter2"}}\n---\n${policy('a', '{}')}`,
  ],
  [
    'a fault of the List on its line',
    `kind: List\napiVersion: v1\nitems:\n- kind: Secret\n  data: {p: hunter2]\n- ${policy('a', '{}').replaceAll('\n', '\n  ')}`,
  ],
] as const) {
  test(`no report shows what a Secret holds: ${fact}`, async () => {
    for (const format of ['text', 'json', 'junit', 'markdown', 'sarif', 'github', 'gitlab']) {
      const { stdout, stderr } = await runMain(['check', '--verbose', '--format', format, '-'], { stdin });
      assert.match(stdout, /ignore|parse|policy/i);
      assert.not.match(stdout + stderr, 'hunter2', format);
    }
  });
}

for (const end of ['...\n', '... # end\n', '...\t\n', '...\r\n', '...\rx: y\n']) {
  test(`a policy that ends with ${JSON.stringify(end)} is not taken out in front of what follows`, async () => {
    for (const next of ['%YAML 1.1\n---\nc: d\n', policy('c', '{podSelector: {}}')]) {
      const stdin = `${policy('a', `{${WEB}}`)}---\n${policy('b', `{${WEB}}`)}${end}${next}`;
      const { code, stdout } = await runMain(['post-render', '--merge', '--fail-on', 'never'], { stdin });
      assert.equal([code, stdout], [0, stdin]);
    }
  });
}

for (const [name, char] of [
  ['a lone carriage return', '\r'],
  ['NEL', '\u0085'],
  ['LS', '\u2028'],
  ['PS', '\u2029'],
] as const) {
  test(`${name} in a comment hides no field`, async () => {
    const stdin = `${policy('a', '')}  podSelector: {} # note${char}    from:\n`;
    assert.equal(await ids(stdin), ['unparsable-policy']);
  });
}

test('the same line breaks in a quoted annotation are text', async () => {
  assert.equal(await ids(policy('a', '{podSelector: {}}', ', annotations: {x: "one\u2028two"}')), []);
});

test('a carriage return given twice ends a line once', async () => {
  assert.equal(await ids(policy('a', '{podSelector: {}}').replaceAll('\n', '\r\r\n')), []);
});

for (const [fact, prod, flags] of [
  ['named in another group of the namespace that --namespace gives', ', namespace: prod', ['--namespace', 'prod']],
  ['named in another group, the release namespace not known', ', namespace: prod', []],
] as const) {
  test(`a member ${fact} keeps its group apart`, async () => {
    const stdin = [
      policy('a', `{${WEB}}`),
      policy('b', `{${WEB}}`),
      policy('a', '{podSelector: {matchLabels: {app: other}}}', prod),
    ].join('---\n');
    const { stdout } = await runMain(['post-render', '--merge', '--fail-on', 'never', ...flags], { stdin });
    assert.is(stdout, stdin);
  });
}

test('lines between brackets or quotes may stand anywhere, as libyaml has it', async () => {
  const brackets =
    'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {\nname: a\n} # the "old one\nspec: {\n';
  assert.equal(await ids(`${brackets}podSelector: {}, # why ]}\ningress: [\n{from: }\n]\n}\n`), ['emptied-rule']);
  const quoted = policy('a', '{podSelector: {}, ingress: [{from: }]}', ', annotations: {x: "one\ntwo"}');
  assert.equal(await ids(quoted), ['emptied-rule']);
});

test('a policy with folded lines is judged, and never merged', async () => {
  const folded = policy('a', `{${WEB}}`, ', annotations: {x: "one\ntwo"}');
  const stdin = `${folded}---\n${folded.replace('name: a', 'name: b')}`;
  assert.is((await runMain(['post-render', '--merge'], { stdin })).stdout, stdin);
});

test('text between brackets that breaks off is no policy', async () => {
  for (const end of ['ingress: [1,[1,', 'ingress: [{from: ', 'podSelector: {']) {
    assert.equal(await ids(policy('a', `\n  ${end}`)), ['unparsable-policy'], end);
  }
});

for (const [fact, stdin, check] of [
  [
    'items of a NetworkPolicyList that leave kind and version to it',
    'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicyList\nitems:\n- metadata: {name: a}\n  spec: {podSelector: {}, ingress: [{from: }]}\n',
    'emptied-rule',
  ],
  [
    'items of a list of another name',
    `apiVersion: v1\nkind: ThingList\nitems:\n- ${policy('a', '{podSelector: {}, ingress: [{from: }]}').trimEnd().replaceAll('\n', '\n  ')}\n`,
    'emptied-rule',
  ],
  [
    'a kind on the next line',
    policy('a', '{podSelector: {}, ingress: [{from: }]}').replace('kind: ', 'kind:\n  '),
    'emptied-rule',
  ],
  [
    'a kind behind a comment with CRLF',
    policy('a', '{podSelector: {}, ingress: [{from: }]}').replace('Policy\n', 'Policy # x\n').replaceAll('\n', '\r\n'),
    'emptied-rule',
  ],
  [
    'a policy among several JSON objects',
    '{"a":1}\n{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"a"},"spec":{}}',
    'unparsable-policy',
  ],
  [
    'a truncated JSON List',
    '{"kind":"List","items":[{"kind":"NetworkPolicy","apiVersion":"networking.k8s.io/v1"',
    'unparsable-policy',
  ],
] as const) {
  test(`seen: ${fact}`, async () => assert.equal(await ids(stdin), [check]));
}

test('a fix that would leave the spec blank is not offered', async () => {
  const stdin = `${policy('a', '{podSelector: {}, ingress: [{}]}')}---\n${policy('b', '\n  ingress: {}')}`;
  const { code, stdout } = await runMain(['post-render', '--fix'], { stdin });
  assert.equal([code, stdout], [1, '']);
});

test('a comma in a comment parts nothing', async () => {
  const stdin = `${policy('a', `{${WEB}, policyTypes: [Egress], egress: [{}]}`)}---\n${policy('b', `{\n  ${WEB} # pods, all\n  , egress: {}}`)}`;
  const { code, stdout } = await runMain(['post-render', '--fix'], { stdin });
  assert.is(code, 0);
  assert.not.match(stdout, 'egress: {}');
  assert.equal(await ids(stdout), ['mergeable-policies']);
});

test('neighbouring keys of one flow mapping are fixed in one run', async () => {
  const both = policy('a', `{${WEB}, policyTypes: [Ingress, Egress], ingress: [{}], egress: [{}]}`);
  const stdin = `${both}---\n${policy('b', `{${WEB}, policyTypes: [Ingress, Egress], ingress: {}, egress: {}}`)}`;
  const { stdout } = await runMain(['post-render', '--fix'], { stdin });
  assert.is((await runMain(['post-render', '--fix'], { stdin: stdout })).stdout, stdout);
  assert.not.match(stdout, 'gress: {}');
});

for (const command of ['merge', 'fix']) {
  test(`${command} --write does not swallow standard input`, async () => {
    const { code, stdout, stderr } = await runMain([command, '--write', '-'], { stdin: policy('a', '{}') });
    assert.equal([code, stdout], [2, '']);
    assert.match(stderr, '--write');
  });
}

test('flow YAML is merged into lines, JSON into JSON', async () => {
  const json = (name: string): string =>
    JSON.stringify({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name },
      spec: { podSelector: {} },
    });
  const flow = json('a').replaceAll('"', '').replaceAll(':', ': ');
  const merged = async (first: string): Promise<string> =>
    (await runMain(['post-render', '--merge'], { stdin: `${first}\n---\n${json('b')}\n` })).stdout;
  assert.is(JSON.parse(await merged(json('a'))).metadata.name, 'a');
  assert.match(await merged(flow), /^apiVersion: networking/);
});

test('a selector of Calico that nobody could write stops no render', async () => {
  const selector = `${'('.repeat(20_000)}all()${')'.repeat(20_000)}`;
  const foreign = `apiVersion: projectcalico.org/v3\nkind: GlobalNetworkPolicy\nmetadata: {name: g}\nspec: {selector: "${selector}"}\n`;
  const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c}]}\n';
  const stdin = `${policy('web', `{${WEB}}`)}---\n${foreign}---\n${pod}`;
  const { code, stdout } = await runMain(['post-render'], { stdin });
  assert.is(code, 0);
  assert.is(stdout, stdin);
});

test('an unknown field beside what is missing does not hide that the API refuses the rest', async () => {
  for (const metadata of ['{nam: x}', '{a: null}', '{x: y}']) {
    const stdin = policy('web', `{${WEB}}`).replace(/metadata:.*\n(?: .*\n)*/, `metadata: ${metadata}\n`);
    const { code, stdout } = await runMain(['check', '--format', 'json', '-'], { stdin });
    const [finding, ...more] = (JSON.parse(stdout).findings as { severity: string; message: string }[]).filter(
      ({ severity }) => severity === 'error',
    );
    assert.is(code, 1, metadata);
    assert.match(finding?.message ?? '', /metadata\.name: Required value: name or generateName is required/);
    assert.equal(more, []);
  }
});

test('why a group stays apart does not depend on the order of the stream', async () => {
  const unknown = policy('b', `{${WEB}, statu: 1}`);
  const open = policy('a', `{${WEB}, ingress: [{from: }]}`);
  const reasons = await Promise.all(
    [`${unknown}---\n${open}`, `${open}---\n${unknown}`].map(async (stdin) => {
      const { stdout } = await runMain(['check', '--format', 'json', '-'], { stdin });
      const { findings } = JSON.parse(stdout) as { findings: { check: string; message: string }[] };
      return findings.find(({ check }) => check === 'mergeable-policies')?.message.replace(/of .*? \(/, '');
    }),
  );
  assert.is(reasons[0], reasons[1]);
});

test('emptied policyTypes beside an emptied direction: nothing is said to be denied that stays open', async () => {
  for (const egress of ['[]', '']) {
    const spec = `{${WEB}, ingress: [{ports: [{port: 443}]}], egress: ${egress}, policyTypes: []}`;
    assert.equal(await ids(policy('web', spec)), ['emptied-policy-types']);
  }
});

test('lists in lists, deeper than anybody nests them, are told and end the walk', async () => {
  const block = (depth: number): string => {
    const head = (i: number): string =>
      `apiVersion: v1\n${' '.repeat(2 * i)}kind: List\n${' '.repeat(2 * i)}items:\n${' '.repeat(2 * i)}- `;
    const inner = policy('web', `{${WEB}, ingress: }`)
      .replaceAll('\n', `\n${' '.repeat(2 * depth)}`)
      .trimEnd();
    return `${Array.from({ length: depth }, (_, i) => head(i)).join('')}${inner}\n`;
  };
  const flow = (depth: number): string =>
    `${'{"apiVersion": "v1", "kind": "List", "items": ['.repeat(depth)}${JSON.stringify({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'web' }, spec: { podSelector: {}, ingress: null, policyTypes: ['Ingress'] } })}${']}'.repeat(depth)}\n`;
  for (const stdin of [block(3), flow(3)]) assert.ok((await ids(stdin)).includes('emptied-direction'), stdin);
  for (const stdin of [block(300), flow(2000)]) assert.equal(await ids(stdin), ['unparsable-policy']);
});

test('a status is a field of the API before 1.28, however the version is written', async () => {
  const stdin = `${policy('web', `{${WEB}}`)}status: {}\n`;
  for (const version of ['1.27', 'v1.27.3-gke.1', '1.27+'])
    assert.not.ok((await ids(stdin, '--kubernetes-version', version)).includes('unknown-field'), version);
  for (const version of ['1.28', '1.28+', 'v1.36.3'])
    assert.ok((await ids(stdin, '--kubernetes-version', version)).includes('unknown-field'), version);
});

test.run();
