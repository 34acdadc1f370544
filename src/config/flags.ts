import type { FailOn } from '../finding.ts';
import { UsageError } from '../io.ts';
import { NEWEST, parseKubernetesVersion } from '../policy/version.ts';
import type { Flags, Option } from './option.ts';
import { DEFAULTS, readIgnores, readSeverities, type Settings } from './settings.ts';

/**
 * Reads the options of a filter without the library that knows all commands: it is loaded only when this answers
 * undefined, to say what is wrong with the line or to print help.
 */
export function readFlags(options: readonly Option[], argv: readonly string[]): Flags | undefined {
  const flags: Record<string, string | boolean | readonly string[]> = {};
  for (let at = 0; at < argv.length; at++) {
    const match = /^--([a-z0-9-]+)(?:=([\s\S]*))?$/.exec(argv[at] ?? '');
    const option = options.find(({ name }) => name === match?.[1]);
    if (option === undefined) return undefined;
    let value: string | undefined = match?.[2];
    if (option.value === undefined && value !== undefined) return undefined;
    if (option.value !== undefined && value === undefined) {
      const next = argv[at + 1];
      if (option.optional === undefined || (next !== undefined && option.choices?.includes(next))) {
        value = next;
        at++;
      }
    }
    if (option.value !== undefined && option.optional === undefined && value === undefined) return undefined;
    if (value !== undefined && option.choices !== undefined && !option.choices.includes(value)) return undefined;
    const earlier = flags[option.name];
    flags[option.name] =
      option.repeats && value !== undefined ? [...(Array.isArray(earlier) ? earlier : []), value] : (value ?? true);
  }
  return flags;
}

/** What flags say, laid over other settings. */
export function withFlags(flags: Flags, settings: Settings = DEFAULTS): Settings {
  const asked = flags.merge ?? flags['merge-same-name'];
  const merge = asked === true ? 'within-charts' : asked;
  return {
    ...settings,
    failOn: (flags['fail-on'] as FailOn | undefined) ?? settings.failOn,
    merge: (merge as Settings['merge'] | undefined) ?? settings.merge,
    mergeSameName: flags['merge-same-name'] === true || settings.mergeSameName,
    simplify: flags.simplify === true || settings.simplify,
    fix: flags.fix === true || settings.fix,
    hooks: (flags.hooks as Settings['hooks'] | undefined) ?? settings.hooks,
    namespace: (flags.namespace as string | undefined) ?? settings.namespace,
    ignore: [...settings.ignore, ...readIgnores(word(flags, 'ignore'), '--ignore')],
    noIgnore: flags['no-ignore'] === true || settings.noIgnore,
    cni: (word(flags, 'cni') as Settings['cni'] | undefined) ?? settings.cni,
    severities: { ...settings.severities, ...readSeverities(String(flags.severity ?? ''), '--severity') },
    kubernetesVersion: readVersion(flags['kubernetes-version'] as string | undefined) ?? settings.kubernetesVersion,
    context: [...settings.context, ...((flags.context as readonly string[] | undefined) ?? [])],
    ...optional('reportFile', word(flags, 'report-file')),
    ...optional('baseline', word(flags, 'baseline')),
    ...optional('since', word(flags, 'since')),
  };
}

function word(flags: Flags, name: string): string | undefined {
  const value = flags[name];
  return typeof value === 'string' ? value : undefined;
}

const DASHED = { reportFile: 'report-file', baseline: 'baseline', since: 'since' } as const;

function optional(key: 'reportFile' | 'baseline' | 'since', value: string | undefined): Partial<Settings> {
  if (value?.trim() === '') throw new UsageError(`--${DASHED[key]} names no file; a variable that is not set, perhaps`);
  return value === undefined ? {} : { [key]: value };
}

function readVersion(text: string | undefined): string | undefined {
  if (text !== undefined && parseKubernetesVersion(text) === undefined)
    throw new UsageError(`--kubernetes-version ${text}: write a version such as ${NEWEST}`);
  return text;
}
