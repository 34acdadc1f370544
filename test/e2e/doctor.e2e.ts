import { spawn } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { execConfig } from '../doctor/folder.ts';
import { type Environment, helmEnv } from './helm.ts';
import { type Host, helmHosts, kustomize } from './hosts.ts';
import { root } from './netpolish.ts';
import { bin, type Files, withExamples, withFiles } from './project.ts';
import { run } from './run.ts';

const test = suite('netpolish doctor');
const tool = await kustomize();
const hosts = await helmHosts();
const kubectls = [hosts.at(0), hosts.at(-1)].filter((host): host is Host => host !== undefined);

type Found = {
  readonly verdict: string;
  readonly file?: string;
  readonly line?: number;
  readonly ran: string;
  readonly saw: string;
};
type Report = {
  readonly calls: readonly Found[];
  readonly machine: readonly Found[];
  readonly notes: readonly string[];
};
type Examined = { readonly code: number; readonly report: Report; readonly verdicts: readonly string[] };

/** Programs by the names they have on PATH; beside them only what the system has. */
type Programs = Readonly<Record<string, string>>;

const environment = (folder: string, env: Environment): Environment => ({
  ...helmEnv(folder),
  HELM_PLUGINS: undefined,
  KUSTOMIZE_PLUGIN_HOME: undefined,
  NETPOLISH_BYPASS: undefined,
  NETPOLISH_CONFIG: undefined,
  NETPOLISH_FAIL_ON: undefined,
  NETPOLISH_IGNORE: undefined,
  NETPOLISH_REPORT_FILE: undefined,
  TMPDIR: join(folder, 'tmp'),
  PATH: [join(folder, 'bin'), dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter),
  ...env,
});

const listing = async (folder: string): Promise<readonly string[]> => {
  const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const paths = names.map(({ parentPath, name }) => join(parentPath, name)).sort();
  return Promise.all(paths.map(async (path) => `${path} ${await readFile(path, 'utf8')}`));
};

/** A folder `d` of files, programs on PATH, and what the built bin says of the folder. It must be as it was afterwards. */
const examined = (
  files: Files,
  programs: Programs,
  body: (examined: Examined) => void,
  env: Environment = {},
): Promise<void> =>
  withFiles(Object.fromEntries(Object.entries(files).map(([name, text]) => [`d/${name}`, text])), async (folder) => {
    for (const name of ['bin', 'tmp', 'd']) await mkdir(join(folder, name), { recursive: true });
    for (const [name, path] of Object.entries(programs)) await symlink(path, join(folder, 'bin', name));
    const before = await listing(join(folder, 'd'));
    const options = { cwd: join(folder, 'd'), env: environment(folder, env), timeout: 300_000 };
    const { code, stdout, stderr } = await run(process.execPath, [bin, 'doctor', '--format', 'json'], options);
    assert.is(stderr, '');
    assert.equal(await listing(join(folder, 'd')), before);
    assert.equal(await readdir(join(folder, 'tmp')), []);
    const report = JSON.parse(stdout) as Report;
    body({ code, report, verdicts: report.calls.map(({ verdict, ran }) => `${verdict} ${ran}`) });
  });

const config = (rest = '', path = bin): string => execConfig(path, rest);

const policy = `\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress: [{from: [{podSelector: {}}]}]
`;

/** A base, and an overlay that runs netpolish. */
const project = (list: string, text: string): Files => ({
  'base/kustomization.yaml': 'resources: [np.yaml]\n',
  'base/np.yaml': policy,
  'prod/kustomization.yaml': `namespace: prod\nnamePrefix: my-\nresources: [../base]\n${list}: [netpolish.yaml]\n`,
  'prod/netpolish.yaml': text,
});

const makefile = (...lines: readonly string[]): Files => ({
  Makefile: `all:\n${lines.map((line) => `\t${line}\n`).join('')}`,
});

test('kustomize: an exec function is proved with its flag, and its silent absence is seen', () => {
  const lines = makefile(
    'kustomize build --enable-alpha-plugins --enable-exec prod',
    'kustomize build --enable-alpha-plugins prod',
    'kustomize build prod',
  );
  return examined({ ...project('transformers', config()), ...lines }, { kustomize: tool }, ({ code, verdicts }) => {
    assert.equal(verdicts, [
      'ok kustomize build --enable-alpha-plugins --enable-exec prod',
      'skipped kustomize build --enable-alpha-plugins prod',
      'broken kustomize build prod',
    ]);
    assert.is(code, 1);
  });
});

test('kustomize: a validator that is left out fails every build, so that it is no secret', () => {
  const lines = makefile(
    'kustomize build --enable-alpha-plugins --enable-exec prod',
    'kustomize build --enable-alpha-plugins prod',
  );
  const files = { ...project('validators', config('spec: {output: none}\n')), ...lines };
  return examined(files, { kustomize: tool }, ({ verdicts, report }) => {
    assert.equal(verdicts, [
      'ok kustomize build --enable-alpha-plugins --enable-exec prod',
      'broken kustomize build --enable-alpha-plugins prod',
    ]);
    assert.match(report.calls[1]?.saw ?? '', 'kustomize leaves netpolish out');
  });
});

type Never = { readonly name: string; readonly files: Files; readonly env?: Environment; readonly saw: string };

const never: readonly Never[] = [
  { name: 'failOn: never', files: project('transformers', config('spec: {failOn: never}\n')), saw: 'let it pass' },
  {
    name: 'NETPOLISH_FAIL_ON',
    files: project('transformers', config()),
    env: { NETPOLISH_FAIL_ON: 'never' },
    saw: 'NETPOLISH_FAIL_ON=never',
  },
  {
    name: 'NETPOLISH_BYPASS',
    files: project('transformers', config()),
    env: { NETPOLISH_BYPASS: '1' },
    saw: 'NETPOLISH_BYPASS=1',
  },
  {
    name: 'a wrong setting',
    files: project('transformers', config('spec: {bogus: 1}\n')),
    saw: 'refuses its configuration',
  },
  {
    name: 'a missing executable',
    files: project('transformers', config('', './nothere')),
    saw: 'cannot be started here',
  },
];

for (const { name, files, env, saw } of never) {
  test(`kustomize: ${name}`, () =>
    examined(
      files,
      { kustomize: tool },
      ({ code, report }) => {
        assert.is(report.calls[0]?.verdict, 'broken');
        assert.match(report.calls[0]?.saw ?? '', saw);
        assert.is(code, 1);
      },
      env,
    ));
}

test('kustomize: a build that fails of itself proves nothing, and is no fault of a call', () => {
  const files = { ...project('transformers', config()), 'base/kustomization.yaml': 'resources: [gone.yaml]\n' };
  return examined(files, { kustomize: tool }, ({ code, report }) => {
    assert.is(report.calls[0]?.verdict, 'untried');
    assert.match(report.calls[0]?.saw ?? '', 'it fails before netpolish is asked: Error: accumulating resources');
    assert.is(code, 0);
  });
});

for (const { name, kubectl } of kubectls) {
  test(`the kubectl of ${name}: an exec function never runs, a legacy plugin does`, async () => {
    const lines = makefile(
      'kubectl kustomize --enable-alpha-plugins prod',
      'kubectl apply -k prod',
      'kubectl kustomize --enable-alpha-plugins --enable-exec prod',
    );
    await examined({ ...project('transformers', config()), ...lines }, { kubectl }, ({ verdicts, report }) => {
      assert.equal(verdicts, [
        'skipped kubectl kustomize --enable-alpha-plugins prod',
        'broken kubectl kustomize prod',
        'broken kubectl kustomize --enable-alpha-plugins --enable-exec prod',
      ]);
      assert.match(report.calls[2]?.saw ?? '', 'kubectl has no --enable-exec');
    });
    const legacy = 'apiVersion: netpolish.dev/v1alpha1\nkind: Netpolish\nmetadata: {name: netpolish}\n';
    const line = 'kubectl kustomize --enable-alpha-plugins prod';
    const files = {
      ...project('transformers', legacy),
      ...makefile(`KUSTOMIZE_PLUGIN_HOME=$(CURDIR)/../home ${line}`, line),
    };
    await withFiles({}, async (home) => {
      const place = join(home, 'netpolish.dev/v1alpha1/netpolish');
      await mkdir(place, { recursive: true });
      await chmod(bin, 0o755);
      await symlink(bin, join(place, 'Netpolish'));
      const shown = files.Makefile?.replace('$(CURDIR)/../home', home) ?? '';
      await examined({ ...files, Makefile: shown }, { kubectl }, ({ verdicts }) => {
        assert.equal(verdicts, [`ok KUSTOMIZE_PLUGIN_HOME=${home} ${line}`, `broken ${line}`]);
      });
    });
  });
}

const release = makefile(
  'helm upgrade --install shop . --post-renderer netpolish --post-renderer-args --fail-on=warning',
);

for (const host of hosts) {
  const major = `Helm ${host.version}`;

  test(`${host.name}: a post-renderer that is there is proved, one that is not is told`, async () => {
    const there = host.major === 3 ? { helm: host.helm, netpolish: bin } : { helm: host.helm };
    await withFiles({}, async (plugins) => {
      await symlink(root, join(plugins, 'netpolish'));
      await examined(
        release,
        there,
        ({ code, verdicts, report }) => {
          assert.equal(verdicts, [
            `ok helm template CHART --post-renderer netpolish --post-renderer-args=--fail-on=warning (${major})`,
          ]);
          assert.equal(report.notes, []);
          assert.is(code, 0);
        },
        host.major === 4 ? { HELM_PLUGINS: plugins } : {},
      );
    });
    await examined(release, { helm: host.helm }, ({ code, report }) => {
      assert.is(report.calls[0]?.verdict, 'broken');
      assert.match(report.calls[0]?.saw ?? '', host.major === 3 ? 'finds no executable' : 'finds no plugin');
      assert.is(code, 1);
    });
  });

  test(`${host.name}: an open door behind the post-renderer is told`, async () => {
    const there = host.major === 3 ? { helm: host.helm, netpolish: bin } : { helm: host.helm };
    await withFiles({}, async (plugins) => {
      await symlink(root, join(plugins, 'netpolish'));
      const env = host.major === 4 ? { HELM_PLUGINS: plugins } : {};
      const words = ['let it pass (NETPOLISH_FAIL_ON=never)', 'NETPOLISH_BYPASS=1: netpolish passes everything on'];
      for (const [at, variable] of [{ NETPOLISH_FAIL_ON: 'never' }, { NETPOLISH_BYPASS: '1' }].entries()) {
        await examined(release, there, ({ report }) => assert.match(report.calls[0]?.saw ?? '', words[at] ?? ''), {
          ...env,
          ...variable,
        });
      }
    });
  });
}

for (const host of hosts.filter(({ major }) => major === 3)) {
  test(`${host.name}: a plugin for Helm 4 in its folder is seen`, () =>
    withFiles({}, async (plugins) => {
      await symlink(root, join(plugins, 'netpolish'));
      await examined(
        {},
        { helm: host.helm },
        ({ code, report }) => {
          assert.match(
            report.machine[0]?.saw ?? '',
            `Helm ${host.version} cannot read ${plugins}/netpolish/plugin.yaml`,
          );
          assert.is(code, 1);
        },
        { HELM_PLUGINS: plugins },
      );
    }));
}

test('the examples are what they say', () =>
  withExamples(async (examples) => {
    await withFiles({}, async (folder) => {
      await mkdir(join(folder, 'bin'));
      await mkdir(join(folder, 'tmp'));
      await symlink(tool, join(folder, 'bin/kustomize'));
      const { code, stdout } = await run(process.execPath, [bin, 'doctor', examples], { env: environment(folder, {}) });
      assert.is(code, 0, stdout);
      assert.match(stdout, '4 calls: 4 ok\n');
    });
  }));

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} in the middle of a build leaves nothing behind`, () => {
    const script = '#!/bin/sh\n# in place of netpolish\necho > "$MARK"\nsleep 60\n';
    const files = { ...project('transformers', config('', './slow.sh')), 'prod/slow.sh': script };
    const named = Object.fromEntries(Object.entries(files).map(([name, text]) => [`d/${name}`, text]));
    return withFiles(named, async (folder) => {
      for (const name of ['bin', 'tmp']) await mkdir(join(folder, name));
      await symlink(tool, join(folder, 'bin/kustomize'));
      await chmod(join(folder, 'd/prod/slow.sh'), 0o755);
      const env = { ...process.env, ...environment(folder, { MARK: join(folder, 'mark') }) };
      const child = spawn(process.execPath, [bin, 'doctor', 'd'], {
        cwd: folder,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const said: Buffer[] = [];
      child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
      const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
      while (child.exitCode === null && !(await readdir(folder)).includes('mark'))
        await new Promise((resolve) => setTimeout(resolve, 50));
      assert.is((await readdir(join(folder, 'tmp'))).length, 1);
      child.kill(signal);
      assert.is(await ended, 3);
      assert.is(Buffer.concat(said).toString(), `netpolish: stopped by ${signal}\n`);
      assert.equal(await readdir(join(folder, 'tmp')), []);
    });
  });
}

test.run();
