import type { Action } from './types.ts';

type OwnCommand = Extract<Action, { readonly kind: 'netpolish' }>['command'];

const COMMON = [
  'fail-on',
  'config',
  'ignore',
  'no-ignore',
  'baseline',
  'since',
  'severity',
  'cni',
  'kubernetes-version',
  'context',
  'report-file',
  'hooks',
  'namespace',
  'verbose',
];

/** The options of each command that files call, as src/config/options.ts declares them (a test holds the two together). */
export const OWN_FLAGS: Readonly<Record<OwnCommand, readonly string[]>> = {
  check: [...COMMON, 'format', 'write-baseline', 'one-stream', 'allow-empty'],
  merge: [...COMMON, 'across-charts', 'merge-same-name', 'simplify', 'write', 'one-stream', 'format'],
  fix: [...COMMON, 'write', 'unsafe', 'emit-patch', 'one-stream', 'format'],
  'post-render': [...COMMON, 'merge', 'merge-same-name', 'simplify', 'fix', 'host', 'helm4-report', 'format'],
};

/** The first option that netpolish would refuse by its name; undefined where it knows all. */
export function unknownFlag(command: OwnCommand, words: readonly string[]): string | undefined {
  const end = words.indexOf('--');
  const options = words.slice(0, end === -1 ? undefined : end).filter((word) => /^-./.test(word));
  return options.find((word) => {
    const [, name = ''] = /^--([^=]+)/.exec(word) ?? [];
    return !/^-[hV]$|^--(help|version)$|[$`]|\{\{/.test(word) && !OWN_FLAGS[command].includes(name);
  });
}

/** Whether the words only ask for help. */
export function asksForHelp(words: readonly string[]): boolean {
  return words.some((word) => /^(-h|-V|--help|--version)$/.test(word));
}
