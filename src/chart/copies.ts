import { type Chart, type ChartFile, field, yamlOf } from './chart.ts';

/** The files of a copy of a chart. */
export type Copy = readonly Pick<ChartFile, 'path' | 'bytes'>[];

const PROBE = 'templates/netpolish-values.yaml';

/**
 * A copy that prints its values as JSON and nothing else: the values as Helm merges them, those of sub-charts that a condition
 * leaves out too. Schemas are left out: they would refuse what the person has yet to give.
 */
export function probeOf(chart: Chart): Copy {
  const kept = [...chart.files.values()].filter(({ path }) =>
    /(^|\/)(Chart\.yaml|requirements\.yaml|values\.yaml)$/.test(path),
  );
  const files = kept.filter(({ path }) => !path.includes('/templates/') && !path.startsWith('templates/'));
  return [...files.map(unconditional), { path: PROBE, bytes: Buffer.from(PRINT) }];
}

/** A chart without values of its own that prints those that it is given. */
export const EMPTY_PROBE: Copy = [
  { path: 'Chart.yaml', bytes: Buffer.from('{"apiVersion":"v2","name":"values","version":"0.0.0"}') },
  { path: PROBE, bytes: Buffer.from('{{ toJson .Values }}') },
];

const PRINT = '{{ toJson .Values }}';

/** The JSON in what a probe printed; undefined where there is none. */
export function probed(stdout: string): string | undefined {
  return stdout.split('\n').find((line) => line.startsWith('{'));
}

function unconditional(file: ChartFile): ChartFile {
  if (!/(Chart|requirements)\.yaml$/.test(file.path)) return file;
  const meta = yamlOf(file);
  const dependencies = field(meta, 'dependencies');
  if (!Array.isArray(dependencies)) return file;
  const open = dependencies.map((entry) => {
    if (entry === null || typeof entry !== 'object' || Array.isArray(entry)) return entry;
    const { condition: _condition, tags: _tags, ...rest } = entry as Record<string, unknown>;
    return rest;
  });
  return { ...file, bytes: Buffer.from(JSON.stringify({ ...(meta as object), dependencies: open })) };
}
