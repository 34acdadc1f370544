import type { FailOn, Severity } from '../finding.ts';
import { UsageError } from '../io.ts';
import type { Cni } from '../policy/cni.ts';
import { NEWEST } from '../policy/version.ts';
import { type Ignore, type InlineIgnores, readIgnore } from '../suppression.ts';

/** How a run is to go, from flags, environment and functionConfig. The functionConfig's `spec` has the same shape. */
export type Settings = {
  readonly failOn: FailOn;
  /** `within-charts` leaves policies of different (sub-)charts apart. */
  readonly merge: 'off' | 'within-charts' | 'across-charts';
  readonly mergeSameName: boolean;
  /** Write the rules of merged policies, and of single ones that can be smaller, in fewer words. */
  readonly simplify: boolean;
  readonly fix: boolean;
  readonly hooks: 'check' | 'skip';
  /** The namespace that a policy without one lands in; '' where it is not known. */
  readonly namespace: string;
  /** Findings that are told, counted, and do not block. */
  readonly ignore: readonly Ignore[];
  /** Which ignores of the input count. */
  readonly inlineIgnores: InlineIgnores;
  /** With `listed`: the checks that the input may ignore. */
  readonly inlineIgnorable: readonly string[];
  /** Disregard what the input says about itself: its ignores, and the annotation that keeps a policy out of merges. */
  readonly noIgnore: boolean;
  /** The file of findings that were there when netpolish came. */
  readonly baseline?: string;
  /** The manifest that is being replaced: its findings do not block. */
  readonly since?: string;
  /** Checks by id that are to be told louder or quieter than they are, or not at all. */
  readonly severities: Readonly<Record<string, Severity | 'off'>>;
  /** The version of the API server that is to take the policies. */
  readonly kubernetesVersion: string;
  /** The network plugin of the cluster, '' where nobody said. */
  readonly cni: Cni;
  /** Files below folders that are not read: globs, and the folder that they are relative to, as seen from the working directory. */
  readonly ignorePaths: readonly { readonly folder: string; readonly glob: string }[];
  /** Annotations in which policies may differ and still be merged; `*` stands for any characters. */
  readonly allowedAnnotations: readonly string[];
  /** Files, folders and globs of manifests that tell what else the cluster holds. */
  readonly context: readonly string[];
  /** Where the JSON report goes, beside everything else. */
  readonly reportFile?: string;
  /** What a kustomize plugin prints: the objects, or nothing, as `validators:` need it. */
  readonly output: 'items' | 'none';
};

/** What holds where nothing is said. */
export const DEFAULTS: Settings = {
  failOn: 'error',
  merge: 'off',
  mergeSameName: false,
  simplify: false,
  fix: false,
  hooks: 'check',
  namespace: '',
  ignore: [],
  inlineIgnores: 'all',
  inlineIgnorable: [],
  noIgnore: false,
  cni: '',
  ignorePaths: [],
  allowedAnnotations: [],
  severities: {},
  kubernetesVersion: NEWEST,
  context: [],
  output: 'items',
};

/** Variables of the environment, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Lays the environment over other settings: it is the door that needs no change of a pipeline, so it wins.
 * Throws UsageError for a value that is none.
 */
export function withEnvironment(settings: Settings, env: Environment): Settings {
  const failOn = env.NETPOLISH_FAIL_ON || settings.failOn;
  if (!isFailOn(failOn))
    throw new UsageError(`NETPOLISH_FAIL_ON is ${JSON.stringify(failOn)}: error, warning or never`);
  const reportFile = env.NETPOLISH_REPORT_FILE || settings.reportFile;
  return {
    ...settings,
    failOn,
    ignore: [...settings.ignore, ...readIgnores(env.NETPOLISH_IGNORE, 'NETPOLISH_IGNORE')],
    ...(reportFile !== undefined && { reportFile }),
  };
}

/** The same settings, or UsageError for some that cannot go together. */
export function consistent(settings: Settings): Settings {
  if (settings.output === 'none' && (settings.merge !== 'off' || settings.fix)) {
    throw new UsageError('`output: none` prints nothing, so it cannot go together with merge or fix');
  }
  if (settings.simplify && settings.merge === 'off')
    throw new UsageError(
      'simplify is a way to merge: ask for merge too (--merge --simplify, or `merge: true` beside `simplify: true`)',
    );
  return settings;
}

/** Whether everything is to be let through untouched. */
export function isBypassed(env: Environment): boolean {
  return !['', '0', 'false', 'no', 'off'].includes((env.NETPOLISH_BYPASS ?? '').trim().toLowerCase());
}

/** Whether a text names a severity to stop at. */
function isFailOn(value: string): value is FailOn {
  return value === 'error' || value === 'warning' || value === 'never';
}

/** `a, b,c` as a list. */
export function splitList(text: string): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/** `check:policy, other` as entries; `from` is what the caller calls it. */
export function readIgnores(text: string | undefined, from: string): readonly Ignore[] {
  return splitList(text ?? '').map((entry) => readIgnore(entry, 'option', from));
}

/** `id=warning, other=off` as a record. Throws UsageError for what is none; `name` is what the caller calls it. */
export function readSeverities(text: string, name: string): Settings['severities'] {
  const entries = splitList(text).map((entry): readonly [string, Severity | 'off'] => {
    const [id = '', level = ''] = entry.split('=');
    if (!isLevel(level)) throw new UsageError(`${name} ${entry}: write CHECK=error, warning, info or off`);
    return [id, level];
  });
  return Object.fromEntries(entries);
}

/** What a check can be set to. */
export const LEVELS: readonly (Severity | 'off')[] = ['error', 'warning', 'info', 'off'];

function isLevel(text: string): text is Severity | 'off' {
  return LEVELS.some((level) => level === text);
}
