import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { EXAMPLES, FIRST_STEPS } from '../../../src/cli/help/examples.ts';
import { headingOf, OPTION_GROUPS, OTHER } from '../../../src/cli/help/option-groups.ts';
import { DIRECT, FILTERS } from '../../../src/cli/names.ts';
import { buildProgram } from '../../../src/cli/program.ts';
import { assertGolden } from '../../checks/golden.ts';
import { blank, egress, fakeIo, inFolder, ingress, runMain } from '../fake-io.ts';

const test = suite('help');

const program = buildProgram(fakeIo().io, () => undefined);

// Golden texts.

const names = [...FILTERS, ...DIRECT.filter((name) => name !== 'help')];

for (const name of ['', ...names]) {
  test(`the help of ${name || 'netpolish'}`, async () => {
    const ran = await runMain(name === '' ? ['--help'] : [name, '--help'], { terminal: true });
    assert.equal([ran.code, ran.stderr], [0, '']);
    assertGolden(new URL(`${name || 'netpolish'}.txt`, import.meta.url), ran.stdout);
    const long = ran.stdout.split('\n').filter((line) => line.length > 80);
    assert.equal(long, []);
    assert.is((await runMain(['help', ...(name === '' ? [] : [name])], { terminal: true })).stdout, ran.stdout);
  });
}

test('every command has its name where main.ts looks it up', () => {
  assert.equal(program.commands.map((command) => command.name()).sort(), [...names].sort());
});

test('every option stands in a group, and every group holds options that are', () => {
  const options = program.commands.flatMap((command) => command.options.filter(({ hidden }) => !hidden));
  const declared = options.map((option) => option.long?.slice(2) ?? '');
  for (const name of declared) assert.is.not(headingOf(name), OTHER, `${name}: src/cli/help/option-groups.ts`);
  for (const name of Object.values(OPTION_GROUPS).flat()) assert.ok(declared.includes(name), name);
});

// What was probably meant.

const mistakes: readonly (readonly [argv: readonly string[], line: string])[] = [
  [['chek'], "unknown command 'chek'; did you mean check?"],
  [['dif', 'a', 'b'], "unknown command 'dif'; did you mean diff?"],
  [['zzzzzz'], "unknown command 'zzzzzz'"],
  [['check', '--fail-onn', 'error'], "unknown option '--fail-onn'; did you mean --fail-on?"],
  [['post-render', '--merg'], "unknown option '--merg'; did you mean --merge?"],
  [['check', '--zzzzzz'], "unknown option '--zzzzzz'"],
  [['help', 'bogus'], 'no such command; `netpolish --help` lists them'],
  [['checks', 'emptied-prots'], 'no such check: emptied-prots; did you mean emptied-ports?'],
  [['checks', 'zzzzzz'], 'no such check: zzzzzz; `netpolish checks` lists them'],
  [
    ['completion', 'tcsh'],
    "command-argument value 'tcsh' is invalid for argument 'shell'. Allowed choices are bash, zsh, fish.",
  ],
];

for (const [argv, line] of mistakes) {
  test(`one line that helps: ${argv.join(' ')}`, async () => {
    const ran = await runMain(argv, { stdin: '' });
    assert.equal([ran.code, ran.stdout, ran.stderr], [2, '', `netpolish: ${line}\n`]);
  });
}

// Examples.

const root = fileURLToPath(new URL('../../..', import.meta.url));

const pod = (name: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n  namespace: shop\n  labels: {app: web}\n`;

const manifests = [ingress, egress, pod('api'), pod('db')].join('---\n');

const resourceList =
  'apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n';

/** It tells its version, prints no values where it is asked for them, and else what the chart is made to render. */
const helm = `#!/bin/sh
case "$*" in
  *--post-renderer*) netpolish < rendered.yaml; exit ;;
  version*) echo v3.17.2+g0; exit ;;
esac
for word; do
  if [ -e "$word/templates/netpolish-values.yaml" ]; then echo '{}'; exit; fi
done
cat rendered.yaml
`;

/** A folder in which every example finds what it names; Helm and kustomize only hand manifests on. */
const folder: Readonly<Record<string, string>> = {
  'manifests/policies.yaml': manifests,
  'manifests/fixable.yaml': blank,
  'charts/shop/policies.yaml': ingress,
  'platform/policies.yaml': egress.replace('web-egress', 'platform-egress'),
  'deploy/policies.yaml': ingress,
  'rendered.yaml': manifests,
  'before.yaml': ingress,
  'after.yaml': manifests,
  'before/policies.yaml': ingress,
  'after/policies.yaml': manifests,
  'resource-list.yaml': resourceList,
  '.zfunc/.keep': '',
  '.config/fish/completions/.keep': '',
  'bin/netpolish': `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'dist/netpolish.cjs')}' "$@"\n`,
  'chart/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
  'released/chart/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 0.9.0\n',
  'prod.yaml': 'replicas: 3\n',
  'bin/helm': helm,
  'bin/kustomize': '#!/bin/sh\nnetpolish fn < resource-list.yaml\n',
};

for (const [name, examples] of [['', FIRST_STEPS] as const, ...Object.entries(EXAMPLES)]) {
  test(`the examples of ${name || 'netpolish'} are two to four, of that command, and run`, async () => {
    assert.ok(examples.length >= 2 && examples.length <= 4);
    for (const [, line] of examples) await runExample(line);
  });
}

function runExample(line: string): Promise<void> {
  return inFolder(folder, (cwd) => {
    for (const tool of ['netpolish', 'helm', 'kustomize']) chmodSync(join(cwd, 'bin', tool), 0o755);
    const env = { HOME: cwd, PATH: `${join(cwd, 'bin')}:${process.env.PATH}` };
    const { status, stdout, stderr } = spawnSync('bash', ['-o', 'pipefail', '-c', line], {
      cwd,
      env,
      encoding: 'utf8',
    });
    assert.is(status, 0, `${line}\n${stderr}`);
    assert.not.match(stderr, /netpolish: |not found|No such/);
    if (!/>|source|--write/.test(line)) assert.is.not(stdout, '', line);
  });
}

test.run();
