import type { Build } from './builds.ts';
import { type Lines, linesOfSnippet, type Release } from './commands.ts';
import { doorsIn, isOpen } from './door.ts';
import { argoBuilds, fluxCalls, terraformCalls } from './gitops.ts';
import { helmfileCalls, isHelmfile } from './helmfile.ts';
import { basesOf, isNetpolish, KUSTOMIZATIONS, pluginsOf } from './kustomization.ts';
import { above } from './paths.ts';
import { preCommitCalls } from './pre-commit.ts';
import { snippetsOf } from './snippets.ts';
import type { Call, Folder, Plugin, TextFile } from './types.ts';

/** Whether a file may say how netpolish is called; `.yaml` files of no known name are asked by their text (GITOPS). */
export function isPipeline(path: string): boolean {
  return (
    /(^|\/)\.github\/.*\.ya?ml$|(^|\/)\.gitlab[^/]*\.ya?ml$|(^|\/)\.gitlab\/.*\.ya?ml$|(^|\/)\.(circleci|woodpecker|buildkite|tekton)\/.*\.ya?ml$/.test(
      path,
    ) ||
    /(^|\/)(action|azure-pipelines|bitbucket-pipelines|Taskfile|taskfile|skaffold|plugin|\.travis|\.drone|\.woodpecker|\.pre-commit-config)\.ya?ml$/.test(
      path,
    ) ||
    /(^|\/)((GNUm|M|m)akefile|[jJ]ustfile|Jenkinsfile|Earthfile|Dockerfile|package\.json|\.envrc|\.env)$|\.(mk|sh|bash|just|tf)$/.test(
      path,
    ) ||
    isHelmfile(path) ||
    isKustomization(path)
  );
}

function isKustomization(path: string): boolean {
  return KUSTOMIZATIONS.includes(path.split('/').at(-1) ?? '');
}

/**
 * Every call of netpolish that the files tell of, in the order of files and lines. `paths` are all files there are, for hooks
 * that choose by name.
 */
export function findCalls(files: readonly TextFile[], paths: readonly string[], folder: Folder): readonly Call[] {
  const kustomizations = files.filter(({ path }) => isKustomization(path));
  const plugins = kustomizations.flatMap((file) => pluginsOf(file, folder));
  const scripts = files.filter(({ path }) => !isKustomization(path) && !isHelmfile(path) && !path.endsWith('.tf'));
  const hooks = scripts.filter(({ path }) => path.endsWith('.pre-commit-config.yaml'));
  const lines = scripts
    .filter((file) => !hooks.includes(file))
    .flatMap(snippetsOf)
    .map((snippet) => linesOfSnippet(snippet, folder));
  const builds = [...lines.flatMap((line) => line.builds), ...scripts.flatMap(argoBuilds)];
  const reach = reachOf(kustomizations, folder);
  const built = new Set(
    plugins.flatMap(({ kustomization }) =>
      [...reach].filter(([, all]) => all.has(kustomization)).map(([name]) => name),
    ),
  );
  const home = paths.find((path) => path.endsWith(`/${LEGACY}`))?.slice(0, -LEGACY.length - 1);
  const calls: Call[] = [
    ...plugins.flatMap((plugin) => pluginCalls(plugin, builds, reach, home)),
    ...joined(lines, 'calls'),
    ...unrendered(joined(lines, 'releases')),
    ...files.filter(({ path }) => isHelmfile(path)).flatMap(helmfileCalls),
    ...hooks.flatMap((file) => preCommitCalls(file, paths)),
    ...files.flatMap((file) => fluxCalls(file, built)),
    ...files.filter(({ path }) => path.endsWith('.tf')).flatMap(terraformCalls),
  ];
  // A variable that is seen at work needs no line of its own.
  const isSeen = (door: Call): boolean =>
    calls.some(
      ({ file, variables, action, lost }) =>
        file === door.file && action.kind !== 'told' && lost === undefined && door.text in openDoors(variables),
    );
  calls.push(...files.flatMap(doorsIn).filter((door) => !isSeen(door)));
  return calls.sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}

/** Where kustomize looks in a plugin folder (api/internal/plugins/loader/loader.go). */
const LEGACY = 'netpolish.dev/v1alpha1/netpolish/Netpolish';

function openDoors(variables: Call['variables']): Readonly<Record<string, true>> {
  const open = Object.entries(variables).filter(([name, value]) => isOpen(name, value));
  return Object.fromEntries(open.map(([name, value]) => [`${name}=${value}`, true]));
}

function joined<Key extends 'calls' | 'releases'>(lines: readonly Lines[], key: Key): readonly Lines[Key][number][] {
  return lines.flatMap((line): readonly Lines[Key][number][] => line[key]);
}

/** Which kustomizations each one builds, itself among them. */
function reachOf(kustomizations: readonly TextFile[], folder: Folder): ReadonlyMap<string, ReadonlySet<string>> {
  const bases = new Map(kustomizations.map((file) => [above(file.path), basesOf(file, folder)] as const));
  return new Map(
    [...bases.keys()].map((start) => {
      const all = new Set([start]);
      for (const one of all) for (const base of bases.get(one) ?? []) all.add(base);
      return [start, all] as const;
    }),
  );
}

/** A plugin is called by the lines that build it; where no line does, by the command that it needs. */
function pluginCalls(
  plugin: Plugin,
  builds: readonly Build[],
  reach: ReadonlyMap<string, ReadonlySet<string>>,
  home: string | undefined,
): readonly Call[] {
  const fault = faultOf(plugin);
  if (fault !== undefined) return [fault];
  const own = builds.filter(({ target, flags }) =>
    target === undefined ? mayBuildPlugins(flags) : reach.get(target)?.has(plugin.kustomization),
  );
  if (own.length === 0) {
    const flags = plugin.how === 'exec' ? ['--enable-alpha-plugins', '--enable-exec'] : ['--enable-alpha-plugins'];
    const variables = plugin.how === 'legacy' && home !== undefined ? { KUSTOMIZE_PLUGIN_HOME: `$PWD/${home}` } : {};
    const action = { kind: 'kustomize', tool: 'kustomize', flags, plugin, assumed: true } as const;
    return [{ ...placeOf(plugin), text: textOf(plugin), variables, action }];
  }
  return own.map(({ file, line, text, variables, tool, flags, target, lost }) => {
    const built = target === undefined || target === plugin.kustomization ? {} : { built: target };
    const action = { kind: 'kustomize', tool, flags, plugin, ...built } as const;
    return { file, line, text, variables, action, ...(lost !== undefined && { lost }) };
  });
}

/** A line that builds a folder that only a shell knows is meant for plugins where it switches them on. */
function mayBuildPlugins(flags: readonly string[]): boolean {
  return flags.some((flag) => /^--enable-alpha-plugins(=true)?$/.test(flag));
}

function placeOf({ file, line }: Plugin): Pick<Plugin, 'file' | 'line'> {
  return { file, line };
}

function textOf({ list, how, what }: Plugin): string {
  return `${list}: ${what} (${how})`;
}

/** What is wrong with a plugin whatever builds it. */
function faultOf(plugin: Plugin): Call | undefined {
  const told = (saw: string, write: string): Call => ({
    ...placeOf(plugin),
    text: textOf(plugin),
    variables: {},
    action: { kind: 'told', verdict: 'broken', saw, write },
  });
  if (plugin.list === 'generators')
    return told(
      'a generator is not given the resources: netpolish sees nothing',
      'the entry under validators (output: none) or transformers',
    );
  if (plugin.list === 'validators' && !plugin.printsNothing)
    return told(
      'a validator must print nothing: kustomize refuses every build, also a clean one',
      'spec: {output: none} in its configuration',
    );
  if (plugin.list === 'transformers' && plugin.printsNothing)
    return told(
      'a transformer that prints nothing deletes every resource of the build',
      'the entry under validators, or no output: none',
    );
  return undefined;
}

/** A release that one line renders through netpolish and another does not: Helm takes the merge back, or nothing is checked. */
function unrendered(releases: readonly Release[]): readonly Call[] {
  const guarded = new Set(releases.filter(({ renderer }) => isNetpolish(renderer ?? '')).map(({ name }) => name));
  return releases
    .filter(({ name, renderer }) => renderer === undefined && guarded.has(name))
    .map(({ file, line, text, name }) => ({
      file,
      line,
      text,
      variables: {},
      action: {
        kind: 'told',
        verdict: 'skipped',
        saw: `release ${name} goes through netpolish elsewhere, and here it does not`,
        write: '--post-renderer netpolish',
      },
    }));
}
