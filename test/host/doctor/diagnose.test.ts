import { chmodSync, existsSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Diagnosis, Ended } from '../../../src/doctor/types.ts';
import { diagnose, type FoundConfig } from '../../../src/host/doctor/diagnose.ts';
import type { ChildOptions } from '../../../src/host/run-child.ts';
import { VERSION } from '../../../src/version.ts';
import { fakeIo, inFolder } from '../../cli/fake-io.ts';
import { execConfig } from '../../doctor/folder.ts';

const test = suite('diagnosing');

type Ran = { readonly words: readonly string[]; readonly options: ChildOptions };
type Answer = (program: string, ran: Ran) => Partial<Ended> | undefined;
type Given = {
  readonly env?: Readonly<Record<string, string>>;
  readonly programs?: readonly string[];
  readonly config?: Partial<FoundConfig>;
};

const VERSIONS: Readonly<Record<string, string>> = {
  helm: 'v3.18.0+g1\n',
  helm4: 'v4.2.3+g1\n',
  kustomize: 'v5.6.0\n',
  kubectl: 'Client Version: v1.36.1\n',
  netpolish: '0.0.9\n',
};

/** Diagnoses a folder of `files` with programs that answer what the test says: nothing is run. */
const examined = async (
  files: Readonly<Record<string, string>>,
  { env = {}, programs = ['helm', 'kustomize', 'kubectl'], config = {} }: Given,
  answer: Answer,
): Promise<{ readonly diagnosis: Diagnosis; readonly ran: readonly Ran[] }> => {
  const ran: Ran[] = [];
  let diagnosis: Diagnosis | undefined;
  const bins = Object.fromEntries(programs.map((name) => [`bin/${name}`, '']));
  await inFolder(
    { ...bins, 'd/.keep': '', ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`d/${name}`, text])) },
    async (folder) => {
      for (const name of programs) chmodSync(join(folder, 'bin', name), 0o755);
      const { io } = fakeIo({ cwd: folder, env: { PATH: join(folder, 'bin'), ...env } });
      diagnosis = await diagnose('d', {
        io,
        self: ['node', 'self.cjs'],
        node: '20.0.0',
        findConfig: () => ({ files: [], cni: '', notes: [], ...config }),
        run: async ([path = '', ...words], options) => {
          const program = basename(path);
          const asked = { code: 0, stdout: '', stderr: '' };
          if (words[0] === 'version' || words[0] === '--version') return { ...asked, stdout: VERSIONS[program] ?? '' };
          ran.push({ words: [program, ...words], options });
          return { ...asked, ...answer(program, { words, options }) };
        },
      });
      const { scraps } = { scraps: ran.find(({ options }) => options.env.TMPDIR !== undefined)?.options.env.TMPDIR };
      if (scraps !== undefined) assert.is(existsSync(scraps), false, 'the folder of its own is gone');
    },
  );
  if (diagnosis === undefined) throw new Error('no diagnosis');
  return { diagnosis, ran };
};

/** What netpolish writes when it is run. */
const report = ({ options }: Ran, words: string): void =>
  writeFileSync(options.env.NETPOLISH_REPORT_FILE ?? '', JSON.stringify({ tool: { version: VERSION }, words }));

const lines = ({ calls }: Diagnosis): readonly string[] =>
  calls.map(({ verdict, file, line, ran, saw }) => `${verdict} ${file}:${line} ${ran}: ${saw}`);

const kustomization = {
  'k/kustomization.yaml': 'transformers: [np.yaml]\n',
  'k/np.yaml': execConfig('netpolish'),
};

test('a build is run in a copy that holds the planted policy, without a cluster', async () => {
  const { diagnosis, ran } = await examined(kustomization, {}, (program, one) => {
    if (program !== 'kustomize') return undefined;
    const planted = JSON.parse(readFileSync(join(one.options.cwd, 'kustomization.yaml'), 'utf8')).resources[0];
    report(one, planted.replace('.yaml', ''));
    assert.match(readFileSync(join(one.options.cwd, planted), 'utf8'), 'kind: NetworkPolicy');
    assert.is(existsSync(one.options.env.KUBECONFIG ?? ''), false);
    return { code: 1 };
  });
  assert.equal(lines(diagnosis), [
    'ok k/kustomization.yaml:1 kustomize build --enable-alpha-plugins --enable-exec k: stopped the planted fault; no line here builds it: whoever does needs these flags',
  ]);
  const build = ran.find(({ words }) => words[0] === 'kustomize');
  assert.equal(build?.words, ['kustomize', 'build', '--enable-alpha-plugins', '--enable-exec', '.']);
});

test('a build that passes without a report never ran netpolish', async () => {
  const { diagnosis } = await examined(kustomization, {}, () => undefined);
  assert.is(diagnosis.calls[0]?.verdict, 'skipped');
});

test('a report of somebody else does not prove it', async () => {
  const { diagnosis } = await examined(kustomization, {}, (program, one) => {
    if (program === 'kustomize') report(one, 'another policy');
    return { code: 1 };
  });
  assert.is(diagnosis.calls[0]?.verdict, 'broken');
});

test('what is not on PATH is not tried', async () => {
  const files = { ...kustomization, Makefile: 'a:\n\thelm template . --post-renderer netpolish\n' };
  const { diagnosis } = await examined(files, { programs: [] }, () => undefined);
  assert.equal(lines(diagnosis), [
    'untried Makefile:2 helm template CHART --post-renderer netpolish: helm is not on PATH',
    'untried k/kustomization.yaml:1 kustomize build --enable-alpha-plugins --enable-exec k: kustomize is not on PATH',
  ]);
});

test('a legacy plugin is proved by kubectl where there is no kustomize; a container is not run', async () => {
  const files = {
    'a/kustomization.yaml': 'transformers: [np.yaml]\n',
    'a/np.yaml': 'apiVersion: netpolish.dev/v1alpha1\nkind: Netpolish\n',
    'b/kustomization.yaml': 'transformers: [np.yaml]\n',
    'b/np.yaml': execConfig('').replace(/exec:\n +path: /, 'container: {image: netpolish}'),
    'home/netpolish.dev/v1alpha1/netpolish/Netpolish': '',
  };
  const { diagnosis, ran } = await examined(files, { programs: ['kubectl'] }, () => undefined);
  assert.match(
    lines(diagnosis)[0] ?? '',
    'skipped a/kustomization.yaml:1 KUSTOMIZE_PLUGIN_HOME=$PWD/home kubectl kustomize',
  );
  assert.match(lines(diagnosis)[1] ?? '', 'untried b/kustomization.yaml:1');
  assert.equal(
    ran.map(({ words }) => words),
    [['kubectl', 'kustomize', '--enable-alpha-plugins', '.']],
  );
  assert.match(ran[0]?.options.env.KUSTOMIZE_PLUGIN_HOME ?? '', /^\/.*\/d\/home$/);
});

test('Helm renders a chart of our own, by every Helm there is', async () => {
  const files = {
    Makefile:
      'a:\n\thelm upgrade x . --post-renderer netpolish --post-renderer-args --merge --set a=b --kubeconfig x\n',
  };
  const { diagnosis, ran } = await examined(files, { programs: ['helm', 'helm4'] }, (_program, { words }) =>
    words[0] === 'env' ? { stdout: '/nothing\n' } : { code: 1, stderr: 'Error: unable to find binary at netpolish' },
  );
  assert.equal(
    diagnosis.calls.map(({ verdict, ran: line }) => `${verdict} ${line}`),
    [
      'broken helm template CHART --post-renderer netpolish --post-renderer-args=--merge (Helm 3.18.0)',
      'broken helm template CHART --post-renderer netpolish --post-renderer-args=--merge (Helm 4.2.3)',
    ],
  );
  const trials = ran.filter(({ words }) => words[1] === 'template');
  assert.is(trials.length, 2);
  for (const { words } of ran) assert.ok(['template', 'env'].includes(words[1] ?? ''), words.join(' '));
});

test('a check is run on the planted policy in place of its files, and on standard input', async () => {
  const files = {
    'a.sh':
      'set -e\nnetpolish check --fail-on=warning --report-file=x m\nnetpolish check -\nnetpolish check nothere\nnetpolish check empty\nnetpolish check c\nnetpolish check $FILES\nhelm template . | netpolish\nnpx netpolish@1 check m\n',
    'm/np.yaml': 'kind: NetworkPolicy\n',
    'c/c.yaml': 'kind: ConfigMap\n',
    'empty/x.yaml': '# nothing\n',
  };
  const { diagnosis, ran } = await examined(files, { programs: [] }, (_program, one) => {
    const file = one.words.at(-1) ?? '';
    const text = file === '-' || file === 'post-render' ? one.options.input : readFileSync(file, 'utf8');
    report(one, /name: (.*)/.exec(text ?? '')?.[1] ?? '');
    return { code: 1 };
  });
  assert.equal(lines(diagnosis), [
    'ok a.sh:2 netpolish check --fail-on=warning m: stopped the planted fault; this netpolish ran, with the flags of the line',
    'ok a.sh:3 netpolish check -: stopped the planted fault; this netpolish ran, with the flags of the line',
    'untried a.sh:4 netpolish check nothere: nothere: no such file or folder here; an earlier step may write it',
    'broken a.sh:5 netpolish check empty: it reads no document there',
    'ok a.sh:6 netpolish check c: stopped the planted fault; this netpolish ran, with the flags of the line, but reads no NetworkPolicy there today',
    'ok a.sh:7 netpolish check $FILES: stopped the planted fault; only a shell can tell what $FILES is; this netpolish ran, with the flags of the line',
    'ok a.sh:8 netpolish post-render: stopped the planted fault; this netpolish ran, with the flags of the line',
    'ok a.sh:9 netpolish check m: stopped the planted fault; this netpolish ran, with the flags of the line, and not npx netpolish@1',
  ]);
  assert.equal(ran[0]?.words.slice(0, 4), ['node', 'self.cjs', 'check', '--fail-on=warning']);
});

test('a Helm 3 that lost its plugins, a Helm 4 without ours, and another netpolish', async () => {
  const given = { programs: ['helm', 'helm4', 'netpolish'] };
  const { diagnosis } = await examined({}, given, (program) =>
    program === 'helm'
      ? { stderr: 'failed to load plugins: failed to load plugin at "/p/x/plugin.yaml": json: unknown field' }
      : { stdout: '/nothing\n' },
  );
  assert.equal(
    diagnosis.machine.map(({ verdict, saw }) => `${verdict} ${saw}`),
    ['broken Helm 3.18.0 cannot read /p/x/plugin.yaml, which is for Helm 4, and loses every plugin that it has'],
  );
  assert.match(diagnosis.notes[0] ?? '', /bin\/netpolish is netpolish 0\.0\.9, this is /);
  assert.is(diagnosis.notes[1], 'Helm 4.2.3 finds no netpolish in /nothing (HELM_PLUGINS)');
});

test('the plugin that Helm 4 finds may be of another version', async () => {
  const plugin = 'name: netpolish\nversion: 0.0.8\n';
  const { diagnosis } = await examined(
    { 'plugins/n/plugin.yaml': plugin, 'plugins/o/plugin.yaml': 'name: other' },
    { programs: ['helm4'] },
    (_program, { options }) => ({
      stdout: `/nothing:${join(options.cwd, 'plugins')}\n`,
    }),
  );
  assert.is(diagnosis.notes.length, 1);
  assert.match(diagnosis.notes[0] ?? '', 'plugins/n/plugin.yaml is netpolish 0.0.8');
});

test('one program under two names is asked once', async () => {
  await inFolder({ 'bin/helm': '', 'd/x': '' }, async (folder) => {
    chmodSync(join(folder, 'bin/helm'), 0o755);
    symlinkSync('helm', join(folder, 'bin/helm3'));
    const { io } = fakeIo({ cwd: folder, env: { PATH: join(realpathSync(folder), 'bin') } });
    const means = { io, self: [], node: '', findConfig: () => ({ files: [], cni: '', notes: [] }) };
    const run = async (): Promise<Ended> => ({ code: 0, stdout: 'v3.18.0', stderr: '' });
    assert.is((await diagnose('d', { ...means, run })).tools.length, 1);
  });
});

test('doors that are open in the environment, and a CNI that enforces nothing', async () => {
  const env = { NETPOLISH_BYPASS: '1', NETPOLISH_FAIL_ON: 'error', HELM_PLUGINS: '/x', OTHER: 'y' };
  const config = { files: ['netpolish.yaml'], cni: 'flannel', notes: ['a note'] };
  const { diagnosis } = await examined({}, { env, programs: [], config }, () => undefined);
  assert.equal(diagnosis.environment, { HELM_PLUGINS: '/x', NETPOLISH_BYPASS: '1', NETPOLISH_FAIL_ON: 'error' });
  assert.equal(
    diagnosis.machine.map(({ ran }) => ran),
    ['NETPOLISH_BYPASS=1 in this environment', 'cni: flannel in netpolish.yaml'],
  );
  assert.equal(diagnosis.notes, ['a note']);
  assert.equal(diagnosis.config, ['netpolish.yaml']);
});

test('what a file sets reaches the trial, with the folder that it means', async () => {
  const files = {
    'a.sh':
      'NETPOLISH_FAIL_ON=warning NETPOLISH_CONFIG=$PWD/c.yaml NETPOLISH_REPORT_FILE=x OTHER=$X netpolish check -\n',
  };
  const { ran } = await examined(files, { programs: [] }, () => undefined);
  const { env = {} } = ran[0]?.options ?? {};
  assert.is(env.NETPOLISH_FAIL_ON, 'warning');
  assert.match(env.NETPOLISH_CONFIG ?? '', /\/d\/c\.yaml$/);
  assert.match(env.NETPOLISH_REPORT_FILE ?? '', /report\.json$/);
  assert.is(env.OTHER, undefined);
});

test.run();
