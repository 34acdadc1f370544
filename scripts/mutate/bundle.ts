import { readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { globSync } from 'tinyglobby';
import { instrument, type Mutant } from './instrument.ts';

/** How a fault asks whether it is awake: `watch` notes that it was come by, `plant` wakes one of them. */
export type Mode = 'watch' | 'plant';

/**
 * Two programs: `below`, loaded once, has every module of the rooms under those in which faults are planted; `tests` has all test
 * files, each loaded when it is asked for, with all that may change by a fault.
 */
export type Bundle = { readonly below: string; readonly tests: string; readonly mutants: readonly Mutant[] };

const HERE: string = import.meta.dirname;
/** Imports point down only: nothing here ever sees a fault, and to compile the API's schema takes longer than most tests. */
const BELOW: readonly string[] = ['src/manifest/**/*.ts', 'src/policy/**/*.ts', 'src/group/**/*.ts'];
const OPTIONS: BuildOptions & { write: false } = {
  bundle: true,
  write: false,
  platform: 'node',
  target: 'node20.19',
  format: 'cjs',
  packages: 'external',
  logLevel: 'warning',
};

/** Bundles test files with the sources in `files`, in which every fault is planted. What comes from packages stays outside. */
export async function bundle(tests: readonly string[], files: readonly string[], mode: Mode): Promise<Bundle> {
  const texts = new Map<string, string>();
  const mutants: Mutant[] = [];
  for (const file of files) {
    const on = (id: number): string => (mode === 'watch' ? `__hit(${id})` : `__awake===${id}`);
    const one = instrument(file, readFileSync(file, 'utf8'), { firstId: mutants.length + 1, on });
    texts.set(resolve(file), one.text);
    mutants.push(...one.mutants);
  }
  const below = globSync([...BELOW]);
  return {
    below: await codeOf(below, []),
    tests: await codeOf(tests, [outside(new Set(below.map((path) => resolve(path)))), planted(texts)]),
    mutants,
  };
}

/** The code of a thread that runs tests. */
export async function workerCode(): Promise<string> {
  const { outputFiles } = await build({ ...OPTIONS, entryPoints: [join(HERE, 'worker.ts')] });
  return outputFiles[0]?.text ?? '';
}

async function codeOf(paths: readonly string[], plugins: Plugin[]): Promise<string> {
  const contents = paths.map((path) => `exports[${JSON.stringify(path)}] = () => require('./${path}');`).join('\n');
  const { outputFiles } = await build({ ...OPTIONS, stdin: { contents, resolveDir: process.cwd() }, plugins });
  return outputFiles[0]?.text ?? '';
}

function outside(below: ReadonlySet<string>): Plugin {
  return {
    name: 'outside',
    setup: ({ onResolve }) => {
      onResolve({ filter: /^\..*\.ts$/ }, ({ path, resolveDir }) => {
        const whole = resolve(resolveDir, path);
        return below.has(whole) ? { path: relative(process.cwd(), whole), external: true } : undefined;
      });
    },
  };
}

function planted(texts: ReadonlyMap<string, string>): Plugin {
  return {
    name: 'planted',
    setup: ({ onResolve, onLoad }) => {
      onResolve({ filter: /^uvu$/ }, () => ({ path: join(HERE, 'uvu.ts') }));
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const text = texts.get(path) ?? readFileSync(path, 'utf8');
        const here = JSON.stringify(pathToFileURL(path).href);
        return { contents: text.replaceAll('import.meta.url', here), loader: 'ts' };
      });
    },
  };
}
