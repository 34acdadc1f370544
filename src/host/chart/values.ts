import type { Chart } from '../../chart/chart.ts';
import { type Copy, EMPTY_PROBE, probed, probeOf } from '../../chart/copies.ts';
import type { Ended } from '../../doctor/types.ts';
import { FailureError, UsageError } from '../../io.ts';
import type { Json } from '../../manifest/tree.ts';

/** Renders a copy of a chart. `more` are words for Helm. */
export type RenderCopy = (files: Copy, values: string, more?: readonly string[]) => Promise<Ended>;

/** What the person gives with --values and --set, as Helm reads it. Throws UsageError with Helm's words. */
export async function givenValues(
  words: readonly string[],
  render: RenderCopy,
  tell: (ended: Ended) => string,
): Promise<Json> {
  if (words.length === 0) return {};
  const ended = await render(EMPTY_PROBE, '{}', words);
  if (ended.trouble === undefined && ended.code !== 0)
    throw new UsageError(`the values that were given cannot be read: ${tell(ended)}`);
  return read(ended, tell);
}

/** The values of a chart with those that are given, as Helm merges them, with those of every sub-chart. */
export async function mergedValues(
  chart: Chart,
  given: Json,
  render: RenderCopy,
  tell: (ended: Ended) => string,
): Promise<Json> {
  return read(await render(probeOf(chart), JSON.stringify(given)), tell);
}

function read(ended: Ended, tell: (ended: Ended) => string): Json {
  const json = ended.code === 0 ? probed(ended.stdout) : undefined;
  if (json === undefined) throw new FailureError(`the values of the chart cannot be read: ${tell(ended)}`);
  return JSON.parse(json) as Json;
}
