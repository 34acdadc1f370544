import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { type Ignore, readIgnore } from '../suppression.ts';
import type { Settings } from './settings.ts';

/** Settings as a configuration writes them; its shape is schemas/config.schema.json. */
export type Given = Partial<Omit<Settings, 'merge' | 'ignore' | 'ignorePaths'>> & {
  readonly merge?: boolean | Settings['merge'];
  readonly ignore?: readonly (string | Omit<Ignore, 'by' | 'from'>)[];
  readonly ignorePaths?: readonly string[];
};

/** Where a configuration came from: `name` as people are told, and what its paths are relative to. */
export type Origin = {
  readonly name: string;
  /** The folder of its file as seen from the working directory, '' for that itself. */
  readonly folder: string;
  /** Where its n-th ignore stands, as `:12`; '' where nobody knows. */
  readonly lineOfIgnore: (index: number) => string;
};

/** A functionConfig: it stands in a stream, and its paths are relative to the working directory. */
export const FUNCTION_CONFIG: Origin = { name: 'the functionConfig', folder: '', lineOfIgnore: () => '' };

/** The folder of `file` as seen from `cwd`; both may be relative to the process. */
export function folderOf(file: string, cwd: string): string {
  return relative(cwd, dirname(resolve(cwd, file)));
}

/** Lays what a configuration says over other settings. */
export function withGiven(
  { merge, ignore, ignorePaths, ...given }: Given,
  settings: Settings,
  origin: Origin,
): Settings {
  const asked = merge ?? (given.mergeSameName ? true : undefined);
  const how = asked === true ? 'within-charts' : asked === false ? 'off' : asked;
  const { context, reportFile, baseline } = given;
  const here = (path: string): string => (origin.folder === '' ? path : join(origin.folder, path));
  return {
    ...settings,
    ...given,
    ...(how !== undefined && { merge: how }),
    ...(ignore !== undefined && { ignore: ignore.map((entry, index) => ignoreOf(entry, index, origin)) }),
    ...(context !== undefined && { context: context.map((path) => resolved(path, here)) }),
    ...(ignorePaths !== undefined && {
      ignorePaths: ignorePaths.map((glob) => ({ folder: origin.folder, glob })),
    }),
    ...(reportFile !== undefined && { reportFile: resolved(reportFile, here) }),
    ...(baseline !== undefined && { baseline: resolved(baseline, here) }),
  };
}

function ignoreOf(entry: string | Omit<Ignore, 'by' | 'from'>, index: number, origin: Origin): Ignore {
  const from = `${origin.name}${origin.lineOfIgnore(index)}`;
  return typeof entry === 'string' ? readIgnore(entry, 'configuration', from) : { ...entry, by: 'configuration', from };
}

function resolved(path: string, here: (path: string) => string): string {
  return isAbsolute(path) ? path : here(path);
}
