import type { Call } from './types.ts';

/** What a host says when it cannot run netpolish at all. */
export type Refusal = { readonly words: RegExp; readonly saw: string; readonly write: (call: Call) => string };

const isKubectl = ({ action }: Call): boolean => action.kind === 'kustomize' && action.tool === 'kubectl';

const buildFlags = (call: Call): string => {
  if (call.action.kind === 'kustomize' && call.action.plugin.how === 'legacy')
    return '--enable-alpha-plugins, and KUSTOMIZE_PLUGIN_HOME';
  const whole = 'kustomize build --enable-alpha-plugins --enable-exec';
  return isKubectl(call) ? `${whole} (kubectl runs no exec function), or … | netpolish check -` : whole;
};

/** The refusals that are known, as Helm 3.17 and 3.18, Helm 4.1 and 4.2, kustomize 5.0 to 5.8 write them. */
export const REFUSALS: readonly Refusal[] = [
  {
    words: /external plugins disabled/,
    saw: 'refused: plugins are switched off, so every build fails',
    write: buildFlags,
  },
  {
    words: /validator shouldn't modify the resource map/,
    saw: 'refused: kustomize leaves netpolish out, and takes its own bookkeeping for a change by a validator',
    write: buildFlags,
  },
  { words: /unknown flag: --enable-exec/, saw: 'refused: kubectl has no --enable-exec', write: buildFlags },
  {
    words: /unable to find plugin root|unable to find plugin|unexecutable plugin/,
    saw: 'refused: no such plugin in the plugin folder',
    write: () => 'KUSTOMIZE_PLUGIN_HOME=FOLDER that holds netpolish.dev/v1alpha1/netpolish/Netpolish, executable',
  },
  {
    words: /Type:postrenderer\/v1\} not found/,
    saw: 'refused: this Helm 4 finds no plugin of that name',
    write: () => 'HELM_PLUGINS=FOLDER above netpolish (node_modules, where it is installed), or helm plugin install',
  },
  {
    words: /unable to find binary at/,
    saw: 'refused: this Helm 3 finds no executable of that name on PATH',
    write: () => 'npm install -g netpolish, or a path to it behind --post-renderer',
  },
  {
    words: /produced empty output/,
    saw: 'refused: the post-renderer printed nothing',
    write: () => 'netpolish as the plugin itself, with --host helm4 as its plugin.yaml says',
  },
  {
    words:
      /fork\/exec [^\n]*: (?:no such file or directory|permission denied|exec format error)|executable file not found/,
    saw: 'refused: the executable that the configuration names cannot be started here',
    write: () =>
      'exec.path: netpolish, where it is on PATH, or the path from the kustomization (./node_modules/.bin/netpolish)',
  },
];
