import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findCalls } from '../../src/doctor/find.ts';
import type { Call } from '../../src/doctor/types.ts';
import { execConfig, type Files, folderOf, legacyConfig, textFiles } from './folder.ts';

const test = suite('finding calls');

/** A call in a line: place, what is to be run or was told, why its exit code is lost. */
const line = ({ file, line, action, lost, variables }: Call): string => {
  const set = Object.entries(variables).map(([name, value]) => `${name}=${value} `);
  return `${file}:${line} ${set.join('')}${words(action)}${lost === undefined ? '' : ` | ${lost.verdict}: ${lost.saw}`}`;
};

const words = (action: Call['action']): string => {
  switch (action.kind) {
    case 'kustomize':
      return [action.tool, ...action.flags, action.plugin.how, action.plugin.kustomization || '.'].join(' ');
    case 'helm':
      return ['helm', action.renderer, ...action.args, `in ${action.folder || '.'}`].join(' ');
    case 'netpolish':
      return ['netpolish', action.command, ...action.flags, ...action.paths, `in ${action.folder || '.'}`].join(' ');
    default:
      return `${action.verdict}: ${action.saw}`;
  }
};

const found = (files: Files): readonly string[] =>
  findCalls(textFiles(files), Object.keys(files), folderOf(files)).map(line);

type Row = { readonly name: string; readonly files: Files; readonly calls: readonly string[] };

const PROD = {
  'prod/kustomization.yaml': 'resources: [../base]\nvalidators:\n  - netpolish.yaml\n',
  'prod/netpolish.yaml': execConfig('netpolish', 'spec: {output: none}\n'),
  'base/kustomization.yaml': 'resources: []\n',
};
const transformer = (config: string): Files => ({
  'kustomization.yaml': 'transformers: [np.yaml]\n',
  'np.yaml': config,
});
const step = (run: string, rest = ''): Files => ({
  '.github/workflows/ci.yml': `jobs:\n  a:\n    steps:\n      - run: ${run}\n${rest}`,
});

const rows: readonly Row[] = [
  { name: 'nothing', files: {}, calls: [] },
  { name: 'a kustomization without netpolish', files: { 'kustomization.yaml': 'resources: [a.yaml]\n' }, calls: [] },
  {
    name: 'a plugin that no line builds is tried with what it needs',
    files: PROD,
    calls: ['prod/kustomization.yaml:3 kustomize --enable-alpha-plugins --enable-exec exec prod'],
  },
  {
    name: 'a configuration in place, under the old annotation',
    files: {
      Kustomization: `transformers:\n- |\n  ${execConfig('./bin/netpolish').replace('kubernetes.io', 'k8s.io').replaceAll('\n', '\n  ')}`,
    },
    calls: ['Kustomization:2 kustomize --enable-alpha-plugins --enable-exec exec .'],
  },
  {
    name: 'a configuration in a folder with a kustomization of its own',
    files: {
      'kustomization.yml': 'transformers: [plugins]\n',
      'plugins/kustomization.yaml': 'resources: [np.yaml]\n',
      'plugins/np.yaml': execConfig('netpolish'),
    },
    calls: ['kustomization.yml:1 kustomize --enable-alpha-plugins --enable-exec exec .'],
  },
  {
    name: 'a script that runs netpolish',
    files: {
      ...transformer(
        execConfig('./run.sh').replace('kind: Netpolish', 'kind: Mine').replace('netpolish.dev/', 'my.dev/'),
      ),
      'run.sh': '#!/bin/sh\nexec node ../netpolish.cjs\n',
    },
    calls: [
      'kustomization.yaml:1 kustomize --enable-alpha-plugins --enable-exec exec .',
      'run.sh:2 netpolish post-render in .',
    ],
  },
  {
    name: 'another function is none of ours',
    files: transformer(
      execConfig('./other').replace('kind: Netpolish', 'kind: Mine').replace('netpolish.dev/', 'my.dev/'),
    ),
    calls: [],
  },
  {
    name: 'a container',
    files: transformer(execConfig('').replace(/exec:\n +path: /, 'container: {image: example/netpolish:1}')),
    calls: ['kustomization.yaml:1 kustomize --enable-alpha-plugins container .'],
  },
  {
    name: 'a legacy plugin, and the plugin folder beside it',
    files: { ...transformer(legacyConfig), 'home/netpolish.dev/v1alpha1/netpolish/Netpolish': '' },
    calls: ['kustomization.yaml:1 KUSTOMIZE_PLUGIN_HOME=$PWD/home kustomize --enable-alpha-plugins legacy .'],
  },
  {
    name: 'a generator sees nothing',
    files: { 'kustomization.yaml': 'generators: [np.yaml]\n', 'np.yaml': execConfig('netpolish') },
    calls: ['kustomization.yaml:1 broken: a generator is not given the resources: netpolish sees nothing'],
  },
  {
    name: 'a validator that prints',
    files: { 'kustomization.yaml': 'validators: [np.yaml]\n', 'np.yaml': execConfig('netpolish') },
    calls: [
      'kustomization.yaml:1 broken: a validator must print nothing: kustomize refuses every build, also a clean one',
    ],
  },
  {
    name: 'a transformer that prints nothing',
    files: transformer(execConfig('netpolish', 'spec: {output: none}\n')),
    calls: ['kustomization.yaml:1 broken: a transformer that prints nothing deletes every resource of the build'],
  },
  {
    name: 'the lines that build it, by every route, with the flags that are safe',
    files: {
      ...PROD,
      'top/kustomization.yaml': 'resources: [../prod]\n',
      Makefile:
        'a:\n\tkustomize build --enable-alpha-plugins -o out.yaml --helm-command=/bin/x prod\n' +
        '\tcd prod && kustomize build --enable-exec --enable-alpha-plugins\n' +
        '\tkustomize build base\n' +
        '\tkubectl kustomize --enable-alpha-plugins top\n' +
        '\tkubectl apply -k ./prod/\n' +
        '\tkustomize build --enable-alpha-plugins $(TARGET) | kubectl apply -f -\n' +
        '\tkustomize build $(TARGET)\n\tkustomize build nothere\n',
    },
    calls: [
      'Makefile:2 kustomize --enable-alpha-plugins exec prod',
      'Makefile:3 kustomize --enable-exec --enable-alpha-plugins exec prod',
      'Makefile:5 kubectl --enable-alpha-plugins exec prod',
      'Makefile:6 kubectl exec prod',
      'Makefile:7 kustomize --enable-alpha-plugins exec prod',
    ],
  },
  {
    name: 'Argo CD builds all with one set of options, Flux with none',
    files: {
      ...PROD,
      'cm.yaml': 'data:\n  kustomize.buildOptions: --enable-alpha-plugins --load-restrictor LoadRestrictionsNone\n',
      'flux.yaml':
        'a: 1\n---\napiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec:\n  path: ./prod\n---\napiVersion: kustomize.toolkit.fluxcd.io/v1\nspec: {path: ./base}\n',
    },
    calls: [
      'cm.yaml:2 kustomize --enable-alpha-plugins exec prod',
      'flux.yaml:6 broken: Flux runs no plugin of any kind: it refuses this kustomization',
    ],
  },
  {
    name: 'a plugin of Argo CD, in a ConfigMap',
    files: {
      'cmp.yaml':
        'data:\n  plugin.yaml: |\n    kind: ConfigManagementPlugin\n    spec:\n      generate:\n        command: [sh, -c]\n        args:\n        - helm template . | netpolish\n',
    },
    calls: ['cmp.yaml:8 netpolish post-render in .'],
  },
  {
    name: "Helm's own plugin.yaml is no call",
    files: {
      'plugin.yaml':
        'runtimeConfig:\n  platformCommand:\n  - command: node\n    args: [a/netpolish.cjs, post-render]\n',
    },
    calls: [],
  },
  {
    name: 'checks in a workflow, with their folders, variables and flags',
    files: {
      '.github/workflows/ci.yml': `env: {NETPOLISH_FAIL_ON: warning, OTHER: x}
defaults: {run: {working-directory: deploy}}
jobs:
  a:
    name: netpolish check nothing
    steps:
      - run: netpolish check --fail-on warning --report-file r.json --format=json .
      - run: |
          # netpolish check this
          cd sub
          npx -y netpolish check a b
      - run: >-
          netpolish check
          c
        working-directory: else
      - name: netpolish check nothing
        run: kustomize build . | netpolish check --one-stream -
      - run: node node_modules/netpolish/dist/netpolish.cjs check "\${{ github.workspace }}/x"
      - run: netpolish check $FILES
      - run: netpolish explain .
      - run: netpolish diff a b
      - uses: netpolish/netpolish@v1
        with: {paths: "my files\\nb", fail-on: never, args: "--hooks\\nskip", working-directory: sub}
`,
    },
    calls: [
      'netpolish check --fail-on=warning . in deploy',
      'netpolish check a b in deploy/sub',
      'netpolish check c in else',
      'netpolish check --one-stream in deploy',
      'netpolish check ./x in deploy',
      'netpolish check in deploy',
      'untried: diff compares two renders: a planted fault says nothing of it',
      'netpolish check --fail-on=never --hooks=skip my files b in sub',
    ].map(
      (text, i) =>
        `.github/workflows/ci.yml:${[7, 11, 13, 17, 18, 19, 21, 22][i]} NETPOLISH_FAIL_ON=warning OTHER=x ${text}`,
    ),
  },
  {
    name: 'the component for GitLab',
    files: {
      '.gitlab-ci.yml':
        'include:\n  - component: gitlab.com/netpolish/netpolish/netpolish@1\n    inputs: {paths: a b, config: c.yaml}\n  - component: other\n',
    },
    calls: ['.gitlab-ci.yml:2 netpolish check --config=c.yaml a b in .'],
  },
  {
    name: 'an exit code that nobody asks for',
    files: {
      '.gitlab-ci.yml':
        'a:\n  script:\n    - netpolish check a || true\n    - netpolish check b | tee log\n    - netpolish check c || exit 1\nb:\n  allow_failure: true\n  script: netpolish check d\n',
      '.github/workflows/x.yml': `jobs:
  a:
    continue-on-error: true
    steps: [{run: netpolish check a}]
  b:
    steps:
    - {run: netpolish check b | tee log}
    - {run: netpolish check c | tee log, shell: bash}
    - {run: netpolish check d, if: false}
    - {run: "set -o pipefail; netpolish check e | tee log"}
    - {run: netpolish check f, continue-on-error: "\${{ x }}"}
`,
      Makefile: 'a:\n\t-netpolish check a\n\t@netpolish check b\n',
    },
    calls: [
      '.github/workflows/x.yml:4 netpolish check a in . | broken: `continue-on-error: true` lets the job go on',
      '.github/workflows/x.yml:7 netpolish check b in . | broken: it is not the last of its pipe: without `set -o pipefail` its exit code is lost',
      '.github/workflows/x.yml:8 netpolish check c in .',
      '.github/workflows/x.yml:9 netpolish check d in . | skipped: `if: false`: it is never run',
      '.github/workflows/x.yml:10 netpolish check e in .',
      '.github/workflows/x.yml:11 netpolish check f in .',
      '.gitlab-ci.yml:3 netpolish check a in . | broken: `|| true` lets the script go on',
      '.gitlab-ci.yml:4 netpolish check b in .',
      '.gitlab-ci.yml:5 netpolish check c in .',
      '.gitlab-ci.yml:8 netpolish check d in . | broken: `allow_failure: true` lets the pipeline go on',
      'Makefile:2 netpolish check a in . | broken: the `-` before it makes make go on',
      'Makefile:3 netpolish check b in .',
    ],
  },
  {
    name: 'jobs of GitLab that never run, or that nobody hears',
    files: {
      '.gitlab-ci.yml': [
        'a: {script: [netpolish check a], when: never}',
        'b: {script: [netpolish check b], when: manual}',
        'c: {script: [netpolish check c], when: manual, allow_failure: false}',
        'd: {script: [netpolish check d], rules: [{when: never}]}',
        'e: {script: [netpolish check e], rules: [{if: $X, when: never}, {if: $Y}]}',
        'f: {script: [netpolish check f], rules: [{if: $X, allow_failure: true}]}',
        'g: {script: [netpolish check g], rules: [{when: manual}]}',
        '.h: {script: [netpolish check h]}',
        'i: {after_script: [netpolish check i]}',
        'j: {script: [netpolish check j], when: on_failure}',
        'k: {script: [netpolish check k], allow_failure: {exit_codes: [1, 2]}}',
        'l: {script: [netpolish check l], allow_failure: {exit_codes: 3}}',
        'm: {script: [netpolish check m, kubectl apply], when: always}',
      ].join('\n'),
    },
    calls: [
      'a in . | skipped: `when: never`: it is never run',
      'b in . | skipped: `when: manual`: it runs only where somebody starts it, and the pipeline goes on',
      'c in . | untried: `when: manual`: it waits until somebody starts it',
      'd in . | skipped: `when: never`: it is never run',
      'e in .',
      'f in . | broken: `allow_failure: true` lets the pipeline go on',
      'g in . | untried: `when: manual`: it waits until somebody starts it',
      'h in . | untried: a hidden job runs only where another job extends it',
      'i in . | broken: GitLab does not ask for the exit code of `after_script`',
      'j in . | untried: `when: on_failure`: it runs only where something went wrong before',
      'k in . | broken: `allow_failure` lets the pipeline go on at exit code 1',
      'l in .',
      'm in .',
    ].map((text, at) => `.gitlab-ci.yml:${at + 1} netpolish check ${text}`),
  },
  {
    name: 'what each kind of file makes of a command that is not its last',
    files: {
      '.github/workflows/x.yml': `jobs:
  a:
    steps:
    - run: "netpolish check a\\ntrue"
    - {run: "netpolish check b\\ntrue", shell: "bash {0}"}
    - {run: "netpolish check c\\ntrue", shell: "bash -e {0}"}
    - {run: "netpolish check d", shell: pwsh}
    - {run: "netpolish check e", if: failure()}
    - {run: "netpolish check f", if: always()}
`,
      'azure-pipelines.yml': 'steps:\n- script: "netpolish check a\\ntrue"\n- script: netpolish check b\n',
      'Taskfile.yml': 'tasks: {a: {cmds: [netpolish check a, "true", netpolish check b; true]}}\n',
      'package.json': '{"scripts": {"a": "netpolish check a; true", "b": "netpolish check b && true"}}',
      Makefile: 'a:\n\tnetpolish check a\n\tnetpolish check b; kubectl apply\n',
      'one.mk': '.ONESHELL:\na:\n\t@netpolish check a\n\ttrue\n',
      'two.mk': '.SHELLFLAGS = -ec\na:\n\tnetpolish check a; true\n',
      justfile: 'a:\n  netpolish check a\n  -netpolish check b\n\nb:\n  #!/bin/sh -e\n  netpolish check c\n  true\n',
      Jenkinsfile:
        "stage('x') {\n  sh 'netpolish check a; true'\n  sh returnStatus: true, script: 'netpolish check b'\n}\n",
      'cmp.yaml':
        'kind: ConfigManagementPlugin\nspec: {generate: {command: [sh, -c], args: ["netpolish check a; true"]}}\n',
      'k.yaml': 'kind: ConfigManagementPlugin\nspec: {generate: {command: [sh, -ec, "netpolish check a; true"]}}\n',
    },
    calls: [
      '.github/workflows/x.yml:4 netpolish check a in .',
      '.github/workflows/x.yml:5 netpolish check b in . | broken: more commands follow it, and without `set -e` its exit code is lost',
      '.github/workflows/x.yml:6 netpolish check c in .',
      '.github/workflows/x.yml:7 netpolish check d in . | untried: `shell: pwsh` is none that is understood here',
      '.github/workflows/x.yml:8 netpolish check e in . | untried: `if: failure()`: it runs only where something went wrong before',
      '.github/workflows/x.yml:9 netpolish check f in .',
      'Jenkinsfile:2 netpolish check a in . | untried: `returnStatus` is in this file: only Groovy can tell whether it lets the build go on',
      'Jenkinsfile:3 netpolish check b in . | untried: `returnStatus` is in this file: only Groovy can tell whether it lets the build go on',
      'Makefile:2 netpolish check a in .',
      'Makefile:3 netpolish check b in . | broken: more commands follow it, and without `set -e` its exit code is lost',
      'Taskfile.yml:1 netpolish check a in .',
      'Taskfile.yml:1 netpolish check b in . | broken: more commands follow it, and without `set -e` its exit code is lost',
      'azure-pipelines.yml:2 netpolish check a in . | broken: more commands follow it, and without `set -e` its exit code is lost',
      'azure-pipelines.yml:3 netpolish check b in .',
      'cmp.yaml:2 netpolish check a in . | broken: more commands follow it, and without `set -e` its exit code is lost',
      'justfile:2 netpolish check a in .',
      'justfile:3 netpolish check b in . | broken: the `-` before it makes make go on',
      'justfile:7 netpolish check c in .',
      'k.yaml:2 netpolish check a in .',
      'one.mk:3 netpolish check a in . | broken: more commands follow it, and without `set -e` its exit code is lost',
      'package.json:1 netpolish check a in . | broken: more commands follow it, and without `set -e` its exit code is lost',
      'package.json:1 netpolish check b in .',
      'two.mk:3 netpolish check a in .',
    ],
  },
  {
    name: 'options that there are not, and calls that are none',
    files: {
      'a.sh':
        'set -e\nnetpolish check --no-such m\nnetpolish check -x m\nnpx netpolish@9 check --no-such=1 m\nnetpolish check --help\nnetpolish fix --format=x=y m\nnetpolish check --write m\nnetpolish check $FLAGS --config=$X -- m\nnetpolish check --write-baseline m\n',
    },
    calls: [
      'a.sh:2 broken: netpolish check has no option --no-such: the call fails each time, also for clean manifests',
      'a.sh:3 broken: netpolish check has no option -x: the call fails each time, also for clean manifests',
      'a.sh:4 untried: this netpolish check has no option --no-such; npx netpolish@9 may have it',
      'a.sh:6 netpolish fix m in .',
      'a.sh:7 broken: netpolish check has no option --write: the call fails each time, also for clean manifests',
      'a.sh:8 netpolish check m in .',
      'a.sh:9 broken: --write-baseline writes down what is found, and exits 0',
    ],
  },
  {
    name: 'releases with and without netpolish',
    files: {
      'a.sh':
        '#!/bin/sh\nhelm upgrade --install --set a=b shop ./chart --post-renderer netpolish --post-renderer-args --fail-on=warning --post-renderer-args=--report-file=x\n' +
        'helm upgrade shop ./chart\nhelm upgrade other ./chart\nhelm upgrade third ./chart --post-renderer ./kustomize.sh\n',
      'b.sh':
        'cd "$(dirname "$0")/.."\nhelm template x . --post-renderer=./bin/netpolish\nhelm template y . --post-renderer ./netpolish-and-more.sh\n',
    },
    calls: [
      'a.sh:2 helm netpolish --fail-on=warning in .',
      'a.sh:3 skipped: release shop goes through netpolish elsewhere, and here it does not',
      'b.sh:2 helm ./bin/netpolish in ..',
      'b.sh:3 untried: ./netpolish-and-more.sh is a command of its own, and is not run here',
    ],
  },
  {
    name: 'a helmfile with one release left out',
    files: {
      'helmfile.yaml':
        'releases:\n- name: a\n  postRenderer: netpolish\n  postRendererArgs: [--merge]\n- name: b\n- name: c\n  installed: false\n',
      'h/helmfile.yaml': 'helmDefaults:\n  postRenderer: netpolish\nreleases:\n- name: a\n- name: b\n',
      'helmfile.d/t.yaml.gotmpl': 'releases:\n{{ range .x }}\n- name: {{ . }}\n  postRenderer: netpolish\n{{ end }}\n',
      'other/helmfile.yaml': 'releases: [{name: a}]\n',
    },
    calls: [
      'h/helmfile.yaml:4 helm netpolish in h',
      'h/helmfile.yaml:5 helm netpolish in h',
      'helmfile.d/t.yaml.gotmpl:4 untried: it holds templates that only helmfile renders',
      'helmfile.yaml:2 helm netpolish --merge in .',
      'helmfile.yaml:5 skipped: no postRenderer, while another release of this helmfile has one: its policies are not looked at',
    ],
  },
  {
    name: 'hooks of pre-commit',
    files: {
      '.pre-commit-config.yaml': `exclude: ^vendor/
repos:
- repo: x
  hooks:
  - id: netpolish
  - id: netpolish-check
    files: ^charts/
  - id: netpolish-fix
  - id: netpolish
    stages: [manual]
- repo: local
  hooks:
  - id: mine
    entry: netpolish check --fail-on=warning
    args: [--severity=yaml-1.1=off]
    files: (?x)^(a|
      b)/   # both
  - id: other
    entry: helm lint
  - id: shell
    entry: bash -c "netpolish check . || true"
  - id: unknown
    entry: npx netpolish check --no-such
`,
      'a/np.yaml': '',
      'c/readme.md': '',
      'vendor/np.yaml': '',
    },
    calls: [
      '.pre-commit-config.yaml:5 netpolish check .pre-commit-config.yaml a/np.yaml in .',
      '.pre-commit-config.yaml:6 skipped: no file here matches files: ^charts/, exclude: ^vendor/: pre-commit skips it and says so in one grey line',
      '.pre-commit-config.yaml:8 netpolish fix .pre-commit-config.yaml a/np.yaml in .',
      '.pre-commit-config.yaml:9 skipped: stages: [manual]: it runs only where somebody names it',
      '.pre-commit-config.yaml:13 netpolish check --fail-on=warning --severity=yaml-1.1=off a/np.yaml in .',
      '.pre-commit-config.yaml:20 untried: bash is a command of its own, and is not run here',
      '.pre-commit-config.yaml:22 broken: netpolish check has no option --no-such: the call fails each time, also for clean manifests',
    ],
  },
  {
    name: 'hooks of pre-commit whose patterns may not end',
    files: {
      '.pre-commit-config.yaml': `repos:
- repo: x
  hooks:
  - id: netpolish
    files: ^(a+)+$
  - id: netpolish-fix
    exclude: ${'(x?){9}'.repeat(20)}
`,
      [`${'a'.repeat(60)}/np.yaml`]: '',
    },
    calls: [
      '.pre-commit-config.yaml:4 untried: the pattern ^(a+)+$ may take without end: which files it matches is not tried here',
      `.pre-commit-config.yaml:6 untried: the pattern ${'(x?){9}'.repeat(9).slice(0, 60)}… may take without end: which files it matches is not tried here`,
    ],
  },
  {
    name: 'a door left open, told once',
    files: {
      '.gitlab-ci.yml':
        'variables:\n  NETPOLISH_BYPASS: "1"\na:\n  script:\n    - netpolish check .\n    - export NETPOLISH_FAIL_ON=never\n    - test "$NETPOLISH_FAIL_ON" = never # NETPOLISH_FAIL_ON=never\n',
      '.env': 'NETPOLISH_BYPASS=0\nNETPOLISH_FAIL_ON=error\n',
    },
    calls: [
      '.gitlab-ci.yml:5 NETPOLISH_BYPASS=1 netpolish check . in .',
      '.gitlab-ci.yml:6 broken: netpolish tells, and stops nothing',
    ],
  },
  {
    name: 'what is run elsewhere',
    files: {
      'a.sh': 'kpt fn eval . --exec netpolish\ndocker run --rm example/netpolish check .\ndocker run other\n',
      'main.tf':
        'resource "helm_release" "a" {\n  postrender = {\n    binary_path = "netpolish"\n  }\n}\n# binary_path = "netpolish"\n',
    },
    calls: [
      'a.sh:1 untried: kpt is not run here',
      'a.sh:2 untried: docker is not run here',
      'main.tf:3 untried: the provider brings a Helm 3 of its own: netpolish must be on the PATH of terraform, and `helm_template` leaves it out',
    ],
  },
  {
    name: 'package.json',
    files: { 'package.json': '{"name": "x",\n "scripts": {"a": "netpolish check ."},\n "bin": {"netpolish": "x"}}' },
    calls: ['package.json:2 netpolish check . in .'],
  },
  { name: 'YAML that does not parse', files: step('"netpolish check .'), calls: [] },
  { name: 'a kustomization that does not parse', files: { 'kustomization.yaml': 'a: [' }, calls: [] },
];

for (const { name, files, calls } of rows) {
  test(name, () => {
    assert.equal(found(files), calls);
  });
}

test.run();
