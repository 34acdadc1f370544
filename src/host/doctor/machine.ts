import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { isOpen, opened } from '../../doctor/door.ts';
import { shows, versionIn } from '../../doctor/tools.ts';
import type { Judged, Tool, Variables } from '../../doctor/types.ts';
import type { Io } from '../../io.ts';
import { parseTree } from '../../manifest/parse.ts';
import { isFault, stringOf } from '../../manifest/tree.ts';
import type { RunChild } from '../run-child.ts';

/** What is on this machine, and what is wrong with it. */
export type Machine = {
  readonly tools: readonly Tool[];
  readonly faults: readonly Judged[];
  readonly notes: readonly string[];
};

type Asking = { readonly io: Io; readonly run: RunChild; readonly cwd: string; readonly version: string };

const ASK: Readonly<Record<string, readonly [Tool['name'], ...string[]]>> = {
  helm: ['helm', 'version', '--short'],
  helm3: ['helm', 'version', '--short'],
  helm4: ['helm', 'version', '--short'],
  kustomize: ['kustomize', 'version'],
  kubectl: ['kubectl', 'version', '--client'],
  netpolish: ['netpolish', '--version'],
};

/** Asks every program on PATH that can run netpolish who it is, and every Helm which plugins it reads. No cluster is asked. */
export async function lookAround(asking: Asking): Promise<Machine> {
  const tools: Tool[] = [];
  const faults: Judged[] = [...doorsOpen(asking.io.env)];
  const notes: string[] = [];
  for (const [program, [name, ...args]] of Object.entries(ASK)) {
    for (const path of onPath(program, asking.io.env)) {
      if (tools.some((tool) => real(tool.path) === real(path))) continue;
      const { code, stdout, stderr } = await ask(asking, [path, ...args]);
      if (code !== 0) {
        notes.push(`${path} does not tell its version: ${stderr.trim().split('\n')[0]}`);
        continue;
      }
      const version = versionIn(stdout);
      tools.push({ name, version, path, shows: shows(name, version) });
      if (name === 'netpolish' && version !== asking.version) notes.push(otherVersion(version, path, asking.version));
    }
  }
  for (const helm of tools.filter(({ name }) => name === 'helm')) {
    const plugins = await pluginsOf(asking, helm);
    faults.push(...plugins.faults);
    notes.push(...plugins.notes);
  }
  return { tools, faults, notes };
}

function ask({ io, run, cwd }: Asking, command: readonly string[]): ReturnType<RunChild> {
  return run(command, { cwd, env: io.env, seconds: 20 });
}

/** Helm 3 complains at every command of a plugin that it cannot read, and has none then (helm pkg/plugin LoadAll). */
async function pluginsOf(asking: Asking, helm: Tool): Promise<Omit<Machine, 'tools'>> {
  const { code, stdout, stderr } = await ask(asking, [helm.path, 'env', 'HELM_PLUGINS']);
  const ran = `helm env HELM_PLUGINS (${helm.version})`;
  const lost = /failed to load plugin at "([^"]+)"/.exec(stderr)?.[1];
  if (helm.version.startsWith('3.')) {
    const saw = `Helm ${helm.version} cannot read ${lost}, which is for Helm 4, and loses every plugin that it has`;
    const write = 'a HELM_PLUGINS of its own for each Helm; for this one Helm 3 netpolish belongs on PATH';
    return { faults: lost === undefined ? [] : [{ verdict: 'broken', ran, saw, write }], notes: [] };
  }
  if (code !== 0) return { faults: [], notes: [] };
  const folders = stdout.trim().split(delimiter);
  const found = folders.flatMap(pluginFiles);
  if (found.length === 0)
    return {
      faults: [],
      notes: [`Helm ${helm.version} finds no netpolish in ${stdout.trim() || 'an empty list'} (HELM_PLUGINS)`],
    };
  const others = found.filter(({ version }) => version !== asking.version);
  return { faults: [], notes: others.map(({ version, path }) => otherVersion(version, path, asking.version)) };
}

function otherVersion(version: string, path: string, own: string): string {
  return `${path} is netpolish ${version}, this is ${own}: they may judge differently`;
}

/** The plugins of our name in a plugin folder, which Helm reads one level deep. */
function pluginFiles(folder: string): readonly { readonly path: string; readonly version: string }[] {
  return safely(() => readdirSync(folder), []).flatMap((name) => {
    const path = join(folder, name, 'plugin.yaml');
    const root = parseTree(safely(() => readFileSync(path, 'utf8'), ''));
    if (isFault(root) || stringOf(root, 'name') !== 'netpolish') return [];
    return [{ path, version: stringOf(root, 'version') ?? '?' }];
  });
}

function doorsOpen(env: Io['env']): readonly Judged[] {
  return Object.entries(relevant(env))
    .filter(([name, value]) => isOpen(name, value))
    .map(([name, value]) => ({
      verdict: 'broken',
      ran: `${name}=${value} in this environment`,
      saw: opened(name),
      write: `nothing: unset ${name}`,
    }));
}

/** The variables that decide whether and how netpolish runs, as they are set. */
export function relevant(env: Io['env']): Variables {
  const names = /^(NETPOLISH_\w+|HELM_PLUGINS|KUSTOMIZE_PLUGIN_HOME)$/;
  const set = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && names.test(entry[0]),
  );
  return Object.fromEntries(set.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Every program of a name on PATH, in its order. */
function onPath(program: string, env: Io['env']): readonly string[] {
  const endings = env.PATHEXT === undefined ? [''] : ['.exe', '.cmd', ''];
  const folders = (env.PATH ?? env.Path ?? '').split(delimiter).filter((folder) => folder !== '');
  const paths = folders.flatMap((folder) => endings.map((ending) => join(folder, `${program}${ending}`)));
  return paths.filter((path) => safely(() => isProgram(path), false));
}

function isProgram(path: string): boolean {
  const stats = statSync(path);
  return stats.isFile() && (stats.mode & 0o111) !== 0;
}

function real(path: string): string {
  return safely(() => realpathSync(path), path);
}

function safely<T>(act: () => T, otherwise: T): T {
  try {
    return act();
  } catch {
    return otherwise;
  }
}
