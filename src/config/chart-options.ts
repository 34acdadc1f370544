import type { Option } from './option.ts';
import {
  BASELINE,
  CNI,
  CONFIG,
  CONTEXT,
  FAIL_ON,
  HOOKS,
  IGNORE,
  KUBERNETES_VERSION,
  NAMESPACE,
  NO_IGNORE,
  REPORT_FILE,
  REPORTS,
  SEVERITY,
  VERBOSE,
  WRITE_BASELINE,
} from './shared-options.ts';

/** Words that Helm is given as they are, each with what follows it: they make the base of a sweep. */
export const VALUE_OPTIONS: readonly Option[] = [
  {
    name: 'values',
    value: 'file',
    repeats: true,
    description: 'values that the chart is swept with, as for Helm; repeat for more',
  },
  { name: 'set', value: 'key=value', repeats: true, description: 'one of them, as for Helm' },
  { name: 'set-string', value: 'key=value', repeats: true, description: 'one that is a text, as for Helm' },
  { name: 'set-json', value: 'key=json', repeats: true, description: 'one as JSON, as for Helm' },
  { name: 'set-file', value: 'key=file', repeats: true, description: 'one from a file, as for Helm' },
];

/** How charts are rendered, and how often. */
export const SWEEP_OPTIONS: readonly Option[] = [
  { name: 'helm', value: 'path', description: 'the Helm that renders, 3 or 4 (default: helm)' },
  { name: 'release', value: 'name', description: 'the name of the release (default: release-name, as for Helm)' },
  {
    name: 'api-versions',
    value: 'version',
    repeats: true,
    description: 'an API that templates may ask for, as for Helm',
  },
  {
    name: 'budget',
    value: 'much',
    description: 'how much is rendered: 400 for renders, 60s for seconds (default: 400)',
  },
  { name: 'seed', value: 'number', description: 'which of equal pairs of values come first (default: 1)' },
  { name: 'render-timeout', value: 'seconds', description: 'how long one render may take (default: 30)' },
];

/** The options of `chart`. */
export const CHART_OPTIONS: readonly Option[] = [
  ...VALUE_OPTIONS,
  ...SWEEP_OPTIONS,
  { name: 'matrix', description: 'also tell what each value does to each policy, as a table' },
  REPORTS,
  FAIL_ON,
  CONFIG,
  IGNORE,
  NO_IGNORE,
  BASELINE,
  WRITE_BASELINE,
  SEVERITY,
  CNI,
  KUBERNETES_VERSION,
  CONTEXT,
  REPORT_FILE,
  HOOKS,
  NAMESPACE,
  VERBOSE,
];
