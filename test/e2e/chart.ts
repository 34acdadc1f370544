import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChartReport } from '../../src/chart/types.ts';
import type { Finding } from '../../src/finding.ts';
import { type Environment, helmEnv } from './helm.ts';
import { type Host, helmHosts } from './hosts.ts';
import { bin } from './project.ts';
import { type RunResult, run } from './run.ts';

/** `netpolish chart` with a Helm, in a world of its own: `scraps` is where it and Helm may put what is temporary. */
export type ChartBench = {
  readonly host: Host;
  readonly env: Environment;
  readonly scraps: string;
  readonly chart: (folder: string, flags?: readonly string[]) => Promise<RunResult>;
  readonly report: (folder: string, flags?: readonly string[]) => Promise<Told>;
  /** What `check` says of what Helm prints; rejects where Helm fails. */
  readonly findings: (folder: string, flags: readonly string[]) => Promise<readonly Finding[]>;
  /** How Helm itself ends. */
  readonly helm: (folder: string, flags: readonly string[]) => Promise<RunResult>;
};

/** A run that gave a report. */
export type Told = { readonly code: number; readonly report: ChartReport; readonly stderr: string };

const LIMIT = 300_000;

/** All that the tests of charts can try is asked for; CI tries each chart with one Helm, two of three with Helm 4. */
export const IN_FULL: boolean = process.env.NETPOLISH_E2E_ALL === '1';

/** The newest Helm 4 and the newest Helm 3. */
export const newestHelms = async (): Promise<readonly Host[]> => {
  const hosts = await helmHosts();
  return ([4, 3] as const).flatMap((major) => hosts.filter((host) => host.major === major).slice(-1));
};

/** What `host` is tried with: every third of a kind by Helm 3, the others by Helm 4, all of them by both in full. */
export const shareOf = <T>(host: Host, all: readonly T[], kind: (one: T) => string = () => ''): readonly T[] => {
  if (IN_FULL) return all;
  const kinds = all.map(kind);
  const turn = (index: number): number => kinds.slice(0, index).filter((one) => one === kinds[index]).length % 3;
  // A kind of which there is one alone is Helm 4's.
  return all.filter((_, index) => (turn(index) === 1) === (host.major === 3));
};

/** A bench below `folder`, which has to be empty. */
export const chartBench = async (host: Host, folder: string): Promise<ChartBench> => {
  const [home, scraps] = [join(folder, 'home'), join(folder, 'scraps')];
  await Promise.all([mkdir(home), mkdir(scraps)]);
  const env = { ...helmEnv(home), TMPDIR: scraps };
  const options = { env, cwd: home, timeout: LIMIT };
  const chart = (chartFolder: string, flags: readonly string[] = []) =>
    run(process.execPath, [bin, 'chart', chartFolder, '--helm', host.helm, ...flags], options);
  const helm = (chartFolder: string, flags: readonly string[]) =>
    run(host.helm, ['template', 'shop', chartFolder, ...flags], options);
  return {
    host,
    env,
    scraps,
    chart,
    helm,
    report: async (chartFolder, flags = []) => {
      const { code, stdout, stderr } = await chart(chartFolder, ['--format', 'json', ...flags]);
      if (code > 1) throw new Error(`netpolish chart ${chartFolder} ends with ${code}: ${stderr}`);
      return { code, stderr, report: JSON.parse(stdout) as ChartReport };
    },
    findings: async (chartFolder, flags) => {
      const { code, stdout: input, stderr } = await helm(chartFolder, flags);
      if (code !== 0) throw new Error(`helm template ${flags.join(' ')} ends with ${code}: ${stderr}`);
      const args = [bin, 'check', '-', '--format', 'json', '--verbose', '--fail-on', 'never', '--allow-empty'];
      const { stdout } = await run(process.execPath, args, { ...options, input });
      return (JSON.parse(stdout) as { readonly findings: readonly Finding[] }).findings;
    },
  };
};

/** One line that differs as soon as a name or a byte below the folder does. Links are not followed. */
export const fingerprint = async (folder: string): Promise<string> => {
  const hash = createHash('sha256');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.map((entry) => ({ entry, path: join(entry.parentPath, entry.name) }));
  for (const { entry, path } of paths.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    hash.update(`${path}\0`);
    if (entry.isSymbolicLink()) hash.update(await readlink(path));
    else if (entry.isFile()) hash.update(await readFile(path));
  }
  return hash.digest('hex');
};
