import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { build, type Plugin } from 'esbuild';
import schema from '../schemas/config.schema.json' with { type: 'json' };

// One file for the bin, since every module that Node has to find is paid for at each `helm install`. CommonJS, because
// `yaml` as an ES module bundle asks for "process" in a way that Node 20 refuses.
rmSync('dist', { recursive: true, force: true });
await build({
  entryPoints: ['src/main.ts'],
  outfile: 'dist/netpolish.cjs',
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'cjs',
  banner: { js: '#!/usr/bin/env node' },
  minify: true,
  define: { 'import.meta.url': '__filename' },
  plugins: [compiledSchemas()],
  legalComments: 'none',
  logLevel: 'warning',
});
chmodSync('dist/netpolish.cjs', 0o755);

await build({
  entryPoints: ['src/index.ts'],
  outfile: 'dist/lib/index.js',
  bundle: true,
  packages: 'external',
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  logLevel: 'warning',
});
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.types.json'], { stdio: 'inherit' });

/** Puts the code that ajv makes of the settings' schema where src/config/validate.ts would load ajv. */
function compiledSchemas(): Plugin {
  return {
    name: 'compiled-schemas',
    setup: ({ onLoad }) => {
      onLoad({ filter: /src[/\\]config[/\\]validate\.ts$/ }, () => {
        const ajv = new Ajv({ strict: false, code: { source: true, esm: true } });
        const code = standalone.default(ajv, ajv.compile(schema));
        const settingsErrors = 'export const settingsErrors = (s) => (validate(s) ? [] : validate.errors);';
        return { contents: `${code}\n${settingsErrors}`, loader: 'js', resolveDir: 'node_modules' };
      });
    },
  };
}
