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

/**
 * What an option makes of a call whatever its manifests hold: one that there is not fails each time (another version, which `stands` names,
 * may have it), and one that writes a baseline never does.
 */
export function uselessBy(command: OwnCommand, words: readonly string[], stands = ''): Action | undefined {
  if (command === 'check' && words.includes('--write-baseline')) return WRITING_BASELINE;
  const flag = unknownFlag(command, words)?.replace(/=[\s\S]*/, '');
  if (flag === undefined) return undefined;
  const saw = `netpolish ${command} has no option ${flag}`;
  if (/netpolish@/.test(stands)) return { kind: 'told', verdict: 'untried', saw: `this ${saw}; ${stands} may have it` };
  const write = `an option of \`netpolish ${command} --help\``;
  return { kind: 'told', verdict: 'broken', saw: `${saw}: the call fails each time, also for clean manifests`, write };
}

const WRITING_BASELINE: Action = {
  kind: 'told',
  verdict: 'broken',
  saw: '--write-baseline writes down what is found, and exits 0',
  write: '--baseline FILE in a pipeline; --write-baseline is for the day of adoption',
};

/** Whether the words only ask for help. */
export function asksForHelp(words: readonly string[]): boolean {
  return words.some((word) => /^(-h|-V|--help|--version)$/.test(word));
}
