/** Paths that inputs name, and files of our own that somebody else wrote: no way out of the folder, and told in a line. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inFolder, open, runMain } from '../cli/fake-io.ts';
import { runs } from '../laws/runs.ts';

const test = suite('fuzz/files');

const OUTSIDE: readonly string[] = [
  '../../etc/passwd',
  '/etc/passwd/../../x',
  'a/../../etc/passwd',
  './../etc/passwd',
  '..',
  'a/b/../../../..',
  '..\\..\\etc\\passwd',
  'a/..\\..\\..\\etc',
  '%2e%2e/../../x',
];

type Sarif = {
  readonly runs: readonly {
    readonly results: readonly { readonly locations: unknown; readonly relatedLocations?: unknown }[];
  }[];
};

for (const path of OUTSIDE)
  test(`no report points to ${path}`, () =>
    inFolder({ 'a.yaml': `# Source: ${path}\n${open}` }, async (cwd) => {
      for (const format of ['sarif', 'gitlab', 'github'])
        for (const [argv, stdin] of [
          [['a.yaml'], ''],
          [['-'], `# Source: ${path}\n${open}`],
        ] as const) {
          const { stdout } = await runMain(['check', '--format', format, ...argv], { cwd, stdin });
          const places = format === 'sarif' ? urisOf(JSON.parse(stdout) as Sarif) : stdout;
          assert.not.match(
            places,
            /"(?:uri|path)":"?\s*"(?:\.\.|[^"]*(?:\/|%5C)\.\.(?:\/|%5C|"))/,
            `${format} ${argv[0]}`,
          );
          assert.not.match(places, /file=[^,]*\.\./);
        }
    }));

function urisOf({ runs: [run] }: Sarif): string {
  return JSON.stringify(run?.results.map(({ locations, relatedLocations }) => [locations, relatedLocations]));
}

test('a path that goes down and up again within the folder is kept', () =>
  inFolder({ 'a.yaml': `# Source: shop/./charts/../templates/np.yaml\n${open}` }, async (cwd) => {
    const { stdout } = await runMain(['check', '--format', 'sarif', 'a.yaml'], { cwd });
    assert.match(urisOf(JSON.parse(stdout) as Sarif), '"uri":"shop/templates/np.yaml"');
  }));

const BASELINES: Readonly<Record<string, string>> = {
  nothing: '',
  'brackets that open': '['.repeat(100_000),
  'a list': '[]',
  'keys of every object':
    '{"__proto__": {"findings": []}, "constructor": 1, "kind": "netpolish-baseline", "version": 1}',
  'findings of other kinds':
    '{"kind": "netpolish-baseline", "version": 1, "findings": [null, 1, "x", [], {"__proto__": 1}]}',
  'findings without end': `{"kind": "netpolish-baseline", "version": 1, "findings": [${'{},'.repeat(50_000)}{}]}`,
  'a report': '{"version": 1, "findings": [], "summary": {}}',
  'commands and escapes': '{"kind": "\\u001b[31m", "\\n::error::x": "##[error]x"}',
  'no text': '\u0000\ufffd',
};

for (const [what, text] of Object.entries(BASELINES))
  test(`a baseline of ${what}`, () =>
    inFolder({ 'a.yaml': open }, async (cwd) => {
      writeFileSync(join(cwd, 'b.json'), text);
      const { code, stdout, stderr } = await runMain(['check', '--baseline', 'b.json', 'a.yaml'], { cwd });
      assert.is(code, 2, stderr);
      assert.is(stdout, '');
      assert.match(stderr, /^netpolish: the baseline b\.json cannot be used: [^\n]{1,500}\n$/);
      assert.not.match(stderr, /\u001b|##\[/);
    }));

/** A hundred thousand in a long run. */
const MANY = runs(1) > 1 ? 100_000 : 1000;

test(`${MANY} policies of one name`, async () => {
  const one =
    'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a, namespace: n}\nspec: {podSelector: {}}\n';
  const stdin = `${one}---\n`.repeat(MANY);
  const { code, stdout } = await runMain(['check', '--format', 'json', '-'], { stdin });
  assert.is(code, 1);
  const { findings } = JSON.parse(stdout) as { readonly findings: readonly { readonly check: string }[] };
  assert.is(findings.filter(({ check }) => check === 'duplicate-policy').length, MANY - 1);
});

test(`a folder of ${MANY / 2} empty files`, () =>
  inFolder({}, async (cwd) => {
    for (let i = 0; i < MANY / 2; i++) writeFileSync(join(cwd, `${i}.yaml`), '');
    const { code, stdout } = await runMain(['check', '--allow-empty', '.'], { cwd });
    assert.equal([code, stdout], [0, 'nothing found in 0 NetworkPolicies (0 documents)\n']);
  }));

test.run();
