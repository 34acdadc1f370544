import { closeSync, fstatSync, openSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Script } from 'node:vm';

/**
 * Loads a bundle of the bin (scripts/build.ts puts a call of this in the place of an import). Where dist/warm.cjs has left V8's
 * code of exactly this bundle, V8 reads that instead of compiling; in all other cases it is Node's own `require`.
 */
export function loadLate(file: string): unknown {
  const { createRequire } = process.getBuiltinModule('node:module');
  const require = createRequire(file);
  const script = kept === undefined ? cachedScript(file) : compiled(file);
  if (script === undefined) return require(file);
  kept?.set(file, script);
  const module = { exports: {} };
  script.runInThisContext()(module.exports, require, module, file, dirname(file));
  return module.exports;
}

let kept: Map<string, Script> | undefined;

/** From now on bundles are compiled anew; the map gets each script, by the bundle's path. */
export function keepScripts(): ReadonlyMap<string, Script> {
  kept = new Map();
  return kept;
}

/**
 * Where the code of a bundle is kept: V8's code is good for one build of Node alone. V8 refuses code of another version or of other
 * flags; that it was made by another build of the same version, as those for glibc and for musl are, only newer V8 notice. So the
 * name says how large the program is. Throws where that may not be asked.
 */
export function cacheOf(file: string, program: string = process.execPath): string {
  return `${file}.${process.version}-${process.platform}-${process.arch}-${statSync(program).size}`;
}

/**
 * What a cache holds: the bundle that it is made of, for V8 compares only its length; and the code twice, for V8 does not look
 * whether it is whole.
 */
export function cacheBytes(source: Uint8Array, code: Uint8Array): Buffer {
  return Buffer.concat([source, code, code]);
}

/** Undefined where there is no cache, or none to be trusted. Never throws. */
function cachedScript(file: string): Script | undefined {
  try {
    const cache = openSync(cacheOf(file), 'r');
    try {
      const source = trusted(cache, file);
      const bytes = readFileSync(cache);
      const half = source.length + (bytes.length - source.length) / 2;
      const cachedData = bytes.subarray(source.length, half);
      if (!bytes.subarray(0, source.length).equals(source) || !bytes.subarray(half).equals(cachedData))
        return undefined;
      // What V8 refuses, for its version or its flags, it compiles anew.
      return scriptOf(file, source, cachedData);
    } finally {
      closeSync(cache);
    }
  } catch {
    return undefined;
  }
}

/** The bundle's bytes. Throws where somebody else than the bundle's owner may have written the cache: code is run from it. */
function trusted(cache: number, file: string): Buffer {
  const bundle = openSync(file, 'r');
  try {
    const [ours, theirs] = [fstatSync(bundle), fstatSync(cache)];
    if (!theirs.isFile() || theirs.uid !== ours.uid || (theirs.mode & 0o022) !== 0) throw new Error('not trusted');
    return readFileSync(bundle);
  } finally {
    closeSync(bundle);
  }
}

function compiled(file: string): Script {
  return scriptOf(file, readFileSync(file));
}

function scriptOf(filename: string, source: Buffer, cachedData?: Buffer): Script {
  const { Script } = process.getBuiltinModule('node:vm');
  const code = `(function (exports, require, module, __filename, __dirname) {${source}\n})`;
  return new Script(code, cachedData === undefined ? { filename } : { filename, cachedData });
}
