import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
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

// One file for the bin, since every module that Node has to find is paid for at each `helm install`. CommonJS, because
// `yaml` as an ES module bundle asks for "process" in a way that Node 20 refuses.
const BUNDLE: BuildOptions & { write?: boolean; metafile: true } = {
  bundle: true,
  metafile: true,
  platform: 'node',
  target: 'node20.19',
  format: 'cjs',
  minify: true,
  define: { 'import.meta.url': '__filename' },
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

rmSync('dist', { recursive: true, force: true });
const bin = await build({
  ...BUNDLE,
  entryPoints: ['src/main.ts'],
  outfile: 'dist/netpolish.cjs',
  banner: { js: '#!/usr/bin/env node' },
  plugins: [lateBundles()],
});
bundles.push(bin.metafile);
chmodSync('dist/netpolish.cjs', 0o755);

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
 * Puts what main.ts imports late into the file as text, compiled when it is asked for. V8 looks through every function of a
 * file that it loads, and most runs need a tenth of this one: a render without policies no parser, a post-renderer no
 * command line.
 */
function lateBundles(): Plugin {
  return {
    name: 'late-bundles',
    setup: ({ onResolve, onLoad }) => {
      onResolve({ filter: /\.ts$/ }, ({ kind, path, resolveDir }) =>
        kind === 'dynamic-import' ? { path: join(resolveDir, path), namespace: 'late' } : undefined,
      );
      onLoad({ filter: /.*/, namespace: 'late' }, async ({ path }) => {
        const { outputFiles, metafile } = await build({
          ...BUNDLE,
          entryPoints: [path],
          write: false,
          plugins: [compiledSchemas(), selfContained()],
        });
        bundles.push(metafile);
        const code = JSON.stringify(outputFiles[0]?.text);
        return {
          contents: `const parameters = ['exports', 'require', 'module', '__filename'];
            const compiled = require('node:vm').compileFunction(${code}, parameters, { filename: __filename });
            compiled(exports, require, module, __filename);`,
          loader: 'js',
        };
      });
    },
  };
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
