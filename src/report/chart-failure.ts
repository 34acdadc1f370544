import type { ChartReport, RenderFailure } from '../chart/types.ts';
import type { Finding } from '../finding.ts';
import { STANDARD_INPUT } from './anchor.ts';
import { inTemplate, templatePath } from './chart-place.ts';

/** The id that a render which fails by a fault of the chart is told by; no check of manifests has it. */
export const CHART_RENDER = 'chart-render';

/**
 * A failure as a finding. Nobody installs what does not render, so it opens nothing: an error only where the base itself does
 * not render.
 */
export function failureFinding({ chart }: Pick<ChartReport, 'chart'>, failure: RenderFailure): Finding {
  const { message, choice, place, template } = failure;
  // Alerts are told apart by policy and path: here by chart and template.
  const at = { document: 1, path: template === undefined ? [] : [template] };
  return {
    check: CHART_RENDER,
    severity: choice.length === 0 ? 'error' : 'warning',
    effect: 'rejected',
    message: `the template of a policy does not render: ${message}`,
    help: HELP[failure.kind],
    policy: { apiVersion: 'v2', kind: 'Chart', namespace: '', name: chart.name },
    location:
      place === undefined
        ? {
            ...at,
            file: STANDARD_INPUT,
            ...(template !== undefined && { source: templatePath(chart, template) }),
            origin: 'rendered',
            line: 1,
            column: 1,
            endLine: 1,
            endColumn: 1,
          }
        : inTemplate(chart, at, place),
    related: [],
    about: '',
    caret: message,
    effectText: 'Helm stops, and nothing of the release reaches the cluster.',
    refusedBy: [],
    excerpt: [],
  };
}

const HELP: Readonly<Record<RenderFailure['kind'], string>> = {
  nil: 'ask for the map before what is in it (`with`, `dig`, parentheses), or give it a default in values.yaml',
  refused: 'say in the words of `fail` what to set instead',
  yaml: 'write what is YAML with these values too: `quote`, `toYaml` and `nindent`',
  template: 'make the template one that Helm can run with these values',
  time: 'make the template end: look for what calls itself, or counts too far',
  size: 'make the template print less: look for what calls itself, or counts too far',
};
