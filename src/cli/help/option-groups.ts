/**
 * The headings of a command's help and the options under each, in the order in which a person looks for them. An option that
 * is not named here stands under `OTHER`; a test tells.
 */
export const OPTION_GROUPS: Readonly<Record<string, readonly string[]>> = {
  'What to change:': ['merge', 'across-charts', 'merge-same-name', 'simplify', 'fix', 'unsafe', 'write'],
  'What to ask:': ['pod', 'labels', 'from', 'to', 'port', 'connections'],
  'What to render:': [
    'chart',
    'values',
    'set',
    'set-string',
    'set-json',
    'set-file',
    'release',
    'api-versions',
    'helm',
    'budget',
    'seed',
    'render-timeout',
  ],
  'What to read:': [
    'config',
    'context',
    'namespace-labels',
    'one-stream',
    'namespace',
    'kubernetes-version',
    'cni',
    'hooks',
  ],
  'What blocks:': ['fail-on', 'severity', 'ignore', 'no-ignore', 'baseline', 'write-baseline', 'since', 'allow-empty'],
  'What to tell:': ['emit-patch', 'format', 'report-file', 'matrix', 'verbose', 'helm4-report'],
};

/** The heading of what has no group of its own. */
export const OTHER = 'Other:';

const PLACES: ReadonlyMap<string, readonly [at: number, heading: string]> = new Map(
  Object.entries(OPTION_GROUPS)
    .flatMap(([heading, names]) => names.map((name) => [name, heading] as const))
    .map(([name, heading], at) => [name, [at, heading]]),
);

/** The heading that an option stands under. */
export function headingOf(name: string): string {
  return PLACES.get(name)?.[1] ?? OTHER;
}

/** The same options in the order of the headings. */
export function inGroups<T extends { readonly name: string }>(options: readonly T[]): readonly T[] {
  const at = ({ name }: T): number => PLACES.get(name)?.[0] ?? PLACES.size;
  return [...options].sort((a, b) => at(a) - at(b));
}
