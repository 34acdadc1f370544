import type { CommandName } from '../names.ts';

/** A line that can be typed as it stands, and what it is for. */
export type Example = readonly [purpose: string, line: string];

/** The examples of the help without a command. */
export const FIRST_STEPS: readonly Example[] = [
  ['judge every manifest below a folder', 'netpolish check manifests/'],
  ['judge what a chart renders', 'helm template shop ./chart | netpolish check -'],
  ['stop a release that would open or close what nobody meant', 'helm install shop ./chart --post-renderer netpolish'],
  ['why a check exists, and what to write', 'netpolish checks emptied-peers'],
];

/** The examples of every command, the plainest first. Each is run by a test. */
export const EXAMPLES: Readonly<Record<CommandName, readonly Example[]>> = {
  'post-render': [
    ['Helm 3', 'helm install shop ./chart --post-renderer netpolish'],
    ['by hand: apply safe fixes and merge', 'netpolish post-render --fix --merge < rendered.yaml'],
    ['be stopped by warnings too', 'netpolish post-render --fail-on warning < rendered.yaml'],
  ],
  fn: [
    ['kustomize calls it where a kustomization names it', 'kustomize build --enable-alpha-plugins --enable-exec app/'],
    ['by hand', 'netpolish fn < resource-list.yaml'],
  ],
  check: [
    ['files, folders and globs', "netpolish check manifests/ 'charts/**/*.yaml'"],
    ['what a chart renders', 'helm template shop ./chart | netpolish check -'],
    [
      'files that are applied together, beside what the platform adds',
      'netpolish check --one-stream manifests/ --context platform/',
    ],
    [
      'let one finding pass, and be stopped by warnings',
      'netpolish check manifests/ --ignore emptied-peers:redis --fail-on warning',
    ],
  ],
  chart: [
    ['which values of a chart open the door', 'netpolish chart ./chart'],
    [
      'beside the values of an environment, with a Helm of its own',
      'netpolish chart ./chart --values prod.yaml --helm ~/bin/helm',
    ],
    ['what each value does to each policy', 'netpolish chart ./chart --matrix'],
  ],
  merge: [
    ['print the merged stream', 'netpolish merge rendered.yaml > merged.yaml'],
    ['write the rules in fewer words too', 'netpolish merge --simplify rendered.yaml'],
    ['change files in place, judged together', 'netpolish merge --write --one-stream manifests/'],
  ],
  fix: [
    ['show what would change', 'netpolish fix manifests/'],
    ['change the files', 'netpolish fix --write manifests/'],
    ['what closing all that is open by accident would close', 'netpolish fix --unsafe manifests/'],
  ],
  groups: [
    ['which policies select the same pods', 'netpolish groups --one-stream manifests/'],
    ['the same for a program', 'netpolish groups --format json rendered.yaml'],
  ],
  explain: [
    ['every group: from whom, to whom', 'netpolish explain manifests/'],
    ['what may reach a workload, and what it may reach', 'netpolish explain manifests/ --pod shop/api'],
    ['one connection, judged at both ends', 'netpolish explain manifests/ --from shop/api --to shop/db --port 5432'],
    ['every pair that may talk', 'netpolish explain manifests/ --connections'],
  ],
  diff: [
    ['what a change opens and closes', 'netpolish diff before.yaml after.yaml'],
    ['a comment for a pull request', 'netpolish diff --format markdown before/ after/'],
    ['what an upgrade would change', 'helm get manifest shop | netpolish diff - rendered.yaml'],
    ['what a new version of a chart changes, whatever its values', 'netpolish diff --chart released/chart ./chart'],
  ],
  checks: [
    ['what is looked for', 'netpolish checks'],
    ['why one check exists, and what to write', 'netpolish checks emptied-peers'],
  ],
  doctor: [
    ['does netpolish really run, wherever this folder calls it?', 'netpolish doctor'],
    ['another folder, told for a program', 'netpolish doctor --format json deploy/'],
  ],
  init: [
    ['write netpolish.yaml, with every setting told', 'netpolish init'],
    ['look at it first', 'netpolish init -'],
  ],
  completion: [
    ['bash: a line of ~/.bashrc', 'source <(netpolish completion bash)'],
    ['zsh: a file in a folder of $fpath', 'netpolish completion zsh > ~/.zfunc/_netpolish'],
    ['fish', 'netpolish completion fish > ~/.config/fish/completions/netpolish.fish'],
  ],
};

/** Examples as they stand at the end of a help text: what for as a comment, so that both lines can be copied. */
export function examplesText(examples: readonly Example[]): string {
  return `\nExamples:\n${examples.map(([purpose, line]) => `  # ${purpose}\n  ${line}`).join('\n')}`;
}
