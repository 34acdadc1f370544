import { type FoundFailure, isMeant } from '../../chart/failures.ts';
import { helmWords } from '../../chart/helm-words.ts';
import type { Spot } from '../../chart/locate.ts';
import type { Failed } from '../../chart/outcome.ts';
import { placeOf } from '../../chart/rows.ts';
import { templateFile } from '../../chart/template-files.ts';
import type { Choice, RenderFailure } from '../../chart/types.ts';
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
