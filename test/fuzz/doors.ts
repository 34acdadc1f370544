/** The commands that take a stream from standard input, each with flags as people give them. */
import { fileURLToPath } from 'node:url';
import { type Given, type Ran, runMain } from '../cli/fake-io.ts';
import type { Dice } from './dice.ts';

/** Streams to compare with. */
const RENDER = fileURLToPath(new URL('../../examples/render/', import.meta.url));

/** A call without its standard input. */
export type Call = { readonly argv: readonly string[]; readonly given?: Omit<Given, 'stdin'> };

/** Runs a call where no settings are found. */
export function run({ argv, given }: Call, stdin: Buffer): Promise<Ran> {
  return runMain(argv, { cwd: '/', ...given, stdin });
}

/** What changes a stream, in a render. */
export function changing(dice: Dice): readonly string[] {
  return [
    ...dice.pick([
      [],
      ['--merge'],
      ['--merge', 'across-charts'],
      ['--merge', '--simplify'],
      ['--merge', '--merge-same-name'],
    ]),
    ...dice.pick([[], ['--fix'], ['--fix']]),
    ...dice.pick([[], [], ['--fail-on', 'never'], ['--fail-on', 'never'], ['--fail-on', 'warning']]),
    ...dice.pick([
      [],
      [],
      ['--namespace', 'shop'],
      ['--verbose'],
      ['--hooks', 'skip'],
      ['--cni', 'calico'],
      ['--kubernetes-version', '1.25'],
    ]),
  ];
}

/** A post-renderer, or a plugin of kustomize, which is the same by another door. */
export function rendering(dice: Dice): Call {
  const flags = changing(dice);
  if (!dice.once(4)) return { argv: [...(dice.once(2) ? ['post-render'] : []), ...flags, ...helm4(dice)] };
  const spec = dice.pick(['', 'spec: {merge: true, fix: true}\n', 'spec: {failOn: never, simplify: true}\n']);
  const config = `apiVersion: netpolish.dev/v1alpha1\nkind: Netpolish\nmetadata: {name: f}\n${spec}`;
  return { argv: ['/config/plugin', ...flags], given: { env: { KUSTOMIZE_PLUGIN_CONFIG_STRING: config } } };
}

function helm4(dice: Dice): readonly string[] {
  return dice.once(4) ? ['--host', 'helm4', '--helm4-report', 'exit'] : [];
}

/** What answers in words of its own: everything that prints no manifests. */
export const ASKING: readonly [readonly string[], ...(readonly string[])[]] = [
  ['groups', '-'],
  ['groups', '--format', 'json', '-'],
  ['explain', '-'],
  ['explain', '--format', 'json', '-'],
  ['explain', '--connections', '-'],
  ['explain', '--pod', 'web', '-'],
  ['explain', '--labels', 'app=web', '--port', '80', '-'],
  ['diff', '-', `${RENDER}shop.yaml`],
  ['diff', `${RENDER}shop.yaml`, '-'],
  ['diff', '--format', 'json', '-', `${RENDER}redis.yaml`],
  ['diff', '--format', 'markdown', `${RENDER}redis.yaml`, '-'],
  ['fix', '--emit-patch', '-'],
  ['fix', '--emit-patch', '--unsafe', '-'],
];

/** One of them. */
export function asking(dice: Dice): Call {
  return { argv: dice.pick(ASKING) };
}
