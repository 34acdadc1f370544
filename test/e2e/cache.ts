import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type RunOptions, run } from './run.ts';

/** Folder of the binaries that the end-to-end tests fetch: outside the tree, so that a clean checkout finds them. */
const cacheRoot = (): string => {
  const { NETPOLISH_E2E_CACHE: own, XDG_CACHE_HOME: xdg } = process.env;
  return own || join(xdg || join(homedir(), '.cache'), 'netpolish-e2e');
};

/**
 * A folder of the cache, by name. When it is not there yet, `fill` is given an empty folder to fill and another for its
 * scraps; the filled one gets its name in one rename, so an interrupted or failed fill leaves no folder of that name.
 */
export const cached = async (
  name: string,
  fill: (folder: string, scraps: string) => Promise<void>,
): Promise<string> => {
  const folder = join(cacheRoot(), name);
  if (existsSync(folder)) return folder;
  await mkdir(cacheRoot(), { recursive: true });
  await sweep();
  const work = await mkdtemp(join(cacheRoot(), '.partial-'));
  try {
    const [filling, scraps] = [join(work, 'folder'), join(work, 'scraps')];
    await mkdir(filling);
    await mkdir(scraps);
    await fill(filling, scraps);
    await renameOnce(filling, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return folder;
};

/**
 * Runs a command that must succeed and returns its stdout. Throws with the beginning of its complaint when it fails.
 */
export const mustRun = async (command: string, args: readonly string[], options?: RunOptions): Promise<string> => {
  const { code, stdout, stderr } = await run(command, args, { timeout: 300_000, ...options });
  if (code === 0) return stdout;
  const complaint = `${stderr} ${stdout}`.replace(/\s+/g, ' ').trim().slice(0, 400);
  throw new Error(`\`${[command, ...args].join(' ')}\` ended with ${code}: ${complaint}.`);
};

/** The message of anything thrown. */
export const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

// A killed run cannot tidy up; an hour is longer than any fill takes.
const sweep = async (): Promise<void> => {
  for (const name of await readdir(cacheRoot())) {
    const path = join(cacheRoot(), name);
    if (!name.startsWith('.partial-')) continue;
    const age = Date.now() - (await stat(path).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs;
    if (age > 3_600_000) await rm(path, { recursive: true, force: true });
  }
};

const renameOnce = async (from: string, to: string): Promise<void> => {
  try {
    await rename(from, to);
  } catch (error) {
    // Another run filled it meanwhile; what it put there is the same.
    if (!existsSync(to)) throw error;
  }
};
