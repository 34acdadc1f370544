import { SWEEP_OPTIONS, VALUE_OPTIONS } from './chart-options.ts';
import type { Option } from './option.ts';
import {
  CNI,
  CONFIG,
  CONTEXT,
  FORMAT,
  HOOKS,
  KUBERNETES_VERSION,
  NAMESPACE,
  ONE_STREAM,
  VERBOSE,
} from './shared-options.ts';

/** The options of `groups`. */
export const GROUPS_OPTIONS: readonly Option[] = [FORMAT, CONFIG, HOOKS, NAMESPACE, ONE_STREAM];

/** The options of `explain`. */
export const EXPLAIN_OPTIONS: readonly Option[] = [
  { name: 'pod', value: 'name', description: 'what may reach this workload or Pod, and what it may reach' },
  { name: 'labels', value: 'labels', description: 'the same for pods by their labels: [ns:]key=value,…' },
  {
    name: 'from',
    value: 'end',
    description:
      'where a connection comes from: ns/name or name (a workload), [ns:]key=value,… (labels of pods), an address, a CIDR, any',
  },
  { name: 'to', value: 'end', description: 'where it goes to, in the same words' },
  { name: 'port', value: 'port', description: 'its port: 80, UDP/53, 8000-8080 or a name (default: every port)' },
  { name: 'connections', description: 'list every pair of workloads and addresses that may talk, one a line' },
  {
    name: 'namespace-labels',
    value: 'ns:labels',
    repeats: true,
    description: 'labels of a namespace that no manifest tells: ns:key=value,…; repeat for more',
  },
  FORMAT,
  CONFIG,
  HOOKS,
  NAMESPACE,
  CNI,
  KUBERNETES_VERSION,
  CONTEXT,
];

/** The options of `diff`. */
export const DIFF_OPTIONS: readonly Option[] = [
  { name: 'chart', description: 'the two are versions of a chart: compare what they render, value by value' },
  ...VALUE_OPTIONS,
  ...SWEEP_OPTIONS,
  { ...FORMAT, choices: ['text', 'json', 'markdown'], description: 'text, json or markdown (default: text)' },
  {
    name: 'fail-on',
    value: 'what',
    choices: ['gained', 'lost', 'any', 'never'],
    description: 'exit 1 where traffic was gained, lost or either (default: gained)',
  },
  CONFIG,
  { ...CONTEXT, description: 'manifests that tell what else both clusters hold; repeat for more' },
  CNI,
  KUBERNETES_VERSION,
  HOOKS,
  NAMESPACE,
  { ...VERBOSE, description: 'cut no list short' },
];

/** The options of `checks`. */
export const CHECKS_OPTIONS: readonly Option[] = [FORMAT];

/** The options of `doctor`. */
export const DOCTOR_OPTIONS: readonly Option[] = [FORMAT, CONFIG];
