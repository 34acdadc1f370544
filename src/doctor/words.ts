/** The words of a command line: options with what they were given, '' for none, and the rest. */
export type Words = {
  readonly options: ReadonlyMap<string, readonly string[]>;
  readonly positional: readonly string[];
};

/** Options of helm, kubectl and kustomize that stand alone; behind any other the next word is its value. */
const ALONE =
  /^(-i|--(install|atomic|wait|wait-for-jobs|create-namespace|debug|dry-run|force|force-conflicts|cleanup-on-fail|reset-values|reuse-values|reset-then-reuse-values|skip-crds|include-crds|no-hooks|devel|verify|dependency-update|rollback-on-failure|server-side|enable-alpha-plugins|enable-exec|enable-helm|as-current-user|network|prune|validate|quiet|interactive|skip-deps|skip-tests|disable-openapi-validation|render-subchart-notes|take-ownership|hide-notes|hide-secret|generate-name|replace|is-upgrade))$/;

/** Reads the words behind a command's name; nothing is known of commands, so a lone option is told by its name. */
export function readWords(words: readonly string[]): Words {
  const options = new Map<string, string[]>();
  const positional: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const [, name, value] = /^(--?[A-Za-z][\w-]*)(?:=([\s\S]*))?$/.exec(word) ?? [];
    if (name === undefined) {
      positional.push(word);
      continue;
    }
    const next = words[at + 1];
    const takesNext = value === undefined && !ALONE.test(name) && next !== undefined && !next.startsWith('-');
    options.set(name, [...(options.get(name) ?? []), value ?? (takesNext ? next : '')]);
    if (takesNext) at++;
    else if (value === undefined && next?.startsWith('-') && name === '--post-renderer-args') {
      options.set(name, [...(options.get(name)?.slice(0, -1) ?? []), next]);
      at++;
    }
  }
  return { options, positional };
}

/** netpolish's own options that write nothing; true for those with a value. */
const OURS: Readonly<Record<string, boolean>> = {
  'fail-on': true,
  ignore: true,
  severity: true,
  'kubernetes-version': true,
  hooks: true,
  namespace: true,
  config: true,
  cni: true,
  baseline: true,
  context: true,
  'helm4-report': true,
  'merge-same-name': false,
  'across-charts': false,
  'one-stream': false,
  'no-ignore': false,
  simplify: false,
  fix: false,
};

/** Of the words behind `netpolish check`: the options that decide what it stops at, and the paths. */
export function safeFlags(words: readonly string[]): {
  readonly flags: readonly string[];
  readonly paths: readonly string[];
} {
  const flags: string[] = [];
  const paths: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const [, name = '', value] = /^--([\w-]+)(?:=([\s\S]*))?$/.exec(word) ?? [];
    if (name === '') {
      paths.push(word);
      continue;
    }
    const takes = OURS[name] ?? WRITING.has(name);
    const given = takes && value === undefined ? words[++at] : value;
    if (name in OURS && (given === undefined || expanded(given) !== undefined))
      flags.push(given === undefined ? `--${name}` : `--${name}=${given}`);
  }
  return { flags, paths: paths.filter((path) => path === '-' || !path.startsWith('-')) };
}

/** Options with a value that are left out of a trial: they write files, or only tell how to print. */
const WRITING = new Set(['report-file', 'format', 'write-baseline', 'since']);

/** A filter's arguments without the file that it would write. */
export function withoutReportFile(args: readonly string[]): readonly string[] {
  return args.filter((word, at) => !/^--report-file(=|$)/.test(word) && args[at - 1] !== '--report-file');
}

const HERE =
  /\$\{?(?:PWD|CURDIR|GITHUB_WORKSPACE|CI_PROJECT_DIR)\b\}?|\$\((?:pwd|CURDIR|PWD)\)|`pwd`|\$\{\{\s*github\.workspace\s*\}\}/g;

/** A word whose variables are known to mean the working folder, written as `here`; undefined where another is left. */
export function expanded(word: string, here = '.'): string | undefined {
  const text = word.replace(HERE, () => here);
  return /[$`]|\{\{/.test(text) ? undefined : text;
}
