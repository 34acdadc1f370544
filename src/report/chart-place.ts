import type { ChartReport, ChartRow, RenderFailure, TemplatePlace } from '../chart/types.ts';
import type { Finding, Location } from '../finding.ts';
import { STANDARD_INPUT } from './anchor.ts';

type Chart = ChartReport['chart'];

/** A template from the chart's folder: what a render says begins with the name of the chart. */
export function templateInChart({ name }: Pick<Chart, 'name'>, template: string): string {
  const own = template.startsWith(`${name}/`) ? template.slice(name.length + 1) : template;
  return /^(templates|charts)\//.test(own) ? own : template;
}

/** A template as somebody beside the chart would open it. */
export function templatePath(chart: Pick<Chart, 'name' | 'folder'>, template: string): string {
  const folder = chart.folder.replace(/[\\/]+$/, '');
  const own = templateInChart(chart, template);
  return folder === '.' || (folder === '' && chart.folder === '') ? own : `${folder}/${own}`;
}

/** The template of a row or of a failure, from the chart's folder, and its line where it is known; '' where nothing is. */
export function shortPlace(
  chart: Pick<Chart, 'name'>,
  { place, template }: Pick<ChartRow | RenderFailure, 'place' | 'template'>,
): string {
  if (place !== undefined) return `${place.file}:${place.line}`;
  return template === undefined ? '' : templateInChart(chart, template);
}

/** Where a row stands, for people: `shop/templates/np.yaml:12:3`, or the template and the line of the render with those values. */
export function longPlace(chart: Chart, row: ChartRow): string {
  const { place, finding } = row;
  if (place !== undefined) return `${templatePath(chart, place.file)}:${place.line}:${place.column}`;
  const template = templateOf(row);
  const line = `rendered line ${finding.location.line}`;
  return template === '' ? line : `${templatePath(chart, template)} (${line})`;
}

/** Where a render failed, for people. */
export function failurePlace(chart: Chart, { place, template }: RenderFailure): string {
  if (place !== undefined) return `${templatePath(chart, place.file)}:${place.line}:${place.column}`;
  return template === undefined ? 'no template is named' : templatePath(chart, template);
}

/** The finding of a row at its place: that in the template where it is known, else that in the render. */
export function placedFinding(chart: Chart, row: ChartRow): Finding {
  const { finding, place } = row;
  // What would be written stands in a render: nobody edits that.
  const { fix: _fix, choice: _choice, template: _template, ...rest } = finding;
  return { ...rest, location: place === undefined ? inRender(chart, row) : inTemplate(chart, finding.location, place) };
}

/** A line of a template as a location. */
export function inTemplate(
  chart: Chart,
  location: Pick<Location, 'document' | 'path'>,
  place: TemplatePlace,
): Location {
  return {
    file: templatePath(chart, place.file),
    origin: 'file',
    document: location.document,
    path: location.path,
    line: place.line,
    column: place.column,
    endLine: place.line,
    endColumn: place.endColumn,
  };
}

function inRender(chart: Chart, row: ChartRow): Location {
  const { source: _source, item: _item, ...location } = row.finding.location;
  const template = templateOf(row);
  return {
    ...location,
    file: STANDARD_INPUT,
    origin: 'rendered',
    ...(template !== '' && { source: templatePath(chart, template) }),
  };
}

function templateOf({ template, finding }: ChartRow): string {
  return template ?? finding.location.source ?? '';
}
