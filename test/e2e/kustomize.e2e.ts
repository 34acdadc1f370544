import { chmod, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Host, helmHosts, kustomize } from './hosts.ts';
import { bin, type Files, withExamples, withFiles } from './project.ts';
import { type RunResult, run } from './run.ts';

const test = suite('kustomize');
const tool = await kustomize();
const hosts = await helmHosts();
const kubectls = [hosts.at(0), hosts.at(-1)].filter((host): host is Host => host !== undefined);

type Environment = Readonly<Record<string, string>>;

/** Nothing of the caller's own settings reaches a build. */
const clean = {
  NETPOLISH_BYPASS: undefined,
  NETPOLISH_FAIL_ON: undefined,
  NETPOLISH_IGNORE: undefined,
  NETPOLISH_REPORT_FILE: undefined,
};

const build = (folder: string, env: Environment = {}): Promise<RunResult> =>
  run(tool, ['build', '--enable-alpha-plugins', '--enable-exec', '.'], { cwd: folder, env: { ...clean, ...env } });

const plainBuild = (folder: string): Promise<RunResult> => run(tool, ['build', '.'], { cwd: folder });

/** A functionConfig that runs the built bin; `settings` is what stands below metadata. */
const functionConfig = (settings = '', head = 'apiVersion: netpolish.dev/v1alpha1\nkind: Netpolish'): string => `\
${head}
metadata:
  name: netpolish
  annotations:
    config.kubernetes.io/function: |
      exec:
        path: ${bin}
${settings}`;

const policy = (name: string, spec: string, metadata = ''): string => `\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: ${name}
  namespace: shop
${metadata}spec:
  podSelector:
    matchLabels:
      app: web
${spec}`;

const ingress = policy('web-ingress', '  policyTypes: [Ingress]\n  ingress: [{from: [{podSelector: {}}]}]\n');
const dns = '{ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]}';
const egress = policy('web-egress', `  policyTypes: [Egress]\n  egress: [{to: [{podSelector: {}}]}, ${dns}]\n`);
const open = policy('web-open', '  policyTypes: [Ingress]\n  ingress:\n    - from:\n      ports: [{port: 80}]\n');
const untyped = policy('web-untyped', '  policyTypes: []\n  ingress: [{from: [{podSelector: {}}]}]\n');
const settings =
  'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  namespace: shop\ndata:\n  a: "0o17"\n';

const stream = (...documents: readonly string[]): string => documents.join('---\n');

/** A kustomization whose one resource file holds `documents`, with netpolish in the list named `position`. */
const project = (position: string, config: string, ...documents: readonly string[]): Files => ({
  'kustomization.yaml': `resources: [objects.yaml]\n${position}: [netpolish.yaml]\n`,
  'netpolish.yaml': config,
  'objects.yaml': stream(...documents),
});

const withoutPlugins = async (folder: string): Promise<string> => {
  const path = join(folder, 'kustomization.yaml');
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace(/^(transformers|validators):[\s\S]*/m, ''));
  const { code, stdout } = await plainBuild(folder);
  await writeFile(path, text);
  assert.is(code, 0);
  return stdout;
};

/** The build fails, prints nothing, and says all of `words`. */
const assertBlocked = (result: RunResult, ...words: readonly string[]): void => {
  assert.is(result.code, 1, result.stderr);
  assert.is(result.stdout, '');
  for (const word of words) assert.ok(result.stderr.includes(word), `${word} is missing in:\n${result.stderr}`);
  assert.not.match(result.stderr, /^ {4}at /m);
};

const assertPassed = (result: RunResult, stdout: string): void => {
  assert.is(result.code, 0, result.stderr);
  assert.is(result.stdout, stdout);
};

const names = (printed: string): readonly string[] =>
  [...printed.matchAll(/^kind: NetworkPolicy\n(?:metadata:\n(?: {2}.*\n)*?) {2}name: (\S+)/gm)].map(
    ([, name]) => name ?? '',
  );

/** What kustomize and kpt write to find their way; none of it may be seen in a build. */
const INTERNAL = /internal\.config|config\.k8s\.io\/id|config\.kubernetes\.io\/(index|path|id)\b|kustomize\.config/;

// The examples, as their READMEs say.

test('example transformer: two policies become one, everything else leaves as without it', () =>
  withExamples(async (examples) => {
    const folder = join(examples, 'transformer');
    const { code, stdout } = await build(folder);
    assert.is(code, 0);
    assert.equal(names(stdout), ['database', 'web-egress']);
    assert.match(stdout, 'netpolish.dev/merged-from: web-egress,web-ingress');
    assert.not.match(stdout, INTERNAL);
    const before = (await withoutPlugins(folder)).split('---\n');
    const kept = stdout.split('---\n').filter((document) => before.includes(document));
    assert.is(kept.length, 2);
  }));

test('example transformer: without merge the build is byte for byte the one without netpolish', () =>
  withExamples(async (examples) => {
    const folder = join(examples, 'transformer');
    const path = join(folder, 'netpolish.yaml');
    await writeFile(path, (await readFile(path, 'utf8')).replace('merge: true', 'merge: false'));
    const { code, stdout, stderr } = await build(folder);
    assert.equal({ code, stderr }, { code: 0, stderr: '' });
    assert.is(stdout, await withoutPlugins(folder));
  }));

test('example validator: the fault stops the build, the doors of its README open', () =>
  withExamples(async (examples) => {
    const folder = join(examples, 'validator');
    assertBlocked(
      await build(folder),
      '[error] networking.k8s.io/v1/NetworkPolicy/shop/web spec.ingress[0].from: `from` is blank',
      'Opens TCP 8080 of pods app=web',
      'NETPOLISH_IGNORE=emptied-peers:shop/web',
      'exit status 1',
    );
    const expected = await withoutPlugins(folder);
    assertPassed(await build(folder, { NETPOLISH_IGNORE: 'emptied-peers:web' }), expected);
    assertPassed(await build(folder, { NETPOLISH_BYPASS: '1' }), expected);
    assertPassed(await build(folder, { NETPOLISH_FAIL_ON: 'never' }), expected);
  }));

for (const { name, kubectl } of kubectls) {
  const example = (folder: string, env: Environment = {}): Promise<RunResult> =>
    run(kubectl, ['kustomize', '--enable-alpha-plugins', 'app'], {
      cwd: folder,
      env: { ...clean, KUSTOMIZE_PLUGIN_HOME: join(folder, 'home'), ...env },
    });

  test(`example legacy-plugin under the kubectl of ${name}: a warning is hidden, and whole in the report file`, () =>
    withExamples(async (examples) => {
      const folder = join(examples, 'legacy-plugin');
      const { code, stdout, stderr } = await example(folder);
      assert.equal({ code, stderr }, { code: 0, stderr: '' });
      assert.is(
        stdout,
        (await run(kubectl, ['kustomize', join(examples, 'pipe/app')])).stdout
          .replace('  namespace: shop\n', '')
          .replace('policyTypes:\n  - Ingress', 'policyTypes: []'),
      );
      const report = JSON.parse(await readFile(join(folder, 'app/report.json'), 'utf8'));
      assert.is(report.findings[0].check, 'emptied-policy-types');
    }));

  test(`example legacy-plugin under the kubectl of ${name}: NETPOLISH_FAIL_ON=warning stops it, with our words`, () =>
    withExamples(async (examples) => {
      const result = await example(join(examples, 'legacy-plugin'), { NETPOLISH_FAIL_ON: 'warning' });
      assertBlocked(
        result,
        'netpolish stopped this build: 1 warning.',
        'policyTypes: []',
        'NETPOLISH_IGNORE=emptied-policy-types:web',
        'exit status 1',
      );
    }));
}

test('example pipe: a clean build passes, a faulty and an empty one do not', () =>
  withExamples(async (examples) => {
    const script = join(examples, 'pipe/check.sh');
    const env = { ...clean, KUSTOMIZE: `${kubectls.at(-1)?.kubectl} kustomize` };
    const { code, stdout } = await run(script, [], { env });
    assert.is(code, 0);
    assert.match(stdout, 'nothing found');
    await writeFile(join(examples, 'pipe/app/policies.yaml'), open);
    assert.is((await run(script, [], { env })).code, 1);
    await writeFile(join(examples, 'pipe/app/policies.yaml'), 'no: manifest\n');
    const broken = await run(script, [], { env });
    assert.is(broken.code, 2);
    assert.match(broken.stderr, 'no document was read');
  }));

// transformers: and validators:

type Case = { readonly what: string; readonly position: string; readonly config: string };

const positions: readonly Case[] = [
  { what: 'transformers', position: 'transformers', config: functionConfig() },
  { what: 'validators with output: none', position: 'validators', config: functionConfig('spec: {output: none}\n') },
  {
    what: 'validators with a ConfigMap',
    position: 'validators',
    config: functionConfig('data: {output: none}\n', 'apiVersion: v1\nkind: ConfigMap'),
  },
];

for (const { what, position, config } of positions) {
  test(`${what}: a clean build is the same as without netpolish`, () =>
    withFiles(project(position, config, ingress, settings, egress), async (folder) => {
      const result = await build(folder);
      assertPassed(result, await withoutPlugins(folder));
      assert.is(result.stderr, '');
    }));

  test(`${what}: a fault stops the build with our words`, () =>
    withFiles(project(position, config, settings, open), async (folder) => {
      assertBlocked(
        await build(folder),
        '[error] networking.k8s.io/v1/NetworkPolicy/shop/web-open spec.ingress[0].from',
      );
    }));

  test(`${what}: a warning is told and stops nothing, but with NETPOLISH_FAIL_ON=warning it does`, () =>
    withFiles(project(position, config, untyped), async (folder) => {
      const result = await build(folder);
      assertPassed(result, await withoutPlugins(folder));
      assert.match(result.stderr, '[warning] networking.k8s.io/v1/NetworkPolicy/shop/web-untyped spec.policyTypes');
      assertBlocked(await build(folder, { NETPOLISH_FAIL_ON: 'warning' }), '[warning]');
    }));

  test(`${what}: NETPOLISH_IGNORE and NETPOLISH_BYPASS let the fault through, untouched`, () =>
    withFiles(project(position, config, settings, open), async (folder) => {
      const expected = await withoutPlugins(folder);
      const ignored = await build(folder, { NETPOLISH_IGNORE: 'emptied-peers:web-open' });
      assertPassed(ignored, expected);
      assert.match(ignored.stderr, '(ignored by option)');
      assertBlocked(await build(folder, { NETPOLISH_IGNORE: 'emptied-peers:another' }), 'web-open');
      assertPassed(await build(folder, { NETPOLISH_BYPASS: '1' }), expected);
      assert.is((await build(folder, { NETPOLISH_BYPASS: '0' })).code, 1);
    }));
}

test('validators without output: none fail, and kustomize says why: it takes a validator only when that prints nothing', () =>
  withFiles(project('validators', functionConfig(), ingress), async (folder) => {
    assertBlocked(await build(folder), "validator shouldn't modify the resource map");
  }));

test('a report file is written beside the kustomization, also when the build is stopped', () =>
  withFiles(project('transformers', functionConfig('spec: {reportFile: report.json}\n'), open), async (folder) => {
    assertBlocked(await build(folder), '[error]');
    const { findings } = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'));
    assert.is(findings[0].location.origin, 'resourceList');
    assert.equal(findings[0].location.path, ['items', 0, 'spec', 'ingress', 0, 'from']);
  }));

// Merging.

const mergeConfig = functionConfig('spec: {merge: true}\n');

test('merge: one policy is left, named after the first by name, and no annotation of the host leaks', () =>
  withFiles(project('transformers', mergeConfig, ingress, settings, egress), async (folder) => {
    const { code, stdout, stderr } = await build(folder);
    assert.equal({ code, stderr }, { code: 0, stderr: '' });
    assert.equal(names(stdout), ['web-egress']);
    assert.match(stdout, 'annotations:\n    netpolish.dev/merged-from: web-egress,web-ingress\n  name: web-egress\n');
    assert.match(stdout, 'policyTypes:\n  - Ingress\n  - Egress\n');
    assert.not.match(stdout, INTERNAL);
    assert.match(stdout, 'a: "0o17"');
  }));

test('merge: simplify writes the rules of the one policy anew', () => {
  const again = policy(
    'web-again',
    '  policyTypes: [Ingress]\n  ingress: [{from: [{podSelector: {}}], ports: [{port: 80}]}]\n',
  );
  const config = functionConfig('spec: {merge: true, simplify: true}\n');
  return withFiles(project('transformers', config, ingress, again), async (folder) => {
    const { code, stdout, stderr } = await build(folder);
    assert.equal({ code, stderr }, { code: 0, stderr: '' });
    assert.is(names(stdout).length, 1);
    assert.is(stdout.match(/- from:|- ports:/g)?.length, 1);
  });
});

test('merge: a ConfigMap says it in strings', () => {
  const config = functionConfig('data: {merge: "true", failOn: warning}\n', 'apiVersion: v1\nkind: ConfigMap');
  return withFiles(project('transformers', config, ingress, egress), async (folder) => {
    assert.equal(names((await build(folder)).stdout), ['web-egress']);
  });
});

test('merge: in the order of the list the merged policy stands where kustomize keeps its namesake', () => {
  const files = project('transformers', mergeConfig, egress, settings, ingress);
  const fifo = `${files['kustomization.yaml']}sortOptions: {order: fifo}\n`;
  return withFiles({ ...files, 'kustomization.yaml': fifo }, async (folder) => {
    const { stdout } = await build(folder);
    assert.ok(stdout.indexOf('name: web-egress') < stdout.indexOf('name: settings'));
  });
});

test('merge: a second build over its output changes nothing more', () =>
  withFiles(project('transformers', mergeConfig, ingress, settings, egress), async (folder) => {
    const { stdout } = await build(folder);
    await writeFile(join(folder, 'objects.yaml'), stdout);
    assertPassed(await build(folder), stdout);
  }));

test('merge: with originAnnotations kustomize still finds its way', () => {
  const files = project('transformers', mergeConfig, ingress, egress);
  const text = `${files['kustomization.yaml']}buildMetadata: [originAnnotations]\nnamePrefix: my-\nnamespace: prod\n`;
  return withFiles({ ...files, 'kustomization.yaml': text }, async (folder) => {
    const { code, stdout, stderr } = await build(folder);
    assert.equal({ code, stderr }, { code: 0, stderr: '' });
    assert.equal(names(stdout), ['my-web-egress']);
    assert.match(stdout, 'config.kubernetes.io/origin: |\n      path: objects.yaml\n');
    assert.not.match(stdout, INTERNAL);
  });
});

const overlay = (target: string): Files => {
  const base = project('transformers', mergeConfig, ingress, egress);
  return {
    'base/kustomization.yaml': `${base['kustomization.yaml']}namePrefix: my-\n`,
    'base/netpolish.yaml': base['netpolish.yaml'] ?? '',
    'base/objects.yaml': base['objects.yaml'] ?? '',
    'kustomization.yaml': 'resources: [base]\npatches: [{path: patch.yaml}]\n',
    'patch.yaml': policy(target, '', '  labels: {patched: by-overlay}\n').replace(/spec:[\s\S]*/, ''),
  };
};

for (const target of ['web-egress', 'my-web-egress']) {
  test(`merge: an overlay can patch the kept policy as ${target}`, () =>
    withFiles(overlay(target), async (folder) => {
      const { code, stdout, stderr } = await build(folder);
      assert.is(code, 0, stderr);
      assert.match(stdout, /labels:\n {4}patched: by-overlay\n {2}name: my-web-egress/);
    }));
}

for (const target of ['web-ingress', 'my-web-ingress']) {
  test(`merge: an overlay that patches the policy merged away as ${target} is told so by kustomize`, () =>
    withFiles(overlay(target), async (folder) => {
      assertBlocked(await build(folder), 'no matches for Id NetworkPolicy');
    }));
}

test('merge: policies of different namespaces stay apart', () => {
  const other = egress.replace('namespace: shop', 'namespace: bank');
  return withFiles(project('transformers', mergeConfig, ingress, other), async (folder) => {
    assertPassed(await build(folder), await withoutPlugins(folder));
  });
});

test('fix: what the API would refuse is repaired, the repaired finding stops nothing, and the rest stays', () => {
  const stray = policy('web', '  policyTypes: [Ingress]\n  ingress: [{}]\n  egress: {}\n');
  const blank = policy('other', '  policyTypes: [Ingress, Egress]\n  ingress: [{}]\n  egress:\n');
  const config = functionConfig('spec: {fix: true}\n');
  return withFiles(project('transformers', config, egress, stray, blank), async (folder) => {
    const { code, stdout, stderr } = await build(folder);
    assert.is(code, 0, stderr);
    assert.not.match(stdout, 'egress: {}');
    assert.match(stdout, / {2}egress:( null)?\n/);
    assert.match(stdout, '  ingress:\n  - {}\n');
  });
});

// Configuration.

type Wrong = { readonly config: string; readonly words: string };

const netpolish = (spec: string): string => functionConfig(`spec: ${spec}\n`);
const configMap = (data: string): string => functionConfig(`data: ${data}\n`, 'apiVersion: v1\nkind: ConfigMap');

const wrong: readonly Wrong[] = [
  { config: netpolish('{bogus: 1}'), words: 'no such setting: bogus' },
  { config: netpolish('{failOn: fatal}'), words: 'failOn must be one of error, warning, never' },
  { config: netpolish('{ignore: emptied-peers}'), words: 'ignore must be array' },
  { config: netpolish('[merge]'), words: 'spec must be object' },
  { config: netpolish('{output: none, merge: true}'), words: '`output: none`' },
  { config: netpolish('{output: none, fix: true}'), words: '`output: none`' },
  { config: configMap('{output: none, merge: "true"}'), words: '`output: none`' },
  { config: configMap('{merge: sometimes}'), words: 'merge must be one of' },
  { config: configMap('{bogus: "1"}'), words: 'no such setting: bogus' },
  { config: functionConfig('failOn: never\n'), words: 'failOn' },
  { config: functionConfig('', 'apiVersion: netpolish.dev/v9\nkind: Netpolish'), words: 'netpolish.dev/v1alpha1' },
];

for (const { config, words } of wrong) {
  const given = config.replace(/[\s\S]*netpolish\.cjs\n/, '').trim() || config.split('\n', 1).join('');
  test(`a wrong functionConfig (${given}) is told in one line, with exit code 2`, () =>
    withFiles(project('transformers', config, ingress), async (folder) => {
      const result = await build(folder);
      assertBlocked(result, words, 'exit status 2');
      const [first, second] = result.stderr.split('\n');
      assert.match(first ?? '', /^netpolish: /);
      assert.match(second ?? '', /^Error: couldn't execute function: exit status 2/);
    }));
}

test('a wrong NETPOLISH_FAIL_ON is told in one line, with exit code 2', () =>
  withFiles(project('transformers', functionConfig(), ingress), async (folder) => {
    assertBlocked(
      await build(folder, { NETPOLISH_FAIL_ON: 'loud' }),
      'netpolish: NETPOLISH_FAIL_ON is "loud"',
      'exit status 2',
    );
  }));

// What kustomize does by itself.

test('kustomize refuses two policies of one name before it asks netpolish', () =>
  withFiles(project('transformers', functionConfig(), ingress, ingress), async (folder) => {
    const result = await build(folder);
    assertBlocked(result, 'may not add resource with an already registered id');
    assert.not.match(result.stderr, 'netpolish:');
  }));

test('kustomize lets one name in two API versions through; netpolish does not', () => {
  const old = ingress.replace('networking.k8s.io/v1', 'extensions/v1beta1');
  return withFiles(project('transformers', functionConfig(), ingress, old), async (folder) => {
    assert.is((await plainBuild(folder)).stdout, '');
    assert.is(names(await withoutPlugins(folder)).length, 2);
    assertBlocked(await build(folder), '[error] extensions/v1beta1/NetworkPolicy/shop/web-ingress');
  });
});

test('without --enable-exec kustomize skips the function and says nothing: the trap that the README names', () =>
  withFiles(project('transformers', functionConfig(), open), async (folder) => {
    const result = await run(tool, ['build', '--enable-alpha-plugins', '.'], { cwd: folder });
    assertPassed(result, await withoutPlugins(folder));
    assert.is(result.stderr, '');
  }));

for (const { name, kubectl } of kubectls) {
  test(`the kubectl of ${name} has no --enable-exec, and skips the function in silence`, () =>
    withFiles(project('transformers', functionConfig(), open), async (folder) => {
      const { code, stderr } = await run(kubectl, ['kustomize', '--enable-alpha-plugins', '.'], { cwd: folder });
      assert.equal({ code, stderr }, { code: 0, stderr: '' });
      const refused = await run(kubectl, ['kustomize', '--enable-alpha-plugins', '--enable-exec', '.'], {
        cwd: folder,
      });
      assert.match(refused.stderr, 'unknown flag: --enable-exec');
    }));
}

test('without any flag kustomize refuses', () =>
  withFiles(project('transformers', functionConfig(), ingress), async (folder) => {
    assertBlocked(await plainBuild(folder), 'external plugins disabled');
  }));

test('generators: netpolish adds nothing, its own configuration is no object of the build', () =>
  withFiles(project('generators', functionConfig(), ingress, settings), async (folder) => {
    const { code, stdout, stderr } = await build(folder);
    assert.equal({ code, stderr }, { code: 0, stderr: '' });
    assert.equal(names(stdout), ['web-ingress']);
    assert.not.match(stdout, 'kind: Netpolish');
  }));

for (const config of [functionConfig(), mergeConfig, functionConfig('spec: {output: none}\n')]) {
  test('a kustomization without resources builds nothing, and that is no fault', () =>
    withFiles(
      { 'kustomization.yaml': 'transformers: [netpolish.yaml]\n', 'netpolish.yaml': config },
      async (folder) => {
        assert.equal(await build(folder), { code: 0, stdout: '', stderr: '' });
      },
    ));
}

test('a big build arrives whole', () => {
  const data = `  a: ${'x'.repeat(2000)}\n`;
  const map = (i: number): string =>
    settings.replace('name: settings', `name: settings-${i}`).replace(/ {2}a: .*\n/, data);
  const documents = Array.from({ length: 300 }, (_, i) => map(i));
  return withFiles(project('transformers', mergeConfig, ingress, ...documents, egress), async (folder) => {
    const { stdout } = await build(folder);
    assert.is(stdout.match(/^kind: ConfigMap$/gm)?.length, 300);
    assert.equal(names(stdout), ['web-egress']);
  });
});

// The legacy exec plugin.

const pluginConfig = (rest = ''): string =>
  `apiVersion: netpolish.dev/v1alpha1\nkind: Netpolish\nmetadata:\n  name: netpolish\n${rest}`;

/** Runs a kubectl in a project whose plugin home holds a link to the built bin. */
const legacy = async (
  { kubectl }: Host,
  files: Files,
  body: (build: (env?: Environment) => Promise<RunResult>, folder: string) => Promise<void>,
): Promise<void> => {
  const place = 'home/netpolish.dev/v1alpha1/netpolish';
  await withFiles({ ...files, [`${place}/.keep`]: '' }, async (folder) => {
    await chmod(bin, 0o755);
    await symlink(bin, join(folder, place, 'Netpolish'));
    const env = { ...clean, KUSTOMIZE_PLUGIN_HOME: join(folder, 'home'), TMPDIR: folder };
    await body(
      (extra) => run(kubectl, ['kustomize', '--enable-alpha-plugins', '.'], { cwd: folder, env: { ...env, ...extra } }),
      folder,
    );
  });
};

for (const host of kubectls) {
  const where = `the kubectl of ${host.name}`;

  test(`${where}: a clean build is the same as without the plugin, as transformer and as validator`, async () => {
    for (const [position, rest] of [
      ['transformers', ''],
      ['validators', 'spec: {output: none}\n'],
    ] as const) {
      await legacy(host, project(position, pluginConfig(rest), ingress, settings), async (buildIt, folder) => {
        assertPassed(await buildIt(), await withoutPlugins(folder));
        assertPassed(await buildIt({ NETPOLISH_BYPASS: '1' }), await withoutPlugins(folder));
      });
    }
  });

  test(`${where}: a fault stops the build, and NETPOLISH_IGNORE lets it through`, async () => {
    for (const [position, rest] of [
      ['transformers', ''],
      ['validators', 'spec: {output: none}\n'],
    ] as const) {
      await legacy(host, project(position, pluginConfig(rest), settings, open), async (buildIt, folder) => {
        assertBlocked(await buildIt(), 'netpolish stopped this build: 1 error', 'emptied-peers', 'NETPOLISH_IGNORE=');
        assertPassed(await buildIt({ NETPOLISH_IGNORE: 'emptied-peers' }), await withoutPlugins(folder));
        assertPassed(await buildIt({ NETPOLISH_BYPASS: '1' }), await withoutPlugins(folder));
      });
    }
  });

  test(`${where}: flags in argsOneLiner merge as spec does, and nothing of the host leaks`, async () => {
    for (const rest of ['argsOneLiner: --merge\n', 'argsFromFile: args.txt\n', 'spec: {merge: true}\n']) {
      const files = {
        ...project('transformers', pluginConfig(rest), ingress, settings, egress),
        'args.txt': '--merge\n',
      };
      await legacy(host, files, async (buildIt) => {
        const { code, stdout, stderr } = await buildIt();
        assert.is(code, 0, stderr);
        assert.equal(names(stdout), ['web-egress'], rest);
        assert.not.match(stdout, INTERNAL);
      });
    }
  });

  test(`${where}: what is no flag is told in one line, with exit code 2`, async () => {
    const files = project('transformers', pluginConfig('argsOneLiner: --bogus\n'), ingress);
    await legacy(host, files, async (buildIt) => assertBlocked(await buildIt(), '--bogus', 'exit status 2'));
    const none = project('transformers', pluginConfig('argsOneLiner: --merge\nspec: {output: none}\n'), ingress);
    await legacy(host, none, async (buildIt) => assertBlocked(await buildIt(), '`output: none`', 'exit status 2'));
  });

  test(`${where}: warnings are hidden, the report file has them`, async () => {
    const files = project('transformers', pluginConfig('spec: {reportFile: report.json}\n'), untyped);
    await legacy(host, files, async (buildIt, folder) => {
      const result = await buildIt();
      assertPassed(result, await withoutPlugins(folder));
      assert.is(result.stderr, '');
      const { summary } = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'));
      assert.is(summary.warnings, 1);
    });
  });

  test(`${where}: a configuration too long for the environment is read from its file`, async () => {
    const ignore = Array.from({ length: 9000 }, (_, i) => `    - emptied-peers:policy-${i}\n`).join('');
    const rest = `spec:\n  ignore:\n${ignore}    - emptied-peers:web-open\n`;
    assert.ok(rest.length > 131_072);
    const files = project('transformers', pluginConfig(rest), open);
    await legacy(host, files, async (buildIt, folder) => {
      const result = await buildIt();
      assert.is(result.code, 0, result.stderr);
      assert.is(result.stdout, await withoutPlugins(folder));
      assert.is((await buildIt({ NETPOLISH_BYPASS: '1' })).code, 0);
    });
    const silent = `spec:\n  output: none\n  ignore:\n${ignore}`;
    await legacy(host, project('validators', pluginConfig(silent), ingress), async (buildIt, folder) => {
      assertPassed(await buildIt(), await withoutPlugins(folder));
      assertPassed(await buildIt({ NETPOLISH_BYPASS: '1' }), await withoutPlugins(folder));
    });
  });

  test(`${where}: as a generator it gets nothing and adds nothing`, () =>
    legacy(host, project('generators', pluginConfig(), ingress), async (buildIt) => {
      const { code, stdout, stderr } = await buildIt();
      assert.is(code, 0, stderr);
      assert.equal(names(stdout), ['web-ingress']);
    }));

  test(`${where}: no resources, nothing built, no fault`, () =>
    legacy(
      host,
      { 'kustomization.yaml': 'transformers: [netpolish.yaml]\n', 'netpolish.yaml': pluginConfig() },
      async (buildIt, folder) => {
        assertPassed(await buildIt(), '');
        assert.not.ok((await readdir(folder)).includes('report.json'));
      },
    ));
}

test.run();
