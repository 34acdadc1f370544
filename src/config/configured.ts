import { existsSync, lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Severity } from '../finding.ts';
import { type Io, UsageError } from '../io.ts';
import { readConfigFile } from './config-file.ts';
import { findConfig } from './discover.ts';
import { FUNCTION_CONFIG, type Given, type Origin, withGiven } from './given.ts';
import { DEFAULTS, type Settings } from './settings.ts';
import { tighten } from './tighten.ts';

/** What configurations say together. */
export type Configured = {
  readonly settings: Settings;
  /** The files that were read, as people are told. */
  readonly files: readonly string[];
  /** What was left alone, and why: one line each. */
  readonly notes: readonly string[];
};

/** What a caller knows: what `--config` names, and how loud checks are by themselves. */
export type Asking = {
  readonly named: string | undefined;
  readonly ownSeverity: (check: string) => Severity | 'off' | undefined;
};

/**
 * The configuration of a command in a pipe: what `--config` or NETPOLISH_CONFIG name, and the functionConfig of a host that
 * has one. Nothing is looked for: what lies in a folder that happens to be the working directory must not open a gate.
 */
export function configuredPipe(asking: Asking, io: Pick<Io, 'cwd' | 'env'>, functionConfig?: Given): Configured {
  const central = readCentral(asking, io);
  return functionConfig === undefined ? central : laidOver(central, functionConfig, FUNCTION_CONFIG, asking);
}

/** The configuration of a command that reads files: as for a pipe, and the netpolish.yaml that `findConfig` finds. */
export function configuredFiles(asking: Asking, io: Pick<Io, 'cwd' | 'env' | 'user'>): Configured {
  const central = readCentral(asking, io);
  const home = io.env.HOME || io.env.USERPROFILE || undefined;
  const found = findConfig({ cwd: io.cwd, home, user: io.user() });
  if (found.kind === 'none') return central;
  if (found.kind === 'foreign') {
    const note = `${found.path} belongs to another user (${found.owner}) and is not read: --config ${found.path} takes it all the same`;
    return { ...central, notes: [...central.notes, note] };
  }
  if (central.files.some((file) => resolve(io.cwd, file) === resolve(io.cwd, found.path))) return central;
  const { given, origin } = readConfigFile(found.path, found.path, io.cwd);
  for (const setting of WRITTEN) refuseOutside(setting, given[setting], origin, io.cwd);
  const all = laidOver(central, given, origin, asking);
  return { ...all, files: [...central.files, found.path] };
}

/** A central configuration speaks for those who run the gate: ignores in manifests count only where it says so. */
function readCentral({ named }: Asking, { cwd, env }: Pick<Io, 'cwd' | 'env'>): Configured {
  const path = named ?? (env.NETPOLISH_CONFIG || undefined);
  if (path === undefined) return { settings: DEFAULTS, files: [], notes: [] };
  const { given, origin } = readConfigFile(path, path, cwd);
  return { settings: withGiven(given, { ...DEFAULTS, inlineIgnores: 'none' }, origin), files: [path], notes: [] };
}

/** Settings that name a file to write: the baseline too, with --write-baseline. Their options are called the same. */
const WRITTEN = ['reportFile', 'baseline'] as const;
const OPTION = { reportFile: '--report-file', baseline: '--baseline' } as const;

/**
 * A file that nobody named must not write where it likes: a stranger's pull request may bring one, and links too. A report quotes
 * manifests, and in the place of a script a shell would run what stands in its quotes.
 */
function refuseOutside(
  setting: (typeof WRITTEN)[number],
  file: string | undefined,
  { name, folder }: Origin,
  cwd: string,
): void {
  if (file === undefined) return;
  const way = relative(realpathSync(resolve(cwd, folder)), realPath(resolve(cwd, folder, file)));
  const steps = way.split(sep);
  const isInGit = steps.some((step) => step.toLowerCase() === '.git');
  if (steps[0] === '..' || isAbsolute(way) || isInGit) {
    const where = isInGit ? 'into .git' : 'out of its folder';
    throw new UsageError(`${name}: ${setting} ${file} leads ${where}; ${OPTION[setting]} may name any`);
  }
  if (!/\.json$/i.test(way))
    throw new UsageError(`${name}: ${setting} ${file} is no .json file; ${OPTION[setting]} may name any`);
}

/** Where a path leads, links followed, also that of a file that is not there yet. */
function realPath(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  const link = lstatSync(path, { throwIfNoEntry: false });
  if (link?.isSymbolicLink()) return resolve(dirname(path), readlinkSync(path));
  const parent = dirname(path);
  return existsSync(parent) ? join(realpathSync(parent), basename(path)) : path;
}

function laidOver(central: Configured, asked: Given, origin: Origin, { ownSeverity }: Asking): Configured {
  if (central.files.length === 0) return { ...central, settings: withGiven(asked, central.settings, origin) };
  const { given, unheard } = tighten(asked, central.settings, ownSeverity);
  const what = `${origin.name} is not heard in ${unheard.join(', ')}: beside ${central.files[0]} it can only tighten`;
  return {
    files: central.files,
    settings: withGiven(given, central.settings, origin),
    notes: [...central.notes, ...(unheard.length === 0 ? [] : [what])],
  };
}
