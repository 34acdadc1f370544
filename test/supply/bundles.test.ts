// What the code of dist/ can ask of Node, and that it asks for nothing else: read in the bundles, and watched as they run.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { assertGolden } from '../checks/golden.ts';

const test = suite('the bundles');
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const LATE = readdirSync(new URL('../../dist/late/', import.meta.url)).sort();
const BUNDLES = [
  'dist/netpolish.cjs',
  'dist/warm.cjs',
  ...LATE.map((name) => `dist/late/${name}`),
  'dist/lib/index.js',
];
const read = (file: string): string => readFileSync(`${ROOT}${file}`, 'utf8');

const ASKED = /\b(?:_*require\d*|getBuiltinModule)\((["'`])([^"'`]+)\1\)|\bfrom ?(['"])([^'"]+)\3(?=;)/g;

/** Those that load the late ones, with the code that `node dist/warm.cjs` kept of them. */
const LOADERS = ['dist/netpolish.cjs', 'dist/warm.cjs'];

/** The bundles that one of them loads late, by the names that it calls them. */
const isOwn = (name: string): boolean => LATE.some((late) => name === `./${late}` || name === `./late/${late}`);

/** What ajv would write into the code of a schema, and what fdir asks for where the build has put a `require` that finds nothing. */
const NEVER_LOADED = ['ajv/dist/runtime/ucs2length', 'picomatch'];

/** The names of all modules that a code asks for, sorted. */
function asked(code: string): readonly string[] {
  const names = [...code.matchAll(ASKED)].map(([, , required, , imported]) => required ?? imported ?? '');
  return [...new Set(names.filter((name) => !NEVER_LOADED.includes(name)))].sort();
}

test('ask Node for these modules and no other', () => {
  const lines = BUNDLES.map((name) => `${name}: ${asked(read(name)).join(' ')}\n`);
  assertGolden(new URL('bundles.txt', import.meta.url), lines.join(''));
});

test('ask for modules of Node alone, and for none that reaches the network', () => {
  for (const name of BUNDLES.flatMap((file) => asked(read(file)))) {
    assert.ok(isBuiltin(name) || isOwn(name), name);
    assert.not.match(
      name,
      /^(node:)?(_?http|https|http2|net|_?tls|dgram|dns|inspector|quic|cluster|repl|wasi|sqlite|ffi)/,
    );
  }
});

const FORBIDDEN: Readonly<Record<string, RegExp>> = {
  'code made of text': /\beval\(|\bFunction\(|\bnew Function\b|\brunIn\w*Context|\bnew \w*\.?Script\(|\bWebAssembly\b/,
  'the network': /\bfetch\(|\bWebSocket\b|\bEventSource\b|\bXMLHttpRequest\b|\bsendBeacon\b/,
  'inner doors of Node': /process\.(binding|_linkedBinding|dlopen)\b|\bprocess\.mainModule\b/,
  'a module whose name is made up as it runs': /\bimport\(|\bgetBuiltinModule\((?!["'`])|\brequire\((?!["'`])/,
};

/** Where src/late.ts runs V8's kept code of a bundle: the one place that makes code of text, the bundle's own. */
const LATE_CODE = '.runInThisContext(';

for (const [what, words] of Object.entries(FORBIDDEN)) {
  test(`hold no words for ${what}`, () => {
    for (const file of BUNDLES) {
      const rest = LOADERS.includes(file) ? read(file).replace(LATE_CODE, '(') : read(file);
      const { index } = words.exec(rest) ?? {};
      assert.is(index, undefined, `${file}: ${rest.slice((index ?? 0) - 60, (index ?? 0) + 60)}`);
    }
  });
}

test('have Node make no require that finds what lies beside them', () => {
  const [library = '', ...bundles] = BUNDLES.map(read).reverse();
  const made = /\bfrom ?["'](node:)?module["']|\b_*require\d*\(["'`](node:)?module\b/g;
  for (const bundle of bundles) assert.equal(bundle.match(made), null);
  // An ES module has no `require` of its own for modules of Node.
  assert.equal(library.match(made), ["from 'node:module'"]);
  assert.is(library.split('requireOf').length, 3);
});

/** Has Node tell each module that is required on file descriptor 3, whoever asks and whether it is there. */
const WATCH = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from 'node:fs';
  import Module from 'node:module';
  for (const name of ['_load', '_resolveFilename']) {
    const before = Module[name];
    Module[name] = (request, ...rest) => {
      writeSync(3, request + '\\n');
      return before(request, ...rest);
    };
  }`)}`;

function watched(args: readonly string[], input = ''): readonly string[] {
  const stdio = ['pipe', 'pipe', 'pipe', 'pipe'] as const;
  const { output } = spawnSync(process.execPath, ['--import', WATCH, ...args], { cwd: ROOT, input, stdio: [...stdio] });
  return [...new Set(String(output[3]).split('\n'))].filter((name) => name !== '');
}

const RUNS: readonly (readonly string[])[] = [
  ['--help'],
  ['post-render', '--fix', '--merge', '--simplify', '--fail-on', 'never'],
  ['fn'],
  ['check', 'examples/render', '--format', 'sarif'],
  ['fix', 'examples/render'],
  ['diff', 'examples/render/redis.yaml', 'examples/render/shop.yaml'],
  ['explain', 'examples/render'],
];

for (const run of RUNS) {
  test(`load nothing from outside: netpolish ${run.join(' ')}`, () => {
    const names = watched(['dist/netpolish.cjs', ...run], read('examples/render/shop.yaml'));
    const own = names.filter((name) => name.endsWith('dist/netpolish.cjs'));
    assert.is(own.length, 1, 'the watch saw nothing');
    assert.equal(
      names.filter(
        (name) => !isBuiltin(name) && !isOwn(name) && !LATE.some((late) => name.endsWith(`dist/late/${late}`)),
      ),
      own,
    );
  });
}

test('load nothing from outside: the library', () => {
  const names = watched(['--input-type=module', '-e', "await import('./dist/lib/index.js'); process.exit(0)"]);
  assert.ok(names.includes('process'), 'the watch saw nothing');
  assert.equal(
    names.filter((name) => !isBuiltin(name)),
    [],
  );
});

test.run();
