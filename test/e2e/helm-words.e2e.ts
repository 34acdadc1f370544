import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { applied } from '../../src/chart/apply.ts';
import { helmWords } from '../../src/chart/helm-words.ts';
import type { Choice } from '../../src/chart/types.ts';
import type { Json } from '../../src/manifest/tree.ts';
import { helmEnv } from './helm.ts';
import { helmHosts } from './hosts.ts';
import { run } from './run.ts';

/** The words of a choice, by the Helms themselves: they mean its values, and nothing else. */
const test = suite('words for Helm');

const TEXTS: readonly string[] = [
  ...[
    '',
    'text',
    ' a b ',
    'a,b',
    'a\\',
    '\\,',
    'a=b',
    '=',
    'a.b',
    'a[0]',
    '[a]',
    '{a,b}',
    '{',
    '}',
    '{}',
    '[]',
    '"a"',
    "'",
  ],
  ...[
    'true',
    'True',
    'FALSE',
    'null',
    'Null',
    '~',
    'yes',
    '0',
    '00',
    '007',
    '8080',
    '-8',
    '-05',
    '-0',
    '+5',
    '+',
    '-',
    '1.5',
  ],
  ...[
    '1e3',
    '0x1f',
    '1_000',
    '9223372036854775807',
    '9223372036854775808',
    '10.0.0.0/8',
    '1.30.0',
    '2026-11-22',
    '#a',
    ': ',
  ],
  ...['{{ .Release.Name }}', 'a\nb', 'é ü 漢', '$HOME', '%', '!', '&a', '*a', '|', '>', '@a'],
];

const VALUES: readonly Json[] = [
  ...TEXTS,
  ...[true, false, 0, 1, -8, 8080, 1.5, -0.25, 2147483648],
  ...[[], [''], ['a,b', 1, null, { a: [] }], {}, { 'a.b/c': 'd', e: { f: '{' } }],
];

const KEYS: readonly string[] = [
  'a.b',
  'a/b',
  'a,b',
  'a=b',
  'a[0]',
  '[0]',
  '{a}',
  '}',
  'a\\b',
  'a b',
  '"',
  '0',
  'é',
  'null',
];

const keyed: Choice = KEYS.flatMap((key, i) => [
  { path: ['keys', key], value: `text ${i}`, kind: 'fill' as const },
  { path: ['below', key, key], value: [i], kind: 'fill' as const },
]);

/** Texts of the characters that Helm's own grammar is made of. */
const drawn = fc.sample(fc.string({ unit: fc.constantFrom(...'\\,.=[]{}ab01-+ "\'nul'), maxLength: 8 }), {
  numRuns: 150,
  seed: 7,
});

const choice: Choice = [
  ...VALUES.map((value, i) => ({ path: ['values', `v${i}`], value, kind: 'fill' as const })),
  ...drawn.map((value, i) => ({ path: ['drawn', `d${i}`], value, kind: 'fill' as const })),
  ...keyed,
];

const sorted = (json: Json): Json => {
  if (json === null || typeof json !== 'object') return json;
  if (Array.isArray(json)) return json.map((one: Json) => sorted(one));
  const entries = Object.entries(json as Readonly<Record<string, Json>>).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, value]) => [key, sorted(value)]));
};

for (const host of await helmHosts()) {
  test(`${host.name} reads them as the values that they are of`, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'netpolish-e2e-'));
    try {
      await mkdir(join(folder, 'chart/templates'), { recursive: true });
      await writeFile(join(folder, 'chart/Chart.yaml'), 'apiVersion: v2\nname: words\nversion: 1.0.0\n');
      await writeFile(join(folder, 'chart/values.yaml'), 'map: {a: 1, b.c: 2, d: 3}\nother: 1\nlist: [1]\n');
      await writeFile(join(folder, 'chart/templates/values.yaml'), '{{ toJson .Values }}\n');
      const rendered = async (asked: Choice): Promise<Json> => {
        const args = ['template', 'shop', 'chart', ...helmWords(asked)];
        const { code, stdout, stderr } = await run(host.helm, args, { cwd: folder, env: helmEnv(folder) });
        assert.is(code, 0, stderr);
        return JSON.parse(stdout.split('\n').find((line) => line.startsWith('{')) ?? 'null') as Json;
      };
      const values = (await rendered(choice)) as Readonly<Record<string, Json>>;
      const meant = applied({}, choice) as Readonly<Record<string, Readonly<Record<string, Json>>>>;
      for (const [group, all] of Object.entries(meant)) {
        for (const [key, value] of Object.entries(all)) {
          const read = (values[group] as Readonly<Record<string, Json>>)[key];
          assert.equal(sorted(read ?? null), sorted(value), `${group}.${key}`);
        }
      }
      const emptied = { path: ['map'], value: { a: null, 'b.c': null, d: null }, kind: 'empty' as const };
      const gone = { path: ['other'], value: null, kind: 'null' as const };
      const none = { path: ['list'], value: [], kind: 'empty' as const };
      assert.equal(await rendered([emptied, gone, none]), { map: {}, list: [] });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}

test.run();
