import { readdirSync, readFileSync } from 'node:fs';
import type { Log, Result } from 'sarif';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readIgnores } from '../../src/config/settings.ts';
import type { Severity } from '../../src/finding.ts';
import { CATALOGUE } from '../../src/pipeline/catalogue.ts';
import { type Polished, type PolishOptions, polish } from '../../src/pipeline/polish.ts';
import type { Source } from '../../src/pipeline/read.ts';
import { uriOf } from '../../src/report/anchor.ts';
import { type Format, REPORTERS } from '../../src/report/index.ts';
import type { ReportContext } from '../../src/report/reporter.ts';
import { RULES } from '../../src/report/sarif-rules.ts';
import { assertGolden, CHECKING } from '../checks/golden.ts';

const test = suite('report/formats');

const CONTEXT: ReportContext = {
  failOn: 'error',
  colour: false,
  verbose: false,
  cwd: '/home/me/shop',
  command: 'netpolish check …',
  fixFlag: 'netpolish fix --write',
};

function policy(name: string, spec: string, app: string = name): string {
  return `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ${name}, namespace: shop}\nspec:\n  podSelector: {matchLabels: {app: ${app}}}\n${spec}`;
}

const OPEN = '  policyTypes: [Ingress]\n  ingress:\n  - from:\n    ports: [{port: 80}]\n';
const STRAY =
  '  policyTypes: [Egress]\n  egress: [{to: [{podSelector: {}}], ports: [{port: 53, protocol: UDP}]}]\n  ingress: {}\n';
const UNTYPED = '  policyTypes: []\n  ingress:\n  - from: [{podSelector: {}}]\n';

/** A file with two faults, one of them fixable; a render with one that is ignored and one that is not; a clean file. */
const SOURCES: readonly Source[] = [
  {
    name: 'k8s/np.yaml',
    bytes: Buffer.from(`---\n${policy('web', OPEN)}---\n${policy('web-dns', STRAY, 'web')}`),
    origin: 'file',
  },
  {
    name: '<stdin>',
    bytes: Buffer.from(
      `---\n# Source: shop/templates/np.yaml\n${policy('redis', OPEN)}---\n# Source: shop/templates/old.yaml\n${policy('old', OPEN)}---\n# Source: shop/templates/np.yaml\n${policy('api', UNTYPED)}`,
    ),
    origin: 'rendered',
    templated: true,
  },
  {
    name: '/home/me/shop/k8s/clean.yaml',
    bytes: Buffer.from(policy('clean', UNTYPED.replace('[]', '[Ingress]'))),
    origin: 'file',
  },
];

function run(options: Partial<PolishOptions> = {}): Polished {
  const ignore = [
    {
      check: 'emptied-peers',
      policy: 'old',
      reason: 'it goes away in May',
      until: '2027-05-31',
      by: 'configuration',
      from: 'x',
    },
  ] as const;
  return polish(SOURCES, { ...CHECKING, ignore, ...options });
}

const FILES: Readonly<Partial<Record<Format, string>>> = {
  text: 'report.txt',
  junit: 'report.xml',
  github: 'report.github.txt',
  gitlab: 'report.gitlab.json',
  markdown: 'report.md',
};

for (const [format, file] of Object.entries(FILES) as [Format, string][]) {
  test(`${format} is as it was`, () => {
    assertGolden(new URL(`golden/${file}`, import.meta.url), REPORTERS[format](run(), CONTEXT));
  });
}

function sarif(polished: Polished, context: Partial<ReportContext> = {}): Log['runs'][number] {
  const { runs } = JSON.parse(REPORTERS.sarif(polished, { ...CONTEXT, ...context })) as Log;
  assert.is(runs.length, 1);
  return runs[0] as Log['runs'][number];
}

function results(polished: Polished, context: Partial<ReportContext> = {}): Result[] {
  return sarif(polished, context).results ?? [];
}

test('sarif is as it was, but for its rules', () => {
  const { tool: _rules, ...rest } = sarif(run());
  assertGolden(new URL('golden/report.sarif.json', import.meta.url), `${JSON.stringify(rest, null, 2)}\n`);
});

test('sarif has every check as a rule, and each result knows its place', () => {
  const { tool, results: found = [] } = sarif(run(), { verbose: true });
  const rules = tool.driver.rules ?? [];
  assert.equal(
    rules.map(({ id }) => id),
    CATALOGUE.map(({ id }) => id),
  );
  assert.ok(found.length > 0);
  for (const { ruleId, ruleIndex } of found) assert.is(rules[ruleIndex ?? -1]?.id, ruleId);
  for (const { helpUri, fullDescription, shortDescription } of rules) {
    assert.match(helpUri ?? '', /\/docs\/checks\.md#[a-z0-9.-]+$/);
    // GitHub cuts longer ones.
    assert.ok((fullDescription?.text.length ?? 0) <= 1024 && (shortDescription?.text.length ?? 0) <= 1024);
  }
});

test('a line is named in a file, never in a template', () => {
  for (const result of results(run(), { verbose: true })) {
    const { artifactLocation, region } = result.locations?.[0]?.physicalLocation ?? {};
    assert.is(region === undefined, artifactLocation?.uri?.startsWith('shop/templates/'), artifactLocation?.uri ?? '');
  }
});

test('a render that was kept in a file has its lines, and names its template beside', () => {
  const [, render] = SOURCES;
  if (render === undefined) throw new Error('no render');
  const [first] = results(polish([{ ...render, name: 'out.yaml', origin: 'file' }], CHECKING));
  assert.is(first?.locations?.[0]?.physicalLocation?.artifactLocation?.uri, 'out.yaml');
  assert.is(first?.locations?.[0]?.physicalLocation?.region?.startLine, 10);
  assert.is(first?.relatedLocations?.at(-1)?.physicalLocation?.artifactLocation?.uri, 'shop/templates/np.yaml');
});

test('the fix of a result, done, is the file that `fix` writes', () => {
  const fixable = results(run()).find(({ fixes }) => fixes !== undefined);
  const change = fixable?.fixes?.[0]?.artifactChanges[0];
  assert.is(change?.artifactLocation.uri, 'k8s/np.yaml');
  const text = SOURCES[0]?.bytes.toString() ?? '';
  const lines = text.split('\n');
  const offset = (line = 1, column = 1): number =>
    lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0) + column - 1;
  const done = (change?.replacements ?? []).reduceRight((all, { deletedRegion: at, insertedContent }) => {
    const end = offset(at.endLine, at.endColumn);
    return all.slice(0, offset(at.startLine, at.startColumn)) + (insertedContent?.text ?? '') + all.slice(end);
  }, text);
  assert.is.not(done, text);
  assert.is(done, run({ fix: 'safe' }).outputs[0]?.toString());
});

test('what was fixed is no failure any more, and has no fix', () => {
  const fixed = results(run({ fix: 'safe' })).filter(({ kind }) => kind === 'informational');
  assert.is(fixed.length, 1);
  assert.is(fixed[0]?.level, 'none');
  assert.is(fixed[0]?.fixes, undefined);
});

test('each result says whether it was let pass, and by whom', () => {
  const all = results(run());
  assert.ok(all.every(({ suppressions }) => Array.isArray(suppressions)));
  const [ignored, ...others] = all.filter(({ suppressions }) => suppressions?.length === 1);
  assert.is(others.length, 0);
  assert.equal(ignored?.suppressions?.[0], {
    kind: 'external',
    status: 'accepted',
    justification: 'it goes away in May',
    properties: { by: 'configuration', until: '2027-05-31' },
  });
});

for (const by of ['annotation', 'comment', 'configuration', 'option', 'baseline', 'since'] as const) {
  test(`an ignore by ${by} is ${by === 'annotation' || by === 'comment' ? 'in the source' : 'external'}`, () => {
    const polished = run();
    const findings = polished.findings.map((finding) => ({ ...finding, ignored: { by } }));
    const kind = by === 'annotation' || by === 'comment' ? 'inSource' : 'external';
    for (const { suppressions } of results({ ...polished, findings })) assert.is(suppressions?.[0]?.kind, kind);
  });
}

test('GitLab is told what the API refuses as a blocker, and nothing of what is ignored', () => {
  const issues = JSON.parse(REPORTERS.gitlab(run(), CONTEXT)) as readonly { severity: string; check_name: string }[];
  const severities = new Map(issues.map(({ check_name, severity }) => [check_name, severity]));
  assert.is(severities.get('emptied-direction'), 'blocker');
  assert.is(severities.get('emptied-peers'), 'critical');
  assert.is(issues.filter(({ check_name }) => check_name === 'emptied-peers').length, 2);
});

test('a report of nothing is one all the same', () => {
  const empty = polish([{ name: 'a.yaml', bytes: Buffer.from('a: 1\n'), origin: 'file' }], CHECKING);
  assert.equal(results(empty), []);
  assert.is(REPORTERS.gitlab(empty, CONTEXT), '[]\n');
  assert.is(REPORTERS.github(empty, CONTEXT), '');
  assert.is(REPORTERS.markdown(empty, CONTEXT), '### netpolish: nothing found, no policy was judged\n');
  assert.match(REPORTERS.junit(empty, CONTEXT), 'name="no policy was judged"');
});

test('infos on policies are told where they are asked for', () => {
  const ingress = policy('in', '  policyTypes: [Ingress]\n  ingress: [{from: [{podSelector: {}}]}]\n', 'web');
  const egress = policy('out', '  policyTypes: [Egress]\n  egress: [{to: [{podSelector: {}}]}]\n', 'web');
  const polished = polish(
    [{ name: 'a.yaml', bytes: Buffer.from(`${ingress}---\n${egress}`), origin: 'file' }],
    CHECKING,
  );
  const infos = polished.findings.filter(({ severity }: { severity: Severity }) => severity === 'info').length;
  assert.ok(infos > 0);
  assert.is(results(polished).length, polished.findings.length - infos);
  assert.is(results(polished, { verbose: true }).length, polished.findings.length);
});

test('unknown checks reach the notifications of the run', () => {
  const { invocations = [] } = sarif(run({ ignore: readIgnores('no-such', '--ignore') }));
  assert.is(invocations[0]?.executionSuccessful, true);
  assert.is(invocations[0]?.toolConfigurationNotifications?.[0]?.message.text, 'no such check: no-such');
});

const URIS: readonly (readonly [path: string, uri: string])[] = [
  ['k8s/np.yaml', 'k8s/np.yaml'],
  ['a b/ü#?%.yaml', 'a%20b/%C3%BC%23%3F%25.yaml'],
  ['c:d.yaml', 'c%3Ad.yaml'],
  ['a\\b.yaml', 'a%5Cb.yaml'],
  ['../up.yaml', '../up.yaml'],
  ['/srv/a b.yaml', 'file:///srv/a%20b.yaml'],
  ['C:/srv/a.yaml', 'file:///C:/srv/a.yaml'],
  ['\ud800.yaml', '%EF%BF%BD.yaml'],
];

for (const [path, uri] of URIS) test(`${JSON.stringify(path)} is named ${uri}`, () => assert.is(uriOf(path), uri));

const PATHS: readonly (readonly [cwd: string | undefined, file: string, uri: string])[] = [
  ['/home/me', '/home/me/np.yaml', 'np.yaml'],
  ['/home/me', '/home/meander/np.yaml', 'file:///home/meander/np.yaml'],
  ['/home/me', './np.yaml', 'np.yaml'],
  ['/', '/np.yaml', 'np.yaml'],
  [undefined, '/home/me/np.yaml', 'file:///home/me/np.yaml'],
  ['C:\\w', 'k8s\\np.yaml', 'k8s/np.yaml'],
  ['C:\\w', 'C:\\w\\k8s\\np.yaml', 'k8s/np.yaml'],
  ['/home/me', 'a\\b.yaml', 'a%5Cb.yaml'],
];

for (const [cwd, name, uri] of PATHS) {
  test(`${name} seen from ${cwd} is ${uri}`, () => {
    const source: Source = { name, bytes: Buffer.from(policy('web', OPEN)), origin: 'file' };
    const { cwd: _cwd, ...context } = CONTEXT;
    const report = REPORTERS.sarif(polish([source], CHECKING), cwd === undefined ? context : { ...context, cwd });
    const { runs } = JSON.parse(report) as Log;
    assert.is(runs[0]?.results?.[0]?.locations?.[0]?.physicalLocation?.artifactLocation?.uri, uri);
  });
}

test('in SARIF every check that may open traffic ranks as security, and no other does', () => {
  const fixtures = new URL('../checks/', import.meta.url);
  const opening = readdirSync(fixtures, { recursive: true, encoding: 'utf8' })
    .filter((path) => /findings[^/]*\.txt$/.test(path))
    .flatMap((path) => [...readFileSync(new URL(path, fixtures), 'utf8').matchAll(/^\d+:\d+ \w+ opens (\S+) /gm)])
    .map(([, id = '']) => id);
  const secure = RULES.filter(({ properties }) => properties?.tags?.includes('security')).map(({ id }) => id);
  for (const id of new Set(opening)) assert.ok(secure.includes(id), id);
  for (const { id, properties } of RULES) {
    const gravity = Number(properties?.['security-severity'] ?? Number.NaN);
    assert.is(secure.includes(id), gravity > 0 && gravity <= 10, id);
  }
  // They do nothing in a cluster that enforces nothing, or are dropped by some clients: no fixture says that they open.
  assert.equal(secure.filter((id) => !opening.includes(id)).sort(), ['not-enforced', 'unknown-field']);
});

test.run();
