import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Environment, helmEnv, postRenderer } from './helm.ts';
import { type Host, helmHosts } from './hosts.ts';
import { type RunResult, run, runInTerminal, type TerminalResult } from './run.ts';

/** The top of this project, as `npm ci` and `npm run build` leave it: it is the npm package and the Helm plugin. */
export const root: string = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** The chart that the examples show. */
export const shop: string = join(root, 'examples/helm/shop');

/** How a test starts Helm: flags that go to netpolish, and variables for both. */
export type Call = { readonly flags?: readonly string[]; readonly env?: Environment };

/**
 * A Helm that has netpolish as its users have it: the bin on PATH for Helm 3, a folder in HELM_PLUGINS for Helm 4. It
 * reads and writes nothing outside `folder`, which is also its working directory.
 */
export type Bench = {
  readonly host: Host;
  readonly folder: string;
  /** Helm without a post-renderer. */
  readonly bare: (args: readonly string[]) => Promise<RunResult>;
  /** Helm whose post-renderer is another command with arguments, such as `cat` or `tee FILE`. */
  readonly through: (command: readonly [string, ...string[]], args: readonly string[]) => Promise<RunResult>;
  /** Helm with netpolish as its post-renderer. */
  readonly polished: (args: readonly string[], call?: Call) => Promise<RunResult>;
  /** As `polished`, under a terminal. */
  readonly onTerminal: (args: readonly string[], call?: Call) => Promise<TerminalResult>;
  readonly remove: () => Promise<void>;
};

/** Makes a bench; `kubeconfig` names the cluster, without it there is none. */
export const createBench = async (host: Host, kubeconfig?: string): Promise<Bench> => {
  const folder = await mkdtemp(join(tmpdir(), 'netpolish-e2e-'));
  await mkdir(join(folder, 'bin'));
  await mkdir(join(folder, 'plugins'));
  // Only one of the two is there: a Helm that used the wrong way would not find it.
  if (host.major === 3) await symlink(join(root, 'dist/netpolish.cjs'), join(folder, 'bin/netpolish'));
  else await symlink(root, join(folder, 'plugins/netpolish'));
  const env: Environment = {
    ...helmEnv(folder, kubeconfig),
    ...noSettings,
    PATH: [join(folder, 'bin'), process.env.PATH].join(delimiter),
  };
  const options = (more: Environment = {}) => ({ cwd: folder, env: { ...env, ...more } });
  const line = (args: readonly string[], { flags = [] }: Call = {}) => [...args, ...rendererArgs('netpolish', flags)];
  return {
    host,
    folder,
    bare: (args) => run(host.helm, args, options()),
    through: async ([command, ...rest], args) => {
      const renderer = await postRenderer(host, folder, command, rest);
      return run(host.helm, [...args, ...renderer.args], options(renderer.env));
    },
    polished: (args, call) => run(host.helm, line(args, call), options(call?.env)),
    onTerminal: (args, call) => runInTerminal(host.helm, line(args, call), options(call?.env)),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
};

/** A bench for every Helm, without a cluster. */
export const createBenches = async (): Promise<readonly Bench[]> =>
  Promise.all((await helmHosts()).map((host) => createBench(host)));

/** Removes what `createBenches` made. */
export const removeBenches = async (benches: readonly Bench[]): Promise<void> => {
  for (const bench of benches) await bench.remove();
};

/** Helm's arguments for a post-renderer and what is passed to it. */
export const rendererArgs = (name: string, flags: readonly string[] = []): readonly string[] => [
  '--post-renderer',
  name,
  ...flags.map((flag) => `--post-renderer-args=${flag}`),
];

/** `--set` for some of the shop's faults: `strayIngress`, `trailingBlanks`. */
export const faults = (...names: readonly string[]): readonly string[] =>
  names.flatMap((name) => ['--set', `faults.${name}=true`]);

/**
 * Writes a chart of the given templates (paths inside the chart, `templates/x.yaml` or `charts/sub/templates/x.yaml`)
 * into `folder` and returns its path. Sub-charts get their Chart.yaml too.
 */
export const writeChart = async (
  folder: string,
  name: string,
  files: Readonly<Record<string, string>>,
): Promise<string> => {
  const chart = join(folder, name);
  const charts = new Set([chart]);
  for (const [path, text] of Object.entries(files)) {
    const file = join(chart, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    charts.add(file.replace(/\/(templates|crds)\/.*$/, ''));
  }
  for (const one of charts) {
    await mkdir(one, { recursive: true });
    await writeFile(join(one, 'Chart.yaml'), `apiVersion: v2\nname: ${one.split('/').at(-1)}\nversion: 0.1.0\n`);
  }
  return chart;
};

/** What a developer may have set for a try must not reach the tests. */
const noSettings: Environment = {
  NETPOLISH_BYPASS: undefined,
  NETPOLISH_FAIL_ON: undefined,
  NETPOLISH_IGNORE: undefined,
  NETPOLISH_REPORT_FILE: undefined,
  KUSTOMIZE_PLUGIN_CONFIG_STRING: undefined,
  KUSTOMIZE_PLUGIN_CONFIG_ROOT: undefined,
};
