import { CNIS } from '../policy/cni.ts';
import type { Option } from './option.ts';

// Options that several commands take, each declared once; its description is what it is for.

export const FAIL_ON: Option = {
  name: 'fail-on',
  value: 'severity',
  choices: ['error', 'warning', 'never'],
  description: 'exit 1 from this severity on (default: error)',
};

export const MERGE: Option = {
  name: 'merge',
  value: 'how',
  optional: true,
  choices: ['within-charts', 'across-charts'],
  description: 'merge policies of one namespace and podSelector, proved to allow the same',
};

export const SAME_NAME: Option = {
  name: 'merge-same-name',
  description: 'merge, also policies that share a name: today one overwrites the other, so this changes traffic',
};

export const SIMPLIFY: Option = {
  name: 'simplify',
  description: 'with a merge: write the rules in fewer words, proved to allow the same',
};

export const FIX: Option = {
  name: 'fix',
  description: 'repair what would be refused where that keeps the allowed traffic; `netpolish fix` repairs more',
};

export const HOOKS: Option = {
  name: 'hooks',
  value: 'what',
  choices: ['check', 'skip'],
  description: 'what to do with Helm hooks (default: check)',
};

export const NAMESPACE: Option = {
  name: 'namespace',
  value: 'ns',
  description: 'the namespace that policies without one land in',
};

export const IGNORE: Option = {
  name: 'ignore',
  value: 'findings',
  description: 'findings to let pass: check, check:policy or check:namespace/policy, comma-separated',
};

export const NO_IGNORE: Option = {
  name: 'no-ignore',
  description: 'disregard what the input says about itself: its ignores, its annotations on merging',
};

export const CONFIG: Option = {
  name: 'config',
  value: 'file',
  description:
    'the configuration, as netpolish.yaml; beside it files that are found and ignores in manifests only tighten',
};

export const BASELINE: Option = {
  name: 'baseline',
  value: 'file',
  description: 'findings that were there when netpolish came, and do not block',
};

export const WRITE_BASELINE: Option = {
  name: 'write-baseline',
  description: 'write what is found now as the baseline (--baseline, else netpolish-baseline.json), and exit 0',
};

export const SINCE: Option = {
  name: 'since',
  value: 'file',
  description: 'the manifest that is being replaced (helm get manifest): what it has already does not block',
};

export const CNI: Option = {
  name: 'cni',
  value: 'plugin',
  choices: CNIS,
  description: 'the network plugin of the cluster: what plugins do differently is told as this one does it',
};

export const SEVERITY: Option = {
  name: 'severity',
  value: 'severities',
  description: 'tell checks louder, quieter or not at all: check=error|warning|info|off, comma-separated',
};

export const KUBERNETES_VERSION: Option = {
  name: 'kubernetes-version',
  value: 'version',
  description: 'the version of the API server that is to take the policies (default: 1.36)',
};

export const CONTEXT: Option = {
  name: 'context',
  value: 'path',
  repeats: true,
  description: 'manifests that tell what else the cluster holds: read, never reported on or printed; repeat for more',
};

export const REPORT_FILE: Option = {
  name: 'report-file',
  value: 'file',
  description: 'write the whole report there, as JSON',
};

export const VERBOSE: Option = { name: 'verbose', description: 'tell infos too' };

export const ONE_STREAM: Option = { name: 'one-stream', description: 'judge all inputs together, as one render' };

export const FORMAT: Option = {
  name: 'format',
  value: 'format',
  choices: ['text', 'json'],
  description: 'text or json (default: text)',
};

export const REPORTS: Option = {
  name: 'format',
  value: 'format[=file]',
  repeats: true,
  description:
    'text, json, sarif, junit, github, gitlab or markdown; with =FILE into a file; repeat for more (default: text)',
};

export const REPORT_FILES: Option = {
  name: 'format',
  value: 'format=file',
  repeats: true,
  description: 'write a report into a file too: text, json, sarif, junit, github, gitlab or markdown; repeat for more',
};

export const WRITE: Option = { name: 'write', description: 'change the files in place' };
