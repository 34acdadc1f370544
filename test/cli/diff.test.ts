import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { assertGolden } from '../checks/golden.ts';
import { inFolder, policy, type Ran, runMain } from './fake-io.ts';

const test = suite('cli/diff');

const SCHEMA = JSON.parse(readFileSync(new URL('../../schemas/diff.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }).compile(SCHEMA);

const from = (app: string, port = 80): string =>
  `    - from: [{podSelector: {matchLabels: {app: ${app}}}}]\n      ports: [{port: ${port}}]\n`;
const ingress = (...rules: readonly string[]): string => `  policyTypes: [Ingress]\n  ingress:\n${rules.join('')}`;

const WORKLOAD = `\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: web}]}
`;
const STATEFUL: string =
  `${WORKLOAD}---\n${policy('first', '').replace('app: web', 'statefulset.kubernetes.io/pod-name: web-0').replace('spec:\n', 'spec:\n  policyTypes: [Ingress]\n')}`.replace(
    'Deployment',
    'StatefulSet',
  );
const one: string = policy('web', ingress(from('a')));
const more: string = policy('web', ingress(from('a'), from('b')));
const other: string = policy('web', ingress(from('b')));
const split: string = `${one}---\n${policy('web-b', ingress(from('b')))}`;
const bare: string = one.replace('  namespace: shop\n', '');
const refused: string = policy('bad', '  policyTypes: [Sideways]\n');
const hostile: string = policy('evil', ingress(from('a'))).replace(
  'name: evil',
  'name: "a|b`<b>@you #1\\e[31m\\nhttps://www.x"',
);

const FILES = {
  'one.yaml': one,
  'more.yaml': more,
  'other.yaml': `${WORKLOAD}---\n${other}`,
  'split/a.yaml': one,
  'split/b.yaml': policy('web-b', ingress(from('b'))),
  'split.yaml': split,
  'bare.yaml': bare,
  'refused.yaml': `${one}---\n${refused}`,
  'template.yaml': policy('one', '  ingress: {{ toYaml .Values.rules }}\n'),
  'broken.yaml': `${one}---\n${more}  - [\n`,
  'bits.yaml': policy('bits', '  ingress: [{from: [{ipBlock: {cidr: 10.0.0.5/24}}]}]\n'),
  'empty.yaml': '# nothing\n',
  'egress-none.yaml': policy('web', '  policyTypes: [Egress]\n'),
  'egress-block.yaml': policy(
    'web',
    '  policyTypes: [Egress]\n  egress: [{to: [{ipBlock: {cidr: 203.0.113.0/24}}]}]\n',
  ),
  'egress-all.yaml': policy('web', '  policyTypes: [Egress]\n  egress: [{}]\n'),
  'hostile.yaml': hostile,
  'cilium.yaml':
    'apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: c}\nspec: {endpointSelector: {}, ingress: [{}]}\n',
  'all.yaml': policy('web', ingress('    - {}\n')),
  'nothing.yaml': 'kind: ConfigMap\n',
  'stateful-a.yaml': `${STATEFUL}---\n${one}`,
  'stateful-b.yaml': `${STATEFUL}---\n${one}`.replace('{app: web}', '{app: site}'),
  'deny.yaml': policy('deny', '  policyTypes: [Ingress, Egress]\n').replace('    matchLabels:\n      app: web\n', ''),
  'varies-a.yaml': policy('web', ingress('    - from: [{namespaceSelector: {}}]\n')),
  'varies-b.yaml': policy('web', ingress('    - from: [{namespaceSelector: {}, podSelector: {}}]\n')),
  'large-a.yaml': policy('web', ingress('    - from: [{podSelector: {}}]\n')),
  'large-b.yaml': policy('web', ingress(...Array.from({ length: 12 }, (_, i) => from(`a${i}`, 80 + i)))),
};

type Row = { readonly argv: readonly string[]; readonly code: number; readonly stdin?: string };

const CODES: readonly Row[] = [
  { argv: ['one.yaml', 'one.yaml'], code: 0 },
  { argv: ['one.yaml', 'more.yaml'], code: 1 },
  { argv: ['more.yaml', 'one.yaml'], code: 0 },
  { argv: ['more.yaml', 'one.yaml', '--fail-on', 'lost'], code: 1 },
  { argv: ['one.yaml', 'more.yaml', '--fail-on=lost'], code: 0 },
  { argv: ['one.yaml', 'more.yaml', '--fail-on', 'any'], code: 1 },
  { argv: ['more.yaml', 'one.yaml', '--fail-on', 'any'], code: 1 },
  { argv: ['one.yaml', 'other.yaml', '--fail-on', 'never'], code: 0 },
  { argv: ['more.yaml', 'split.yaml', '--fail-on', 'any'], code: 0 },
  { argv: ['split', 'split.yaml', '--fail-on', 'any'], code: 0 },
  { argv: ['varies-a.yaml', 'varies-b.yaml', '--fail-on', 'any'], code: 0 },
  { argv: ['stateful-a.yaml', 'stateful-b.yaml', '--fail-on', 'lost'], code: 1 },
  { argv: ['stateful-a.yaml', 'stateful-b.yaml', '--fail-on', 'never'], code: 0 },
  { argv: ['stateful-a.yaml', 'stateful-a.yaml', '--fail-on', 'any'], code: 0 },
  { argv: ['one.yaml', '-'], stdin: more, code: 1 },
  { argv: ['-', 'one.yaml'], stdin: more, code: 0 },
  { argv: ['bare.yaml', 'one.yaml', '--namespace', 'shop', '--fail-on', 'any'], code: 0 },
  { argv: ['bare.yaml', 'one.yaml'], code: 1 },
  { argv: ['one.yaml', 'nothing.yaml'], code: 1 },
  { argv: ['one.yaml', 'nothing.yaml', '--context', 'deny.yaml'], code: 0 },
  { argv: ['one.yaml', 'refused.yaml'], code: 1 },
  { argv: ['refused.yaml', 'one.yaml', '--fail-on', 'lost'], code: 1 },
  { argv: ['refused.yaml', 'one.yaml', '--fail-on', 'never'], code: 0 },
  { argv: ['one.yaml', 'template.yaml'], code: 1 },
  { argv: ['one.yaml', 'broken.yaml'], code: 1 },
  { argv: ['bits.yaml', 'bits.yaml'], code: 1 },
  { argv: ['bits.yaml', 'bits.yaml', '--kubernetes-version', '1.34'], code: 0 },
  { argv: ['bits.yaml', 'bits.yaml', '--kubernetes-version', 'new'], code: 2 },
  { argv: ['one.yaml', 'more.yaml', '--context', 'one.yaml'], code: 1 },
  { argv: ['empty.yaml', 'one.yaml'], code: 0 },
  { argv: ['empty.yaml', 'empty.yaml'], code: 2 },
  { argv: ['empty.yaml', '-'], stdin: '', code: 2 },
  { argv: ['-', '-'], stdin: '', code: 2 },
  { argv: ['one.yaml'], code: 2 },
  { argv: ['one.yaml', 'one.yaml', 'one.yaml'], code: 2 },
  { argv: ['one.yaml', 'missing.yaml'], code: 2 },
  { argv: ['one.yaml', ''], code: 2 },
  { argv: ['one.yaml', 'more.yaml', '--fail-on', 'error'], code: 2 },
  { argv: ['one.yaml', 'more.yaml', '--format', 'xml'], code: 2 },
];

const run = ({ argv, stdin }: Omit<Row, 'code'>, check: (ran: Ran) => void): Promise<void> =>
  inFolder(FILES, async (folder) => {
    check(await runMain(['diff', ...argv], { cwd: folder, ...(stdin !== undefined && { stdin }) }));
  });

for (const { argv, stdin, code } of CODES) {
  test(`exit code ${code}: diff ${argv.join(' ')}`, () =>
    run({ argv, ...(stdin !== undefined && { stdin }) }, (ran) => {
      assert.is(ran.code, code, ran.stderr);
      assert.not.match(ran.stderr, /internal error/);
      if (code === 2) assert.is(ran.stdout, '');
    }));
}

test('NETPOLISH_FAIL_ON=never opens this gate too, and everything is told', () =>
  inFolder(FILES, async (folder) => {
    const ran = await runMain(['diff', 'one.yaml', 'more.yaml'], { cwd: folder, env: { NETPOLISH_FAIL_ON: 'never' } });
    assert.is(ran.code, 0);
    assert.match(ran.stdout, /^gained for 1 selector/m);
  }));

const SHOWN: readonly (readonly string[])[] = [
  ['one.yaml', 'one.yaml'],
  ['one.yaml', 'other.yaml'],
  ['more.yaml', 'split.yaml'],
  ['one.yaml', 'nothing.yaml'],
  ['one.yaml', 'nothing.yaml', '--context', 'deny.yaml'],
  ['one.yaml', 'refused.yaml'],
  ['one.yaml', 'broken.yaml'],
  ['cilium.yaml', 'nothing.yaml'],
  ['egress-none.yaml', 'egress-block.yaml'],
  ['egress-none.yaml', 'egress-all.yaml'],
  ['bare.yaml', 'one.yaml'],
  ['varies-a.yaml', 'varies-b.yaml'],
  ['large-b.yaml', 'large-a.yaml'],
  ['large-a.yaml', 'large-b.yaml'],
  ['stateful-a.yaml', 'stateful-b.yaml'],
  ['hostile.yaml', 'one.yaml'],
  ['all.yaml', 'nothing.yaml'],
];

for (const [format, golden] of [
  ['text', 'diff.txt'],
  ['markdown', 'diff.md'],
] as const) {
  test(`what a person sees: ${golden}`, async () => {
    const shown: string[] = [];
    for (const argv of SHOWN)
      await run({ argv: [...argv, '--format', format] }, ({ code, stdout, stderr }) => {
        shown.push(`$ netpolish diff ${argv.join(' ')} # ${code}\n${stderr}${stdout}`);
      });
    assertGolden(new URL(golden, import.meta.url), shown.join('\n'));
  });
}

for (const argv of [
  ...SHOWN,
  ...CODES.filter(({ code, stdin }) => code < 2 && stdin === undefined).map((row) => row.argv),
]) {
  test(`JSON is as the schema says: diff ${argv.join(' ')}`, () =>
    run({ argv: [...argv, '--format', 'json'] }, ({ stdout, stderr }) => {
      const report = JSON.parse(stdout) as { readonly notes: readonly string[] };
      const notes = report.notes.length;
      assert.ok(validate(report), JSON.stringify(validate.errors));
      assert.is(stderr.split('\n').length - 1, notes);
    }));
}

test('nothing of a name reaches a terminal or a comment but its letters', () =>
  run({ argv: ['hostile.yaml', 'one.yaml', '--format', 'markdown'] }, ({ stdout }) => {
    assert.match(stdout, 'you');
    assert.not.match(stdout, /\u001b|<b>|@you|https:\/\/|#1/);
  }));

test('a bypass compares nothing', () =>
  inFolder(FILES, async (folder) => {
    const ran = await runMain(['diff', 'one.yaml', 'more.yaml'], { cwd: folder, env: { NETPOLISH_BYPASS: '1' } });
    assert.equal([ran.code, ran.stdout], [0, '']);
  }));

test.run();
