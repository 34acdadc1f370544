import { CNIS } from '../policy/cni.ts';

/**
 * An option as it is declared once, for the quick reader of the filters and for the help of every command.
 * `choices` are the values it takes; `optional` ones may be left out.
 */
export type Option = {
  readonly name: string;
  readonly value?: string;
  readonly optional?: true;
  readonly choices?: readonly string[];
  /** It may be given more than once; its values are kept as a list. */
  readonly repeats?: true;
  readonly description: string;
  /** Written by our own plugin.yaml, not by people. */
  readonly hidden?: true;
};

const FAIL_ON: Option = {
  name: 'fail-on',
  value: 'severity',
  choices: ['error', 'warning', 'never'],
  description: 'exit 1 from this severity on (default: error)',
};

const MERGE: Option = {
  name: 'merge',
  value: 'how',
  optional: true,
  choices: ['within-charts', 'across-charts'],
  description: 'merge policies of one namespace and podSelector, proved to allow the same',
};

const SAME_NAME: Option = {
  name: 'merge-same-name',
  description: 'merge, also policies that share a name: today one overwrites the other, so this changes traffic',
};

const SIMPLIFY: Option = {
  name: 'simplify',
  description: 'with a merge: write the rules in fewer words, proved to allow the same',
};

const FIX: Option = {
  name: 'fix',
  description: 'repair what would be refused where that keeps the allowed traffic; `netpolish fix` repairs more',
};

const HOOKS: Option = {
  name: 'hooks',
  value: 'what',
  choices: ['check', 'skip'],
  description: 'what to do with Helm hooks (default: check)',
};

const NAMESPACE: Option = {
  name: 'namespace',
  value: 'ns',
  description: 'the namespace that policies without one land in',
};

const IGNORE: Option = {
  name: 'ignore',
  value: 'findings',
  description: 'findings to let pass: check, check:policy or check:namespace/policy, comma-separated',
};

const NO_IGNORE: Option = {
  name: 'no-ignore',
  description: 'disregard what the input says about itself: its ignores, its annotations on merging',
};

const CONFIG: Option = {
  name: 'config',
  value: 'file',
  description:
    'the configuration, as netpolish.yaml; beside it files that are found and ignores in manifests only tighten',
};

const BASELINE: Option = {
  name: 'baseline',
  value: 'file',
  description: 'findings that were there when netpolish came, and do not block',
};

const WRITE_BASELINE: Option = {
  name: 'write-baseline',
  description: 'write what is found now as the baseline (--baseline, else netpolish-baseline.json), and exit 0',
};

const SINCE: Option = {
  name: 'since',
  value: 'file',
  description: 'the manifest that is being replaced (helm get manifest): what it has already does not block',
};

const CNI: Option = {
  name: 'cni',
  value: 'plugin',
  choices: CNIS,
  description: 'the network plugin of the cluster: what plugins do differently is told as this one does it',
};

const SEVERITY: Option = {
  name: 'severity',
  value: 'severities',
  description: 'tell checks louder, quieter or not at all: check=error|warning|info|off, comma-separated',
};

const KUBERNETES_VERSION: Option = {
  name: 'kubernetes-version',
  value: 'version',
  description: 'the version of the API server that is to take the policies (default: 1.36)',
};

const CONTEXT: Option = {
  name: 'context',
  value: 'path',
  repeats: true,
  description: 'manifests that tell what else the cluster holds: read, never reported on or printed; repeat for more',
};

const REPORT_FILE: Option = {
  name: 'report-file',
  value: 'file',
  description: 'write the whole report there, as JSON',
};

const VERBOSE: Option = { name: 'verbose', description: 'tell infos too' };

const ONE_STREAM: Option = { name: 'one-stream', description: 'judge all inputs together, as one render' };

const FORMAT: Option = {
  name: 'format',
  value: 'format',
  choices: ['text', 'json'],
  description: 'text or json (default: text)',
};

const REPORTS: Option = {
  name: 'format',
  value: 'format[=file]',
  repeats: true,
  description:
    'text, json, sarif, junit, github, gitlab or markdown; with =FILE into a file; repeat for more (default: text)',
};

const REPORT_FILES: Option = {
  name: 'format',
  value: 'format=file',
  repeats: true,
  description: 'write a report into a file too: text, json, sarif, junit, github, gitlab or markdown; repeat for more',
};

const WRITE: Option = { name: 'write', description: 'change the files in place' };

/** The options of the commands that stand in a pipe: post-render, fn and the bare command. */
export const FILTER_OPTIONS: readonly Option[] = [
  MERGE,
  SAME_NAME,
  SIMPLIFY,
  FIX,
  FAIL_ON,
  CONFIG,
  IGNORE,
  NO_IGNORE,
  BASELINE,
  SINCE,
  SEVERITY,
  CNI,
  KUBERNETES_VERSION,
  CONTEXT,
  REPORT_FILES,
  REPORT_FILE,
  HOOKS,
  NAMESPACE,
  VERBOSE,
  { name: 'host', value: 'host', choices: ['helm4'], description: 'who started us', hidden: true },
  {
    name: 'helm4-report',
    value: 'how',
    choices: ['document', 'exit'],
    description:
      'how to refuse under Helm 4: `document` makes Helm print the report, `exit` gives an exit code (default: document)',
  },
];

/** The options of `check`. */
export const CHECK_OPTIONS: readonly Option[] = [
  REPORTS,
  FAIL_ON,
  CONFIG,
  IGNORE,
  NO_IGNORE,
  BASELINE,
  WRITE_BASELINE,
  SINCE,
  SEVERITY,
  CNI,
  KUBERNETES_VERSION,
  CONTEXT,
  REPORT_FILE,
  HOOKS,
  NAMESPACE,
  ONE_STREAM,
  VERBOSE,
  { name: 'allow-empty', description: 'exit 0 even where there was no document at all' },
];

/** The options of `merge`. */
export const MERGE_OPTIONS: readonly Option[] = [
  { name: 'across-charts', description: 'merge policies that different (sub-)charts rendered' },
  SAME_NAME,
  SIMPLIFY,
  WRITE,
  FAIL_ON,
  CONFIG,
  IGNORE,
  NO_IGNORE,
  BASELINE,
  SINCE,
  SEVERITY,
  CNI,
  KUBERNETES_VERSION,
  CONTEXT,
  REPORT_FILES,
  REPORT_FILE,
  HOOKS,
  NAMESPACE,
  ONE_STREAM,
  VERBOSE,
];

/** The options of `fix`. */
export const FIX_OPTIONS: readonly Option[] = [
  WRITE,
  {
    name: 'unsafe',
    description: 'also close what was opened by accident, and tell what that closes: this changes traffic',
  },
  { name: 'emit-patch', description: 'print a kubectl patch command for each policy instead of a diff' },
  FAIL_ON,
  CONFIG,
  IGNORE,
  NO_IGNORE,
  BASELINE,
  SINCE,
  SEVERITY,
  CNI,
  KUBERNETES_VERSION,
  CONTEXT,
  REPORT_FILES,
  REPORT_FILE,
  HOOKS,
  NAMESPACE,
  ONE_STREAM,
  VERBOSE,
];

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

/** The options of `doctor`. */
export const DOCTOR_OPTIONS: readonly Option[] = [FORMAT, CONFIG];

/** What a command line said: option names without dashes, `true` for flags. */
export type Flags = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
