import { spawnSync } from 'node:child_process';
import { accessSync, constants, copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { type Bench, scrap } from './bench.ts';
import type { Command } from './run.ts';

/** Another tool that reads the same files. `does` says what of its work is measured. */
export type Peer = {
  readonly name: string;
  readonly does: string;
  readonly version: string;
  /** Its start without work. */
  readonly bare: Command;
  /** Its work on one file. */
  readonly on: (file: string) => Command;
  /** Its work on a whole folder, where it takes one. */
  readonly onFolder?: (folder: string) => Command;
  /** Whether it could read a file, from how a run over it ended. */
  readonly reads: (status: number | null, output: string) => boolean;
};

type Known = Omit<Peer, 'version' | 'bare' | 'on' | 'onFolder'> & {
  readonly executables: readonly string[];
  readonly bare: readonly string[];
  readonly args: (file: string, bench: Bench) => readonly string[];
  readonly folderArgs?: (folder: string, bench: Bench) => readonly string[];
};

const POLICY_CHECKS = 'dangling-networkpolicy,dangling-networkpolicypeer-podselector,non-isolated-pod';
const anyEnd = Array.from({ length: 256 }, (_, code) => code);
const ended = (status: number | null): boolean => status === 0;

const KNOWN: readonly Known[] = [
  {
    name: 'kubectl kustomize',
    does: 'a cat that parses and prints: a kustomization with the file as its only resource',
    executables: ['kubectl'],
    bare: ['version', '--client'],
    args: (file, bench) => ['kustomize', kustomization(file, bench)],
    reads: ended,
  },
  {
    name: 'kubeconform',
    does: "checks NetworkPolicies alone, against this project's schema; parses the rest and skips it, for want of schemas without a network",
    executables: ['kubeconform'],
    bare: ['-v'],
    args: (file, bench) => [...conform(bench), file],
    folderArgs: (folder, bench) => [...conform(bench), folder],
    reads: (_, output) => /Errors: 0\b/.test(output) && !/^Summary: 0 resources/m.test(output),
  },
  {
    name: 'kube-linter',
    does: 'its default checks, which judge workloads',
    executables: ['kube-linter'],
    bare: ['version'],
    args: (file) => ['lint', file],
    folderArgs: (folder) => ['lint', folder],
    reads: (status, output) => lints(status, output),
  },
  {
    name: 'kube-linter, policies only',
    does: `only ${POLICY_CHECKS}`,
    executables: ['kube-linter'],
    bare: ['version'],
    args: (file) => ['lint', '--do-not-auto-add-defaults', '--include', POLICY_CHECKS, file],
    reads: (status, output) => lints(status, output),
  },
  {
    name: 'netpol-analyzer',
    does: 'lists the allowed connections of the file alone in a folder',
    executables: ['netpol-analyzer', 'netpolicy', 'k8snetpolicy'],
    bare: ['--help'],
    args: (file, bench) => ['list', '--dirpath', alone(file, bench)],
    reads: ended,
  },
];

/** The peers that are on PATH, and the names of those that are not. */
export function peers(bench: Bench): { readonly found: readonly Peer[]; readonly missing: readonly string[] } {
  const found: Peer[] = [];
  const missing: string[] = [];
  for (const known of KNOWN) {
    const executable = known.executables.map(onPath).find((path) => path !== undefined);
    if (executable === undefined) missing.push(known.name);
    else found.push(peer(known, executable, bench));
  }
  return { found, missing };
}

function peer(known: Known, executable: string, bench: Bench): Peer {
  const { name, does, reads, args, folderArgs } = known;
  const command = (words: readonly string[]): Command => ({ argv: [executable, ...words], passes: anyEnd });
  return {
    name,
    does,
    reads,
    version: versionOf(executable, known.bare),
    bare: command(known.bare),
    on: (file) => command(args(file, bench)),
    ...(folderArgs && { onFolder: (folder) => command(folderArgs(folder, bench)) }),
  };
}

/** What a Go binary was built from, which tools that were not released by their makers know better than they say. */
function versionOf(executable: string, bare: readonly string[]): string {
  const go = onPath('go');
  const built = go === undefined ? '' : spawnSync(go, ['version', '-m', executable], { encoding: 'utf8' }).stdout;
  const [, module] = /^\tmod\t\S+\t(v\S+)/m.exec(built) ?? [];
  const said =
    spawnSync(executable, [...bare], { encoding: 'utf8' })
      .stdout?.trim()
      .replace(/\s*\n\s*/g, ', ') ?? '';
  return module ?? (said.length > 80 ? 'of unknown version' : said);
}

function onPath(name: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A folder with nothing but a copy of the file. */
function alone(file: string, bench: Bench): string {
  const copy = join(bench.folder, 'alone', 'in.yaml');
  mkdirSync(dirname(copy), { recursive: true });
  copyFileSync(file, copy);
  return dirname(copy);
}

/** The folder above, with a kustomization over it. */
function kustomization(file: string, bench: Bench): string {
  alone(file, bench);
  return dirname(scrap(bench, 'kustomization.yaml', 'resources: [alone/in.yaml]\n'));
}

function conform(bench: Bench): readonly string[] {
  // It finds a schema by the name of the kind.
  scrap(
    bench,
    join('schemas', 'networkpolicy.json'),
    readFileSync(resolve('schemas/networkpolicy.schema.json'), 'utf8'),
  );
  const location = join(bench.folder, 'schemas', '{{.ResourceKind}}.json');
  return ['-summary', '-ignore-missing-schemas', '-schema-location', location];
}

function lints(status: number | null, output: string): boolean {
  return (status === 0 || status === 1) && !output.includes('no valid objects found');
}
