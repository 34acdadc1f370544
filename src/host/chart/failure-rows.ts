import { keyOf, valueAt } from '../../chart/chart-value.ts';
import type { FoundFailure } from '../../chart/failures.ts';
import { helmWords } from '../../chart/helm-words.ts';
import type { Spot } from '../../chart/locate.ts';
import type { Looked } from '../../chart/look.ts';
import type { Failed } from '../../chart/outcome.ts';
import { placeOf } from '../../chart/rows.ts';
import { templateFile } from '../../chart/template-files.ts';
import type { Assignment, Choice, RenderFailure } from '../../chart/types.ts';
import type { Places } from './marked.ts';
import type { Stage } from './stage.ts';

/** The renders that failed, each kind with its place; what fails in a template of policies without being asked to is a fault. */
export async function failureRows(
  failures: readonly FoundFailure[],
  stage: Stage,
  places: Places,
): Promise<readonly RenderFailure[]> {
  const rows: RenderFailure[] = [];
  for (const one of failures) rows.push(await failureRow(one, stage, places));
  return rows;
}

async function failureRow(
  { failure, choice, count }: FoundFailure,
  { chart, looked }: Stage,
  places: Places,
): Promise<RenderFailure> {
  const { kind, message, at } = failure;
  const file = at === undefined ? undefined : templateFile(chart, at.template);
  const isFault =
    ['nil', 'yaml', 'template'].includes(kind) &&
    choice.every((one) => isMeant(one, kind, looked)) &&
    file !== undefined &&
    looked.policyFiles.has(file.path);
  const spot = isFault ? await failureSpot(failure, file.path, choice, places) : undefined;
  const onDisk = spot !== undefined && (chart.files.get(spot.file)?.onDisk ?? false);
  return {
    kind,
    message,
    ...(file !== undefined && { template: file.path }),
    ...(spot !== undefined && { place: placeOf(spot, { onDisk }) }),
    choice,
    flags: helmWords(choice),
    count,
    isFault,
  };
}

/** What people do; and no list or map of the default's own kind is bad YAML by itself where the template has a key for it. */
function isMeant({ kind, path, value }: Assignment, failure: RenderFailure['kind'], { base, values }: Looked): boolean {
  if (kind === 'switch' || kind === 'empty') return true;
  const usual = valueAt(base, path);
  const isOfKind = usual !== null && typeof usual === 'object' && Array.isArray(usual) === Array.isArray(value);
  if (kind !== 'fill' || failure !== 'yaml' || !isOfKind) return false;
  const reads = values.find((one) => keyOf(one.path) === keyOf(path))?.reads ?? [];
  const isPlain = !reads.some(({ use }) => use === 'tpl' || use === 'print');
  return isPlain && reads.some(({ use, yamlKey }) => use === 'toYaml' && yamlKey.length > 0);
}

async function failureSpot(
  { at }: Failed['failure'],
  file: string,
  choice: Choice,
  places: Places,
): Promise<Spot | undefined> {
  if (at?.printed !== undefined) return places.ofBroken(choice, { template: at.template, line: at.printed });
  const column = (at?.column ?? 0) + 1;
  return at?.line === undefined ? undefined : { file, line: at.line, column, endColumn: column + 1, isLiteral: true };
}
