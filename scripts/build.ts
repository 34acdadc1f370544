import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { Ajv, type Options } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { type BuildOptions, build, type Metafile, type OnLoadResult, type Plugin } from 'esbuild';
import settings from '../schemas/config.schema.json' with { type: 'json' };
import policy from '../schemas/networkpolicy.schema.json' with { type: 'json' };
import { VERSION } from '../src/version.ts';
import { sbomOf } from './sbom.ts';
import { selfContained } from './self-contained.ts';
import { foldersOf, licensesOf } from './third-party.ts';
import { pruneTypes } from './types.ts';

// Who runs several scripts side by side has built once: none of them may take dist/ away under another.
if (process.env.NETPOLISH_BUILT === '1' && existsSync('dist/netpolish.cjs')) process.exit(0);

// CommonJS, because `yaml` as an ES module bundle asks for "process" in a way that Node 20 refuses. What is loaded late is loaded
// by `require`, at once or behind a promise: the loader of ES modules costs more than a small render takes.
const BUNDLE: BuildOptions & { write?: boolean; metafile: true } = {
  bundle: true,
  metafile: true,
  platform: 'node',
  target: 'node20.19',
  format: 'cjs',
  minify: true,
  supported: { 'dynamic-import': false },
  legalComments: 'none',
  logLevel: 'warning',
};

/** What is packed beside dist/. */
const PACKED: readonly string[] = [
  ...['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json', 'plugin.yaml'],
  ...readdirSync('schemas').map((name) => join('schemas', name)),
];

/** What is in each bundle, the late ones too. */
const bundles: Metafile[] = [];

// Whoever it is installed for reads it, whatever the umask of who built or checked it out: npm packs the modes that files have.
process.umask(0o022);
for (const path of PACKED) if ((statSync(path).mode & 0o777) !== 0o644) chmodSync(path, 0o644);

/** Modules that are loaded when one of their functions is first called. They export functions alone, and share no state. */
const CALLED_LATE: readonly string[] = [
  'src/manifest/parse-whole.ts',
  'src/policy/structure-errors.ts',
  'src/config/validate.ts',
  'src/config/starter.ts',
  'src/cli/progress-bar.ts',
  'src/cli/chart-commands.ts',
];

rmSync('dist', { recursive: true, force: true });
const late: string[] = [];
for (const [entry, outfile, js] of [
  ['src/main.ts', 'dist/netpolish.cjs', '#!/usr/bin/env node'],
  ['src/warm.ts', 'dist/warm.cjs', ''],
] as const) {
  const { metafile } = await build({
    ...BUNDLE,
    entryPoints: [entry],
    outfile,
    banner: { js },
    plugins: [lateFiles('./late/')],
  });
  bundles.push(metafile);
}
chmodSync('dist/netpolish.cjs', 0o755);
for (const path of late) {
  const { metafile } = await build({
    ...BUNDLE,
    entryPoints: [path],
    outfile: lateFile('dist/late/', path),
    plugins: [lateFiles('./', path), compiledSchemas(), selfContained()],
  });
  bundles.push(metafile);
}

// The library holds what it needs too: whoever installs netpolish installs one package. `yaml` and `commander` are CommonJS, and
// ask for Node's modules by `require`.
const library = await build({
  entryPoints: ['src/index.ts'],
  outfile: 'dist/lib/index.js',
  bundle: true,
  // Names stay: a stack trace of somebody's program must be readable.
  minifyWhitespace: true,
  minifySyntax: true,
  metafile: true,
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  legalComments: 'none',
  logLevel: 'warning',
  banner: {
    js: "import { createRequire as requireOf } from 'node:module';\nconst require = requireOf(import.meta.url);",
  },
  plugins: [compiledSchemas(), selfContained()],
});
bundles.push(library.metafile);
writeFileSync('dist/THIRD-PARTY-LICENSES.txt', licensesOf(foldersOf(bundles)));
writeFileSync('dist/sbom.cdx.json', sbomOf(read('package.json'), read('package-lock.json'), foldersOf(bundles)));
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.types.json'], { stdio: 'inherit' });
pruneTypes('dist/lib/src/index.d.ts');

function read<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/**
 * Puts what is needed late into files of their own, loaded when they are asked for. V8 looks through every function of a file
 * that it loads, and most runs need a tenth of them all: a render without policies no checks, a post-renderer no command line.
 */
function lateFiles(folder: string, self?: string): Plugin {
  return {
    name: 'late-files',
    setup: ({ onResolve, onLoad }) => {
      onResolve({ filter: /\.ts$/ }, ({ kind, path, resolveDir }) => {
        const file = relative('', join(resolveDir, path));
        const isCalled = CALLED_LATE.includes(file) && file !== self;
        if (kind === 'entry-point' || (kind !== 'dynamic-import' && !isCalled)) return undefined;
        if (!late.includes(file)) late.push(file);
        return { path: file, namespace: kind === 'dynamic-import' ? 'imported late' : 'called late' };
      });
      onLoad({ filter: /.*/, namespace: 'imported late' }, ({ path }) => ({
        contents: `const { loadLate } = require('./src/late.ts');
          module.exports = loadLate(require('node:path').join(__dirname, '${lateFile(folder, path)}'));`,
        resolveDir: '.',
        loader: 'js',
      }));
      onLoad({ filter: /.*/, namespace: 'called late' }, async ({ path }) => ({
        contents: await calledLate(folder, path),
        loader: 'js',
      }));
      onResolve({ filter: /\.cjs$/, namespace: 'called late' }, ({ path }) => ({ path, external: true }));
    },
  };
}

function lateFile(folder: string, path: string): string {
  return `${folder}${basename(path, '.ts')}.cjs`;
}

/** A module with the functions of another one, which it loads when the first of them is called. */
async function calledLate(folder: string, path: string): Promise<string> {
  const { metafile } = await build({
    entryPoints: [path],
    bundle: true,
    format: 'esm',
    packages: 'external',
    write: false,
    metafile: true,
    outfile: 'x.js',
  });
  const names = Object.values(metafile.outputs).flatMap((output) => output.exports);
  const functions = names.map(
    (name) =>
      `export const ${name} = (...given) => (loaded ??= require('${lateFile(folder, path)}')).${name}(...given);`,
  );
  return ['let loaded;', ...functions].join('\n');
}

/** Puts the code that ajv makes of a schema where a module would load ajv, and leaves out what only editors read. */
function compiledSchemas(): Plugin {
  return {
    name: 'compiled-schemas',
    setup: ({ onLoad }) => {
      onLoad({ filter: /src[/\\]config[/\\]validate\.ts$/ }, () => compiled(settings, 'settingsErrors', {}));
      onLoad({ filter: /src[/\\]policy[/\\]structure-errors\.ts$/ }, () =>
        compiled(policy, 'structureErrors', { allErrors: true, inlineRefs: false, messages: false }),
      );
      onLoad({ filter: /networkpolicy\.schema\.json$/ }, () => ({
        contents: silent(policy, /^description$/),
        loader: 'json',
      }));
      // Of ourselves only the version is told, and each bundle would hold all of it.
      onLoad({ filter: /package\.json$/ }, ({ path }) =>
        path === resolve('package.json')
          ? { contents: JSON.stringify({ version: VERSION }), loader: 'json' }
          : undefined,
      );
    },
  };
}

function compiled(schema: object, name: string, options: Options): OnLoadResult {
  const ajv = new Ajv({ strict: false, ...options, code: { source: true, esm: true } });
  const code = standalone.default(ajv, ajv.compile(JSON.parse(silent(schema, /^(description$|x-)/))));
  const errors = `export const ${name} = (data) => (validate(data) ? [] : validate.errors);`;
  return { contents: `${code}\n${errors}`, loader: 'js', resolveDir: 'node_modules' };
}

/** A field of the API may bear any name, but what it holds then is a schema and no text. */
function silent(schema: object, keys: RegExp): string {
  return JSON.stringify(schema, (key, value) => (keys.test(key) && typeof value !== 'object' ? undefined : value));
}
